import { api, boot, clockTime, path, t, words } from "./admin.js";
import { changesBetween, isTouched as isTouchedControl, keep, read } from "./values.js";

/** A form of settings: sends what differs from what was seen, says what became of it, and warns who would lose it. */
const form = document.querySelector("[data-form]");
const where = form.dataset.post ?? "settings";
const part = (name) => form.querySelector(`[data-${name}]`);
let seen = boot.settings;
let saving = false;

const isTouched = () => [...form.querySelectorAll("[data-value], [data-new-key]")].some(isTouchedControl);

function show() {
  const touched = isTouched();
  part("submit").disabled = saving || !touched;
  part("reset").disabled = saving || !touched;
  if (touched) {
    part("take-back").hidden = true;
    say(t("unsaved"));
  } else if (part("said").textContent === t("unsaved")) {
    say("");
  }
}

function say(text) {
  if (part("said").textContent !== text) part("said").textContent = text;
}

async function save() {
  const { wanted, key } = read(form, seen);
  const changes = changesBetween(seen, wanted);
  clearFaults();
  if (form.dataset.new && !key) return blame(part("new-key"), t("key_missing"));
  if (changes.length === 0) return settle(wanted, t("nothing_new"));
  saving = true;
  say(t("saving"));
  show();
  try {
    const done = await api.post(`${path}/${where}`, { changes });
    settle(wanted, t("saved", { time: clockTime() }));
    form.dispatchEvent(new CustomEvent("saved", { detail: { done, key } }));
    if (form.dataset.new && !done.password) location.assign(`/admin/${form.dataset.new}/entry/${encodeURIComponent(key)}?saved`);
    offerTakeBack(done.change);
  } catch (error) {
    say("");
    refuse(error);
  } finally {
    saving = false;
    show();
  }
}

function settle(wanted, text) {
  seen = wanted;
  keep(form);
  say(text);
}

function offerTakeBack(change) {
  const button = part("take-back");
  button.hidden = !change;
  button.onclick = async () => {
    button.disabled = true;
    try {
      await api.post(`${path}/changes/${change}/take-back`);
      keep(form);
      location.reload();
    } catch (error) {
      button.disabled = false;
      refuse(error);
    }
  };
}

/** Show the fault at its field, keep all that was typed, and take over what somebody else has made of the value. */
function refuse(error) {
  const [section, key, field] = (error.problem?.field ?? "").split(/\/(.*)\/(.*)/s);
  const controls = [...form.querySelectorAll("[data-value]")].filter(
    (one) => one.dataset.section === section && one.dataset.field === field?.split(".")[0] && isOf(one, key),
  );
  const path = field?.split(".").slice(1) ?? [];
  const control =
    controls.find((one) => path.length && one.dataset.path === path.join(".")) ??
    controls.find((one) => path.length && (one.dataset.path ?? "").startsWith(path[0])) ??
    controls[0] ??
    (form.dataset.new === section ? form.querySelector("[data-new-key]") : null);
  if (error.code === "setting-changed") takeOver(section, key, field, error.problem.present);
  if (!control) {
    part("form-fault").textContent = words(error);
    part("form-fault").hidden = false;
    return;
  }
  blame(control, error.code === "setting-changed" ? `${words(error)} ${t("is_now", { value: shown(error.problem.present) })}` : words(error));
}

function blame(control, text) {
  const place = control.closest("[data-entry]").querySelector("[data-fault]");
  place.textContent = text;
  place.hidden = false;
  control.setAttribute("aria-invalid", "true");
  control.focus();
}

const isOf = (control, key) => control.dataset.key === key || (control.dataset.key === "" && form.dataset.new);

function takeOver(section, key, field, present) {
  if (present === undefined || !field) return;
  const owner = section === "office" ? seen.office : seen[section]?.[key];
  if (owner) owner[field] = JSON.parse(present);
}

function shown(present) {
  const value = JSON.parse(present ?? "null");
  if (value === null || value === "") return "–";
  return typeof value === "object" ? Object.values(value).flat().filter((one) => typeof one !== "object").join(", ") : String(value);
}

function clearFaults() {
  for (const fault of form.querySelectorAll("[data-fault], [data-form-fault]")) fault.hidden = true;
  for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
}

form.addEventListener("input", show);
form.addEventListener("change", show);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!saving && isTouched()) save();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});
part("reset").addEventListener("click", () => {
  form.reset();
  clearFaults();
  show();
});
addEventListener("beforeunload", (event) => {
  if (isTouched()) event.preventDefault();
});
if (new URLSearchParams(location.search).has("saved")) {
  history.replaceState(null, "", location.pathname);
  say(t("saved", { time: clockTime() }));
}
show();
