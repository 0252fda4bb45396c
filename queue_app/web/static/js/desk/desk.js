import { createApi, Refused } from "../api.js";
import { csrfToken, readBoot } from "../boot.js";
import { createClock } from "../clock.js";
import { ask, open } from "../dialog.js";
import { part } from "../elements.js";
import { watch } from "../live.js";
import { createTexts } from "../texts.js";
import { createUpgrade, isUntouched } from "../upgrade.js";
import { createByHand } from "./byhand.js";
import { showChooser } from "./chooser.js";
import { createDelivered } from "./delivered.js";
import { askForHandover } from "./handover.js";
import { judge } from "./judge.js";
import { bindKeys } from "./keys.js";
import { createLists } from "./lists.js";
import { askForNote } from "./note.js";
import { createPresent } from "./present.js";
import { createVerbs } from "./verbs.js";

const boot = readBoot();
const t = createTexts(boot.texts[boot.language]);
const clock = createClock();
const api = createApi({ csrf: csrfToken(), language: () => boot.language });
const root = document.body;
const path = `offices/${boot.office}`;

const mine = boot.counters.find((counter) => counter.mine && counter.state !== "closed");
const wantsToChoose = new URLSearchParams(location.search).has("choose");

if (mine && !wantsToChoose) {
  work(mine);
} else {
  showChooser(part(root, "chooser"), {
    counters: boot.counters,
    office: boot.office,
    api,
    t,
    onOpened(counter) {
      history.replaceState(null, "", location.pathname);
      part(root, "chooser").hidden = true;
      work(counter);
    },
  });
}

