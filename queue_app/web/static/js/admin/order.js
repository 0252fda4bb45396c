import { api, boot, path, words } from "./admin.js";

/** Move an entry up or down; the order is saved with each move. */
const table = document.querySelector("[data-order]");
const fault = document.querySelector("[data-order-fault]");

async function move(key, step) {
  const section = table.dataset.order;
  const before = Object.keys(boot.settings[section]);
  const after = [...before];
  const place = after.indexOf(key);
  after.splice(place, 1);
  after.splice(place + step, 0, key);
  fault.hidden = true;
  try {
    await api.post(`${path}/settings`, { changes: [{ section, key: "", field: "order", before, after }] });
    boot.settings[section] = Object.fromEntries(after.map((one) => [one, {}]));
    show(after, key, step);
  } catch (error) {
    fault.textContent = words(error);
    fault.hidden = false;
  }
}

function show(order, moved, step) {
  const rows = order.map((key) => table.querySelector(`[data-row="${CSS.escape(key)}"]`));
  table.tBodies[0].append(...rows);
  for (const [place, row] of rows.entries()) {
    row.querySelector("[data-move='-1']").disabled = place === 0;
    row.querySelector("[data-move='1']").disabled = place === rows.length - 1;
  }
  const row = rows[order.indexOf(moved)];
  const again = row.querySelector(`[data-move="${step}"]`);
  (again.disabled ? row.querySelector("[data-move]:enabled") : again)?.focus();
}

table?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  if (button) move(button.dataset.moveKey, Number(button.dataset.move));
});
