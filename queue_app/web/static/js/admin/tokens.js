import { ask } from "../dialog.js";
import { api, boot, path, t, words } from "./admin.js";

/** Tokens are made, shown once, and revoked. */
const PAGES = { kiosk: `/kiosk/${boot.office}`, display: `/tv/${boot.office}` };
const form = document.querySelector("[data-token-form]");
const part = (name) => document.querySelector(`[data-${name}]`);
const isDesk = () => part("token-role").value === "desk";

function blame(text) {
  part("token-fault").textContent = text;
  part("token-fault").hidden = false;
}

function reveal(role, token) {
  const page = PAGES[role];
  part("secret-value").textContent = token;
  part("secret-address").hidden = !page;
  if (page) part("secret-link").textContent = `${location.origin}${page}#token=${token}`;
  part("secret").hidden = false;
  form.hidden = true;
}

form.addEventListener("change", () => (part("token-counter-line").hidden = !isDesk()));
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  part("token-fault").hidden = true;
  const name = part("token-name").value.trim();
  if (!name) {
    part("token-name").focus();
    return blame(t("key_missing"));
  }
  const role = part("token-role").value;
  part("token-make").disabled = true;
  try {
    const counter = isDesk() ? { counter: Number(part("token-counter").value) } : {};
    reveal(role, (await api.post(`${path}/tokens`, { name, role, ...counter })).token);
  } catch (error) {
    blame(words(error));
  } finally {
    part("token-make").disabled = false;
  }
});

for (const button of document.querySelectorAll("[data-token-revoke]")) {
  button.disabled = false;
  button.addEventListener("click", async () => {
    if (!(await ask({ title: button.dataset.title, text: t("token_revoke_text"), yes: t("token_revoke") }))) return;
    button.disabled = true;
    try {
      await api.post(`${path}/tokens/${button.dataset.tokenRevoke}/revoke`);
      location.reload();
    } catch (error) {
      button.disabled = false;
      blame(words(error));
    }
  });
}
part("token-make").disabled = false;
part("token-counter-line").hidden = !isDesk();
