import { part } from "../elements.js";
import { createBell } from "./bell.js";
import { subscribe, unsubscribe } from "./push.js";

const SOON = { notes: [660, 880], vibrate: [200, 120, 200] };
const CALLED = { notes: [784, 988, 1318], vibrate: [400, 150, 400, 150, 600] };

/**
 * Tell whoever wants it that their turn is near and that it has come: by sound, by vibration, and by a note on
 * the screen where the browser lets us. A browser lets no page make a sound unasked, so a press begins it.
 */
export function createAlarm(root, t, { key, send }) {
  const bell = createBell();
  const button = part(root, "bell");
  const hint = part(root, "bell-hint");
  let isOn = false;
  let isPushed = false;

  button.hidden = false;
  button.addEventListener("click", () => set(!isOn));

  async function set(on) {
    isOn = on;
    button.setAttribute("aria-pressed", String(on));
    part(root, "bell-word").textContent = t(on ? "bell_on" : "bell");
    hint.hidden = !on;
    hint.textContent = t("bell_hint");
    if (!on) {
      isPushed = false;
      bell.rest();
      return unsubscribe();
    }
    bell.wake();
    bell.ring(SOON.notes.slice(0, 1));
    await bell.allowNotes();
    isPushed = await subscribe({ key, send });
    if (isPushed) hint.textContent = t("bell_hint_push");
  }

  return {
    /** Say what has become of the ticket since it was shown last. */
    hear(before, now) {
      if (now.stage === "done" || now.stage === "cancelled") bell.rest();
      if (!isOn) return;
      const isCalledAgain = now.stage === "called" && now.times_called > before.times_called;
      if (isCalledAgain || (now.stage === "called" && before.stage !== "called")) {
        say(CALLED, t("note_called", now), t("note_called_text"));
      } else if (now.stage === "soon" && before.stage === "waiting") {
        say(SOON, t("note_soon", now), t("note_soon_text"));
      }
    },
  };

  function say({ notes, vibrate }, title, body) {
    bell.ring(notes);
    navigator.vibrate?.(vibrate);
    if (document.hidden && !isPushed) bell.note(title, { body, vibrate, tag: location.pathname, renotify: true });
  }
}
