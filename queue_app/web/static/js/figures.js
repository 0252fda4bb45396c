/** Write a running number so that it does not tremble: each digit in a cell of its own, read out as a whole. */
export function writeFigures(element, text) {
  if (element.dataset.figures === text) return;
  element.dataset.figures = text;
  element.classList.add("figures");
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", text);
  element.replaceChildren(...[...text].map(cell));
}

function cell(character) {
  const span = document.createElement("span");
  span.className = /\d/.test(character) ? "figures__digit" : "figures__mark";
  span.textContent = character;
  return span;
}
