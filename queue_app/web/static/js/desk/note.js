import { open } from "../dialog.js";
import { part } from "../elements.js";

/** Ask for the note on a ticket; resolves to what the server is told, or to null. */
export async function askForNote(ticket, { t }) {
  const dialog = document.querySelector("[data-noting]");
  const text = part(dialog, "noting-text");
  part(dialog, "noting-title").textContent = t("note_title", { label: ticket.label });
  text.value = ticket.note ?? "";
  return (await open(dialog)) ? { note: text.value.trim() } : null;
}
