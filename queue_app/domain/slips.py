"""What is written on paper, apart from how it looks. No personal data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class TicketSlip:
    """The facts on the paper of one ticket; clock times are strings in the office's own zone."""

    authority: str
    office: str
    label: str
    queue: str
    priority_mark: str
    people_ahead: int | None
    """None where the ticket is not in line."""
    expected_from: str
    """Clock time such as "8:33", or "" where nobody can promise one."""
    expected_to: str
    issued_time: str
    issued_date: str
    status_url: str
    bring: str
    """Papers to have ready, or ""."""
    footer: tuple[str, ...]
    hotline: str
    language: str
    reprinted_time: str = ""
    """When it was printed again; "" on the first slip. The paper says so."""
    header: tuple[str, ...] = ()
    """Lines below the office's name; a slip that was queued before there were any has none."""

    def to_payload(self) -> dict[str, Any]:
        """The slip as JSON-ready values, for the print queue."""
        return dict(vars(self))

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> TicketSlip:
        lines = {name: tuple(payload.get(name, ())) for name in ("header", "footer")}
        return cls(**{**payload, **lines})


@dataclass(frozen=True)
class ChecklistSlip:
    """What to have ready for one procedure, to take home; the same for everybody who asks."""

    authority: str
    office: str
    procedure: str
    papers: tuple[str, ...]
    days: int
    unit: str
    """As `domain.procedures.Unit` names it; "" where the counter says how long it takes."""
    fee_vnd: int | None
    """None where the counter says it."""
    fee_per: str
    queue: str
    """Where to take a number: letter and name."""
    printed_date: str
    hotline: str
    language: str

    def to_payload(self) -> dict[str, Any]:
        """The slip as JSON-ready values, for the print queue."""
        return dict(vars(self))

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> ChecklistSlip:
        return cls(**{**payload, "papers": tuple(payload["papers"])})
