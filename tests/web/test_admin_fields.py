"""The administration has a field for everything that a profile says, and shows what is stored, right or wrong."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from sqlalchemy import update

from queue_app.app import Application
from queue_app.profiles import schema
from queue_app.services.settings import KEYS
from queue_app.storage.models import OFFICES
from queue_app.web.admin.fields import ENTRIES, NEW, OFFICE
from tests.web.conftest import OFFICE as ADDRESS

MODELS: dict[str, type[BaseModel]] = {
    "queues": schema.QueueProfile,
    "counters": schema.CounterProfile,
    "priorities": schema.PriorityProfile,
    "procedures": schema.ProcedureProfile,
}
OF_THEIR_OWN = {"serves", "queue", "printer", "announcements", "emblem", "queues", "counters", "priorities"}
"""What is entered otherwise than in a field: by ticks, from a list, on a page of its own."""


def test_all_that_a_profile_says_has_a_field() -> None:
    for section, model in MODELS.items():
        shown = {one.name for group in ENTRIES[section] for one in group.fields}
        assert set(model.model_fields) - {KEYS[section]} - OF_THEIR_OWN == shown - OF_THEIR_OWN, section
        assert set(NEW[section]) == set(model.model_fields) - {KEYS[section]}, section
    fields = [one for groups in OFFICE.values() for group in groups for one in group.fields]
    assert set(schema.OfficeProfile.model_fields) - {"code"} - OF_THEIR_OWN == {one.name for one in fields}
    voice = {one.path.partition(".")[0] for one in fields if one.name == "voice"}
    assert voice == set(schema.VoiceProfile.model_fields)


def test_a_value_that_a_later_rule_would_refuse_is_shown_and_can_be_mended(
    application: Application, device: Any
) -> None:
    admin = device("admin")
    with application.database.transaction() as tx:
        tx.connection.execute(update(OFFICES).values(accent="#ffcc00"))
    assert admin.get(f"{ADDRESS}/settings").json["office"]["accent"] == "#ffcc00"
    said = device("supervisor").post(f"{ADDRESS}/announcements", {"text": "Họp giao ban lúc 8 giờ"})
    assert said.status_code == 201, said.text

    def paints(before: str, after: str) -> int:
        change = {"section": "office", "field": "accent", "before": before, "after": after}
        return int(admin.post(f"{ADDRESS}/settings", {"changes": [change]}).status_code)

    assert [paints("#ffcc00", "#ffdd00"), paints("#ffcc00", "#0a6e5a")] == [422, 200]
