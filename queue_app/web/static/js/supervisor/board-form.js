import { NoAnswer, Refused } from "../api.js";
import { part } from "../elements.js";

const LOUDEST = "100";

/** The form in which a television is named and given its board. */
export function createBoardForm(dialog, { t }) {
  const at = (name) => part(dialog, name);
  const form = at("form");
  let send = null;
  let busy = false;

  function showKind() {
    for (const one of dialog.querySelectorAll("[data-for]")) {
      one.hidden = !one.dataset.for.split(" ").includes(at("kind").value);
    }
  }

  function showVolume() {
    const volume = at("volume").value;
    at("volume-said").textContent = volume === "0" ? t("board_silent") : `${volume} %`;
  }

  function fill({ name = "", kind = "main", settings = {} }) {
    const counters = (settings.counters ?? "").split(",");
    at("name").value = name;
    at("kind").value = kind;
    at("counter").value = kind === "counter" ? counters[0] : at("counter").options[0].value;
    check("queue", (settings.queues ?? "").split(","));
    check("counter-pick", kind === "counter" ? [] : counters);
    at("folder").value = settings.folder ?? "";
    at("volume").value = settings.volume ?? LOUDEST;
    at("quiet").value = settings.quiet ?? "";
    if (at("second")) at("second").checked = settings.second === "en";
    showKind();
    showVolume();
  }

  function check(name, chosen) {
    for (const box of dialog.querySelectorAll(`[data-${name}]`)) box.checked = chosen.includes(box.value);
  }

  function chosen(name) {
    return [...dialog.querySelectorAll(`[data-${name}]:checked`)].map((box) => box.value).join(",");
  }

  /** What is not as usual, in the words of a board's address. */
  function settings(kind) {
    const words = {};
    if (kind === "procedures") words.queues = chosen("queue");
    if (kind === "zone") Object.assign(words, { queues: chosen("queue"), counters: chosen("counter-pick") });
    if (kind === "counter") words.counters = at("counter").value;
    if (kind === "media") words.folder = at("folder").value.trim();
    if (kind !== "procedures") {
      words.volume = at("volume").value === LOUDEST ? "" : at("volume").value;
      words.quiet = at("quiet").value.trim();
      words.second = at("second")?.checked ? "en" : "";
    }
    return Object.fromEntries(Object.entries(words).filter(([, word]) => word));
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    at("refused").textContent = "";
    try {
      const kind = at("kind").value;
      const filled = { name: at("name").value.trim(), kind, settings: settings(kind) };
      await send(at("code-field").hidden ? filled : { ...filled, code: at("code").value.trim() });
      dialog.close();
    } catch (error) {
      if (!(error instanceof Refused || error instanceof NoAnswer)) throw error;
      at("refused").textContent = error instanceof Refused ? error.message : t("unclear");
    } finally {
      busy = false;
    }
  });
  at("leave").addEventListener("click", () => dialog.close());
  at("kind").addEventListener("change", showKind);
  at("volume").addEventListener("input", showVolume);

  return {
    /** Ask for a code, for a board, or for both; `onSend(filled)` may refuse, and then the form stays. */
    open({ title, save, code = false, board = null }, onSend) {
      send = onSend;
      at("title").textContent = title;
      at("save").textContent = save;
      at("refused").textContent = "";
      at("code-field").hidden = !code;
      at("code").value = "";
      at("code").required = code;
      at("board-fields").hidden = !board;
      at("name").required = Boolean(board);
      fill(board ?? {});
      dialog.showModal();
      return new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
    },
  };
}
