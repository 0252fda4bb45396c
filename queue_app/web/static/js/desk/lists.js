import { part, stamp } from "../elements.js";

/** Draws who is next, who stepped aside, who was absent and may come back, and who needs help. */
export function createLists(root, { clock, counter, language, t, onBack, onHelpEnd }) {
  const at = (name) => part(root, name);
  const queueName = (ticket) => (language === "en" ? ticket.queue_name_en : ticket.queue_name);

  function drawNext(next, waiting) {
    const list = at("next");
    const opened = new Set([...list.querySelectorAll("details[open]")].map((one) => one.dataset.nextOne));
    const focused = document.activeElement?.closest("[data-next-one]")?.dataset.nextOne;
    at("waiting").textContent = waiting ? t("people_waiting", { n: waiting }) : t("nobody_waiting");
    list.replaceChildren(...next.map((one) => nextItem(one, opened)));
    if (focused) list.querySelector(`[data-next-one="${focused}"] summary`)?.focus();
    at("more").textContent = waiting > next.length ? t("more_waiting", { n: waiting - next.length }) : "";
  }

  function nextItem(one, opened) {
    const item = stamp("next");
    const details = part(item, "next-one");
    details.dataset.nextOne = one.id;
    details.open = opened.has(String(one.id));
    item.dataset.issuedAt = one.issued_at;
    part(item, "next-label").textContent = one.label;
    part(item, "next-queue").textContent = queueName(one);
    part(item, "next-priority").hidden = !one.priority;
    part(item, "next-why").textContent = one.why[language];
    return item;
  }

  function drawPool(name, people, until, word, verb) {
    at(name).hidden = people.length === 0;
    at(`${name}-count`).textContent = people.length;
    at(`${name}-line`).replaceChildren(
      ...people.map((one) => {
        const item = stamp("pooled");
        const back = part(item, "pooled-back");
        part(item, "pooled-label").textContent = one.label;
        part(item, "pooled-until").textContent = one.until ? t(until, { time: clock.clockTime(one.until) }) : "";
        back.textContent = t(word);
        back.setAttribute("aria-label", `${t(word)}: ${one.label}`);
        back.addEventListener("click", () => onBack(verb, one));
        return item;
      }),
    );
  }

  function drawHelp(asking) {
    const list = at("helps");
    list.hidden = asking.length === 0;
    list.replaceChildren(...asking.map(helpItem));
  }

  function helpItem(one) {
    const mine = one.counter === counter;
    const item = stamp("help");
    const end = part(item, "help-end");
    const other = one.staff ? "help_other" : "help_other_counter";
    const told = { n: one.counter, staff: one.staff, time: clock.clockTime(one.since) };
    part(item, "help-text").textContent = t(mine ? "help_mine" : other, told);
    end.textContent = t(mine ? "help_enough" : "help_come");
    end.addEventListener("click", () => onHelpEnd(one.counter));
    return item;
  }

  return {
    draw(state) {
      drawNext(state.next, state.waiting);
      drawPool("held", state.held, "held_until", "resume", "resume");
      drawPool("absent", state.absent, "absent_until", "reinstate", "reinstate");
      drawHelp(state.help);
    },
    /** Once a second: how long each has waited. */
    tick() {
      for (const item of at("next").children) {
        const minutes = clock.minutesSince(item.dataset.issuedAt);
        const words = minutes ? t("minutes_short", { n: minutes }) : t("just_now");
        const shown = part(item, "next-wait");
        if (shown.textContent !== words) shown.textContent = words;
      }
    },
  };
}
