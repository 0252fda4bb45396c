"""Whether everybody can use a page: what axe finds, what a key reaches, and what is lost when text is large."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page

from set_up.front_end import TESTING

AXE = TESTING.folder / "axe.min.js"
AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_AXE = """
({tags, enhanced, only, without}) => axe.run(document, {
  resultTypes: ["violations"],
  runOnly: only.length ? {type: "rule", values: only} : {type: "tag", values: tags},
  rules: Object.fromEntries([
    ["color-contrast-enhanced", {enabled: enhanced}], ...without.map((rule) => [rule, {enabled: false}])
  ]),
}).then((found) => found.violations.flatMap((one) => one.nodes.map((node) => {
  const why = node.any.concat(node.all, node.none)[0];
  return `${one.id}: ${node.target.join(" ")} – ${why ? why.message : one.help}`;
})))
"""
_REACHABLE = """
() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter((one) => {
  const style = getComputedStyle(one);
  const modal = document.querySelector("dialog:modal");
  const group = one.type === "radio" && one.name
    ? document.querySelector(`input[type=radio][name="${one.name}"]:checked`) || one : one;
  return !one.disabled && one.tabIndex >= 0 && one.type !== "hidden" && one.getClientRects().length
    && style.visibility === "visible" && (!modal || modal.contains(one)) && !one.closest("[inert]") && group === one;
}).length
"""
_FOCUSED = """
() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  if (one.dataset.audited === undefined) one.dataset.audited = String(window.audited = (window.audited || 0) + 1);
  const shown = [one, ...one.querySelectorAll("*"), one.parentElement, one.nextElementSibling].filter(Boolean)
    .some((part) => {
      const style = getComputedStyle(part);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
    });
  const box = one.getBoundingClientRect();
  const inside = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  const name = one.outerHTML.replace(/ data-audited="\\d+"/, "").slice(0, 90);
  return {key: one.dataset.audited, name, shown, inside};
}
"""
_LOST = """
() => {
  const lost = [];
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth + 1) lost.push(`the page is ${root.scrollWidth} wide, the window ${innerWidth}`);
  const rolls = (one) => one && (/auto|scroll/.test(getComputedStyle(one).overflowX) || rolls(one.parentElement));
  const hides = (value) => value === "hidden" || value === "clip";
  for (const one of document.querySelectorAll("body *")) {
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    if (!one.getClientRects().length || style.visibility !== "visible") continue;
    if (one.closest("svg, [aria-hidden=true]") || style.clipPath !== "none") continue;
    if (box.width <= 1 || box.height <= 1) continue;
    const name = one.outerHTML.slice(0, 90);
    const ends = style.webkitLineClamp !== "none" || style.textOverflow === "ellipsis";
    if (hides(style.overflowX) && one.scrollWidth > one.clientWidth + 1 && !ends) lost.push(`cut at the side: ${name}`);
    if (hides(style.overflowY) && one.scrollHeight > one.clientHeight + 3 && !ends) lost.push(`cut below: ${name}`);
    const text = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (text && (box.left < -1 || box.right > root.scrollWidth + 1) && !rolls(one)) lost.push(`outside: ${name}`);
  }
  return lost;
}
"""
MOST_KEYS = 120
SETTLES_WITHIN = 10
"""Tenths of a second in which a page may fit itself into another window."""


def violations(
    page: Page, *, enhanced: bool = False, only: Sequence[str] = (), without: Sequence[str] = ()
) -> list[str]:
    """What axe has against the page as it stands; `enhanced` asks for AAA contrast too."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(
        _AXE, {"tags": AA, "enhanced": enhanced, "only": only, "without": without}
    )
    return found


def out_of_reach(page: Page) -> list[str]:
    """What the Tab key does not reach, or reaches without showing where it is."""
    wanted: int = page.evaluate(_REACHABLE)
    reached: dict[str, Any] = {}
    key = ""
    for _ in range(MOST_KEYS):
        before = key
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        key = focused["key"] if focused else ""
        if focused and not reached.get(key, {"shown": False})["shown"]:
            reached[key] = focused
        elif focused and key != before and key == next(iter(reached)):
            break
    found = [f"no sign of the focus: {one['name']}" for one in reached.values() if not one["shown"]]
    found += [f"focus outside the window: {one['name']}" for one in reached.values() if not one["inside"]]
    if len(reached) < wanted:
        found.append(f"{len(reached)} of {wanted} are reached by the Tab key")
    return found


def lost_when_large(page: Page) -> list[str]:
    """What cannot be read at twice the size, as a browser enlarges a page: in a window half as wide and high."""
    size = page.viewport_size
    assert size
    page.set_viewport_size({"width": size["width"] // 2, "height": size["height"] // 2})
    found: list[str] = page.evaluate(_LOST)
    for _ in range(SETTLES_WITHIN):
        if not found:
            break
        page.wait_for_timeout(100)
        found = page.evaluate(_LOST)
    page.set_viewport_size(size)
    return found
