"""What to have ready for a procedure, as a citizen takes it home."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from printers.documents import Block, Document, Item, Paragraph, Row, Rule, Size
from queue_app.domain.procedures import dong
from queue_app.domain.slips import ChecklistSlip
from queue_app.texts import Texts


def checklist_document(slip: ChecklistSlip, texts: Texts) -> Document:
    """The papers to tick off, in the slip's language, with how long it takes and what it costs."""
    words, facts = texts.section(slip.language, "slip"), texts.section(slip.language, "procedures")
    blocks = (
        *_head(slip),
        Rule(),
        Paragraph.of(words["checklist_title"], strong=True),
        Paragraph.of(slip.procedure, Size.NAME, strong=True),
        Rule(),
        *(Item(paper) for paper in slip.papers or (facts["papers_ask"],)),
        Rule(),
        Row(facts["time"], _time(slip, facts)),
        Row(facts["fee"], _fee(slip, facts)),
        Row(words["checklist_queue"], slip.queue),
        Rule(),
        Paragraph.of(facts["note"], Size.SMALL),
        *_foot(slip, words),
    )
    return Document(blocks)


def _head(slip: ChecklistSlip) -> Iterator[Block]:
    if slip.authority:
        yield Paragraph.of(slip.authority)
    yield Paragraph.of(slip.office.upper(), Size.LARGE, strong=True)


def _time(slip: ChecklistSlip, facts: Mapping[str, str]) -> str:
    return facts[f"time_{slip.unit or 'ask'}"].format(days=slip.days)


def _fee(slip: ChecklistSlip, facts: Mapping[str, str]) -> str:
    if slip.fee_vnd is None:
        return facts["fee_ask"]
    if slip.fee_vnd == 0:
        return facts["fee_free"]
    per = facts.get(f"per_{slip.fee_per}", slip.fee_per)
    return facts["fee_per" if per else "fee_amount"].format(vnd=dong(slip.fee_vnd), per=per)


def _foot(slip: ChecklistSlip, words: Mapping[str, str]) -> Iterator[Block]:
    if slip.hotline:
        yield Paragraph.of(words["hotline"].format(hotline=slip.hotline), Size.SMALL)
    yield Paragraph.of(words["checklist_date"].format(date=slip.printed_date), Size.SMALL)
