const VERBS = {
  KeyS: "start",
  KeyR: "recall",
  KeyF: "finish",
  KeyV: "no-show",
  KeyG: "hold",
  KeyC: "transfer",
  KeyB: "back",
  KeyN: "note",
  KeyD: "delivered",
  KeyH: "help",
  KeyL: "by-hand",
  KeyY: "confirm",
  KeyK: "decline",
};
const SWITCH = "queue-app.keys";

/**
 * One key a verb, and Enter for the great button wherever the focus is not on something else that Enter works.
 * A key that is held down counts once. A person may switch the letters off; Enter stays.
 */
export function bindKeys(toggle, { onVerb, t, onSwitch }) {
  let letters = localStorage.getItem(SWITCH) !== "off";

  function show() {
    toggle.textContent = t(letters ? "keys_on" : "keys_off");
    toggle.setAttribute("aria-pressed", String(letters));
    document.documentElement.classList.toggle("without-keys", !letters);
    onSwitch(letters);
  }

  toggle.addEventListener("click", () => {
    letters = !letters;
    localStorage.setItem(SWITCH, letters ? "on" : "off");
    show();
  });
  toggle.hidden = false;
  show();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter") {
      if (event.repeat) event.preventDefault();
      else if (!event.target.closest("a, button, input, select, summary")) onVerb("call-next");
    } else if (letters && !event.repeat && VERBS[event.code]) {
      // Or the letter is typed into the dialog that the verb may open.
      event.preventDefault();
      onVerb(VERBS[event.code]);
    }
  });
}
