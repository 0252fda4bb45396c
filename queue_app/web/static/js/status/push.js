/**
 * Let the office tell this phone although its page is closed; false where the browser, the connection or the
 * person does not allow it. Browsers offer it on HTTPS only.
 */
export async function subscribe({ key, send }) {
  if (!key || !("serviceWorker" in navigator) || !("PushManager" in window)) return false;
  if (Notification.permission !== "granted") return false;
  try {
    const worker = await navigator.serviceWorker.register("/t/worker.js");
    await navigator.serviceWorker.ready;
    const applicationServerKey = bytes(key);
    const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
    const { endpoint, keys } = subscription.toJSON();
    await send({ endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } });
    return true;
  } catch {
    // Without the service of the browser the open page still rings.
    return false;
  }
}

export async function unsubscribe() {
  const worker = await navigator.serviceWorker?.getRegistration("/t/");
  const subscription = await worker?.pushManager?.getSubscription();
  await subscription?.unsubscribe();
}

function bytes(key) {
  const text = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}
