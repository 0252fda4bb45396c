import { countDown } from "./countdown.js";

/**
 * Go back to the start once nobody has touched the screen for `seconds()`; every touch begins anew.
 * `onSecond(left)` shows it. A key that is merely held down is no touch.
 */
export function createLeaving({ seconds, onSecond, onEnd }) {
  let stop = null;

  function watch() {
    stop?.();
    stop = countDown(seconds(), { onSecond, onEnd });
  }

  function rest() {
    stop?.();
    stop = null;
  }

  for (const sign of ["pointerdown", "keydown", "wheel"]) {
    addEventListener(sign, (event) => stop && !event.repeat && watch(), { passive: true });
  }
  return { watch, rest };
}
