import { make } from "../elements.js";

const ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/** Letters for a finger. No signs: the search needs none. `onKey` gets a letter, "space", "backspace" or "clear". */
export function createKeyboard(root, onKey) {
  const named = new Map();
  const rows = ROWS.map((letters) => [...letters].map((letter) => key(letter, letter.toUpperCase(), "")));
  rows[2].push(key("backspace", "⌫", "keys__one--wide"));
  rows.push([key("clear", "", "keys__one--side"), key("space", "", "keys__one--space")]);
  root.replaceChildren(...rows.map((keys) => make("div", "keys__row", ...keys)));
  // The field keeps the reading position and the marker while a finger types.
  root.addEventListener("pointerdown", (event) => event.preventDefault());

  function key(name, face, className) {
    const button = make("button", `keys__one ${className}`.trim(), face);
    button.type = "button";
    button.dataset.key = name;
    button.addEventListener("click", () => onKey(name));
    if (name.length > 1) named.set(name, button);
    return button;
  }

  return {
    show(t) {
      root.setAttribute("aria-label", t("keys"));
      for (const [name, button] of named) button.setAttribute("aria-label", t(`key_${name}`));
      for (const name of ["clear", "space"]) named.get(name).textContent = t(`key_${name}`);
    },
  };
}
