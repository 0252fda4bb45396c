const EVERY = 10_000;
const AFTER_A_SLIP = [1200, 4000];
const REASONS = { "paper-out": "reason_paper_out", "no-printer": "reason_no_printer" };

/** Whether paper would come out now, asked now and then and soon after every slip; `onChange` where that changes. */
export function createPaper(api, office, onChange) {
  let state = { comes: true, reason: "" };

  async function ask() {
    try {
      const now = await api.get(`offices/${office}/paper`);
      if (now.comes === state.comes && now.reason === state.reason) return;
      state = now;
      onChange();
    } catch {
      // No answer is no news of the printer; that the server is away is said elsewhere.
    }
  }

  return {
    get comes() {
      return state.comes;
    },
    reasonText: (t) => t(REASONS[state.reason] ?? "reason_other"),
    follow() {
      ask();
      setInterval(ask, EVERY);
    },
    askAfterASlip() {
      for (const pause of AFTER_A_SLIP) setTimeout(ask, pause);
    },
  };
}
