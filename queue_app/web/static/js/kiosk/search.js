import { part, stamp } from "../elements.js";
import { fitName } from "../fit.js";
import { feeText, nameIn, timeText } from "./facts.js";
import { createKeyboard } from "./keyboard.js";

const SHOWN = 40;
const PAUSE = 150;

/** Find a procedure by a few letters: `find(text)` asks the server, `onChosen(procedure)` gets what was touched. */
export function createSearch(root, { find, onChosen }) {
  const list = part(root, "search-found");
  const said = part(root, "search-said");
  const keyboard = createKeyboard(part(root, "keys"), press);
  let wording = null;
  let input = null;
  let turn = 0;
  let pause = 0;

  /** A new field for each citizen: not even "undo" brings back what the last one wrote. */
  function renew() {
    const field = stamp("search-field");
    input = part(field, "search-input");
    input.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(look, PAUSE);
    });
    input.addEventListener("keydown", (event) => event.key === "Enter" && part(list, "found")?.click());
    part(root, "search-field").replaceChildren(field);
  }

  function press(key) {
    if (key === "backspace") input.value = input.value.slice(0, -1);
    else if (key === "clear") input.value = "";
    else input.value += key === "space" ? " " : key;
    input.dispatchEvent(new Event("input"));
  }

  async function look() {
    const mine = ++turn;
    try {
      const { procedures } = await find(input.value.trim());
      if (mine === turn) show(procedures);
    } catch {
      if (mine === turn) said.textContent = wording.t("find_failed");
    }
  }

  function show(procedures) {
    const { t } = wording;
    const shown = procedures.slice(0, SHOWN);
    list.replaceChildren(...shown.map(row));
    list.scrollTop = 0;
    for (const name of list.querySelectorAll("[data-found-name]")) fitName(name, 3);
    if (!procedures.length) said.textContent = t("found_none");
    else said.textContent = t(shown.length < procedures.length ? "found_more" : "found_some", { n: procedures.length, shown: shown.length });
    said.classList.toggle("search__said--none", !procedures.length);
  }

  function row(procedure) {
    const { language, t } = wording;
    const item = stamp("found");
    part(item, "found-letter").textContent = procedure.queue;
    part(item, "found-name").textContent = nameIn(procedure, language);
    part(item, "found-facts").textContent = `${timeText(procedure, t)} · ${feeText(procedure, t)}`;
    part(item, "found").addEventListener("click", () => onChosen(procedure));
    return item;
  }

  renew();
  return {
    /** Ready to type; what was found stays for who comes back from a procedure. */
    open() {
      input.focus({ preventScroll: true });
      if (!list.children.length) look();
    },
    draw(now) {
      wording = now;
      keyboard.show(now.t);
      input.placeholder = now.t("find_placeholder");
      input.setAttribute("aria-label", now.t("find"));
    },
    clear() {
      clearTimeout(pause);
      turn += 1;
      renew();
      list.replaceChildren();
      said.textContent = "";
    },
  };
}
