import { part } from "../elements.js";

/** Ask a person; resolves to true for yes. Without a word for yes there is only something to read. */
export function ask({ title, text, yes }) {
  const dialog = document.querySelector("[data-dialog]");
  part(dialog, "dialog-title").textContent = title;
  part(dialog, "dialog-text").textContent = text;
  part(dialog, "dialog-yes").textContent = yes ?? "";
  part(dialog, "dialog-yes").hidden = !yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
