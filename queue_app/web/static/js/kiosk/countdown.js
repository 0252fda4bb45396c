/** Count `seconds` down on a screen: `onSecond(left)` each second, `onEnd` at zero. Returns a stop function. */
export function countDown(seconds, { onSecond, onEnd }) {
  const end = performance.now() + seconds * 1000;
  let shown = null;

  function tick() {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    if (left !== shown) onSecond((shown = left));
    if (left > 0) return;
    clearInterval(timer);
    onEnd();
  }

  const timer = setInterval(tick, 200);
  tick();
  return () => clearInterval(timer);
}
