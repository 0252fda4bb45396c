import { part, stamp } from "../elements.js";

/**
 * Priority is offered, never asked for: a strip on the first screen, and a screen of its own to choose a class.
 * `onOpen` and `onChosen(priority or null)` tell what the citizen did.
 */
export function createPriority(root, { onOpen, onChosen }) {
  const strip = part(root, "priority-strip");
  const open = part(root, "priority-open");
  const classes = part(root, "classes");
  let chosen = null;

  open.addEventListener("click", () => (chosen ? onChosen(null) : onOpen()));

  return {
    show(priorities, choice, { language, t }) {
      chosen = choice;
      const nameOf = (one) => (language === "en" && one.name_en) || one.name;
      strip.hidden = priorities.length === 0;
      strip.classList.toggle("priority-strip--chosen", chosen !== null);
      part(strip, "priority-title").textContent = t(chosen ? "priority_chosen" : "priority_title");
      part(strip, "priority-names").textContent = chosen ? nameOf(chosen) : listed(priorities.map(nameOf));
      open.textContent = t(chosen ? "priority_cancel" : "priority_open");
      classes.replaceChildren(...priorities.map((one) => button(one, nameOf(one), onChosen)));
    },
  };
}

/** "Người từ 75 tuổi; người khuyết tật": one sentence, so only its first letter is a capital. */
function listed(names) {
  return names.map((name, i) => (i ? name[0].toLowerCase() + name.slice(1) : name)).join("; ");
}

function button(priority, name, onChosen) {
  const item = stamp("class");
  const press = part(item, "class");
  press.textContent = name;
  press.addEventListener("click", () => onChosen(priority));
  return item;
}
