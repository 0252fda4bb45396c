import { part, stamp } from "../elements.js";

/** Every queue, a line each: who waits, who waits longest, what a newcomer is promised. */
export function drawQueues(body, queues, { language, clock, t, onPress }) {
  if (body.children.length !== queues.length) {
    body.replaceChildren(...queues.map(() => stamp("queue")));
    for (const line of body.children) part(line, "open").addEventListener("click", () => onPress(line.queue));
  }
  queues.forEach((queue, i) => draw(body.children[i], queue, { language, clock, t }));
}

function draw(line, queue, { language, clock, t }) {
  line.queue = queue;
  line.classList.toggle("line--closed", Boolean(queue.closed));
  part(line, "letter").textContent = queue.code;
  part(line, "name").textContent = nameOf(queue, language);
  part(line, "state").textContent = closedWords(queue, { clock, t });
  part(line, "waiting").textContent = queue.waiting;
  part(line, "expected").textContent = expected(queue.wait, t);
}

export const nameOf = (queue, language) => (language === "en" && queue.name_en) || queue.name;

/** Why the queue gives no numbers, and until when; "" while it does. */
export function closedWords({ closed }, { clock, t }) {
  if (!closed) return "";
  if (closed.because === "by-hand") return t("closed_by_hand", { reason: closed.reason });
  const key = closed.because === "hours" ? "closed_hours" : "closed_last_number";
  if (!closed.until) return t(key);
  const { isToday, day } = clock.date(closed.until);
  const time = clock.clockTime(closed.until);
  return t(`${key}_until`, { time: isToday ? time : `${time} ${day}` });
}

function expected(wait, t) {
  if (!wait) return "–";
  const [from, to] = [Math.round(wait.p50_s / 60), Math.ceil(wait.p90_s / 60)];
  if (to < 1) return t("at_once");
  return from === to ? t("minutes", { n: to }) : t("minutes_range", { from, to });
}

/** Once a second: how long whoever waits longest has waited, and whether that is too long. */
export function tickQueues(body, { clock, t }) {
  for (const line of body.children) {
    const { waiting_since: since, target_s: target } = line.queue;
    const minutes = since ? clock.minutesSince(since) : null;
    const words = since ? (minutes ? t("minutes", { n: minutes }) : t("just_now")) : "–";
    const late = since && clock.now() - Date.parse(since) > target * 1000;
    const shown = part(line, "longest");
    const whole = late ? t("over", { n: minutes, target: Math.round(target / 60) }) : words;
    if (shown.textContent !== whole) shown.textContent = whole;
    line.classList.toggle("line--late", Boolean(late));
  }
}
