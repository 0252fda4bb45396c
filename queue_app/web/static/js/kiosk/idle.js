const SIGNS_OF_LIFE = ["pointerdown", "keydown"];

/** Call `onIdle` whenever nobody has touched the screen for `seconds`. */
export function whenIdle(seconds, onIdle) {
  let timer = 0;
  function restart() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      onIdle();
      restart();
    }, seconds * 1000);
  }
  for (const sign of SIGNS_OF_LIFE) addEventListener(sign, restart, { passive: true });
  restart();
}
