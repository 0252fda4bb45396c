import { createApi, Refused } from "../api.js";
import { readBoot } from "../boot.js";
import { createClock } from "../clock.js";
import { deviceToken } from "../device.js";
import { part } from "../elements.js";
import { watch } from "../live.js";
import { createTexts, writeTexts } from "../texts.js";
import { uniqueKey } from "../unique.js";
import { countDown } from "./countdown.js";
import { whenIdle } from "./idle.js";
import { createPriority } from "./priority.js";
import { createScreens } from "./screens.js";
import { createTicketScreen } from "./ticket.js";
import { createTiles } from "./tiles.js";

const CLOSES_AFTER = 15;
const FORGETS_AFTER = 30;
const OFFICE_AGAIN = 60_000;
const PATIENCE = 2500;
const SLOW = 1500;
/** What pressing again does not change. */
const NO_NUMBERS = new Set(["office-closed", "queue-closed", "queue-full"]);
const NOT_WORKING = new Set(["connecting", "offline", "unknown"]);

const boot = readBoot();
const root = document.querySelector("[data-kiosk]");
const token = deviceToken();
const clock = createClock();
const screens = createScreens(root);
const ticketScreen = createTicketScreen(root, clock);
const tiles = createTiles(part(root, "tiles"), (queue) => issue(newPress(queue)));
const priorities = createPriority(root, {
  onOpen: () => screens.show("priority"),
  onChosen(choice) {
    visit.priority = choice;
    screens.show("home");
    draw();
  },
});

/** What belongs to the citizen in front of the screen; a new one starts with a fresh one. */
const newVisit = () => ({ language: boot.language, priority: null, press: null });
let visit = newVisit();
let t = createTexts(boot.texts[visit.language]);
let office = null;
let board = null;
let busy = false;
let lostTimer = 0;
let stopCountdown = () => {};
const api = createApi({ token, language: () => visit.language });

function draw() {
  t = createTexts(boot.texts[visit.language]);
  document.documentElement.lang = visit.language;
  document.title = t("title");
  writeTexts(root, t);
  for (const button of root.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === visit.language));
  }
  if (!office || busy) return;
  const wording = { language: visit.language, t };
  if (!open()) showClosed();
  priorities.show(open() ? office.priorities : [], visit.priority, wording);
  tiles.show(office.queues.map(asItIs), board, { ...wording, opens: (at) => opensText("queue_opens", at) });
}

/** A queue with what the newest board says of it; where the office is closed, no queue says more than that. */
function asItIs(queue) {
  const line = board?.queues.find((one) => one.code === queue.code);
  const closed = line ? line.closed : queue.closed;
  return { ...queue, open: open() && !closed, closed: open() ? closed : null };
}

const open = () => board?.open ?? office.open;

function showClosed() {
  part(root, "question").textContent = t("office_closed");
  part(root, "hint").textContent = office.opens_at ? opensText("office_opens", office.opens_at) : "";
}

function opensText(key, opensAt) {
  const { isToday, weekday, day } = clock.date(opensAt);
  const values = { time: clock.clockTime(opensAt), weekday: t("weekdays").split("|")[weekday], day };
  return t(isToday ? key : `${key}_on`, values);
}

/** One press is one key: tried again it gets the same number, pressed again a new one. */
function newPress(queue) {
  const body = { queue: queue.code, language: visit.language };
  if (visit.priority) body.priority = visit.priority.code;
  return { key: uniqueKey(), queue, body };
}

async function issue(press) {
  if (busy) return;
  busy = true;
  visit.press = press;
  tiles.hold(press.queue, t("issuing"));
  const slow = setTimeout(() => tiles.hold(press.queue, t("still_issuing")), SLOW);
  try {
    const path = `offices/${boot.office}/tickets`;
    showTicket(await api.postWithKey(path, press.body, press.key), press.queue);
  } catch (error) {
    showRefusal(error instanceof Refused ? error : null);
  } finally {
    clearTimeout(slow);
    busy = false;
    tiles.release();
  }
}

function showRefusal(refused) {
  closeAfter(CLOSES_AFTER * 2);
  if (refused?.code === "may-not-be-served") {
    part(root, "late-text").textContent = t("late_text", refused.problem);
    screens.show("late");
  } else if (NO_NUMBERS.has(refused?.code)) {
    part(root, "sorry-reason").textContent = refused.message;
    screens.show("sorry");
  } else {
    part(root, "failed-reason").textContent = refused?.message ?? "";
    screens.show("failed");
  }
}

function showTicket(ticket, queue) {
  const name = (visit.language === "en" && queue.name_en) || queue.name;
  ticketScreen.show(ticket, name, t);
  part(root, "heard").textContent = t("announce", { label: ticket.label, queue: name });
  closeAfter(CLOSES_AFTER);
  screens.show("ticket");
}

function closeAfter(seconds) {
  stopCountdown();
  stopCountdown = countDown(seconds, {
    onSecond: (n) => (part(root, "countdown").textContent = t("closes_in", { n })),
    onEnd: startAgain,
  });
}

/** Ready for the next citizen: the first screen in the office's language, nothing left of the last one. */
function startAgain() {
  stopCountdown();
  ticketScreen.clear();
  part(root, "heard").textContent = "";
  visit = newVisit();
  screens.show(link === "live" && office ? "home" : "offline");
  draw();
}

let link = null;

function onLink(now) {
  link = now;
  clearTimeout(lostTimer);
  if (now === "live") {
    readOffice();
  } else if (now === "refused") {
    screens.show("unknown");
  } else {
    lostTimer = setTimeout(() => {
      if (link === "lost" && !busy && ["home", "priority", "connecting"].includes(screens.current)) {
        visit = newVisit();
        draw();
        screens.show("offline");
      }
    }, PATIENCE);
  }
}

async function readOffice() {
  try {
    office = await api.get(`offices/${boot.office}`);
    clock.set(office.time);
    if (link === "live" && NOT_WORKING.has(screens.current)) screens.show("home");
    draw();
  } catch {
    setTimeout(() => link === "live" && readOffice(), PATIENCE);
  }
}

function onBoard(state) {
  board = state;
  clock.set(state.time);
  draw();
}

for (const button of root.querySelectorAll("[data-home]")) button.addEventListener("click", startAgain);
for (const button of root.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    visit.language = button.dataset.language;
    draw();
  });
}
part(root, "try-again").addEventListener("click", () => again(visit.press));
part(root, "late-yes").addEventListener("click", () => {
  const { press } = visit;
  again({ ...press, body: { ...press.body, late: true } });
});

function again(press) {
  stopCountdown();
  screens.show("home");
  issue(press);
}

root.addEventListener("contextmenu", (event) => event.preventDefault());
whenIdle(FORGETS_AFTER, () => ["home", "priority"].includes(screens.current) && !busy && startAgain());
addEventListener("resize", draw);
document.fonts.addEventListener("loadingdone", draw);
draw();

if (token) {
  watch({ office: boot.office, topic: "board", token, onState: onBoard, onLink });
  setInterval(() => link === "live" && readOffice(), OFFICE_AGAIN);
} else {
  screens.show("unknown");
}
