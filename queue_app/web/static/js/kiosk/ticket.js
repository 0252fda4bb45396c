import { part } from "../elements.js";
import { expectedText } from "./waits.js";

/** The screen with the number; `clear` leaves nothing of one citizen for the next. */
export function createTicketScreen(root, clock) {
  const at = (name) => part(root, `ticket-${name}`);

  return {
    show(ticket, queueName, t) {
      const expected = expectedText(ticket, clock, t);
      at("label").textContent = ticket.label;
      at("label").style.setProperty("--letters", ticket.label.length);
      at("queue").textContent = queueName;
      at("priority").hidden = !ticket.priority;
      at("ahead").textContent = ticket.people_ahead
        ? t("people", { n: ticket.people_ahead })
        : t("nobody_ahead");
      at("expected-fact").hidden = !expected;
      at("facts").classList.toggle("number__facts--no-promise", !expected);
      at("expected").textContent = expected;
      at("follow").hidden = !ticket.token;
      if (ticket.token) {
        at("qr").src = `/t/${encodeURIComponent(ticket.token)}/qr.svg`;
        at("qr").alt = t("qr", { label: ticket.label });
      }
    },
    /** Whether a slip comes out below; where none does, why, and what to do instead. */
    drawSlip(comes, reason, t) {
      at("slip").classList.toggle("number__slip--none", !comes);
      at("take").textContent = comes ? t("take_slip") : t("no_paper_title", { reason });
      at("keep").textContent = comes ? t("keep_slip") : t("no_paper_text");
    },
    clear() {
      for (const name of ["label", "queue", "ahead", "expected", "take", "keep"]) at(name).textContent = "";
      at("qr").removeAttribute("src");
      at("qr").alt = "";
    },
  };
}
