import { part } from "../elements.js";

/** Show a number that was just given out until it is seen; resolves when the page is free again. */
export function showIssued(ticket, { queue, expected, comes, t, cancel }) {
  const dialog = document.querySelector("[data-issued]");
  const label = part(dialog, "issued-label");
  const paper = part(dialog, "issued-paper");
  const code = part(dialog, "issued-qr");
  label.textContent = ticket.label;
  label.dataset.length = ticket.label.length;
  part(dialog, "issued-queue").textContent = queue;
  // That they go first, and never why: the person shows it around.
  part(dialog, "issued-priority").hidden = !ticket.priority;
  part(dialog, "issued-ahead").textContent = ticket.people_ahead
    ? t("people", { n: ticket.people_ahead })
    : t("nobody_ahead");
  part(dialog, "issued-expected").textContent = expected;
  paper.dataset.comes = comes ? "yes" : "no";
  paper.textContent = t(comes ? "paper_comes" : "paper_does_not");
  code.hidden = comes;
  if (!comes) {
    code.src = `/t/${ticket.token}/qr.svg`;
    code.alt = t("qr", { label: ticket.label });
  }
  const giveBack = async () => {
    try {
      await cancel();
      dialog.close();
    } catch (error) {
      paper.textContent = error.problem?.title ?? t("no_answer");
    }
  };
  part(dialog, "issued-cancel").onclick = giveBack;
  part(dialog, "issued-done").onclick = () => dialog.close();
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
}
