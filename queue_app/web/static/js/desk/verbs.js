import { NoAnswer, Refused } from "../api.js";

const CATCH_UP = 1500;
const REST = 800;
const AT_COUNTER = ["called", "serving"];
/** In which states of the present ticket a verb may be pressed; null: also where there is none. */
const NEEDS = {
  "call-next": null,
  start: ["called"],
  recall: ["called"],
  finish: AT_COUNTER,
  "no-show": ["called"],
  hold: AT_COUNTER,
  transfer: AT_COUNTER,
  back: AT_COUNTER,
  confirm: AT_COUNTER,
  decline: AT_COUNTER,
  note: AT_COUNTER,
  delivered: AT_COUNTER,
  "by-hand": null,
  help: null,
};
const SAID = {
  start: "said_started",
  recall: "said_recalled",
  finish: "said_finished",
  "no-show": "said_no_show",
  hold: "said_held",
  transfer: "said_handed",
  back: "said_back",
  confirm: "said_confirmed",
  decline: "said_declined",
  note: "said_noted",
  resume: "said_resumed",
  reinstate: "said_reinstated",
};
/** Verbs that share an address with others: where they go, and what they say there. */
const SENT = {
  back: ["transfer", { back: true }],
  confirm: ["priority", { confirmed: true }],
  decline: ["priority", { confirmed: false }],
};

/**
 * What a press does. One is under way at a time and none is ever sent again by itself: where the answer is lost,
 * the page looks at the server's present before anything can be pressed. For a moment after a call the great
 * button rests, so that a double press does not send away the person who was just called.
 * `desk` gives `state()`, `caughtUp(version, ms)` and `fresh()`; `delivered(ticket)` what the visit ended with;
 * `say(words, isTrouble)` tells the person; `onChange` redraws.
 */
export function createVerbs({ api, path, counter, desk, delivered, t, say, onChange }) {
  let busy = false;
  let resting = false;

  function allowed(verb) {
    const state = desk.state();
    if (busy || !state) return false;
    if (verb === "call-next") return !resting;
    if (NEEDS[verb] === null) return true;
    if (verb === "back" && !state.ticket?.handed_back) return false;
    return state.ticket !== null && NEEDS[verb].includes(state.ticket.state);
  }

  async function press(verb, body) {
    if (!allowed(verb)) return;
    const { ticket } = desk.state();
    await run(() => (verb === "call-next" ? callNext(ticket) : work(verb, ticket, body)));
  }

  /** Work with a ticket that is not at the counter. */
  async function pressFor(verb, ticket) {
    if (!busy && desk.state()) await run(() => work(verb, ticket));
  }

  /** Call a certain ticket; the one that is at the counter is finished. */
  async function callByHand(chosen, reason) {
    if (!allowed("by-hand")) return;
    const { ticket } = desk.state();
    await run(async () => {
      const body = { ...seen(ticket), reason, counter };
      const called = await api.post(`${path}/tickets/${chosen.id}/call`, body);
      rest();
      return saidCalled(ticket, called);
    });
  }

  /** Ask for help at this counter, or say that a counter needs none any more. */
  async function help(number, wanted) {
    if (busy || !desk.state()) return;
    await run(async () => {
      await api.post(`${path}/counters/${number}/help${wanted ? "" : "/end"}`);
      return t(wanted ? "said_help_asked" : "said_help_ended");
    });
  }

  async function run(act) {
    busy = true;
    onChange();
    const before = desk.state();
    try {
      const words = await act();
      say(words ?? t("said_nobody"));
      await desk.caughtUp(before.version, words ? CATCH_UP : 0);
    } catch (error) {
      if (error instanceof Refused) {
        say(error.message, true);
        await desk.caughtUp(before.version, 0);
      } else if (error instanceof NoAnswer) {
        say(t("looking_again"), true);
        const now = await desk.fresh();
        say(t(hasMoved(before, now) ? "said_arrived" : "said_not_arrived"), true);
      } else throw error;
    } finally {
      busy = false;
      onChange();
    }
  }

  /**
   * The words for what was done; null where nobody was there and nobody waits. The server hears whom this page
   * shows, and refuses where another window, or this very press, has moved on meanwhile.
   */
  async function callNext(present) {
    try {
      const called = await api.post(`${path}/counters/${counter}/call-next`, seen(present));
      rest();
      return saidCalled(present, called);
    } catch (error) {
      if (error.code !== "nobody-waiting") throw error;
      if (!present) return null;
      await api.post(`${path}/tickets/${present.id}/finish`, ended(present));
      return t("said_finished_nobody", { done: present.label });
    }
  }

  async function work(verb, ticket, body) {
    const [address, sent] = SENT[verb] ?? [verb, verb === "finish" ? ended(ticket) : body];
    const moved = await api.post(`${path}/tickets/${ticket.id}/${address}`, sent);
    return t(SAID[verb], { label: moved.label, n: moved.times_called });
  }

  const seen = (present) => ({ present: present?.id ?? null, ...(present && ended(present)) });

  function ended(ticket) {
    const list = delivered(ticket);
    return list ? { delivered: list } : {};
  }

  function saidCalled(present, called) {
    if (!present) return t("said_called", { label: called.label });
    return t("said_finished_and_called", { done: present.label, label: called.label });
  }

  function rest() {
    resting = true;
    setTimeout(() => {
      resting = false;
      onChange();
    }, REST);
  }

  return { allowed, press, pressFor, callByHand, help, isBusy: () => busy };
}

/** Whether anything of what this desk can do has happened between the two states. */
function hasMoved(before, now) {
  const told = ({ ticket, held, absent, help }) =>
    JSON.stringify([ticket && [ticket.id, ticket.story.length], ids(held), ids(absent), help]);
  return told(before) !== told(now);
}

const ids = (list) => list.map((one) => one.id);
