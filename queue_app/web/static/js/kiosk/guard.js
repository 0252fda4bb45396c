const PRESSING = new Set(["Enter", " ", "Spacebar"]);
const CARRIED_OVER = ["contextmenu", "copy", "cut", "paste", "dragstart", "drop"];

/**
 * Let nothing outlive a citizen that the page itself does not hold: what was copied, a key held down by an
 * elbow, the way back in the browser. Going back is a wish for the start: `onBack`.
 */
export function guard(root, { onBack }) {
  for (const name of CARRIED_OVER) root.addEventListener(name, (event) => event.preventDefault());
  addEventListener(
    "keydown",
    (event) => {
      if (event.repeat && event.key !== "Backspace" && (PRESSING.has(event.key) || event.key.length === 1)) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
    true,
  );
  history.pushState(null, "");
  addEventListener("popstate", () => {
    history.pushState(null, "");
    onBack();
  });
  addEventListener("pageshow", (event) => event.persisted && onBack());
}
