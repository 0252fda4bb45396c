import { bindChoices } from "../choices.js";
import { open } from "../dialog.js";
import { part, stamp } from "../elements.js";

const KEPT = "queue-app.delivered";
const MOST = 999;

/**
 * What the present visit will have ended with: prefilled with what the ticket was taken for, and this window's
 * until the press that finishes the visit. `search(text)` finds procedures.
 */
export function createDelivered(root, { language, search, failed, t }) {
  const dialog = document.querySelector("[data-delivering]");
  let ticket = null;
  let list = [];
  let touched = false;
  const nameOf = (one) => (language === "en" && one.name_en) || one.name;

  const choices = bindChoices(dialog, {
    find: async (text) => ownFirst(await search(text)),
    draw: (one) => ({ mark: one.queue, name: nameOf(one), state: "" }),
    none: t("delivered_none"),
    failed,
    onTaken(one) {
      change({ procedure: one.code, name: one.name, name_en: one.name_en }, 1);
      choices.clear();
      part(dialog, "choices-input").focus();
    },
  });

  const ownFirst = (found) => {
    const own = found.filter((one) => one.queue === ticket.queue);
    return [...own, ...found.filter((one) => one.queue !== ticket.queue)].slice(0, 20);
  };

  function change(one, step) {
    const known = list.find(({ procedure }) => procedure === one.procedure);
    if (known) known.quantity = Math.min(MOST, known.quantity + step);
    else if (step > 0) list.push({ ...one, quantity: step });
    list = list.filter(({ quantity }) => quantity > 0);
    touched = true;
    sessionStorage.setItem(KEPT, JSON.stringify({ ticket: ticket.id, list }));
    draw();
  }

  function draw() {
    for (const place of [part(root, "delivered"), part(dialog, "delivering-list")]) {
      const focused = place.contains(document.activeElement) && document.activeElement.getAttribute("aria-label");
      place.replaceChildren(...list.map(item));
      if (focused) [...place.querySelectorAll("button")].find((one) => one.getAttribute("aria-label") === focused)?.focus();
    }
    part(root, "delivered-empty").hidden = list.length > 0;
    part(dialog, "delivering-list").hidden = list.length === 0;
  }

  function item(one) {
    const made = stamp("delivered");
    part(made, "delivered-name").textContent = nameOf(one);
    part(made, "delivered-many").textContent = one.quantity;
    for (const [name, step] of [["less", -1], ["more", 1]]) {
      const button = part(made, `delivered-${name}`);
      button.setAttribute("aria-label", t(`delivered_${name}`, { name: nameOf(one) }));
      button.addEventListener("click", () => change(one, step));
    }
    return made;
  }

  return {
    /** Another ticket is at the counter, or the same again. */
    follow(present) {
      if (present?.id === ticket?.id) return;
      ticket = present;
      const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
      touched = Boolean(present) && kept?.ticket === present.id;
      list = touched ? kept.list : (present?.delivered ?? []).map((one) => ({ ...one }));
      draw();
    },
    async change() {
      part(dialog, "delivering-title").textContent = t("delivered_title", { label: ticket.label });
      choices.clear();
      const done = open(dialog);
      part(dialog, "choices-input").focus();
      await done;
    },
    /** What the server is told of this ticket; null where nobody has changed what it knows already. */
    of(present) {
      if (!touched || present?.id !== ticket?.id) return null;
      return list.map(({ procedure, quantity }) => ({ procedure, quantity }));
    },
  };
}
