/** Look up texts by key in one language; `{name}` is filled in from `values`. A missing key shows itself. */
export function createTexts(texts) {
  return (key, values = {}) =>
    (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Write every text marked with `data-text` below `root`. */
export function writeTexts(root, t) {
  for (const element of root.querySelectorAll("[data-text]")) {
    element.textContent = t(element.dataset.text);
  }
}
