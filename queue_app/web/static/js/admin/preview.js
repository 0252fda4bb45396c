import { pictureSources } from "../printer/picture.js";
import { api, boot, path } from "./admin.js";
import { changesBetween, read } from "./values.js";

/** Shows what is being typed where citizens will read it: at once on the kiosk's head, and the slip as it would be cut. */
const PAUSE = 400;

const form = document.querySelector("[data-form]");
const previews = document.querySelector("[data-previews]");
const picture = previews.querySelector("[data-slip-preview]");
let timer = 0;
let drawing = 0;
let sources = [];

const language = () => previews.querySelector("[data-preview-language]:checked").value;

function show() {
  const { wanted } = read(form, boot.settings);
  const said = wanted.office.texts[language()] ?? {};
  for (const place of previews.querySelectorAll("[data-look]")) {
    const name = place.dataset.look;
    const asked = name === "welcome" ? boot.asked[language()] : "";
    const own = name === "welcome" && language() !== "vi" ? "" : wanted.office[name];
    place.textContent = said[name] || own || asked;
  }
  clearTimeout(timer);
  timer = setTimeout(() => draw(wanted), PAUSE);
}

/** A draft that is not sound yet keeps the last picture: the form says what is wrong when it is saved. */
async function draw(wanted) {
  const turn = ++drawing;
  const changes = changesBetween(boot.settings, wanted);
  try {
    const drawn = await pictureSources(await api.pictureOf(`${path}/settings/slip`, { changes, language: language() }));
    if (turn !== drawing) return release(drawn);
    release(sources);
    sources = drawn;
    picture.srcset = `${sources[0]} 1x, ${sources[1]} 2x`;
    picture.hidden = false;
    picture.classList.remove("slip-look__picture--old");
  } catch {
    if (turn === drawing) picture.classList.add("slip-look__picture--old");
  }
}

function release(drawn) {
  for (const source of drawn) URL.revokeObjectURL(source);
}

form.addEventListener("input", show);
form.addEventListener("change", show);
form.addEventListener("reset", () => setTimeout(show));
form.addEventListener("saved", () => Object.assign(boot.settings, read(form, boot.settings).wanted));
previews.addEventListener("change", show);
show();
