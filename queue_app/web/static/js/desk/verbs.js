import { NoAnswer, Refused } from "../api.js";

const CATCH_UP = 1500;
const REST = 800;
const NEEDS = {
  "call-next": null,
  start: ["called"],
  recall: ["called"],
  finish: ["called", "serving"],
  "no-show": ["called"],
  hold: ["called", "serving"],
  transfer: ["called", "serving"],
  back: ["called", "serving"],
  confirm: ["called", "serving"],
  decline: ["called", "serving"],
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
  resume: "said_resumed",
};
/** Verbs that share an address with others: where they go, and what they say there. */
const SENT = {
  back: ["transfer", { back: true }],
  confirm: ["priority", { confirmed: true }],
  decline: ["priority", { confirmed: false }],
};

/**
 * What a press does. One is under way at a time, none is ever sent again by itself, and for a moment after a
 * call the great button rests, so that a double press does not send away the person who was just called.
 * `desk` gives `state()`, `caughtUp(version, ms)`; `say(words, isTrouble)` tells the person; `onChange` redraws.
 */
export function createVerbs({ api, path, counter, desk, t, say, onChange }) {
  let busy = false;
  let resting = false;

  function allowed(verb) {
    const state = desk.state();
    if (busy || !state) return false;
    if (NEEDS[verb] === null) return !resting;
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

  async function run(act) {
    busy = true;
    onChange();
    const { version } = desk.state();
    try {
      const words = await act();
      say(words ?? t("said_nobody"));
      await desk.caughtUp(version, words ? CATCH_UP : 0);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof NoAnswer)) throw error;
      say(error instanceof Refused ? error.message : t("unclear"), true);
      await desk.caughtUp(version, error instanceof Refused ? 0 : CATCH_UP);
    } finally {
      busy = false;
      onChange();
    }
  }

  /**
   * The words for what was done; null where nobody was there and nobody waits. The server hears whom this page
   * shows, and refuses where another window has moved on meanwhile.
   */
  async function callNext(present) {
    try {
      const body = { present: present?.id ?? null };
      const called = await api.post(`${path}/counters/${counter}/call-next`, body);
      rest();
      if (!present) return t("said_called", { label: called.label });
      return t("said_finished_and_called", { done: present.label, label: called.label });
    } catch (error) {
      if (error.code !== "nobody-waiting") throw error;
      if (!present) return null;
      await api.post(`${path}/tickets/${present.id}/finish`);
      return t("said_finished_nobody", { done: present.label });
    }
  }

  async function work(verb, ticket, body) {
    const [address, sent] = SENT[verb] ?? [verb, body];
    const moved = await api.post(`${path}/tickets/${ticket.id}/${address}`, sent);
    return t(SAID[verb], { label: moved.label, n: moved.times_called });
  }

  function rest() {
    resting = true;
    setTimeout(() => {
      resting = false;
      onChange();
    }, REST);
  }

  return { allowed, press, pressFor, isBusy: () => busy };
}
