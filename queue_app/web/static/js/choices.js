import { part, stamp } from "./elements.js";

const TYPING = 180;

/**
 * A field with a list of what was found below it: arrows move, Enter or a press takes one.
 * `find(text)` gives the list, `draw(one)` its words {mark, name, state}, `none` says that nothing was found;
 * `onTaken(one)` hears which it was, and `onEnter()` of an Enter where nothing was typed.
 */
export function bindChoices(dialog, { find, draw, none, onTaken, onEnter, failed }) {
  const input = part(dialog, "choices-input");
  const list = part(dialog, "choices");
  const said = part(dialog, "choices-said");
  let found = [];
  let at = 0;
  let timer = 0;
  let asked = 0;

  function show(some) {
    found = some;
    at = 0;
    list.replaceChildren(...some.map(item));
    mark();
  }

  function item(one, place) {
    const made = stamp("choice");
    const { mark: sign, name, state } = draw(one);
    made.id = `${list.id}-${place}`;
    part(made, "choice-mark").textContent = sign;
    part(made, "choice-name").textContent = name;
    part(made, "choice-state").textContent = state;
    // Before the field loses the focus.
    made.addEventListener("pointerdown", (event) => event.preventDefault());
    made.addEventListener("click", () => onTaken(one));
    return made;
  }

  function mark() {
    for (const [place, made] of [...list.children].entries()) made.setAttribute("aria-selected", String(place === at));
    const chosen = list.children[at];
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
    else input.removeAttribute("aria-activedescendant");
  }

  async function look() {
    const text = input.value.trim();
    const mine = ++asked;
    if (!text) return clear();
    let some = [];
    let words = "";
    try {
      some = await find(text);
      words = some.length ? "" : none;
    } catch (error) {
      words = failed(error);
    }
    // Only the last question is answered.
    if (mine !== asked) return;
    show(some);
    said.textContent = words;
  }

  function clear() {
    clearTimeout(timer);
    asked += 1;
    show([]);
    said.textContent = "";
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, TYPING);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      at = found.length ? (at + step + found.length) % found.length : 0;
      mark();
    } else if (event.key === "Enter" && !event.isComposing) {
      if (!input.value.trim()) return onEnter?.(event);
      event.preventDefault();
      if (found[at]) onTaken(found[at]);
    }
  });

  return {
    clear() {
      input.value = "";
      clear();
    },
    /** Show this one as what was taken. */
    keep(one) {
      clear();
      input.value = draw(one).mark;
    },
  };
}
