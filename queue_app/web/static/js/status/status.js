import { createApi } from "../api.js";
import { readBoot } from "../boot.js";
import { createTexts } from "../texts.js";
import { createAlarm } from "./alarm.js";
import { follow } from "./follow.js";
import { showLink, showTicket } from "./show.js";
import { bindWays } from "./ways.js";

const boot = readBoot();
const t = createTexts(boot.texts);
const root = document.querySelector("[data-status]");
const api = createApi({ csrf: root.querySelector("[data-csrf]")?.value, language: () => boot.language });
const alarm = createAlarm(root, t, {
  key: boot.push_key,
  send: (phone) => api.post(`tickets/${boot.token}/phones`, { ...phone, language: boot.language }),
});
let shown = boot.ticket;

function onTicket(ticket) {
  showTicket(root, ticket, t, boot.queues);
  alarm.hear(shown, ticket);
  shown = ticket;
}

const following = follow({
  office: boot.office,
  token: boot.token,
  api,
  ticket: boot.ticket,
  socketIo: document.querySelector("[data-socket-io]").dataset.socketIo,
  onTicket,
  onLink: (link, since) => showLink(root, link, since, t),
});

bindWays(root, { api, token: boot.token, t, onTicket, refresh: following.refresh });
