import { createApi, Refused } from "../api.js";
import { readBoot } from "../boot.js";
import { createClock } from "../clock.js";
import { deviceToken } from "../device.js";
import { part } from "../elements.js";
import { watch } from "../live.js";
import { createTexts, writeTexts } from "../texts.js";
import { uniqueKey } from "../unique.js";
import { createUpgrade } from "../upgrade.js";
import { createChecklist } from "./checklist.js";
import { createClosed } from "./closed.js";
import { createComfort } from "./comfort.js";
import { nameIn } from "./facts.js";
import { guard } from "./guard.js";
import { createGuide, readOut } from "./guide.js";
import { createLeaving } from "./leaving.js";
import { createPaper } from "./paper.js";
import { createPriority } from "./priority.js";
import { createProcedure } from "./procedure.js";
import { createScreens } from "./screens.js";
import { createSearch } from "./search.js";
import { createTicketScreen } from "./ticket.js";
import { createTiles } from "./tiles.js";
import { createVisit } from "./visit.js";

/** Something to read and to decide, or to photograph, takes longer than a glance. */
const LONGER = 2;
const UNHURRIED = new Set(["failed", "late", "sorry"]);
const OFFICE_AGAIN = 60_000;
const PATIENCE_WITH_SERVER = 2500;
const SLOW = 1500;
/** What pressing again does not change. */
const NO_NUMBERS = new Set(["office-closed", "queue-closed", "queue-full"]);
/** The first link is not there yet when the page is opened, and nothing speaks against it. */
const WORKING = new Set([null, "live"]);
const NOT_WORKING = new Set(["connecting", "offline", "unknown"]);
/** Screens that need the server; the others may be read to their end without it. */
const NEED_SERVER = new Set(["home", "priority", "search", "procedure", "connecting"]);

const boot = readBoot();
const root = document.querySelector("[data-kiosk]");
const token = deviceToken();
const clock = createClock();
const visit = createVisit(boot.language);
let t = createTexts(boot.texts[visit.is.language]);
let office = null;
let board = null;
let link = null;
let busy = false;
let lostTimer = 0;
let cameFrom = "home";

const api = createApi({ token, language: () => visit.is.language });
const screens = createScreens(root);
const guide = createGuide(boot.voice.packs);
const ticketScreen = createTicketScreen(root, clock);
const paper = createPaper(api, boot.office, draw);
const tiles = createTiles(part(root, "tiles"), (queue) => issue(newPress(queue)));
const closed = createClosed(clock);
const checklist = createChecklist(async (procedure) => {
  const path = `offices/${boot.office}/procedures/${encodeURIComponent(procedure.code)}/checklist`;
  await api.post(path, { language: visit.is.language });
  paper.askAfterASlip();
}, draw);
const renew = createUpgrade(() => !busy && screens.current === "home" && visit.isFresh);
const leaving = createLeaving({
  seconds: () => visit.is.patience * (UNHURRIED.has(screens.current) || withoutSlip() ? LONGER : 1),
  onSecond(n) {
    for (const element of root.querySelectorAll("[data-countdown]")) {
      element.textContent = t(element.dataset.countdown, { n });
    }
  },
  onEnd: startAgain,
});
const comfort = createComfort(root, (which) => {
  visit.is.comfort[which] = !visit.is.comfort[which];
  draw();
  attend();
  if (which === "voice") speak();
});
const priorities = createPriority(root, {
  onOpen: askForPriority,
  onChosen(choice) {
    visit.is.priority = choice;
    go(cameFrom);
  },
});
const search = createSearch(root, {
  find: (text) => api.get(`offices/${boot.office}/procedures?search=${encodeURIComponent(text)}`),
  onChosen(procedure) {
    visit.is.procedure = procedure;
    checklist.clear();
    procedurePage.show(procedure, queueOf(procedure), wording());
    go("procedure");
  },
});
const procedurePage = createProcedure(root, {
  onTake: (procedure) => issue(newPress(queueOf(procedure), procedure)),
  onPrint: checklist.print,
  onPriority() {
    if (!visit.is.priority) return askForPriority();
    visit.is.priority = null;
    draw();
  },
});

