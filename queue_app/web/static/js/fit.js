const SIZES = [1, 0.88, 0.78];

/** Shrink a name until it stands on two lines; what is still too long ends with "…" (by the style sheet). */
export function fitName(element, lines = 2) {
  if (!element.offsetParent) return;
  for (const size of SIZES) {
    element.style.setProperty("--fit", size);
    const style = getComputedStyle(element);
    if (element.scrollHeight <= parseFloat(style.lineHeight) * lines + 2) return;
  }
}
