import { createApi } from "../api.js";
import { csrfToken, readBoot } from "../boot.js";
import { createClock } from "../clock.js";
import { part } from "../elements.js";
import { watch } from "../live.js";
import { createTexts } from "../texts.js";
import { showChooser } from "./chooser.js";
import { ask, open } from "./dialog.js";
import { askForHandover } from "./handover.js";
import { bindKeys } from "./keys.js";
import { createVerbs } from "./verbs.js";
import { createDesk } from "./work.js";

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
  const desk = createDesk(part(root, "work"), {
    clock,
    language: boot.language,
    t,
    onResume: (one) => verbs.pressFor("resume", one),
  });
  const buttons = [...root.querySelectorAll("[data-verb]")];
  const first = root.querySelector('[data-verb="call-next"]');
  let state = null;
  let link = null;
  let lostAt = null;
  let letters = true;
  let onNewState = () => {};

  const live = watch({ office: boot.office, topic: "desk", counter: counter.number, onState, onLink });
  const verbs = createVerbs({
    api,
    path,
    counter: counter.number,
    desk: { state: () => (working() ? state : null), caughtUp },
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
      if (state) desk.draw(state, letters);
    },
  });
  setInterval(() => state && tick(), 1000);

  /** A press; a handover first asks where to. */
  async function press(verb) {
    if (verb !== "transfer") return verbs.press(verb);
    if (!verbs.allowed(verb)) return;
    const { ticket } = state;
    const body = await askForHandover(ticket, { counter: counter.number, t });
    if (body && state.ticket?.id === ticket.id) await verbs.press(verb, body);
  }

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
    desk.draw(state, letters);
    tick();
    part(root, "work").hidden = false;
    freeze();
    onNewState();
  }

  function tick() {
    desk.tick(state);
    part(root, "clock").textContent = clock.clockTime(clock.now());
  }

  function onLink(now) {
    link = now;
    lostAt = now === "live" ? null : (lostAt ?? clock.now());
    freeze();
  }

  /** The buttons are alive or not, and a word says why not. */
  function freeze() {
    const held = document.activeElement?.dataset.verb;
    for (const button of buttons) button.disabled = !verbs.allowed(button.dataset.verb);
    root.querySelector('[data-verb="back"]').hidden = !state?.ticket?.handed_back;
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
      function done() {
        clearTimeout(timer);
        onNewState = () => {};
        resolve();
      }
      onNewState = () => state.version > version && done();
      onNewState();
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
      say(error.message, true);
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
      say(error.message, true);
    }
  }
}