function work(counter) {
  const present = createPresent(root, { clock, language: boot.language, t });
  const lists = createLists(root, {
    clock,
    counter: counter.number,
    language: boot.language,
    t,
    onBack: (verb, one) => verbs.pressFor(verb, one),
    onHelpEnd: (number) => verbs.help(number, false),
  });
  const failed = (error) => (error instanceof Refused ? error.message : t("lost_at_first"));
  const delivered = createDelivered(root, {
    language: boot.language,
    search: async (text) => (await api.get(`${path}/procedures?search=${encodeURIComponent(text)}`)).procedures,
    failed,
    t,
  });
  const byHand = createByHand({
    search: async (text) => (await api.get(`${path}/tickets?number=${encodeURIComponent(text)}`)).tickets,
    queueName: (one) => (boot.language === "en" ? one.queue_name_en : one.queue_name),
    failed,
    t,
  });
  const buttons = [...root.querySelectorAll("[data-verb]")];
  const first = root.querySelector('[data-verb="call-next"]');
  let state = null;
  let link = null;
  let refusal = "";
  let lostAt = null;
  let letters = true;
  const awaiting = new Set();

  const onUpgrade = createUpgrade(() => state && !state.ticket && !verbs.isBusy() && isUntouched());
  const { office, release } = boot;
  const live = watch({ office, topic: "desk", counter: counter.number, release, onState, onLink, onUpgrade });
  const verbs = createVerbs({
    api,
    path,
    counter: counter.number,
    desk: { state: () => (working() ? state : null), caughtUp, fresh },
    delivered: delivered.of,
    t,
    say,
    onChange: freeze,
  });

  const name = t("counter", { n: counter.number });
  part(root, "counter").textContent = name;
  part(root, "counter").hidden = false;
  part(root, "counter-name").textContent = counter.name;
  document.title = `${name} – ${t("title")}`;
  for (const tool of ["pause", "switch-counter", "close-counter"]) part(root, tool).hidden = false;
  part(root, "close-counter").addEventListener("click", close);
  part(root, "pause").addEventListener("click", pause);
  for (const button of buttons) button.addEventListener("click", () => press(button.dataset.verb));
  bindKeys(part(root, "keys-switch"), {
    t,
    onVerb: press,
    onSwitch(on) {
      letters = on;
      if (state) draw();
    },
  });
  // After a press by mouse, Enter is the great button's again.
  part(root, "work").addEventListener("click", (event) => {
    if (event.detail > 0 && !first.disabled && !document.querySelector("dialog[open]")) first.focus({ preventScroll: true });
  });
  setInterval(() => state && tick(), 1000);

  /** What is asked of a person before a verb is sent: what the server is told then, or null to leave it. */
  const ASKED = {
    transfer: (ticket) => askForHandover(ticket, { queues: boot.queues, colleagues: state.colleagues, t }),
    note: (ticket) => askForNote(ticket, { t }),
  };
  /** Verbs that a visit neither begins nor ends with before somebody has looked at the paper for its priority. */
  const JUDGED = ["start", "finish", "call-next", "by-hand"];

  async function press(verb) {
    if (!verbs.allowed(verb)) return;
    const { ticket } = state;
    if (verb === "delivered") return delivered.change();
    if (verb === "help") return verbs.help(counter.number, !asksForHelp());
    if (JUDGED.includes(verb) && ticket?.confirm_priority && !(await isJudged(ticket))) return;
    if (verb === "by-hand") return callByHand(ticket);
    const body = ASKED[verb] && (await ASKED[verb](ticket));
    if (body === null || state.ticket?.id !== ticket?.id) return;
    await verbs.press(verb, body);
  }

  async function isJudged(ticket) {
    const due = await judge(ticket, { t });
    if (!due || state.ticket?.id !== ticket.id) return false;
    await verbs.press(due === "due" ? "confirm" : "decline");
    return state.ticket?.id === ticket.id && !state.ticket.confirm_priority;
  }

  async function callByHand(ticket) {
    const wanted = await byHand.ask(ticket);
    if (wanted && state.ticket?.id === ticket?.id) await verbs.callByHand(wanted.chosen, wanted.reason);
  }

  const asksForHelp = () => state.help.some((one) => one.counter === counter.number);

  /** Whether this person may press: connected, and still the one who sits here. */
  function working() {
    return link === "live" && state !== null && state.counter.state !== "closed" && !takenBy();
  }

  /** The name of the colleague who sits here now. A device that calls here is nobody, and takes over nothing. */
  function takenBy() {
    const { staff_id: id, staff } = state.counter;
    return id === null || id === boot.user.id ? null : staff;
  }

  function onState(now) {
    state = now;
    clock.set(state.time);
    draw();
    part(root, "work").hidden = false;
    freeze();
    for (const hear of [...awaiting]) hear();
  }

  function draw() {
    present.draw(state.ticket);
    delivered.follow(state.ticket);
    lists.draw(state);
    const hint = letters ? "empty_waiting" : "empty_waiting_no_keys";
    part(root, "empty-text").textContent = state.waiting ? t(hint, { n: state.waiting }) : t("empty_nobody");
    part(root, "help-word").textContent = t(asksForHelp() ? "help_end" : "help_ask");
    tick();
  }

  function tick() {
    present.tick(state.ticket);
    lists.tick();
    part(root, "clock").textContent = clock.clockTime(clock.now());
  }

  function onLink(now, code) {
    link = now;
    refusal = code;
    lostAt = now === "live" ? null : (lostAt ?? clock.now());
    freeze();
  }

  /** The buttons are alive or not, and a word says why not. */
  function freeze() {
    const held = document.activeElement?.dataset.verb;
    for (const button of buttons) button.disabled = !verbs.allowed(button.dataset.verb);
    root.querySelector('[data-verb="back"]').hidden = !state?.ticket?.handed_back;
    for (const button of root.querySelectorAll("[data-pooled-back], [data-help-end]")) {
      button.disabled = !working() || verbs.isBusy();
    }
    part(root, "pause").disabled = !working() || state.counter.state === "paused";
    first.setAttribute("aria-busy", String(verbs.isBusy()));
    if ((held || document.activeElement === document.body) && !first.disabled) first.focus();
    showTrouble();
  }

  function showTrouble() {
    const [text, way, address] = trouble();
    part(root, "trouble").hidden = !text;
    part(root, "trouble").classList.toggle("desk__trouble--calm", link === "live" && state?.counter.state === "paused");
    part(root, "trouble-text").textContent = text ?? "";
    part(root, "trouble-way").hidden = !way;
    part(root, "trouble-way").textContent = way ?? "";
    part(root, "trouble-way").href = address ?? "";
  }

  function trouble() {
    if (refusal === "unknown-counter") return [t("counter_retired"), t("choose_another"), "?choose"];
    if (link === "refused") return [t("session_ended"), t("sign_in_again"), "/signin?next=/desk"];
    if (link === "lost") {
      return [state ? t("lost_since", { time: clock.clockTime(lostAt) }) : t("lost_at_first")];
    }
    if (state && takenBy()) return [t("taken_by", { staff: takenBy() }), t("choose_another"), "?choose"];
    if (state?.counter.state === "paused") return [t("paused", { reason: state.counter.reason ?? "" })];
    if (state?.counter.state === "closed") return [t("counter_was_closed"), t("choose_another"), "?choose"];
    return [];
  }

  /** Resolves when a state newer than `version` is shown; asks for one if none came within `ms`. */
  function caughtUp(version, ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        live.refresh();
        done();
      }, ms);
      const hear = () => state.version > version && done();
      function done() {
        clearTimeout(timer);
        awaiting.delete(hear);
        resolve();
      }
      awaiting.add(hear);
      hear();
    });
  }

  /** Resolves to what the server says when it is asked now, however long the connection is lost. */
  function fresh() {
    return new Promise((resolve) => {
      const hear = () => {
        awaiting.delete(hear);
        resolve(state);
      };
      awaiting.add(hear);
      live.refresh();
    });
  }

  function say(words, isTrouble = false) {
    const said = part(root, "said");
    said.textContent = words;
    said.classList.toggle("present__said--trouble", isTrouble);
  }

  async function pause() {
    const dialog = root.querySelector("[data-pausing]");
    const reason = part(dialog, "pausing-reason");
    reason.value ||= t("pause_default");
    if (!(await open(dialog))) return;
    try {
      await api.post(`${path}/counters/${counter.number}/pause`, { reason: reason.value.trim() });
    } catch (error) {
      say(failed(error), true);
    }
  }

  async function close() {
    const title = t("close_title", { n: counter.number });
    if (state?.ticket) {
      await ask({ title, text: t("close_text", { label: state.ticket.label }) });
      return;
    }
    if (!(await ask({ title, text: "", yes: t("close_counter") }))) return;
    try {
      await api.post(`${path}/counters/${counter.number}/close`);
      location.assign("/desk?choose");
    } catch (error) {
      say(failed(error), true);
    }
  }
}