const wording = () => ({ language: visit.is.language, t });
const queueOf = (procedure) => office.queues.find((queue) => queue.code === procedure.queue);
const withoutSlip = () => screens.current === "ticket" && !paper.comes;

/** Change to a screen, with all that follows from it. */
function go(name) {
  screens.show(name);
  draw();
  attend();
  if (name === "search") search.open();
  speak();
}

/** Say what can be done here, for whoever asked to hear it. */
function speak() {
  const { language, comfort: wished, label } = visit.is;
  if (!wished.voice) return guide.hush();
  const prompts = {
    home: [open() ? "welcome" : "closed"],
    ticket: ["ticket", ...readOut(label), paper.comes ? "slip" : "no-paper"],
  }[screens.current] ?? [screens.current];
  guide.say(language, prompts.map((clip) => (/^(letter|digit)-/.test(clip) ? clip : `prompt-kiosk-${clip}`)));
}

/** Count down wherever something of this citizen is left; a screen that nobody has touched waits as it is. */
function attend() {
  const atRest = NOT_WORKING.has(screens.current) || busy || (screens.current === "home" && visit.isFresh);
  if (atRest) leaving.rest();
  else leaving.watch();
  part(root, "leaving").hidden = atRest || screens.current === "home" || screens.current === "ticket";
  part(root, "restart").hidden = atRest;
}

function draw() {
  const { language, priority } = visit.is;
  t = createTexts(boot.texts[language]);
  document.documentElement.lang = language;
  document.title = t("title");
  writeTexts(root, t);
  comfort.show(visit.is.comfort);
  search.draw(wording());
  for (const button of root.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
    button.hidden = Boolean(office) && !office.said[button.dataset.language];
  }
  if (!office || busy) return;
  sayWhose(office.said[language] ?? office);
  if (!open()) showClosed();
  drawPaper();
  priorities.show(open() ? office.priorities : [], priority, wording());
  tiles.show(office.queues.map(asItIs), board, { ...wording(), reasonText: closed.reasonText });
  if (visit.is.procedure) drawProcedure(visit.is.procedure);
}

/** The office's own words, where it has any for them. */
function sayWhose(said) {
  part(root, "authority").textContent = said.authority;
  part(root, "office-name").textContent = said.name;
  part(root, "question").textContent = said.welcome || t("question");
}

/** A queue with what the newest board says of it; where the office is closed, no queue says more than that. */
function asItIs(queue) {
  const line = lineOf(queue);
  const because = line ? line.closed : queue.closed;
  return { ...queue, open: open() && !because, closed: open() ? because : null };
}

const lineOf = (queue) => board?.queues.find((one) => one.code === queue.code);
const open = () => board?.open ?? office.open;

function showClosed() {
  part(root, "question").textContent = t("office_closed");
  part(root, "hint").textContent = closed.officeOpens(office, t);
}

function drawPaper() {
  const reason = paper.reasonText(t);
  const notice = part(root, "no-paper");
  notice.hidden = paper.comes || !open();
  notice.textContent = t("no_paper_home", { reason });
  part(root, "hint").hidden = !notice.hidden;
  ticketScreen.drawSlip(paper.comes, reason, t);
}

function drawProcedure(procedure) {
  const queue = queueOf(procedure);
  const now = queue && asItIs(queue);
  procedurePage.draw({
    queue,
    line: queue && lineOf(queue),
    closed: now?.open ? null : closed.sentence(office, open(), now, t),
    list: checklist.text(paper.comes, t),
    printable: checklist.isPrintable(paper.comes),
    priority: visit.is.priority,
    offered: open() && office.priorities.length > 0,
    t,
  });
}

function askForPriority() {
  cameFrom = screens.current;
  go("priority");
}

/** One press is one key: tried again it gets the same number, pressed again a new one. */
function newPress(queue, procedure = null) {
  const { language, priority } = visit.is;
  const body = { queue: queue.code, language };
  if (priority) body.priority = priority.code;
  if (procedure) body.procedure = procedure.code;
  return { key: uniqueKey(), queue, body };
}

