import { ask } from "../dialog.js";
import { api, boot, path, t, words } from "./admin.js";

/** What is done to a person beside their name and role: a new password, sessions ended, let in or not. */
const form = document.querySelector("[data-form]");
const fault = document.querySelector("[data-person-fault]");
const said = document.querySelector("[data-person-said]");

function reveal(password) {
  document.querySelector("[data-secret-value]").textContent = password;
  document.querySelector("[data-secret]").hidden = false;
  document.querySelector("[data-secret]").scrollIntoView({ block: "center" });
}

form.addEventListener("saved", ({ detail }) => {
  if (!detail.done.password) return;
  form.hidden = true;
  reveal(detail.done.password);
});

async function act(button, send) {
  fault.hidden = true;
  if (!(await ask({ title: button.dataset.title, text: button.dataset.text, yes: button.textContent }))) return;
  button.disabled = true;
  try {
    await send();
  } catch (error) {
    fault.textContent = words(error);
    fault.hidden = false;
  } finally {
    button.disabled = false;
  }
}

for (const button of document.querySelectorAll("[data-person-verb]")) {
  button.disabled = false;
  button.addEventListener("click", () =>
    act(button, async () => {
      const done = await api.post(`${path}/people/${button.dataset.person}/${button.dataset.personVerb}`);
      if (done.password) reveal(done.password);
      else said.textContent = t("sessions_ended");
    }),
  );
}

for (const button of document.querySelectorAll("[data-person-active]")) {
  button.disabled = false;
  button.addEventListener("click", () =>
    act(button, async () => {
      const key = button.dataset.person;
      const change = { section: "people", key, field: "active", before: boot.settings.people[key].active, after: button.dataset.personActive === "true" };
      await api.post(`${path}/people`, { changes: [change] });
      location.reload();
    }),
  );
}
