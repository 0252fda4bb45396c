import { bindChoices } from "../choices.js";
import { open } from "../dialog.js";
import { part } from "../elements.js";

const MAY_BE_CALLED = ["waiting", "held"];

/** Ask which ticket to call out of turn, and why; `search(text)` finds tickets by their number. */
export function createByHand({ search, failed, queueName, t }) {
  const dialog = document.querySelector("[data-byhand]");
  const input = part(dialog, "choices-input");
  const reason = part(dialog, "byhand-reason");
  let chosen = null;

  const choices = bindChoices(dialog, {
    find: async (text) => (await search(text)).filter(({ state }) => MAY_BE_CALLED.includes(state)),
    draw: (one) => ({ mark: one.label, name: queueName(one), state: t(`found_${one.state}`) }),
    none: t("by_hand_none"),
    failed,
    onTaken(one) {
      chosen = one;
      choices.keep(one);
      input.setCustomValidity("");
      reason.focus();
    },
  });

  input.addEventListener("input", () => {
    chosen = null;
    input.setCustomValidity(t("by_hand_choose"));
  });
  for (const button of dialog.querySelectorAll("[data-byhand-because]")) {
    button.addEventListener("click", () => {
      reason.value = button.textContent;
      reason.focus();
    });
  }

  return {
    /** Resolves to the ticket and the reason, or to null. */
    async ask(present) {
      chosen = null;
      choices.clear();
      input.setCustomValidity("");
      reason.value = "";
      const finishes = part(dialog, "byhand-finishes");
      finishes.textContent = present ? t("by_hand_finishes", { label: present.label }) : "";
      const sent = await open(dialog);
      return sent && chosen ? { chosen, reason: reason.value.trim() } : null;
    },
  };
}
