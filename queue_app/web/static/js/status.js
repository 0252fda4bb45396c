const EVERY = 15_000;

/** Fetch the page of this ticket again and show what has changed, without a flash and without losing the place. */
async function refresh() {
  const shown = document.querySelector("[data-now]");
  try {
    const answer = await fetch(location.href, { cache: "no-store", credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-now]");
    if (answer.ok && now.textContent !== shown.textContent) shown.replaceWith(now);
  } catch (offline) {
    return;
  }
}

setInterval(() => document.hidden || refresh(), EVERY);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
