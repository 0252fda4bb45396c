import { ask } from "../dialog.js";
import { api, path, t, words } from "./admin.js";

/** Take a change back, once a person has said that it is meant. */
const fault = document.querySelector("[data-change-fault]");

for (const button of document.querySelectorAll("[data-take-back-change]")) {
  button.disabled = false;
  button.addEventListener("click", async () => {
    fault.hidden = true;
    if (!(await ask({ title: button.dataset.title, text: t("take_back_text"), yes: t("take_back") }))) return;
    button.disabled = true;
    try {
      await api.post(`${path}/changes/${button.dataset.takeBackChange}/take-back`);
      location.reload();
    } catch (error) {
      button.disabled = false;
      fault.textContent = words(error);
      fault.hidden = false;
      fault.scrollIntoView({ block: "center" });
    }
  });
}
