/** The switches that make the screen easier to use, for one citizen: large type, high contrast, spoken help. */
export function createComfort(root, onSwitched) {
  const buttons = [...root.querySelectorAll("[data-comfort]")];
  for (const button of buttons) button.addEventListener("click", () => onSwitched(button.dataset.comfort));

  return {
    show(comfort) {
      for (const button of buttons) button.setAttribute("aria-pressed", String(comfort[button.dataset.comfort]));
      document.documentElement.classList.toggle("kiosk-page--large", comfort.large);
      document.documentElement.classList.toggle("kiosk-page--contrast", comfort.contrast);
    },
  };
}
