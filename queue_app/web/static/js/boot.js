/** What the server told this page when it was made. */
export function readBoot() {
  return JSON.parse(document.getElementById("boot").textContent);
}

/** The token against forged requests, for pages that work with a session. */
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? null;
}
