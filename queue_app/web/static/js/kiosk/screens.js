import { part } from "../elements.js";

const SETTLE = 500;
const FINGER = 40;

/**
 * Show one screen at a time. A tap that began before a change, or follows it at once where the finger last
 * was, does nothing: it was meant for what stood there before. Any other tap counts.
 */
export function createScreens(root) {
  const screens = [...root.querySelectorAll("[data-screen]")];
  let current = screens.find((screen) => !screen.hidden);
  let tap = null;
  let changed = { at: 0, tap: null };

  addEventListener("pointerdown", (event) => (tap = event), { capture: true, passive: true });
  root.addEventListener(
    "click",
    (event) => {
      if (event.detail === 0 || !isLate()) return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );

  function isLate() {
    if (tap === null) return false;
    if (tap.timeStamp < changed.at) return true;
    return changed.tap !== null && tap.timeStamp - changed.at < SETTLE && distance(tap, changed.tap) < FINGER;
  }

  return {
    get current() {
      return current.dataset.screen;
    },
    /** Take the reading position back to the heading of the screen that is shown, and its scroll to the top. */
    rest() {
      current.scrollTop = 0;
      part(current, "heading").focus({ preventScroll: true });
    },
    show(name) {
      if (current.dataset.screen === name) return;
      current = screens.find((screen) => screen.dataset.screen === name);
      for (const screen of screens) screen.hidden = screen !== current;
      changed = { at: performance.now(), tap };
      this.rest();
    },
  };
}

const distance = (one, other) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
