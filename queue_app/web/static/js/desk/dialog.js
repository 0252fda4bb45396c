import { part } from "../elements.js";

/** Open a dialog that is a form; resolves to true if it was sent and not left. */
export function open(dialog) {
  dialog.returnValue = "";
  // No button of the form, or Enter in a field would leave instead of send.
  part(dialog, "leave")?.addEventListener("click", () => dialog.close("no"), { once: true });
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/** Ask a person; resolves to true for yes. Without a word for yes there is only something to read. */
export function ask({ title, text, yes }) {
  const dialog = document.querySelector("[data-dialog]");
  part(dialog, "dialog-title").textContent = title;
  part(dialog, "dialog-text").textContent = text;
  part(dialog, "dialog-yes").textContent = yes ?? "";
  part(dialog, "dialog-yes").hidden = !yes;
  return open(dialog);
}
