import { ask } from "../dialog.js";
import { api, path, t, words } from "./admin.js";

/** Put the entry of this page out of use, once a person has said that it is meant. */
const button = document.querySelector("[data-retire]");
const fault = document.querySelector("[data-retire-fault]");

button.disabled = false;
button.addEventListener("click", async () => {
  fault.hidden = true;
  if (!(await ask({ title: button.dataset.title, text: button.dataset.text, yes: t("retire") }))) return;
  button.disabled = true;
  try {
    await api.post(`${path}/settings/retire`, { section: button.dataset.retire, key: button.dataset.retireKey });
    location.assign(`/admin/${button.dataset.retire}`);
  } catch (error) {
    button.disabled = false;
    fault.textContent = words(error);
    fault.hidden = false;
  }
});
