import { part, stamp } from "../elements.js";
import { feeText, nameIn, timeText } from "./facts.js";
import { waitText } from "./waits.js";

const LONG = 90;
const VERY_LONG = 160;

/**
 * The page of one procedure: what to bring, how long, how much, how it goes; a number for it, and a list of the
 * papers to take home. `onTake(procedure)`, `onPrint(procedure)` and `onPriority()` tell what was pressed.
 */
export function createProcedure(root, { onTake, onPrint, onPriority }) {
  const at = (name) => part(root, `procedure-${name}`);
  let shown = null;

  at("take").addEventListener("click", () => onTake(shown));
  at("print").addEventListener("click", () => onPrint(shown));
  at("priority").addEventListener("click", onPriority);

  return {
    show(procedure, queue, { language, t }) {
      shown = procedure;
      const name = nameIn(procedure, language);
      at("letter").textContent = procedure.queue;
      at("field").textContent = queue ? nameIn(queue, language) : procedure.field;
      at("name").textContent = name;
      at("name").dataset.length = name.length > VERY_LONG ? "very" : name.length > LONG ? "yes" : "no";
      at("time").textContent = timeText(procedure, t);
      at("fee").textContent = feeText(procedure, t);
      const papers = procedure.papers.length ? procedure.papers : [t("papers_ask")];
      at("papers").replaceChildren(...papers.map((paper) => filled("paper", paper)));
      at("steps").replaceChildren(...stepsOf(procedure, queue, language, t).map((step) => filled("step", step)));
    },
    /** How it stands with the queue, the printer and the priority at this moment. */
    draw({ queue, line, closed, list, printable, priority, offered, t }) {
      at("take").hidden = Boolean(closed);
      at("closed").hidden = !closed;
      at("closed").textContent = closed ?? "";
      at("line").textContent = queue ? lineText(queue, line, t) : "";
      at("print").disabled = !printable;
      at("print-text").textContent = list;
      at("priority").hidden = !offered || Boolean(closed);
      at("priority").classList.toggle("side-way--chosen", Boolean(priority));
      at("priority-text").textContent = t(priority ? "priority_chosen" : "priority_open");
    },
    clear() {
      shown = null;
      for (const name of ["letter", "field", "name", "time", "fee", "line", "print-text"]) at(name).textContent = "";
      for (const name of ["papers", "steps"]) at(name).replaceChildren();
    },
  };
}

/** What is the same for whatever one comes for; how long it takes is the one difference. */
function stepsOf(procedure, queue, language, t) {
  const where = queue ? `${queue.code} – ${nameIn(queue, language)}` : procedure.queue;
  const end = procedure.time?.unit === "same-day" ? "step_same_day" : "step_later";
  return [t("step_take", { queue: where }), t("step_papers"), t("step_hand_in"), t(end)];
}

function lineText(queue, line, t) {
  if (!line) return queue.code;
  const people = line.waiting ? `${line.waiting} ${t("waiting")}` : t("nobody_waiting");
  return [people, waitText(line.wait, t)].filter(Boolean).join(" · ");
}

function filled(name, text) {
  const item = stamp(name);
  (part(item, name) ?? item).textContent = text;
  return item;
}
