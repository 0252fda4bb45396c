const ROUGH_FROM = 30;

/** An honest wait in words; "" where nobody can promise one. `wait` is `{p50_s, p90_s}` or null. */
export function waitText(wait, t) {
  if (!wait) return "";
  if (wait.p90_s < 60) return t("wait_now");
  const [from, to] = rough(Math.round(wait.p50_s / 60), Math.ceil(wait.p90_s / 60));
  if (from < 1) return t("wait_under", { n: to });
  return from === to ? t("wait_about", { n: to }) : t("wait_range", { from, to });
}

/** Long waits in steps of five minutes: "43–57" would promise a precision that nobody has. */
function rough(from, to) {
  if (to < ROUGH_FROM) return [from, to];
  return [Math.floor(from / 5) * 5, Math.ceil(to / 5) * 5];
}

/** The pair of clock times between which the ticket is expected to be called; "" where nobody can say. */
export function expectedText(ticket, clock, t) {
  if (!ticket.wait) return "";
  if (ticket.wait.p90_s < 60) return t("expected_now");
  const issued = Date.parse(ticket.issued_at);
  const [from, to] = [ticket.wait.p50_s, ticket.wait.p90_s].map((s) => clock.clockTime(issued + s * 1000));
  return from === to ? from : `${from} – ${to}`;
}
