/* global io */
import { beat } from "./heartbeat.js";

const ANSWER_WITHIN = 5000;
const ASK_AGAIN_AFTER = 3000;
const NOTHING = { version: -1, time: "" };

/**
 * Follow one topic of an office: `onState` gets each new whole state, never an older one than it had on this
 * connection; `onLink` gets "live", "lost" or "refused" whenever that changes, and the code of a refusal that has one.
 * `release` is that of this page; `onUpgrade(release)` is told when the server has another one.
 * What comes first on a new connection is the present and is taken as it is, whatever was shown before.
 */
export function watch({ office, topic, counter, token, ticket, release, onState, onLink, onUpgrade }) {
  const socket = io({
    auth: ticket ? { ticket } : { ...(token && { token }), ...(release && { release }) },
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 4000,
    timeout: 5000,
  });
  let link = null;
  let because = "";
  let shown = NOTHING;
  let retry = 0;

  function say(now, code = "") {
    if (now === link && code === because) return;
    link = now;
    because = code;
    beat(now);
    onLink(now, code);
  }

  function accept(state) {
    if (isOlder(state, shown)) return;
    shown = state;
    say("live");
    onState(state);
  }

  function ask() {
    socket.timeout(ANSWER_WITHIN).emit("watch", { office, topic, counter, since: 0 }, (late, state) => {
      if (late || state.error) {
        if (state?.error) say("refused", state.error.code);
        else say("lost");
        retry = setTimeout(() => socket.connected && ask(), ASK_AGAIN_AFTER);
      } else {
        accept(state);
      }
    });
  }

  socket.on("connect", () => {
    clearTimeout(retry);
    shown = NOTHING;
    ask();
  });
  socket.on(topic, accept);
  socket.on("guide", (guide) => guide.release !== release && onUpgrade?.(guide.release));
  socket.on("disconnect", () => {
    say("lost");
    connectAgain();
  });
  socket.on("connect_error", () => {
    say(socket.active ? "lost" : "refused");
    connectAgain();
  });

  /** socket.io gives up when it was the server that closed or refused; an office's screen does not. */
  function connectAgain() {
    if (socket.active) return;
    clearTimeout(retry);
    retry = setTimeout(() => socket.connect(), ASK_AGAIN_AFTER);
  }

  return {
    /** Ask for the present state, after something this page did itself. */
    refresh: () => socket.connected && ask(),
    close() {
      clearTimeout(retry);
      socket.off();
      socket.disconnect();
    },
  };
}

/** Of one version the later reading is the newer: waits change with the clock alone. */
function isOlder(state, shown) {
  if (state.version !== shown.version) return state.version < shown.version;
  return Date.parse(state.time) < Date.parse(shown.time);
}
