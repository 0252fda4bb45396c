import { part } from "../elements.js";

/** Write what is known of the ticket over what the server wrote into the page. */
export function showTicket(root, ticket, t, queues) {
  const { stage } = ticket;
  root.dataset.stage = stage;
  for (const element of root.querySelectorAll("[data-for]")) {
    element.hidden = !element.dataset.for.split(" ").includes(stage);
  }
  const isCalled = stage === "called";
  document.title = isCalled ? t("title_called", ticket) : t("title", ticket);
  write(root, "word", t(`word_${stage}`));
  write(root, "say", sentence(ticket, t));
  write(root, "counter", ticket.counter ?? "");
  write(root, "queue", queues[ticket.queue] ?? ticket.queue);
  write(root, "ahead", ticket.people_ahead ? t("people", { n: ticket.people_ahead }) : t("nobody_ahead"));
  write(root, "calling", ticket.calling ? t("calling", ticket.calling) : t("place"));
  write(root, "closed", ticket.opens_at ? t("closed", { time: clockTime(ticket.opens_at) }) : "");
  part(root, "closed").hidden = !ticket.opens_at;
  showExpectation(part(root, "expected"), ticket, t);
  showProgress(part(root, "progress"), ticket);
  const left = ticket.more_time_left ?? 0;
  part(root, "more-time").hidden = !left;
  write(root, "more-time-hint", t("more_time_hint", { n: left }));
}

/** Say how the page hears of changes; `since` is when it last did, where it does no more. */
export function showLink(root, link, since, t) {
  root.dataset.link = link;
  write(root, "live", t(link === "live" ? "live" : "polling"));
  const lost = part(root, "lost");
  lost.hidden = link !== "lost";
  lost.textContent = link === "lost" ? t("lost", { time: ofDay(since) }) : "";
}

/** "8:05" of an RFC 3339 time, on the office's own clock, which is the one it is written in. */
export function clockTime(written) {
  return written.slice(11, 16).replace(/^0/, "");
}

const ofDay = (date) => `${date.getHours()}:${String(date.getMinutes()).padStart(2, "0")}`;

function sentence(ticket, t) {
  if (ticket.stage === "called" && ticket.times_called > 1) {
    return t("called_times", { counter: ticket.counter, n: ticket.times_called });
  }
  const time = ticket.back_at ? clockTime(ticket.back_at) : "";
  return t(`say_${ticket.stage}`, { counter: ticket.counter, time });
}

function showExpectation(element, ticket, t) {
  const [from, to] = [ticket.expected_from, ticket.expected_to].map((time) => time && clockTime(time));
  const words = document.createElement("span");
  words.className = from ? "whole" : "status__no-promise";
  words.textContent = from ? (from === to ? from : `${from}–${to}`) : t("no_estimate");
  element.replaceChildren(words);
}

function showProgress(bar, ticket) {
  const first = Math.max(ticket.ahead_at_issue, ticket.people_ahead);
  bar.max = first + 1;
  bar.value = first - ticket.people_ahead + 0.35;
}

/** Only what is different, so that a screen reader is not told the same again. */
function write(root, name, text) {
  const element = part(root, name);
  if (element.textContent !== String(text)) element.textContent = text;
}
