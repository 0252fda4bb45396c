import { Refused } from "../api.js";
import { watch } from "../live.js";

const OVER = new Set(["done", "not_reached", "cancelled"]);
const AT_ONCE = 5_000;
const SLOWER = 1.5;
const SOCKET_GIVEN = 12_000;

/**
 * Follow one ticket: `onTicket` gets each new state, `onLink` gets "live" (pushed), "polling" or "lost".
 * Where sockets are blocked the page asks, less and less often while nothing changes and the turn is far.
 */
export function follow({ api, office, token, ticket, socketIo, onTicket, onLink }) {
  let now = ticket;
  let mark = null;
  let pause = AT_ONCE;
  let timer = 0;
  let heard = new Date();
  let socket = null;
  let isLive = false;

  function accept(state) {
    heard = new Date();
    now = state;
    onTicket(state);
    if (OVER.has(state.stage)) stop();
  }

  async function ask() {
    clearTimeout(timer);
    try {
      const answer = await api.conditional(`tickets/${token}`, mark);
      heard = new Date();
      pause = answer.body ? AT_ONCE : Math.min(pause * SLOWER, longest(now));
      mark = answer.mark ?? mark;
      if (!isLive) onLink("polling");
      if (answer.body) accept(answer.body);
    } catch (error) {
      // A ticket that is no more: the page that the server makes now says so.
      if (error instanceof Refused && error.status === 404) return location.reload();
      pause = Math.min(pause * SLOWER, 30_000);
      if (!isLive) onLink("lost", heard);
    }
    askLater();
  }

  function askLater() {
    clearTimeout(timer);
    if (!isLive && !OVER.has(now.stage)) timer = setTimeout(ask, pause);
  }

  function listen() {
    socket = watch({
      office,
      topic: "ticket",
      ticket: token,
      onState(state) {
        isLive = true;
        clearTimeout(timer);
        onLink("live");
        accept(state);
      },
      onLink(link) {
        if (link === "live") return;
        isLive = false;
        pause = AT_ONCE;
        ask();
      },
    });
    setTimeout(() => isLive || socket.close(), SOCKET_GIVEN);
  }

  function stop() {
    clearTimeout(timer);
    socket?.close();
  }

  document.addEventListener("visibilitychange", () => document.hidden || isLive || OVER.has(now.stage) || ask());
  addEventListener("offline", () => {
    isLive = false;
    onLink("lost", heard);
    askLater();
  });
  addEventListener("online", () => {
    ask();
    socket?.refresh();
  });
  askLater();
  afterFirstView(() => load(socketIo).then(listen, () => {}));
  return { refresh: ask };
}

/** How long nothing may be asked: never far from the call itself, and never so long that a page seems dead. */
function longest(ticket) {
  if (ticket.stage !== "waiting") return 10_000;
  const left = (ticket.wait?.p50_s ?? 300) * 1000;
  return Math.min(Math.max(left / 8, 10_000), 60_000);
}

function afterFirstView(go) {
  if (document.readyState === "complete") setTimeout(go);
  else addEventListener("load", () => setTimeout(go));
}

function load(source) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}
