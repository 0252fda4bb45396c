import { Refused } from "../api.js";
import { ask } from "../dialog.js";
import { make, part, stamp } from "../elements.js";

/** The list of counters, and who is there; `onOpened(counter)` once this person sits at one. */
export function showChooser(root, { counters, office, api, t, onOpened }) {
  const said = part(root, "chooser-said");
  let busy = false;

  async function choose(counter) {
    if (busy) return;
    busy = true;
    said.textContent = "";
    try {
      if (await open(counter)) onOpened(counter);
    } catch (error) {
      said.textContent = error instanceof Refused ? error.message : t("lost_at_first");
    } finally {
      busy = false;
    }
  }

  async function open(counter) {
    const path = `offices/${office}/counters/${counter.number}/open`;
    try {
      if (isTaken(counter)) return (await agreed(counter)) && (await api.post(path, { take_over: true }));
      return await api.post(path);
    } catch (error) {
      if (error.code !== "counter-taken") throw error;
      return (await agreed(counter, error.message)) && api.post(path, { take_over: true });
    }
  }

  function agreed(counter, text = warning(counter)) {
    const title = t("take_over_title", { n: counter.number });
    return ask({ title, text, yes: t("take_over") });
  }

  function warning({ staff }) {
    return staff ? t("take_over_text", { staff }) : t("take_over_device_text");
  }

  part(root, "counters").replaceChildren(...counters.map((counter) => item(counter, t, choose)));
  root.hidden = false;
}

/** By a colleague, or by nobody who signed in: then a device with the counter's token calls there. */
const isTaken = (counter) => !counter.mine && counter.state !== "closed";

function item(counter, t, choose) {
  const one = stamp("counter");
  const button = part(one, "counter-button");
  part(one, "counter-number").textContent = t("counter", { n: counter.number });
  part(one, "counter-title").replaceChildren(...fields(counter.name));
  part(one, "counter-state").textContent = stateText(counter, t);
  button.classList.toggle("counter--taken", isTaken(counter));
  button.classList.toggle("counter--mine", counter.mine);
  button.addEventListener("click", () => choose(counter));
  return one;
}

function fields(name) {
  const written = name.split(" – ");
  return written.flatMap((field, i) => {
    const isLast = i === written.length - 1;
    return isLast ? [make("span", "counter__field", field)] : [make("span", "counter__field", `${field} –`), " "];
  });
}

function stateText(counter, t) {
  if (counter.mine) return t("counter_mine");
  if (!isTaken(counter)) return t("counter_free");
  if (!counter.staff) return t("counter_device");
  return t(counter.state === "paused" ? "counter_paused" : "counter_taken", { staff: unbroken(counter.staff) });
}

const unbroken = (name) => name.replaceAll(" ", "\u00A0");
