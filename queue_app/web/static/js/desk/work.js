import { part, stamp } from "../elements.js";

/** Draws the desk of one counter. */
export function createDesk(root, { clock, language, t, onResume }) {
  const at = (name) => part(root, name);
  const queueName = (ticket) => (language === "en" ? ticket.queue_name_en : ticket.queue_name);

  function drawTicket(ticket) {
    at("ticket").hidden = !ticket;
    at("empty").hidden = Boolean(ticket);
    at("next-word").textContent = t(ticket ? "finish_and_call_next" : "call_next");
    if (!ticket) return;
    const serving = ticket.state === "serving";
    at("label").textContent = ticket.label;
    at("state").textContent = t(serving ? "state_serving" : "state_called");
    at("state").className = `chip ${serving ? "chip--sky" : "chip--gold"}`;
    at("priority").hidden = !ticket.priority;
    at("subject").textContent = ticket.procedure || queueName(ticket);
    at("story").textContent = story(ticket);
    at("timer-word").textContent = t(serving ? "timer_serving" : "timer_called");
    at("judge").hidden = !ticket.confirm_priority;
    at("note").hidden = !ticket.note;
    at("note-text").textContent = ticket.note ?? "";
    const why = ticket.why?.[language];
    at("why").hidden = !why;
    at("why-text").textContent = why ?? "";
  }

  function story(ticket) {
    const minutes = Math.max(0, Math.round((Date.parse(ticket.called_at) - Date.parse(ticket.issued_at)) / 60_000));
    return [
      ...(ticket.procedure ? [queueName(ticket)] : []),
      t("taken_at", { time: clock.clockTime(ticket.issued_at) }),
      t("waited", { n: minutes }),
      t("called_times", { n: ticket.times_called }),
    ].join("  ·  ");
  }

  function drawNext(next, waiting) {
    at("waiting").textContent = waiting ? t("people_waiting", { n: waiting }) : t("nobody_waiting");
    at("next").replaceChildren(...next.map(nextItem));
    at("more").textContent = waiting > next.length ? t("more_waiting", { n: waiting - next.length }) : "";
  }

  function drawHeld(held) {
    at("held").hidden = held.length === 0;
    at("held-line").replaceChildren(...held.map(heldItem));
  }

  function heldItem(one) {
    const item = stamp("held");
    part(item, "held-label").textContent = one.label;
    part(item, "held-until").textContent = one.until ? t("held_until", { time: clock.clockTime(one.until) }) : "";
    part(item, "held-resume").addEventListener("click", () => onResume(one));
    return item;
  }

  function nextItem(one) {
    const item = stamp("next");
    item.dataset.issuedAt = one.issued_at;
    part(item, "next-label").textContent = one.label;
    part(item, "next-queue").textContent = queueName(one);
    part(item, "next-priority").hidden = !one.priority;
    return item;
  }

  return {
    draw(state, letters) {
      drawTicket(state.ticket);
      drawNext(state.next, state.waiting);
      drawHeld(state.held);
      const hint = letters ? "empty_waiting" : "empty_waiting_no_keys";
      at("empty-text").textContent = state.waiting ? t(hint, { n: state.waiting }) : t("empty_nobody");
    },
    /** Once a second: what runs with the clock. */
    tick(state) {
      if (state.ticket) at("timer").textContent = clock.elapsed(state.ticket.serving_since ?? state.ticket.called_at);
      for (const item of at("next").children) {
        const minutes = clock.minutesSince(item.dataset.issuedAt);
        const words = minutes ? t("minutes_short", { n: minutes }) : t("just_now");
        const shown = part(item, "next-wait");
        if (shown.textContent !== words) shown.textContent = words;
      }
    },
  };
}
