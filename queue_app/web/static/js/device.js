/**
 * The bearer token of this device: given once in the address after `#token=`, then kept by the browser.
 * Null where the device has none yet. A new address with a token opens the page again.
 */
export function deviceToken() {
  const key = `queue-app.token ${location.pathname}`;
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    localStorage.setItem(key, given);
    history.replaceState(null, "", location.pathname + location.search);
  }
  addEventListener("hashchange", () => {
    if (location.hash.startsWith("#token=")) location.reload();
  });
  return localStorage.getItem(key);
}
