import { make, part, stamp } from "../elements.js";
import { expectedText } from "../kiosk/waits.js";
import { ask } from "../dialog.js";
import { choose } from "./choose.js";
import { said } from "./issue.js";

/** How long after the last touch of it a number is still asked about, in ms. */
const MINDED_FOR = 60_000;
const OVER = new Set(["done", "no_show", "cancelled"]);
const CHIPS = { called: "chip--gold", serving: "chip--sky", waiting: "chip--sky" };

/** A number that somebody asks about: where it is, why, and what can be done for them. */
export function createFinding(root, { api, path, boot, clock, t }) {
  const form = part(root, "find-form");
  const field = part(root, "find-number");
  const list = part(root, "founds");
  let asked = "";
  let open = false;
  let turn = 0;
  let looking = 0;
  let changed = false;
  let minded = 0;
  let busy = false;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    mind();
    look(field.value.trim(), { isNew: true });
  });
  field.addEventListener("focus", () => field.select());
  for (const touch of ["pointerdown", "keydown"]) root.addEventListener(touch, mind);

  function mind() {
    clearTimeout(minded);
    minded = setTimeout(forget, MINDED_FOR);
  }

  /** The number stays typed: one press asks again. */
  function forget() {
    if (document.querySelector("dialog[open]")) return mind();
    if (list.contains(document.activeElement)) field.focus();
    asked = "";
    open = false;
    turn += 1;
    list.replaceChildren();
    part(root, "find-said").textContent = t("find_hint");
  }

  async function look(number, { isNew = false, note = null } = {}) {
    if (!number) return;
    asked = number;
    changed = false;
    looking += 1;
    const mine = (turn += 1);
    try {
      const { tickets } = await api.get(`${path}/tickets?number=${encodeURIComponent(number)}`);
      if (mine !== turn) return;
      open = tickets.some((ticket) => !OVER.has(ticket.state));
      draw(tickets, note);
      part(root, "find-said").textContent = tickets.length ? "" : t("not_found", { number: number.toUpperCase() });
      if (isNew && tickets.length) part(list, "found-label").focus();
    } catch (error) {
      if (mine === turn) part(root, "find-said").textContent = said(error, t);
    } finally {
      looking -= 1;
      if (changed) refresh();
    }
  }

  /** Something in the room has changed: look again, one look at a time, while the number is minded and open. */
  function refresh() {
    changed = looking > 0;
    if (open && !changed && !busy && !document.querySelector("dialog[open]")) look(asked);
  }

  function draw(tickets, note) {
    const held = list.querySelector(":focus")?.dataset.focus;
    const notes = new Map([...list.children].map((one) => [one.dataset.ticket, part(one, "found-said").textContent]));
    if (note) notes.set(String(note.id), note.text);
    list.replaceChildren(...tickets.map((ticket) => card(ticket, notes.get(String(ticket.id)) ?? "")));
    if (held) list.querySelector(`[data-focus="${CSS.escape(held)}"]`)?.focus();
  }

  function card(ticket, note) {
    const one = stamp("found");
    one.dataset.ticket = ticket.id;
    part(one, "found-label").textContent = ticket.label;
    const state = part(one, "found-state");
    state.textContent = t(`state_${ticket.state}`);
    if (CHIPS[ticket.state]) state.classList.add(CHIPS[ticket.state]);
    part(one, "found-priority").hidden = !ticket.priority;
    part(one, "found-queue").textContent = `${ticket.queue} · ${boot.language === "en" ? ticket.queue_name_en : ticket.queue_name}`;
    part(one, "found-where").textContent = where(ticket);
    const why = ticket.why?.[boot.language] ?? ticket.why?.vi;
    part(one, "found-why").hidden = !why;
    part(one, "found-why").textContent = why ? `${t("why")} ${why}` : "";
    part(one, "found-ways").replaceChildren(...ticket.can.map((verb) => way(verb, ticket)));
    part(one, "found-said").textContent = note;
    return one;
  }

  function where(ticket) {
    const values = { counter: ticket.counter, n: ticket.times_called };
    if (ticket.state === "held") {
      return ticket.back_at ? t("where_aside", { time: clock.clockTime(ticket.back_at) }) : t("where_held");
    }
    if (ticket.state === "no_show" && !ticket.times_called) return t("where_not_reached");
    if (ticket.state !== "waiting") return t(`where_${ticket.state}`, values);
    const alone = ticket.waits_for_counter ? t("where_alone", { counter: ticket.waits_for_counter }) : "";
    const ahead = ticket.people_ahead ? t("where_waiting", { n: ticket.people_ahead }) : t("where_first");
    const now = new Date(clock.now()).toISOString();
    const expected = expectedText({ ...ticket, issued_at: now }, clock, t);
    return [alone, ahead, expected && t("where_expected", { expected: expected.replaceAll(" ", "\u00A0") })].filter(Boolean).join(" ");
  }

  function way(verb, ticket) {
    const button = make("button", "button", t(`do_${verb === "mark" && ticket.priority ? "unmark" : verb}`));
    button.type = "button";
    button.dataset.do = verb;
    button.dataset.focus = `${ticket.id} ${verb}`;
    if (verb === "cancel") button.classList.add("button--refuse");
    button.addEventListener("click", () => act(verb, ticket));
    return button;
  }

  async function act(verb, ticket) {
    if (busy) return;
    const body = await bodyOf(verb, ticket);
    if (!body) return;
    busy = true;
    let text;
    try {
      await api.post(`${path}/tickets/${ticket.id}/${verb}`, body);
      text = t(`did_${verb}`, { label: ticket.label });
    } catch (error) {
      text = said(error, t);
    } finally {
      busy = false;
    }
    mind();
    await look(asked || ticket.label, { note: { id: ticket.id, text } });
  }

  /** What a verb has to be told; null where the person thought better of it. */
  async function bodyOf(verb, ticket) {
    const { label } = ticket;
    if (verb === "mark") {
      if (ticket.priority) return { priority: null };
      const choices = boot.priorities.map((one) => ({ value: one.code, word: one.name }));
      const priority = await choose({ title: t("mark_title", { label }), text: t("mark_text"), choices });
      return priority && { priority };
    }
    if (verb === "transfer") {
      const others = boot.queues.filter((queue) => queue.code !== ticket.queue);
      const choices = others.map((queue) => ({ value: queue.code, word: `${queue.code} · ${queue.name}` }));
      const queue = await choose({ title: t("transfer_title", { label }), text: t("transfer_text"), choices });
      return queue && { queue };
    }
    if (verb === "cancel") {
      const yes = await ask({ title: t("cancel_title", { label }), text: t("cancel_text"), yes: t("cancel") });
      return yes ? {} : null;
    }
    return {};
  }

  return { refresh };
}
