import { part } from "../elements.js";

/** The two things a citizen can do: ask for more time, and give the number back after a calm question. */
export function bindWays(root, { api, token, t, onTicket, refresh }) {
  const sheet = part(root, "sheet");
  const refused = part(root, "refused");
  const buttons = root.querySelectorAll("[data-ways] button, [data-sheet-yes]");

  async function send(verb) {
    refused.hidden = true;
    for (const button of buttons) button.disabled = true;
    try {
      onTicket(await api.post(`tickets/${token}/${verb}`));
    } catch (error) {
      refused.textContent = error.problem?.title ?? t("failed");
      refused.hidden = false;
      refresh();
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  }

  part(root, "more-time").addEventListener("submit", (event) => {
    event.preventDefault();
    send("more-time");
  });
  part(root, "give-up").addEventListener("click", (event) => {
    event.preventDefault();
    sheet.showModal();
  });
  part(root, "sheet-no").addEventListener("click", () => sheet.close());
  part(root, "sheet-yes").addEventListener("click", () => {
    sheet.close();
    send("cancel");
  });
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
}
