import { part, stamp } from "../elements.js";
import { fitName } from "../fit.js";
import { nameIn } from "./facts.js";
import { waitText } from "./waits.js";

/** From so many letters on a name gets a third line, where tiles are narrow. */
const LONG = 48;
const NARROW = matchMedia("(orientation: portrait)");

/** The fields as tiles; `onPress(queue)` when one that takes numbers is pressed. */
export function createTiles(list, onPress) {
  const tiles = new Map();

  function tileOf(queue) {
    if (!tiles.has(queue.code)) {
      const item = stamp("tile");
      const button = part(item, "tile");
      button.dataset.queue = queue.code;
      button.addEventListener("click", () => onPress(tiles.get(queue.code).queue));
      tiles.set(queue.code, { item, button });
    }
    return tiles.get(queue.code);
  }

  return {
    /** Draw all queues of the office, with the numbers of `board` where there is one. */
    show(queues, board, { language, t, reasonText }) {
      const shown = queues.map((queue) => {
        const tile = tileOf(queue);
        tile.queue = queue;
        write(tile, board?.queues.find((one) => one.code === queue.code), { language, t, reasonText });
        return tile.item;
      });
      if (list.children.length !== shown.length || shown.some((item, i) => list.children[i] !== item)) {
        list.replaceChildren(...shown);
        list.dataset.many = shown.length > 6 ? (shown.length > 8 ? "very" : "yes") : "no";
      }
      for (const { button } of tiles.values()) {
        const lines = NARROW.matches && button.classList.contains("tile--long") ? 3 : 2;
        fitName(part(button, "tile-name"), lines);
      }
    },
    /** Mark the pressed tile and let no other press through, until `release`. */
    hold(queue, words) {
      for (const [code, { button }] of tiles) {
        button.disabled = true;
        if (code !== queue.code) continue;
        button.classList.add("tile--pressed");
        part(button, "tile-people").textContent = words;
        part(button, "tile-wait").textContent = "";
      }
    },
    release() {
      for (const { button, queue } of tiles.values()) {
        button.classList.remove("tile--pressed");
        button.disabled = !queue.open;
      }
    },
  };
}

function write({ button, queue }, line, { language, t, reasonText }) {
  button.disabled = !queue.open;
  button.classList.toggle("tile--closed", !queue.open);
  part(button, "tile-letter").textContent = queue.code;
  const name = nameIn(queue, language);
  part(button, "tile-name").textContent = name;
  button.classList.toggle("tile--long", name.length >= LONG);
  const unserved = queue.open && line?.wait === null;
  const wait = part(button, "tile-wait");
  wait.classList.toggle("tile__wait--unserved", unserved);
  wait.classList.toggle("tile__wait--reason", !queue.open);
  if (unserved) wait.textContent = t("no_counter");
  else wait.textContent = queue.open ? waitText(line?.wait, t) : reasonText(queue.closed, t);
  const people = part(button, "tile-people");
  if (!queue.open) people.textContent = t(queue.closed?.because === "by-hand" ? "queue_closed" : "closed");
  else if (!line) people.textContent = "";
  else if (line.waiting === 0) people.textContent = t("nobody_waiting");
  else people.replaceChildren(strong(line.waiting), ` ${t("waiting")}`);
}

function strong(number) {
  const element = document.createElement("strong");
  element.textContent = number;
  return element;
}
