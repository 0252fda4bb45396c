import { open } from "../dialog.js";
import { make, part } from "../elements.js";

/** Ask where a ticket goes, and for a note; resolves to what the server is told, or to null. */
export async function askForHandover(ticket, { queues, colleagues, t }) {
  const dialog = document.querySelector("[data-handover]");
  const to = part(dialog, "handover-to");
  const note = part(dialog, "handover-note");
  part(dialog, "handover-title").textContent = t("handover_title", { label: ticket.label });
  note.value = ticket.note ?? "";
  to.replaceChildren(...groups(ticket, queues, colleagues, t));
  if (!(await open(dialog))) return null;
  const [kind, name] = to.value.split(":");
  return { [kind]: kind === "counter" ? Number(name) : name, note: note.value.trim() };
}

function groups(ticket, queues, colleagues, t) {
  const others = queues.filter(({ code }) => code !== ticket.queue);
  const people = colleagues.filter(({ username }) => username);
  const every = [
    [t("handover_queues"), others.map(({ code, name }) => [`queue:${code}`, `${code} · ${name}`])],
    [
      t("handover_counters"),
      colleagues.map(({ counter, name }) => [`counter:${counter}`, `${t("counter", { n: counter })} · ${name}`]),
    ],
    [
      t("handover_people"),
      people.map(({ username, staff, counter }) => [
        `person:${username}`,
        t("handover_person", { name: staff, n: counter }),
      ]),
    ],
  ];
  return every.filter(([, options]) => options.length).map(([label, options]) => group(label, options));
}

function group(label, options) {
  const made = make("optgroup", "", ...options.map(([value, words]) => new Option(words, value)));
  made.label = label;
  return made;
}
