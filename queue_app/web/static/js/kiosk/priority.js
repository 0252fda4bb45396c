import { part, stamp } from "../elements.js";
import { nameIn } from "./facts.js";

const DRAWN = new Set(["elderly", "disability", "maternity", "child", "merit"]);

/**
 * Priority is offered, never asked for: a strip on the first screen, and a screen of its own to choose a class.
 * `onOpen` and `onChosen(priority or null)` tell what the citizen did.
 */
export function createPriority(root, { onOpen, onChosen }) {
  const strip = part(root, "priority-strip");
  const open = part(root, "priority-open");
  const classes = part(root, "classes");
  let chosen = null;
  let drawn = "";

  open.addEventListener("click", () => (chosen ? onChosen(null) : onOpen()));
  part(root, "priority-none").addEventListener("click", () => onChosen(null));

  return {
    show(priorities, choice, { language, t }) {
      chosen = choice;
      const names = priorities.map((one) => nameIn(one, language));
      strip.hidden = priorities.length === 0;
      strip.classList.toggle("priority-strip--chosen", chosen !== null);
      part(strip, "priority-title").textContent = t(chosen ? "priority_chosen" : "priority_title");
      part(strip, "priority-names").textContent = chosen ? nameIn(chosen, language) : listed(names);
      open.textContent = t(chosen ? "priority_cancel" : "priority_open");
      // Drawn anew only where it changes: a board comes every few seconds, and a finger may be on its way.
      const now = JSON.stringify([priorities, language]);
      if (now === drawn) return;
      drawn = now;
      classes.replaceChildren(...priorities.map((one, i) => button(one, names[i], t, onChosen)));
    },
  };
}

/** "Người từ 75 tuổi; người khuyết tật": one sentence, so only its first letter is a capital. */
function listed(names) {
  return names.map((name, i) => (i ? name[0].toLowerCase() + name.slice(1) : name)).join("; ");
}

function button(priority, name, t, onChosen) {
  const item = stamp("class");
  part(item, "class-picture").setAttribute("href", `#picture-${DRAWN.has(priority.code) ? priority.code : "other"}`);
  part(item, "class-name").textContent = name;
  part(item, "class-papers").textContent = priority.confirm ? t("priority_papers") : "";
  part(item, "class").addEventListener("click", () => onChosen(priority));
  return item;
}
