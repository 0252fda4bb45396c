import { createApi, NoAnswer, Refused } from "../api.js";
import { csrfToken, readBoot } from "../boot.js";
import { part, stamp } from "../elements.js";
import { createTexts } from "../texts.js";

const boot = readBoot();
const root = document.body;
const t = createTexts(boot.texts[boot.language]);
const api = createApi({ csrf: csrfToken(), language: () => boot.language });
const path = `offices/${boot.office}/announcements`;
const dialog = part(root, "dialog");
const form = part(root, "form");
let told = boot.announcements;
let changing = null;

function draw() {
  const items = told.map(item);
  part(root, "list").replaceChildren(...items);
  part(root, "none").hidden = told.length > 0;
}

function item(one, place) {
  const made = stamp("announcement");
  made.classList.toggle("told__one--later", !one.shown);
  part(made, "text").textContent = one.text;
  part(made, "text-en").textContent = one.text_en;
  part(made, "text-en").hidden = !one.text_en;
  part(made, "when").textContent = when(one);
  part(made, "up").disabled = place === 0;
  part(made, "down").disabled = place === told.length - 1;
  part(made, "up").addEventListener("click", () => move(place, -1));
  part(made, "down").addEventListener("click", () => move(place, 1));
  part(made, "change").addEventListener("click", () => edit(one));
  part(made, "remove").addEventListener("click", () => remove(one));
  return made;
}

/** Whether it is on the boards, and from when until when. */
function when(one) {
  const now = t(one.shown ? "announcement_shown" : "announcement_not_shown");
  const from = one.shown_from && t("announcement_shown_from", { time: written(one.shown_from) });
  const until = one.shown_until && t("announcement_shown_until", { time: written(one.shown_until) });
  return [now, from, until].filter(Boolean).join(" · ");
}

/** "8:05 23/11/2026", as the office's own clock says it. */
function written(time) {
  const [, year, month, day, hour, minute] = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+)/.exec(time);
  return `${Number(hour)}:${minute} ${Number(day)}/${Number(month)}/${year}`;
}

function edit(one) {
  changing = one;
  part(dialog, "title").textContent = t(one ? "announcement_change_title" : "announcement_add");
  part(dialog, "text").value = one?.text ?? "";
  part(dialog, "text-en").value = one?.text_en ?? "";
  part(dialog, "from").value = one?.shown_from?.slice(0, 16) ?? "";
  part(dialog, "until").value = one?.shown_until?.slice(0, 16) ?? "";
  part(dialog, "refused").textContent = "";
  dialog.showModal();
}

async function save(event) {
  event.preventDefault();
  const body = { text: part(dialog, "text").value };
  const others = { text_en: "text-en", shown_from: "from", shown_until: "until" };
  for (const [field, name] of Object.entries(others)) {
    if (part(dialog, name).value.trim()) body[field] = part(dialog, name).value;
  }
  const problem = await change(changing ? `/${changing.id}` : "", body, "announcement_saved");
  part(dialog, "refused").textContent = problem ?? "";
  if (!problem) dialog.close();
}

async function move(place, by) {
  const ids = told.map((one) => one.id);
  ids.splice(place + by, 0, ...ids.splice(place, 1));
  say(await change("/order", { ids }), true);
  const moved = part(root, "list").children[place + by];
  const buttons = [part(moved, by < 0 ? "up" : "down"), part(moved, by < 0 ? "down" : "up")];
  buttons.find((button) => !button.disabled)?.focus();
}

async function remove(one) {
  say(await change(`/${one.id}/remove`, {}, "announcement_removed"), true);
  part(root, "add").focus();
}

/** Tell the server, and show what it answers; what was wrong, in words, or null. */
async function change(address, body, done) {
  try {
    told = await api.post(path + address, body);
    draw();
    say(done ? t(done) : "");
    return null;
  } catch (error) {
    if (!(error instanceof Refused || error instanceof NoAnswer)) throw error;
    return error instanceof Refused ? error.message : t("unclear");
  }
}

function say(words, isTrouble = false) {
  if (isTrouble && !words) return;
  part(root, "said").textContent = words;
  part(root, "said").classList.toggle("told__said--trouble", isTrouble);
}

part(root, "add").addEventListener("click", () => edit(null));
part(dialog, "leave").addEventListener("click", () => dialog.close());
form.addEventListener("submit", save);
draw();
