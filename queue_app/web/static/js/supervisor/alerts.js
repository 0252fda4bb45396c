import { part, stamp } from "../elements.js";

const URGENT = new Set(["help", "nobody-open", "over-target"]);

/** What needs somebody, the most urgent first; `onPress(alert)` leads to where something can be done. */
export function drawAlerts(root, room, { clock, t, onPress }) {
  const list = part(root, "alerts");
  const held = focused(list);
  list.replaceChildren(...room.alerts.map((alert) => item(alert, room, { clock, t, onPress })));
  part(root, "no-alerts").hidden = room.alerts.length > 0;
  list.children[held]?.firstElementChild.focus();
}

function focused(list) {
  return [...list.children].findIndex((one) => one.contains(document.activeElement));
}

function item(alert, room, { clock, t, onPress }) {
  const made = stamp("alert");
  const button = part(made, "alert");
  button.classList.toggle("alert--urgent", URGENT.has(alert.kind));
  const queue = room.queues.find((one) => one.code === alert.queue);
  part(made, "what").textContent = words({ ...alert, target: Math.round((queue?.target_s ?? 0) / 60) }, t);
  part(made, "since").textContent = alert.since ? t("since", { time: clock.clockTime(alert.since) }) : "";
  button.addEventListener("click", () => onPress(alert));
  return made;
}

function words(alert, t) {
  const key = `alert_${alert.kind.replace("-", "_")}`;
  if (alert.kind === "help") return t(alert.staff ? key : `${key}_counter`, alert);
  if (alert.token) return t(alert.screen ? "alert_screen" : `${key}_without_name`, alert);
  if (alert.kind === "printer") return t(key, { ...alert, reason: reason(alert.reason, t) });
  return t(key, alert);
}

/** Why a slip did not come out, in words; what has none of its own is a fault of the printer. */
export function reason(code, t) {
  const key = `printer_${code.replaceAll("-", "_")}`;
  const said = t(key);
  return said === key ? t("printer_fault") : said;
}
