"""The roll a slip is set for."""

from __future__ import annotations

from dataclasses import dataclass

FULL_WIDTH = 576


@dataclass(frozen=True)
class Paper:
    """A roll, by its printable dots across: 576 on 80 mm, 384 on 58 mm."""

    width: int

    def dots(self, on_full_width: int) -> int:
        """A measure of 80 mm paper on this one: half as much smaller as the roll, for the same eyes."""
        return max(1, round(on_full_width * (1 + self.width / FULL_WIDTH) / 2))

    @property
    def margin(self) -> int:
        return max(4, self.width // 32)

    @property
    def measure(self) -> int:
        """The width that text and rules take."""
        return self.width - 2 * self.margin
