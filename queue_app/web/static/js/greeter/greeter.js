import { createApi } from "../api.js";
import { csrfToken, readBoot } from "../boot.js";
import { createClock } from "../clock.js";
import { part } from "../elements.js";
import { watch } from "../live.js";
import { createTexts } from "../texts.js";
import { createUpgrade, isUntouched } from "../upgrade.js";
import { createFinding } from "./find.js";
import { createIssuing } from "./issue.js";

const boot = readBoot();
const t = createTexts(boot.texts[boot.language]);
const clock = createClock();
const api = createApi({ csrf: csrfToken(), language: () => boot.language });
const root = document.body;
const path = `offices/${boot.office}`;
const renew = createUpgrade(() => isUntouched() && !issuing.isBusy());
let lostAt = "";

const finding = createFinding(part(root, "find"), { api, path, boot, clock, t });
const issuing = createIssuing(part(root, "issue"), { api, path, boot, clock, t });

function onState(board) {
  clock.set(board.time);
  if (board.config !== boot.config) renew(`office ${board.config}`);
  issuing.draw(board);
  finding.refresh();
  tick();
}

/** Without the server nothing can be given out or changed: the page says so and takes no press. */
function onLink(link) {
  const isLive = link === "live";
  if (!isLive) lostAt ||= clock.clockTime(clock.now());
  else lostAt = "";
  const trouble = part(root, "trouble");
  trouble.hidden = isLive;
  trouble.textContent = isLive ? "" : t(link === "refused" ? "session_ended" : "lost", { time: lostAt });
  part(root, "greeter").inert = !isLive;
}

function tick() {
  part(root, "clock").textContent = clock.clockTime(clock.now());
}

const { office, release } = boot;
watch({ office, topic: "board", release, onState, onLink, onUpgrade: renew });
setInterval(tick, 10_000);
