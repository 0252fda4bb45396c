import { t } from "./admin.js";

/** Shows the procedures that hold every word that was typed, with or without its signs. */
const search = document.querySelector("[data-search]");
const queue = document.querySelector("[data-search-queue]");
const count = document.querySelector("[data-count]");
const rows = [...document.querySelectorAll("[data-find]")].map((row) => ({
  row,
  letter: row.dataset.findQueue,
  text: plain(row.dataset.find),
}));

function plain(text) {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll("đ", "d");
}

function show() {
  const wanted = plain(search.value).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const { row, letter, text } of rows) {
    const fits = (!queue.value || letter === queue.value) && wanted.every((word) => text.includes(word));
    row.hidden = !fits;
    found += fits;
  }
  count.textContent = t(found === rows.length ? "procedures_count" : "procedures_found", { n: found, of: rows.length });
  document.querySelector("[data-empty]").hidden = found > 0;
}

search.addEventListener("input", show);
queue.addEventListener("change", show);
addEventListener("pageshow", show);
