"""Percentiles, ratios and how far they spread."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


@dataclass(frozen=True)
class Comparison:
    """The measured system and its yardstick, round by round in turn."""

    ours: Sequence[float]
    yardstick: Sequence[float]

    @property
    def ratios(self) -> list[float]:
        """Of each round and the yardstick's round beside it, which met the same machine."""
        return [mine / theirs for mine, theirs in zip(self.ours, self.yardstick, strict=True)]

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)

    @property
    def spread(self) -> str:
        return f"{min(self.ratios):.2f}–{max(self.ratios):.2f}"


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    ours: str
    target: str
    reached: bool | None
    """None where nothing has to be reached."""
    yardstick: str = "–"
    ratio: str = "–"
    spread: str = "–"

    @classmethod
    def at_least(cls, what: str, found: Comparison, factor: float, unit: str) -> Row:
        """A figure that should be large: `factor` of the yardstick or more."""
        return cls._compared(what, found, unit, f"≥ {factor:g} ×", found.ratio >= factor)

    @classmethod
    def at_most(cls, what: str, found: Comparison, factor: float, unit: str, spread: str = "") -> Row:
        """A figure that should be small: no more than `factor` times the yardstick."""
        row = cls._compared(what, found, unit, f"≤ {factor:g} ×", found.ratio <= factor)
        return replace(row, spread=spread or row.spread)

    @classmethod
    def told(cls, what: str, found: Comparison, unit: str, spread: str = "") -> Row:
        """A figure that explains another one."""
        row = cls._compared(what, found, unit, "–", None)
        return replace(row, spread=spread or row.spread)

    @classmethod
    def below(
        cls,
        what: str,
        value: float,
        limit: float,
        unit: str,
        *,
        spread: str = "–",
        beside: float | None = None,
    ) -> Row:
        """A figure that has a limit of its own; what stands `beside` it decides nothing."""
        row = cls(what, _shown(value, unit), f"≤ {limit:g} {unit}", value <= limit, spread=spread)
        return row if beside is None else replace(row, yardstick=_shown(beside, unit))

    @classmethod
    def seen(cls, what: str, value: float, unit: str) -> Row:
        """A figure that stands for itself and has nothing to reach."""
        return cls(what, _shown(value, unit), "–", None)

    @classmethod
    def _compared(cls, what: str, found: Comparison, unit: str, target: str, reached: bool | None) -> Row:
        mine, theirs = statistics.median(found.ours), statistics.median(found.yardstick)
        return cls(
            what,
            _shown(mine, unit),
            target,
            reached,
            _shown(theirs, unit),
            f"{found.ratio:.2f}",
            found.spread,
        )


def _shown(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"


HEADING = ("what", "here", "yardstick", "ratio", "spread", "reach", "")


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    cells = [HEADING, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADING))]
    lines = ["| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in cells]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _cells(row: Row) -> tuple[str, ...]:
    verdict = {True: "ok", False: "**short**", None: ""}[row.reached]
    return row.what, row.ours, row.yardstick, row.ratio, row.spread, row.target, verdict