async function issue(press) {
  if (busy) return;
  busy = true;
  attend();
  visit.is.press = press;
  tiles.hold(press.queue, t("issuing"));
  const slow = setTimeout(() => tiles.hold(press.queue, t("still_issuing")), SLOW);
  try {
    const path = `offices/${boot.office}/tickets`;
    const ticket = await api.postWithKey(path, press.body, press.key);
    busy = false;
    showTicket(ticket, press.queue);
  } catch (error) {
    busy = false;
    showRefusal(error instanceof Refused ? error : null);
  } finally {
    clearTimeout(slow);
    tiles.release();
  }
}

function showRefusal(refused) {
  if (refused?.code === "may-not-be-served") {
    part(root, "late-text").textContent = t("late_text", refused.problem);
    go("late");
  } else if (NO_NUMBERS.has(refused?.code)) {
    part(root, "sorry-reason").textContent = refused.message;
    go("sorry");
  } else {
    part(root, "failed-reason").textContent = refused?.message ?? "";
    go("failed");
  }
}

function showTicket(ticket, queue) {
  const name = nameIn(queue, visit.is.language);
  ticketScreen.show(ticket, name, t);
  part(root, "heard").textContent = t("announce", { label: ticket.label, queue: name });
  visit.is.label = ticket.label;
  paper.askAfterASlip();
  go("ticket");
}

/** Ready for the next citizen: the first screen in the office's language, nothing left of the last one. */
function startAgain() {
  leaving.rest();
  ticketScreen.clear();
  procedurePage.clear();
  search.clear();
  for (const name of ["heard", "late-text", "sorry-reason", "failed-reason"]) part(root, name).textContent = "";
  visit.end();
  checklist.clear();
  cameFrom = "home";
  go(atStart());
  screens.rest();
}

function atStart() {
  if (link === "refused") return "unknown";
  return WORKING.has(link) && office ? "home" : "offline";
}

function onLink(now) {
  link = now;
  clearTimeout(lostTimer);
  if (now === "live") {
    readOffice();
  } else if (now === "refused") {
    if (!busy) startAgain();
  } else {
    lostTimer = setTimeout(() => {
      if (link === "lost" && !busy && NEED_SERVER.has(screens.current)) startAgain();
    }, PATIENCE_WITH_SERVER);
  }
}

/** Numbers can be taken as soon as the office is known; how many wait comes with the board. */
async function readOffice() {
  try {
    office = await api.get(`offices/${boot.office}`);
    clock.set(office.time);
    const known = office.languages.filter((one) => boot.texts[one]);
    if (known.length) visit.offer(known);
    if (office.look !== boot.look) renew(office.look);
    if (WORKING.has(link) && NOT_WORKING.has(screens.current)) go("home");
    else draw();
  } catch {
    setTimeout(() => WORKING.has(link) && readOffice(), PATIENCE_WITH_SERVER);
  }
}

function onBoard(state) {
  board = state;
  clock.set(state.time);
  if (office && state.config !== office.config) readOffice();
  draw();
}

for (const button of root.querySelectorAll("[data-home]")) button.addEventListener("click", startAgain);
for (const button of root.querySelectorAll("[data-more-time]")) {
  button.addEventListener("click", () => {
    visit.askForTime();
    attend();
  });
}
for (const button of root.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    visit.is.language = button.dataset.language;
    draw();
    attend();
    speak();
  });
}
part(root, "find").addEventListener("click", () => go("search"));
part(root, "search-again").addEventListener("click", () => go("search"));
part(root, "try-again").addEventListener("click", () => again(visit.is.press));
part(root, "late-yes").addEventListener("click", () => {
  const { press } = visit.is;
  again({ ...press, body: { ...press.body, late: true } });
});

function again(press) {
  go("home");
  issue(press);
}

guard(root, { onBack: startAgain });
addEventListener("resize", draw);
document.fonts.addEventListener("loadingdone", draw);
draw();

if (token) {
  readOffice();
  const { office: code, release } = boot;
  watch({ office: code, topic: "board", token, release, onState: onBoard, onLink, onUpgrade: renew });
  setInterval(() => link === "live" && readOffice(), OFFICE_AGAIN);
  paper.follow();
} else {
  go("unknown");
}
