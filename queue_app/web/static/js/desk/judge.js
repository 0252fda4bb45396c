import { choose } from "../dialog.js";
import { part } from "../elements.js";

const KEYS = { KeyY: "due", KeyK: "not" };

/** Ask whether the priority of a ticket is due; resolves to "due", "not", or "" where nobody looks now. */
export function judge(ticket, { t }) {
  const dialog = document.querySelector("[data-judging]");
  part(dialog, "judging-title").textContent = t("judge_title", { label: ticket.label });
  dialog.onkeydown = (event) => {
    const due = KEYS[event.code];
    if (!due || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    // The page knows these letters too, and the dialog is closed when it hears of this one.
    event.stopPropagation();
    dialog.close(due);
  };
  const chosen = choose(dialog);
  // A double press of the great button answers nothing.
  part(dialog, "leave").focus();
  return chosen;
}
