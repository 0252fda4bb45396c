import { part } from "./elements.js";

/** Open a dialog that is a form; resolves to the value of the button that sent it, or to "" if it was left. */
export function choose(dialog) {
  dialog.returnValue = "";
  const leave = part(dialog, "leave");
  // No button of the form, or Enter in a field would leave instead of send.
  if (leave) leave.onclick = () => dialog.close("");
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
}

/** Open a dialog that is a form; resolves to true if it was sent and not left. */
export const open = async (dialog) => (await choose(dialog)) === "yes";

/** Ask a person; resolves to true for yes. Without a word for yes there is only something to read. */
export function ask({ title, text, yes }) {
  const dialog = document.querySelector("[data-dialog]");
  part(dialog, "dialog-title").textContent = title;
  part(dialog, "dialog-text").textContent = text;
  part(dialog, "dialog-yes").textContent = yes ?? "";
  part(dialog, "dialog-yes").hidden = !yes;
  return open(dialog);
}
