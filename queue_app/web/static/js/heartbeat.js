/** Every small light of the page shows whether it is live: full or a ring, and in words. */
export function beat(link) {
  for (const light of document.querySelectorAll("[data-heartbeat]")) {
    light.dataset.link = link;
    light.setAttribute("aria-label", link === "live" ? light.dataset.live : light.dataset.lost);
  }
}
