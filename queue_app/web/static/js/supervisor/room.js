import { createApi } from "../api.js";
import { csrfToken, readBoot } from "../boot.js";
import { createClock } from "../clock.js";
import { part } from "../elements.js";
import { watch } from "../live.js";
import { createTexts } from "../texts.js";
import { createUpgrade, isUntouched } from "../upgrade.js";
import { createActs } from "./acts.js";
import { drawAlerts } from "./alerts.js";
import { drawCounters, tickCounters } from "./counters.js";
import { drawQueues, tickQueues } from "./queues.js";

const SAID_FOR = 6000;
const TITLE = document.title;

const boot = readBoot();
const root = document.body;
const { language } = boot;
const t = createTexts(boot.texts[language]);
const clock = createClock();
const api = createApi({ csrf: csrfToken(), language: () => language });
const acts = createActs(root, { api, path: `offices/${boot.office}`, clock, language, t, say });
let room = null;
let lostAt = null;
let unsaid = 0;

function onState(now) {
  room = now;
  clock.set(room.time);
  drawAlerts(root, room, { clock, t, onPress: pressed });
  drawTotals(room.totals);
  drawCounters(part(root, "counters"), room.counters, { t, onPress: acts.counter });
  drawQueues(part(root, "queues"), room.queues, { language, clock, t, onPress: acts.queue });
  acts.refresh(room);
  document.title = room.alerts.length ? `(${room.alerts.length}) ${TITLE}` : TITLE;
  tick();
}

function pressed(alert) {
  if (alert.kind === "slips") acts.slips(room.slips);
  else if (alert.counter) acts.counter(room.counters.find((one) => one.number === alert.counter));
  else if (alert.queue) acts.queue(room.queues.find((one) => one.code === alert.queue));
}

function drawTotals(totals) {
  const minutes = (seconds) => (seconds === null ? "–" : t("minutes", { n: Math.round(seconds / 60) }));
  const shown = {
    ...totals,
    mean_wait: minutes(totals.mean_wait_s),
    longest_wait: minutes(totals.longest_wait_s),
  };
  for (const figure of root.querySelectorAll("[data-total]")) figure.textContent = shown[figure.dataset.total];
}

function tick() {
  part(root, "clock").textContent = clock.clockTime(clock.now());
  if (!room) return;
  tickCounters(part(root, "counters"), { clock });
  tickQueues(part(root, "queues"), { clock, t });
}

function onLink(link) {
  lostAt = link === "live" ? null : (lostAt ?? clock.now());
  const said = { refused: "session_ended", lost: room ? "lost_since" : "lost_at_first" }[link];
  part(root, "trouble").hidden = !said;
  part(root, "trouble-text").textContent = said ? t(said, { time: clock.clockTime(lostAt) }) : "";
  part(root, "trouble-way").hidden = link !== "refused";
  part(root, "hall").inert = link !== "live" && room !== null;
}

function say(words) {
  part(root, "said").textContent = words;
  clearTimeout(unsaid);
  unsaid = setTimeout(() => (part(root, "said").textContent = ""), SAID_FOR);
}

const { office, release } = boot;
watch({ office, topic: "room", release, onState, onLink, onUpgrade: createUpgrade(isUntouched) });
setInterval(tick, 1000);
