import { part, stamp } from "../elements.js";

const MINUTE = 60;

/** Draws the ticket that is at the counter: what it is, what has been done with it, and how long it takes. */
export function createPresent(root, { clock, language, t }) {
  const at = (name) => part(root, name);
  const queueName = (ticket) => (language === "en" ? ticket.queue_name_en : ticket.queue_name);

  function draw(ticket) {
    at("ticket").hidden = !ticket;
    at("empty").hidden = Boolean(ticket);
    at("next-word").textContent = t(ticket ? "finish_and_call_next" : "call_next");
    if (!ticket) return;
    const serving = ticket.state === "serving";
    at("label").textContent = ticket.label;
    at("label").classList.toggle("present__label--long", ticket.label.length > 5);
    at("state").textContent = t(serving ? "state_serving" : "state_called");
    at("state").className = `chip ${serving ? "chip--sky" : "chip--gold"}`;
    at("priority").hidden = !ticket.priority;
    at("subject").textContent = (language === "en" ? ticket.procedure_en : ticket.procedure) || queueName(ticket);
    at("facts").textContent = facts(ticket);
    at("judge").hidden = !ticket.confirm_priority;
    at("note").hidden = !ticket.note;
    at("note-text").textContent = ticket.note ?? "";
    const why = ticket.why?.[language];
    at("why").hidden = !why;
    at("why-text").textContent = why ?? "";
    drawStory(ticket.story);
  }

  function facts(ticket) {
    const minutes = Math.max(0, Math.round((Date.parse(ticket.called_at) - Date.parse(ticket.issued_at)) / 60_000));
    return [
      ...(ticket.procedure ? [queueName(ticket)] : []),
      t("taken_at", { time: clock.clockTime(ticket.issued_at) }),
      t("waited", { n: minutes }),
      t("called_times", { n: ticket.times_called }),
    ].join("  ·  ");
  }

  function drawStory(story) {
    const list = at("story");
    list.replaceChildren(...story.map(line));
    list.scrollTop = list.scrollHeight;
  }

  function line(one) {
    const made = stamp("story");
    part(made, "story-time").textContent = clock.clockTime(one.at);
    part(made, "story-text").textContent = one.text[language];
    return made;
  }

  /** Once a second. The target is a word and a bar; neither alarms. */
  function tick(ticket) {
    if (!ticket) return;
    const since = ticket.serving_since ?? ticket.called_at;
    const target = Math.round(ticket.target_s / MINUTE);
    const seconds = Math.max(0, Math.floor((clock.now() - Date.parse(since)) / 1000));
    const over = Math.floor((seconds - ticket.target_s) / MINUTE);
    const words = over >= 1 ? t("target_over", { n: over }) : t("target", { n: target });
    at("timer").textContent = clock.elapsed(since);
    at("timer-word").textContent = t(ticket.serving_since ? "timer_serving" : "timer_called");
    at("target").textContent = words;
    at("bar").max = ticket.target_s;
    at("bar").value = Math.min(seconds, ticket.target_s);
    at("bar").classList.toggle("present__bar--over", over >= 1);
  }

  return { draw, tick };
}
