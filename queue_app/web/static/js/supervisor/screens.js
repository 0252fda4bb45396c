import { createApi, NoAnswer, Refused } from "../api.js";
import { csrfToken, readBoot } from "../boot.js";
import { part, stamp } from "../elements.js";
import { createTexts } from "../texts.js";
import { createBoardForm } from "./board-form.js";

const AGAIN = 5000;

const boot = readBoot();
const root = document.body;
const t = createTexts(boot.texts[boot.language]);
const api = createApi({ csrf: csrfToken(), language: () => boot.language });
const path = `offices/${boot.office}/screens`;
const form = createBoardForm(part(root, "dialog"), { t });
const sure = part(root, "sure");
let shown = "";

function draw(devices) {
  // Drawn anew under somebody's finger, a button would be another one.
  if (JSON.stringify(devices) === shown) return;
  shown = JSON.stringify(devices);
  const screens = devices.filter((one) => one.id);
  const others = devices.filter((one) => !one.id);
  const held = document.activeElement?.dataset.key;
  part(root, "screens").replaceChildren(...screens.map(item));
  part(root, "devices").replaceChildren(...others.map(item));
  part(root, "none").hidden = screens.length > 0;
  part(root, "devices-section").hidden = others.length === 0;
  if (held) root.querySelector(`[data-key="${held}"]`)?.focus();
}

function item(one) {
  const made = stamp("screen");
  made.classList.toggle("wall--lost", one.lost);
  part(made, "light").dataset.link = one.alive ? "live" : "lost";
  part(made, "name").textContent = one.name ?? t(`device_${one.role}`, { token: one.token });
  part(made, "board").textContent = one.id ? boardOf(one) : "";
  part(made, "board").hidden = !one.id;
  part(made, "state").textContent = stateOf(one);
  part(made, "ways").hidden = !one.id;
  const acts = { change: () => change(one), replace: () => replace(one), remove: () => remove(one) };
  for (const [name, act] of Object.entries(acts)) {
    part(made, name).dataset.key = `${name}-${one.token}`;
    part(made, name).addEventListener("click", act);
  }
  return made;
}

function boardOf({ kind, settings }) {
  const words = [t(`kind_${kind}`)];
  if (settings.queues) words.push(t("board_queues", { queues: settings.queues.replaceAll(",", ", ") }));
  if (settings.counters) words.push(t("board_counters", { counters: settings.counters.replaceAll(",", ", ") }));
  if (settings.folder) words.push(t("board_folder", settings));
  if (settings.volume) words.push(settings.volume === "0" ? t("board_silent") : t("board_volume", settings));
  if (settings.quiet) words.push(t("board_quiet", { quiet: settings.quiet.replaceAll(",", ", ") }));
  if (settings.second) words.push(t("board_second"));
  return words.join(" · ");
}

function stateOf(one) {
  const since = one.since && written(one.since);
  if (!one.alive) return since ? t("screen_gone", { time: since }) : t("screen_never");
  const words = [t("screen_alive", { time: since })];
  if (!one.same_release) words.push(t("screen_old"));
  return words.join(" · ");
}

/** "8:05" today, "8:05 20/11" on another day, as the office's own clock says it. */
function written(time) {
  const [, day, hour, minute] = /^(\d+-\d+-\d+)T(\d+):(\d+)/.exec(time);
  const [, month, date] = day.split("-").map(Number);
  const today = new Date(Date.now() + offsetOf(time)).toISOString().slice(0, 10);
  return `${Number(hour)}:${minute}${day === today ? "" : ` ${date}/${month}`}`;
}

function offsetOf(time) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(time);
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

async function add() {
  await form.open({ title: t("screen_add"), save: t("screen_pair"), code: true, board: {} }, async (filled) => {
    draw(await api.post(path, filled));
    say(t("screen_said_paired", filled));
  });
}

async function change(one) {
  await form.open({ title: one.name, save: t("screen_save"), board: one }, async (filled) => {
    draw(await api.post(`${path}/${one.id}`, { ...filled, saw: seen(one) }));
    say(t("screen_said_changed", filled));
  });
}

async function replace(one) {
  const title = t("screen_replace_title", one);
  await form.open({ title, save: t("screen_replace"), code: true }, async ({ code }) => {
    draw(await api.post(`${path}/${one.id}/replace`, { code, saw: seen(one) }));
    say(t("screen_said_replaced", one));
  });
}

async function remove(one) {
  part(sure, "sure-title").textContent = t("screen_remove_title", one);
  sure.returnValue = "";
  sure.showModal();
  await new Promise((resolve) => sure.addEventListener("close", resolve, { once: true }));
  if (sure.returnValue !== "yes") return;
  try {
    draw(await api.post(`${path}/${one.id}/remove`, { saw: seen(one) }));
    say(t("screen_said_removed", one));
  } catch (error) {
    if (!(error instanceof Refused || error instanceof NoAnswer)) throw error;
    say(error instanceof Refused ? error.message : t("unclear"), true);
  }
}

/** What the server is told that was seen, so that nobody writes over what somebody else has changed. */
function seen({ token, name, kind, settings }) {
  return { token, name, kind, settings };
}

function say(words, isTrouble = false) {
  part(root, "said").textContent = words;
  part(root, "said").classList.toggle("walls__said--trouble", isTrouble);
}

async function look() {
  const trouble = part(root, "trouble");
  try {
    if (!document.hidden) draw(await api.get(path));
    trouble.hidden = true;
  } catch (error) {
    if (!(error instanceof Refused || error instanceof NoAnswer)) throw error;
    trouble.textContent = error instanceof Refused ? error.message : t("lost_at_first");
    trouble.hidden = false;
  }
  setTimeout(look, AGAIN);
}

part(root, "add").addEventListener("click", add);
draw(boot.screens);
setTimeout(look, AGAIN);
