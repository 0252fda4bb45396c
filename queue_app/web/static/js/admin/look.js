import { api, path, words } from "./admin.js";

/** The emblem is saved as soon as a file is chosen; the colour can be typed or picked. */
const file = document.querySelector("[data-emblem-file]");
const remove = document.querySelector("[data-emblem-remove]");
const fault = document.querySelector("[data-emblem-fault]");

async function save(chosen) {
  const data = new FormData();
  for (const one of chosen) data.append("files", one, one.name);
  fault.hidden = true;
  try {
    await api.postForm(`${path}/settings/emblem`, data);
    location.reload();
  } catch (error) {
    fault.textContent = words(error);
    fault.hidden = false;
    file.value = "";
  }
}

file.addEventListener("change", () => file.files.length && save(file.files));
file.disabled = false;
if (remove) {
  remove.addEventListener("click", () => save([]));
  remove.disabled = false;
}
for (const picker of document.querySelectorAll("[data-colour-of]")) {
  const typed = document.getElementById(picker.dataset.colourOf);
  picker.addEventListener("input", () => {
    typed.value = picker.value;
    typed.dispatchEvent(new Event("input", { bubbles: true }));
  });
  typed.addEventListener("input", () => {
    if (/^#[0-9a-f]{6}$/i.test(typed.value)) picker.value = typed.value;
  });
}
