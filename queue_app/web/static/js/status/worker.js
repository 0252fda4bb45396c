/* Lives on in the browser when the page is closed, to show what the office has to say. */
addEventListener("push", (event) => {
  const { title, body, link } = event.data.json();
  const options = { body, data: link, tag: link, renotify: true, vibrate: [400, 150, 400] };
  event.waitUntil(registration.showNotification(title, options));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data));
});

async function show(link) {
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = pages.find((page) => new URL(page.url).pathname === link);
  return open ? open.focus() : clients.openWindow(link);
}
