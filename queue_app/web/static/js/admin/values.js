/**
 * What a form holds, as settings: a tree of section → key → entry, with the office's own fields under "office".
 * Each control says whose value it is by its `data-` attributes; `read` brings those that were touched into a copy
 * of `seen`, and of a new entry all.
 */
export function read(form, seen) {
  const wanted = structuredClone(seen);
  const fresh = form.dataset.new;
  const key = fresh && form.querySelector("[data-new-key]").value.trim();
  if (fresh) (wanted[fresh] ??= {})[key] = JSON.parse(form.dataset.entryFields);
  for (const control of form.querySelectorAll("[data-value]")) {
    if (control.type === "radio" && !control.checked) continue;
    if (!fresh && !isTouched(control)) continue;
    const { section, field } = control.dataset;
    const owner = section === "office" ? wanted.office : wanted[section][control.dataset.key || key];
    const path = (control.dataset.path ?? "").replaceAll("*", key);
    if (control.dataset.path && !path) continue;
    owner[field] = placed(owner[field], path ? path.split(".") : [], valueOf(control, owner[field]));
  }
  for (const [section, entries] of Object.entries(wanted)) {
    if (section === "queues") for (const queue of Object.values(entries)) withoutOwnHours(queue);
  }
  return { wanted, key };
}

/** Whether the control holds something else than it came with, or than was saved last. */
export function isTouched(control) {
  if (control.matches("[data-kind=lag]")) {
    const on = control.closest("[data-entry]").querySelector("[data-lag-on]");
    return on.checked !== on.defaultChecked || (on.checked && control.value !== control.defaultValue);
  }
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.options) return [...control.options].some((option) => option.selected !== option.defaultSelected);
  return control.value !== control.defaultValue;
}

/** What the form holds now is what it goes back to. */
export function keep(form) {
  for (const control of form.elements) {
    if (control.options) for (const option of control.options) option.defaultSelected = option.selected;
    else if ("defaultChecked" in control && /checkbox|radio/.test(control.type)) control.defaultChecked = control.checked;
    else if ("defaultValue" in control) control.defaultValue = control.value;
  }
}

/** The changes from `seen` to `wanted`, as the API takes them. */
export function changesBetween(seen, wanted) {
  const found = [];
  for (const [section, entries] of Object.entries(wanted)) {
    if (section === "office") {
      compare(section, "", seen.office ?? {}, entries, found);
      continue;
    }
    for (const [key, entry] of Object.entries(entries)) {
      const was = seen[section]?.[key];
      if (was) compare(section, key, was, entry, found);
      else found.unshift({ section, key, field: "", before: null, after: entry });
    }
  }
  return found;
}

export const same = (one, other) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));

function compare(section, key, was, now, found) {
  for (const [field, after] of Object.entries(now)) {
    const before = was[field] ?? null;
    if (!same(before, after)) found.push({ section, key, field, before, after });
  }
}

function sorted(value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort().map(([name, inner]) => [name, sorted(inner)]));
}

function placed(value, path, inner) {
  if (path.length === 0) return inner;
  const [first, ...rest] = path;
  const copy = { ...value };
  const set = placed(copy[first], rest, inner);
  if (set === undefined) delete copy[first];
  else copy[first] = set;
  return copy;
}

const READERS = {
  text: (control) => (control.value.trim() === "" && "optional" in control.dataset ? null : control.value.trim()),
  long: (control) => control.value.trim().replaceAll(/\s*\n\s*/g, " "),
  lines: (control) => lines(control),
  papers: (control) => lines(control).join(";"),
  yes: (control) => control.checked,
  choice: (control) => control.value,
  colour: (control) => control.value.trim().toLowerCase(),
  sessions: (control) =>
    control.value
      .split(/[,;]/)
      .map((session) => session.trim())
      .filter(Boolean),
  number: numberOf,
  lag: (control) => (control.closest("[data-entry]").querySelector("[data-lag-on]").checked ? numberOf(control) : undefined),
  languages: (control, before) => {
    const others = (before ?? []).filter((code) => code !== control.value);
    return control.checked ? (before.includes(control.value) ? before : [...others, control.value]) : others;
  },
};

function valueOf(control, before) {
  return READERS[control.dataset.kind](control, before);
}

function lines(control) {
  return control.value
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

/** A number, or what was typed instead: the server says what is wrong with it. */
function numberOf(control) {
  const typed = control.value.trim().replace(",", ".");
  if (typed === "" && "optional" in control.dataset) return null;
  return typed !== "" && Number.isFinite(Number(typed)) ? Number(typed) : typed;
}

/** A queue without a single session of its own has the office's hours. */
function withoutOwnHours(queue) {
  if (queue.hours && Object.values(queue.hours).every((sessions) => sessions.length === 0)) queue.hours = null;
}
