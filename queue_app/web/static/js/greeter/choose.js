import { make, part } from "../elements.js";

/** Let a person choose one of a few; resolves to its value, or "" where they chose none. */
export function choose({ title, text, choices }) {
  const dialog = document.querySelector("[data-choosing]");
  part(dialog, "choosing-title").textContent = title;
  part(dialog, "choosing-text").textContent = text;
  part(dialog, "choices").replaceChildren(
    ...choices.map(({ value, word }) => {
      const button = make("button", "button", word);
      button.value = value;
      return button;
    }),
  );
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
}
