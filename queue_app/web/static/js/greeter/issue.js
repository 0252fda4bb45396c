import { NoAnswer } from "../api.js";
import { part, stamp } from "../elements.js";
import { expectedText, waitText } from "../kiosk/waits.js";
import { uniqueKey } from "../unique.js";
import { ask } from "../dialog.js";
import { showIssued } from "./issued.js";

const TYPED_FOR = 200;
const SHOWN_AT_MOST = 12;

/** Numbers for others: by queue, or by a procedure that is looked for by its words. */
export function createIssuing(root, { api, path, boot, clock, t }) {
  const search = part(root, "search");
  const names = new Map(boot.queues.map((queue) => [queue.code, queue.name]));
  let closed = new Map();
  let typed = 0;
  let asked = 0;
  let busy = false;
  /** By what was wished: the key of a press whose answer never came. */
  const unanswered = new Map();

  part(root, "queues").replaceChildren(...boot.queues.map(tile));
  search.addEventListener("input", () => {
    clearTimeout(typed);
    typed = setTimeout(look, TYPED_FOR);
  });

  function tile(queue) {
    const one = stamp("queue");
    const button = part(one, "queue");
    button.dataset.queue = queue.code;
    part(one, "queue-letter").textContent = queue.code;
    part(one, "queue-name").textContent = queue.name;
    button.addEventListener("click", () => take({ queue: queue.code }));
    return one;
  }

  async function look() {
    const words = search.value.trim();
    const list = part(root, "procedures");
    const turn = (asked += 1);
    part(root, "queues").hidden = Boolean(words);
    list.hidden = !words;
    part(root, "results").textContent = "";
    if (!words) return list.replaceChildren();
    try {
      const { procedures } = await api.get(`${path}/procedures?search=${encodeURIComponent(words)}`);
      if (turn !== asked) return;
      list.replaceChildren(...procedures.slice(0, SHOWN_AT_MOST).map(row));
      part(root, "results").textContent = procedures.length ? "" : t("nothing_found");
    } catch (error) {
      part(root, "results").textContent = said(error, t);
    }
  }

  function row(procedure) {
    const one = stamp("procedure");
    const button = part(one, "procedure");
    part(one, "procedure-letter").textContent = procedure.queue;
    part(one, "procedure-name").textContent = boot.language === "en" ? procedure.name_en : procedure.name;
    button.disabled = closed.has(procedure.queue);
    button.addEventListener("click", () => take({ queue: procedure.queue, procedure: procedure.code }));
    return one;
  }

  /** One press gives one number, however often its request has to be repeated. */
  async function take(wish) {
    if (busy) return;
    busy = true;
    const priority = chosen("priority");
    const language = chosen("language");
    const body = { ...wish, ...(priority && { priority }), ...(language && { language }) };
    try {
      const ticket = await issue(body);
      if (ticket) await show(ticket);
    } catch (error) {
      await ask({ title: t("not_issued"), text: said(error, t) });
    } finally {
      busy = false;
    }
  }

  async function issue(body) {
    try {
      return await press(body);
    } catch (error) {
      if (error.code !== "may-not-be-served") throw error;
      const agreed = await ask({ title: t("late_title"), text: error.message, yes: t("late_yes") });
      return agreed && press({ ...body, late: true });
    }
  }

  /** Whether a press without an answer gave a number is not known, so the same wish is the same press. */
  async function press(body) {
    const wish = JSON.stringify(body);
    const key = unanswered.get(wish) ?? uniqueKey();
    unanswered.set(wish, key);
    try {
      const ticket = await api.postWithKey(`${path}/tickets`, body, key);
      unanswered.clear();
      return ticket;
    } catch (error) {
      if (!(error instanceof NoAnswer)) unanswered.delete(wish);
      throw error;
    }
  }

  async function show(ticket) {
    const paper = await api.get(`${path}/paper`).catch(() => ({ comes: true }));
    await showIssued(ticket, {
      queue: names.get(ticket.queue) ?? ticket.queue,
      expected: expectedText(ticket, clock, t) || t("no_estimate"),
      comes: paper.comes,
      t,
      cancel: () => api.post(`${path}/tickets/${ticket.id}/cancel`),
    });
    reset();
  }

  /** Nothing of one person is left for the next. */
  function reset() {
    for (const first of root.querySelectorAll(".picks label:first-of-type input")) first.checked = true;
    search.value = "";
    look();
  }

  function chosen(name) {
    return root.querySelector(`[name="${name}"]:checked`)?.value ?? "";
  }

  return {
    isBusy: () => busy,
    /** Who waits, how long, and which queues give no numbers. */
    draw(board) {
      closed = new Map(board.queues.filter((queue) => queue.closed).map((queue) => [queue.code, queue.closed]));
      for (const queue of board.queues) {
        const button = root.querySelector(`[data-queue="${CSS.escape(queue.code)}"]`);
        if (!button) continue;
        button.disabled = Boolean(queue.closed);
        part(button, "queue-wait").textContent = queue.closed ? closedText(queue.closed) : waiting(queue);
      }
    },
  };

  function waiting(queue) {
    const many = queue.waiting ? t("waiting_count", { n: queue.waiting }) : t("nobody_waiting");
    return [many, waitText(queue.wait, t).replaceAll(" ", "\u00A0")].filter(Boolean).join("\n");
  }

  function closedText({ because, reason, until }) {
    if (because === "by-hand") return `${t("queue_closed")}: ${reason}`;
    return until ? t("queue_opens", { time: clock.clockTime(until) }) : t("closed");
  }
}

/** What a person reads where something was refused or no answer came. */
export function said(error, t) {
  if (error instanceof NoAnswer) return t("no_answer");
  return error.code === "printer-not-ready" ? t("no_paper") : error.message;
}
