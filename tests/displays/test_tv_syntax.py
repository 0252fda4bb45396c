"""The gate for televisions: webOS 4 is Chromium 53, so scripts stay at ES5 and styles at what it knows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import tinycss2
from calmjs.parse import asttypes, es5
from calmjs.parse.exceptions import ECMASyntaxError
from calmjs.parse.walkers import Walker

ROOT = Path(__file__).parents[2]
DISPLAYS = ROOT / "displays"
STATIC = ROOT / "queue_app/web/static"
SCRIPTS = [*sorted(DISPLAYS.rglob("*.js")), STATIC / "vendor/socket.io.min.js"]
STYLES = [*sorted(DISPLAYS.rglob("*.css")), STATIC / "css/fonts.css", STATIC / "css/tokens.css"]


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


YOUNGER_NAMES = words(
    """
    AbortController after allSettled append at before entries finally flat flatMap fromEntries isConnected
    matchAll padEnd padStart prepend queueMicrotask randomUUID replaceAll replaceChildren replaceWith
    structuredClone toggleAttribute values
    """
)
"""Names that Chromium 53 does not have, on anything that a page of ours would call them on."""

YOUNGER_GLOBALS = words(
    """
    AbortController AbortSignal AggregateError BigInt BigInt64Array BroadcastChannel CompressionStream
    DOMPoint EventSource FinalizationRegistry OffscreenCanvas ReadableStream ResizeObserver
    SharedArrayBuffer TransformStream WeakRef WebAssembly WritableStream globalThis queueMicrotask
    requestIdleCallback structuredClone visualViewport
    """
)
"""Names that stand alone and that Chromium 53 does not know, or that no board of ours needs."""

AT_RULES = {"font-face", "keyframes", "media"}
DISPLAY = {"-webkit-box", "block", "flex", "inline-block", "none"}
FUNCTIONS = {"calc", "cubic-bezier", "format", "rgba", "rotate", "translateY", "url", "var"}
UNITS = {"", "em", "ms", "px", "rem", "s", "vh", "vw"}
PSEUDO = {"active", "after", "before", "first-child", "focus", "hover", "last-child", "root"}
PROPERTIES = words(
    """
    -webkit-box-orient -webkit-font-smoothing -webkit-line-clamp align-items animation background border
    border-bottom border-bottom-color border-color border-radius border-top bottom box-sizing color cursor display fill
    flex flex-direction flex-wrap font font-display font-family font-feature-settings font-size font-style
    font-weight height justify-content left letter-spacing line-height list-style margin margin-bottom
    margin-left margin-right margin-top max-height max-width min-height min-width object-fit opacity
    overflow padding padding-bottom padding-left padding-right padding-top position right src stroke
    stroke-linejoin stroke-width text-align text-overflow top transform unicode-range visibility white-space
    width z-index
    """
)
"""What our styles use; each is known to Chromium 53, or does no harm there (font-display)."""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_television_can_read_the_script(script: Path) -> None:
    assert younger_script(script.read_text("utf-8"), names=script.parent.name != "vendor") == []


@pytest.mark.parametrize("style", STYLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_television_knows_the_style(style: Path) -> None:
    assert younger_style(style.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "script",
    [
        "a ?? b",
        "a?.b",
        "var a = {...b}",
        "var {a, ...b} = c",
        "import a from 'a'",
        "async function a() {}",
        "a = async () => 1",
        "a = 2 ** 3",
        "a **= 3",
        "a(1, 2,)",
        "'1'.padStart(2)",
        "new ResizeObserver(a)",
        "new AbortController()",
        "globalThis.a",
        "var a = BigInt(1)",
        "queueMicrotask(a)",
    ],
)
def test_a_younger_script_is_refused(script: str) -> None:
    assert younger_script(script)


@pytest.mark.parametrize(
    "style",
    [
        "a { gap: 1px }",
        "a { inset: 0 }",
        "a { aspect-ratio: 1 }",
        "a { display: grid }",
        "a { width: clamp(1px, 2px, 3px) }",
        "a { width: min(1px, 2px) }",
        "a { height: 100dvh }",
        "a:is(b) { top: 0 }",
        "a:focus-visible { top: 0 }",
        "@supports (top: 0) { a { top: 0 } }",
        "@media print { a { gap: 1px } }",
        "a { & b { top: 0 } }",
        "a { color: #1e366080 }",
        "a { background: #abcd }",
    ],
)
def test_a_younger_style_is_refused(style: str) -> None:
    assert younger_style(style)


def younger_script(source: str, *, names: bool = True) -> list[str]:
    """What in a script is younger than ES5, stricter than need be, or is a method that old browsers lack."""
    try:
        program = es5(source)
    except ECMASyntaxError as error:
        return [str(error)]
    accessed = Walker().filter(program, lambda node: isinstance(node, asttypes.DotAccessor))
    alone = Walker().filter(program, lambda node: isinstance(node, asttypes.Identifier))
    younger = {access.identifier.value for access in accessed} & YOUNGER_NAMES
    younger |= {
        name.value for name in alone if not isinstance(name, asttypes.PropIdentifier)
    } & YOUNGER_GLOBALS
    return sorted(younger) if names else []


def younger_style(source: str) -> list[str]:
    """What in a style sheet Chromium 53 does not know."""
    return list(_rules(tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True)))


def _rules(rules: list[Any]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "error":
            yield rule.message
        elif rule.type == "at-rule":
            yield from {rule.at_keyword} - AT_RULES
            if rule.at_keyword == "font-face":
                yield from _declarations(rule.content)
            elif rule.content is not None:
                inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                yield from _rules(inner)
        else:
            yield from _selector(rule.prelude)
            yield from _declarations(rule.content)


def _selector(tokens: list[Any]) -> Iterator[str]:
    for before, token in pairwise([None, *tokens]):
        if token.type == "function":
            yield f":{token.name}()"
        elif before == ":" and token.type == "ident" and token.value not in PSEUDO:
            yield f":{token.value}"


def _declarations(content: list[Any]) -> Iterator[str]:
    for one in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if one.type != "declaration":
            yield f"not a declaration: {one.type}"
            continue
        if not one.name.startswith("--"):
            yield from {one.name} - PROPERTIES
        if one.name == "display":
            yield from {token.value for token in one.value if token.type == "ident"} - DISPLAY
        yield from _values(one.value)


def _values(tokens: list[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type == "function":
            yield from {token.name} - FUNCTIONS
            yield from _values(token.arguments)
        elif token.type == "dimension":
            yield from {token.lower_unit} - UNITS
        elif token.type == "hash" and len(token.value) in (4, 8):
            yield f"#{token.value}"
