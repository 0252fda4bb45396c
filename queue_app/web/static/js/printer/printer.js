import { createApi } from "../api.js";
import { csrfToken, readBoot } from "../boot.js";
import { createClock } from "../clock.js";
import { deviceToken } from "../device.js";
import { part, stamp } from "../elements.js";
import { createTexts } from "../texts.js";
import { pictureSources } from "./picture.js";

const EVERY = 1000;

const boot = readBoot();
const t = createTexts(boot.texts[boot.language]);
const root = document.querySelector("[data-printer]");
const token = deviceToken();
const api = createApi({ token, csrf: token ? null : csrfToken(), language: () => boot.language });
const path = `offices/${boot.office}/printers/${boot.printer}`;
const clock = createClock();
const switches = [...root.querySelectorAll("[data-switch]")];
const slips = new Map();

async function look() {
  try {
    show(await api.get(path));
    trouble(null);
  } catch (error) {
    trouble(error);
  }
}

function show(printer) {
  for (const one of switches) {
    one.disabled = false;
    one.querySelector(`[value="${printer[one.dataset.switch]}"]`).checked = true;
  }
  const present = new Set(printer.slips.map((slip) => slip.id));
  for (const [id, slip] of slips) if (!present.has(id)) forget(id, slip);
  for (const slip of [...printer.slips].reverse()) if (!slips.has(slip.id)) add(slip);
  part(root, "empty").hidden = slips.size > 0;
}

function add(slip) {
  const item = stamp("slip");
  part(item, "slip-id").textContent = t("slip", { id: slip.id });
  part(item, "slip-received").textContent = t("received", { time: received(slip) });
  part(item, "slip-text").textContent = slip.text;
  part(item, "slip-picture").alt = slip.text;
  slips.set(slip.id, { item, sources: [] });
  part(root, "slips").prepend(item);
  draw(slip.id);
}

function received(slip) {
  clock.set(slip.received_at);
  return clock.clockTime(slip.received_at);
}

/** Pictures need the token, which an `img` cannot send: they are fetched, then shown from memory. */
async function draw(id) {
  try {
    const sources = await pictureSources(await api.picture(`${path}/slips/${id}.png`));
    const slip = slips.get(id);
    if (!slip) return release(sources);
    slip.sources = sources;
    const picture = part(slip.item, "slip-picture");
    picture.addEventListener("load", () => (picture.hidden = false), { once: true });
    picture.srcset = `${sources[0]} 1x, ${sources[1]} 2x`;
  } catch {
    setTimeout(() => slips.has(id) && draw(id), EVERY * 3);
  }
}

function forget(id, { item, sources }) {
  item.remove();
  release(sources);
  slips.delete(id);
}

function release(sources) {
  for (const source of sources) URL.revokeObjectURL(source);
}

function trouble(error) {
  part(root, "trouble").hidden = !error;
  part(root, "sign-in").hidden = error?.status !== 401;
  const words = error?.code ? error.message : t("lost");
  const said = part(root, "trouble-text");
  if (error && said.textContent !== words) said.textContent = words;
}

for (const one of switches) {
  one.addEventListener("change", async (event) => {
    try {
      await api.post(`${path}/state`, { [one.dataset.switch]: event.target.value });
    } catch (error) {
      trouble(error);
    }
  });
}

async function lookAgain() {
  if (!document.hidden) await look();
  setTimeout(lookAgain, EVERY);
}
lookAgain();
