import { NoAnswer, Refused } from "../api.js";
import { make, part } from "../elements.js";
import { reason } from "./alerts.js";
import { closedWords, nameOf } from "./queues.js";

/** What a supervisor can do about a counter, a queue and a slip: a dialog each. None is sent twice by itself. */
export function createActs(root, { api, path, clock, language, t, say }) {
  const counterDialog = part(root, "counter-dialog");
  const queueDialog = part(root, "queue-dialog");
  const slipsDialog = part(root, "slips-dialog");
  let atCounter = null;

  function offer(dialog, allowed) {
    for (const button of dialog.querySelectorAll("[data-act]")) button.hidden = !allowed.has(button.dataset.act);
    part(dialog, "refused").textContent = "";
  }

  /** Show the dialog until something was done or nothing is wanted; what is refused is said in it. */
  function ask(dialog, act) {
    const form = dialog.querySelector("form");
    let busy = false;
    part(dialog, "leave").onclick = () => dialog.close();
    form.onsubmit = async (event) => {
      event.preventDefault();
      const verb = event.submitter.value;
      if (busy) return;
      busy = true;
      try {
        const words = await act(verb);
        if (words) say(words);
        dialog.close();
      } catch (error) {
        if (!(error instanceof Refused || error instanceof NoAnswer)) throw error;
        part(dialog, "refused").textContent = error instanceof Refused ? error.message : t("unclear");
      } finally {
        busy = false;
      }
    };
    dialog.showModal();
  }

  function drawCounter(counter) {
    const allowed = new Set(counter.state === "closed" ? ["open"] : ["close"]);
    if (counter.state === "open") allowed.add("pause");
    if (counter.state === "paused") allowed.add("open");
    if (counter.help_since) allowed.add("help-ended");
    offer(counterDialog, allowed);
    part(counterDialog, "title").textContent = `${t("counter", { n: counter.number })} · ${counter.name}`;
    part(counterDialog, "state").textContent = storyOf(counter);
    part(counterDialog, "reason-field").hidden = !allowed.has("pause");
    const open = counterDialog.querySelector('[value="open"]');
    open.textContent = t(counter.state === "paused" ? "end_pause" : "open_counter");
  }

  function storyOf(counter) {
    const { ticket } = counter;
    const state = {
      closed: t("closed"),
      paused: counter.reason ? t("paused", { reason: counter.reason }) : t("paused_plain"),
      open: t("opened"),
    }[counter.state];
    const present = ticket && t(ticket.state === "serving" ? "story_serving" : "story_called", {
      label: ticket.label,
      time: clock.clockTime(ticket.since),
    });
    const help = counter.help_since && t("story_help", { time: clock.clockTime(counter.help_since) });
    return [counter.staff, state, present, help].filter(Boolean).join(" · ");
  }

  async function showWhy(ticket) {
    part(counterDialog, "why").hidden = true;
    if (!ticket) return;
    try {
      const why = await api.get(`${path}/tickets/${ticket.id}/why`);
      if (atCounter?.ticket?.id !== ticket.id) return;
      part(counterDialog, "why-label").textContent = t("why", { label: ticket.label });
      part(counterDialog, "why-text").textContent = why[language] ?? why.vi;
      part(counterDialog, "why").hidden = false;
    } catch (error) {
      // The sentence is an extra: without it the dialog is as useful.
      if (!(error instanceof Refused || error instanceof NoAnswer)) throw error;
    }
  }

  async function actAtCounter(number, verb) {
    const at = `${path}/counters/${number}`;
    if (verb === "help-ended") {
      await api.post(`${at}/help/end`);
      return t("said_help_ended", { n: number });
    }
    const body = { from_afar: true };
    if (verb === "pause") body.reason = written(counterDialog);
    await api.post(`${at}/${verb}`, body);
    return t(`said_counter_${verb}`, { n: number });
  }

  function drawQueue(queue) {
    const byHand = queue.closed?.because === "by-hand";
    offer(queueDialog, new Set([byHand ? "open" : "close"]));
    part(queueDialog, "title").textContent = `${queue.code} · ${nameOf(queue, language)}`;
    const counters = queue.open_counters.join(", ");
    const story = [
      closedWords(queue, { clock, t }) || t("giving"),
      t("story_waiting", { n: queue.waiting }),
      counters ? t("story_counters", { counters }) : t("story_no_counter"),
    ];
    part(queueDialog, "state").textContent = story.join(" · ");
    part(queueDialog, "reason-field").hidden = byHand;
    part(queueDialog, "reason-hint").hidden = byHand;
  }

  async function actAtQueue(code, verb) {
    await api.post(`${path}/queues/${code}/${verb}`, verb === "close" ? { reason: written(queueDialog) } : {});
    return t(`said_queue_${verb}`, { queue: code });
  }

  function written(dialog) {
    return part(dialog, "reason").value.trim();
  }

  function slip(one) {
    const what = t(one.state === "unknown" ? "slip_unknown" : "slip_failed", { reason: reason(one.reason, t) });
    const again = make("button", "button button--small", t("slip_again"));
    again.type = "button";
    again.addEventListener("click", () => printAgain(one, again));
    return make(
      "li",
      "slips__one",
      make("span", "slips__label whole", one.label),
      make("span", "slips__what", `${clock.clockTime(one.at)} · ${what}`),
      again,
    );
  }

  /** The person has no slip: it is printed once more, and says so itself. */
  async function printAgain(one, button) {
    button.disabled = true;
    part(slipsDialog, "refused").textContent = "";
    try {
      await api.post(`${path}/tickets/${one.ticket}/reprint`);
      button.closest("li").remove();
      say(t("said_reprinted", one));
    } catch (error) {
      if (!(error instanceof Refused || error instanceof NoAnswer)) throw error;
      part(slipsDialog, "refused").textContent = error instanceof Refused ? error.message : t("unclear");
      button.disabled = false;
    }
  }

  return {
    counter(counter) {
      atCounter = counter;
      part(counterDialog, "reason").value = t("pause_default");
      drawCounter(counter);
      showWhy(counter.ticket);
      ask(counterDialog, (verb) => actAtCounter(counter.number, verb));
    },
    queue(queue) {
      part(queueDialog, "reason").value = "";
      drawQueue(queue);
      ask(queueDialog, (verb) => actAtQueue(queue.code, verb));
    },
    slips(slips) {
      part(slipsDialog, "slips").replaceChildren(...slips.map(slip));
      part(slipsDialog, "refused").textContent = "";
      slipsDialog.showModal();
    },
    /** The room has changed: an open dialog speaks of the counter as it is now. */
    refresh(room) {
      const now = room.counters.find((one) => one.number === atCounter?.number);
      if (!counterDialog.open || !now) return;
      if (now.ticket?.id !== atCounter.ticket?.id) showWhy(now.ticket);
      atCounter = now;
      drawCounter(now);
    },
  };
}
