import { part } from "../elements.js";
import { open } from "./dialog.js";

/** Ask where a ticket goes, and for a note; resolves to what the server is told, or to null. */
export async function askForHandover(ticket, { counter, t }) {
  const dialog = document.querySelector("[data-handover]");
  const to = part(dialog, "handover-to");
  const note = part(dialog, "handover-note");
  part(dialog, "handover-title").textContent = t("handover_title", { label: ticket.label });
  note.value = "";
  for (const option of to.options) option.disabled = [`queue:${ticket.queue}`, `counter:${counter}`].includes(option.value);
  to.value = [...to.options].find((option) => !option.disabled).value;
  if (!(await open(dialog))) return null;
  const [kind, name] = to.value.split(":");
  const body = { [kind]: kind === "counter" ? Number(name) : name };
  return note.value.trim() ? { ...body, note: note.value.trim() } : body;
}
