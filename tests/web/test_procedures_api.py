"""Procedures over HTTP."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, text, update

from queue_app.app import Application
from queue_app.storage.models import PRINT_JOBS
from tests.conftest import Clock
from tests.web.conftest import OFFICE


def test_a_kiosk_finds_what_somebody_comes_for(device: Any) -> None:
    answer = device("kiosk").get(f"{OFFICE}/procedures", query_string={"search": "dang ky ket hon"})
    first = answer.json["procedures"][0]
    assert (first["code"], first["queue"], first["name"]) == ("1.000894", "A", "Thủ tục đăng ký kết hôn")
    assert first["time"] == {"days": 0, "unit": "same-day"}
    assert first["fee"] == {"vnd": 0, "per": ""}
    assert len(first["papers"]) == 4
    assert "source" not in first


def test_a_television_gets_all_procedures_and_a_stranger_none(device: Any) -> None:
    assert len(device("display").get(f"{OFFICE}/procedures").json["procedures"]) == 75
    assert device(None).get(f"{OFFICE}/procedures").status_code == 401


def test_a_search_of_a_thousand_letters_is_refused(device: Any) -> None:
    answer = device("kiosk").get(f"{OFFICE}/procedures", query_string={"search": "x" * 1000})
    assert (answer.status_code, answer.json["field"]) == (422, "search")


def test_the_list_of_papers_is_queued_for_the_printer(device: Any, application: Application) -> None:
    answer = device("kiosk").post(f"{OFFICE}/procedures/1.000894/checklist", {"language": "en"})
    assert answer.status_code == 202
    (job,) = jobs(application)
    assert (job.kind, job.printer, job.ticket_id, job.state) == ("checklist", "kiosk", None, "queued")
    assert (job.payload["procedure"], len(job.payload["papers"])) == ("Marriage registration", 4)


def test_a_list_for_a_procedure_or_in_a_language_that_is_not_there_is_refused(device: Any) -> None:
    kiosk = device("kiosk")
    assert kiosk.post(f"{OFFICE}/procedures/9.9/checklist", {}).json["code"] == "unknown-procedure"
    answer = kiosk.post(f"{OFFICE}/procedures/1.000894/checklist", {"language": "fr"})
    assert (answer.status_code, answer.json["field"]) == (422, "language")
    assert device("display").post(f"{OFFICE}/procedures/1.000894/checklist", {}).status_code == 403


def test_a_child_who_plays_with_the_kiosk_does_not_empty_the_roll(
    device: Any, application: Application
) -> None:
    kiosk = device("kiosk")

    def asks_for(procedure: str) -> Any:
        answer = kiosk.post(f"{OFFICE}/procedures/{procedure}/checklist", {})
        return answer.status_code, answer.json["code"]

    first, *others = [one["code"] for one in kiosk.get(f"{OFFICE}/procedures").json["procedures"]][:5]
    assert asks_for(first) == (202, first)
    assert asks_for(first) == (429, "list-just-printed")
    assert [asks_for(one)[0] for one in others] == [202, 202, 202, 429]
    assert len(jobs(application)) == 4
    assert device("greeter").post(f"{OFFICE}/procedures/{first}/checklist", {}).status_code == 202


def test_the_kiosk_knows_before_the_press_whether_paper_will_come(
    device: Any, application: Application, clock: Clock
) -> None:
    kiosk = device("kiosk")

    def paper() -> Any:
        return kiosk.get(f"{OFFICE}/paper").json

    assert paper() == {"comes": True, "reason": ""}
    kiosk.post(f"{OFFICE}/tickets", {"queue": "A"})
    assert paper()["comes"]
    ends(application, "queued", "paper-out")
    assert paper() == {"comes": False, "reason": "paper-out"}
    refused = kiosk.post(f"{OFFICE}/procedures/1.000894/checklist", {})
    assert (refused.status_code, refused.json["code"]) == (409, "printer-not-ready")
    assert len(jobs(application)) == 1
    ends(application, "printed", "")
    assert paper() == {"comes": True, "reason": ""}
    ends(application, "unknown", "cover-open", ended_at=clock())
    assert paper() == {"comes": False, "reason": "cover-open"}
    clock.pass_(minutes=6)
    assert paper()["comes"]


def test_a_slip_that_nobody_fetches_is_no_promise_of_paper(device: Any, clock: Clock) -> None:
    kiosk = device("kiosk")
    kiosk.post(f"{OFFICE}/tickets", {"queue": "A"})
    clock.pass_(seconds=21)
    assert kiosk.get(f"{OFFICE}/paper").json == {"comes": False, "reason": "late"}


def test_an_office_without_a_printer_says_so(device: Any, application: Application) -> None:
    with application.database.transaction() as tx:
        tx.connection.execute(text("UPDATE offices SET printer = '', config_version = 99"))
    application.offices.expire()
    kiosk = device("kiosk")
    assert kiosk.get(f"{OFFICE}/paper").json == {"comes": False, "reason": "no-printer"}
    refused = kiosk.post(f"{OFFICE}/procedures/1.000894/checklist", {})
    assert refused.json["reason"] == "no-printer"


def jobs(application: Application) -> list[Any]:
    with application.database.reading() as tx:
        return list(tx.connection.execute(select(PRINT_JOBS)))


def ends(application: Application, state: str, reason: str, **more: Any) -> None:
    """What the printer's worker writes of the only slip."""
    with application.database.transaction() as tx:
        tx.connection.execute(update(PRINT_JOBS).values(state=state, reason=reason, **more))
