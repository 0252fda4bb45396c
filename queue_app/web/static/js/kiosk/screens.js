const SETTLE = 500;

/**
 * Show one screen at a time. For half a second after a change taps are ignored, so that a double tap never
 * reaches what appeared under the finger.
 */
export function createScreens(root) {
  const screens = [...root.querySelectorAll("[data-screen]")];
  let current = screens.find((screen) => !screen.hidden);
  let changed = 0;

  root.addEventListener(
    "click",
    (event) => {
      if (performance.now() - changed < SETTLE) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
    true,
  );

  return {
    get current() {
      return current.dataset.screen;
    },
    show(name) {
      if (current.dataset.screen === name) return;
      current = screens.find((screen) => screen.dataset.screen === name);
      for (const screen of screens) screen.hidden = screen !== current;
      changed = performance.now();
      current.querySelector("[data-heading]").focus({ preventScroll: true });
      scrollTo(0, 0);
    },
  };
}
