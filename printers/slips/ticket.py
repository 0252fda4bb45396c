"""The slip a person holds while they wait."""

from __future__ import annotations

from collections.abc import Iterator

from printers.documents import Badge, BigNumber, Block, Document, Paragraph, QrCode, Row, Rule, Size, Span
from queue_app.domain.slips import TicketSlip
from queue_app.texts import Texts


def ticket_document(slip: TicketSlip, texts: Texts) -> Document:
    """The ticket in the slip's language; a fact that is empty leaves no trace on the paper."""
    words = texts.section(slip.language, "slip")
    blocks = (
        *_head(slip),
        Rule(),
        Paragraph.of(words["title"], Size.LARGE, strong=True),
        BigNumber(slip.label),
        *_priority(slip, words["priority"]),
        Paragraph.of(slip.queue, Size.NAME, strong=True),
        Rule(),
        *_reprinted(slip, words["reprinted"]),
        *_ahead(slip, words["people_ahead"]),
        *_expected(slip, words["expected"]),
        Row(words["issued"], f"{slip.issued_time}  {slip.issued_date}"),
        *_way_to_follow(slip, words["scan"]),
        *_under_a_rule(*_foot(slip, words["bring"], words["hotline"])),
    )
    return Document(blocks)


def _head(slip: TicketSlip) -> Iterator[Block]:
    if slip.authority:
        yield Paragraph.of(slip.authority)
    yield Paragraph.of(slip.office.upper(), Size.LARGE, strong=True)
    for line in slip.header:
        yield Paragraph.of(line, Size.SMALL)


def _priority(slip: TicketSlip, word: str) -> Iterator[Block]:
    if slip.priority_mark:
        # The mark is the first letter of the Vietnamese word; beside a word of another language it says nothing.
        yield Badge(f"{slip.priority_mark} · {word}" if word.startswith(slip.priority_mark) else word)


def _reprinted(slip: TicketSlip, word: str) -> Iterator[Block]:
    if slip.reprinted_time:
        yield Badge(word.format(time=slip.reprinted_time))


def _ahead(slip: TicketSlip, name: str) -> Iterator[Block]:
    if slip.people_ahead is not None:
        yield Row(name, str(slip.people_ahead))


def _expected(slip: TicketSlip, name: str) -> Iterator[Block]:
    if slip.expected_from:
        until = f" – {slip.expected_to}" if slip.expected_to not in ("", slip.expected_from) else ""
        yield Row(name, slip.expected_from + until)


def _way_to_follow(slip: TicketSlip, caption: str) -> Iterator[Block]:
    if slip.status_url:
        yield QrCode(slip.status_url)
        yield Paragraph.of(caption, Size.SMALL)


def _under_a_rule(*blocks: Block) -> Iterator[Block]:
    if blocks:
        yield Rule()
        yield from blocks


def _foot(slip: TicketSlip, bring: str, hotline: str) -> Iterator[Block]:
    if slip.bring:
        yield Paragraph((Span(bring, strong=True), Span(slip.bring)), Size.SMALL)
    for line in slip.footer:
        yield Paragraph.of(line, Size.SMALL)
    if slip.hotline:
        yield Paragraph.of(hotline.format(hotline=slip.hotline), Size.SMALL)
