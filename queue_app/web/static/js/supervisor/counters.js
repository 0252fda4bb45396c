import { part, stamp } from "../elements.js";

/** Every counter, a card each; cards stay where they are, so that a press never meets another one. */
export function drawCounters(list, counters, { t, onPress }) {
  if (list.children.length !== counters.length) {
    list.replaceChildren(...counters.map(() => stamp("counter")));
    for (const card of list.children) part(card, "post").addEventListener("click", () => onPress(card.counter));
  }
  counters.forEach((counter, i) => draw(list.children[i], counter, t));
}

function draw(card, counter, t) {
  card.counter = counter;
  const { ticket } = counter;
  const post = part(card, "post");
  post.className = "post";
  post.classList.toggle("post--closed", counter.state === "closed");
  post.classList.toggle("post--paused", counter.state === "paused" && !ticket);
  post.classList.toggle("post--help", Boolean(counter.help_since));
  post.classList.toggle("post--called", ticket?.state === "called");
  part(card, "number").textContent = counter.number;
  part(card, "name").textContent = counter.name;
  part(card, "name").title = counter.name;
  part(card, "help").hidden = !counter.help_since;
  part(card, "staff").textContent = [who(counter, t), counter.served && t("served", { n: counter.served })]
    .filter(Boolean)
    .join(" · ");
  part(card, "ticket").hidden = !ticket;
  part(card, "label").textContent = ticket?.label ?? "";
  part(card, "verb").textContent = ticket ? t(ticket.state === "serving" ? "serving" : "called") : "";
  part(card, "idle").hidden = Boolean(ticket);
  part(card, "idle").textContent = ticket ? "" : idle(counter, t);
}

function who(counter, t) {
  if (counter.staff) return counter.staff;
  if (counter.state !== "closed") return t("by_device");
  return counter.ticket ? t("closed") : "";
}

function idle(counter, t) {
  if (counter.state === "paused") return counter.reason ? t("paused", { reason: counter.reason }) : t("paused_plain");
  return t(counter.state === "closed" ? "closed" : "ready");
}

/** Once a second: how long each visit has lasted, beside what is usual. */
export function tickCounters(list, { clock }) {
  for (const card of list.children) {
    const { ticket } = card.counter;
    if (!ticket) continue;
    const serving = ticket.state === "serving";
    const usual = Math.round(ticket.target_s / 60);
    part(card, "timer").textContent = clock.elapsed(ticket.since) + (serving ? ` / ${usual}′` : "");
    const share = (clock.now() - Date.parse(ticket.since)) / 1000 / ticket.target_s;
    part(card, "done").style.setProperty("--done", Math.min(1, share).toFixed(3));
    part(card, "post").classList.toggle("post--late", serving && share > 1);
  }
}
