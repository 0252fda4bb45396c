"""People come, change, and are let in no more; devices get tokens and lose them."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from queue_app.domain.changes import Difference
from queue_app.domain.errors import (
    BadSetting,
    LastAdministrator,
    NotToBeTakenBack,
    OwnAccount,
    Refusal,
    SettingChanged,
    TokenOfScreen,
    UsernameTaken,
)
from queue_app.domain.offices import Office
from queue_app.domain.tickets import State
from queue_app.services import access, people, tickets, tokens, undoing
from queue_app.services.access import Role
from queue_app.storage import people as stored
from queue_app.storage import screens
from queue_app.storage.database import Database
from tests.conftest import Clock
from tests.services.test_moves import Ward


@pytest.fixture
def ward(database: Database, thanh_liet: Office, clock: Clock) -> Ward:
    return Ward(database, thanh_liet, clock)


def does(ward: Ward, verb: Any, *values: Any, actor: str = "token:1", **more: Any) -> Any:
    with ward.database.transaction(ward.office.id) as tx:
        return verb(tx, ward.office, *values, actor=actor, now=ward.clock(), **more)


def comes(ward: Ward, username: str, role: str = "staff") -> Any:
    return does(ward, people.add, username, name=username.title(), role=role, password_hash="x")


def known(ward: Ward, username: str) -> Any:
    with ward.database.reading() as tx:
        return stored.user_named(tx.connection, username)


def set_to(username: str, field: str, before: Any, after: Any) -> list[Difference]:
    return [Difference("people", username, field, before, after)]


def test_somebody_new_is_let_in_and_taken_back_and_never_deleted(ward: Ward) -> None:
    came = comes(ward, "thuha")
    with pytest.raises(UsernameTaken):
        comes(ward, "thuha")
    with pytest.raises(BadSetting):
        comes(ward, "Thu Hà")
    gone = does(ward, undoing.take_back, came)
    assert known(ward, "thuha") is None
    does(ward, undoing.take_back, gone)
    assert known(ward, "thuha").name == "Thuha"


def test_a_name_has_no_signs_that_nobody_sees(ward: Ward) -> None:
    comes(ward, "ha")
    for name in ("Hà\0", "Hà\u202e"):
        with pytest.raises(BadSetting):
            does(ward, people.change, set_to("ha", "name", "Ha", name))


def test_a_name_that_somebody_at_another_office_has_is_not_taken_from_them(ward: Ward) -> None:
    with ward.database.transaction() as tx:
        stored.put_user(
            tx.connection, ward.office.id, "minh", name="Minh", role="staff", password_hash="theirs"
        )
    with pytest.raises(UsernameTaken):
        comes(ward, "minh", "admin")
    assert known(ward, "minh").password_hash == "theirs"


def test_who_is_let_in_no_more_leaves_their_counter_and_their_ticket_to_colleagues(ward: Ward) -> None:
    ha = ward.person("ha")
    ward.opens(1, ha)
    ticket = ward.takes("A")
    ward.calls_next(1, ha)
    before = known(ward, "ha")
    off = does(ward, people.change, set_to("ha", "active", True, False))
    assert known(ward, "ha") is None
    with ward.database.reading() as tx:
        assert access.of_user(tx.connection, ha) is None
    minh = ward.person("minh")
    ward.opens(1, minh)
    assert ward.does(tickets.finish, ticket).state is State.DONE
    does(ward, undoing.take_back, off)
    assert known(ward, "ha").session_epoch > before.session_epoch, "older sessions have ended for good"


def test_administrators_do_not_lock_themselves_out(ward: Ward) -> None:
    comes(ward, "chau", "admin")
    me = f"user:{known(ward, 'chau').id}"
    for wish in (set_to("chau", "active", True, False), set_to("chau", "role", "admin", "staff")):
        with pytest.raises(OwnAccount):
            does(ward, people.change, wish, actor=me)
    does(ward, people.change, set_to("chau", "name", "Chau", "Hoàng Bảo Châu"), actor=me)
    assert known(ward, "chau").name == "Hoàng Bảo Châu"


def test_two_administrators_do_not_lock_each_other_out_at_once(ward: Ward) -> None:
    for name in ("chau", "lan"):
        comes(ward, name, "admin")
    told: list[str] = []
    together = threading.Barrier(2)

    def puts_out(who: str, whom: str) -> None:
        me = f"user:{known(ward, who).id}"
        together.wait(10)
        try:
            does(ward, people.change, set_to(whom, "active", True, False), actor=me)
        except Refusal as refusal:
            told.append(refusal.code)

    both = [threading.Thread(target=puts_out, args=pair) for pair in (("chau", "lan"), ("lan", "chau"))]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert told == ["last-administrator"]
    assert [name for name in ("chau", "lan") if known(ward, name)] in (["chau"], ["lan"])
    (left,) = [name for name in ("chau", "lan") if known(ward, name)]
    with pytest.raises(LastAdministrator):
        does(ward, people.change, set_to(left, "role", "admin", "staff"))


def test_who_is_given_another_role_signs_in_again_and_who_is_only_renamed_does_not(ward: Ward) -> None:
    comes(ward, "ha", "supervisor")
    before = known(ward, "ha").session_epoch
    does(ward, people.change, set_to("ha", "name", "Ha", "Nguyễn Thu Hà"))
    assert known(ward, "ha").session_epoch == before
    does(ward, people.change, set_to("ha", "role", "supervisor", "staff"))
    assert known(ward, "ha").session_epoch > before


def test_who_saw_an_old_role_changes_nothing(ward: Ward) -> None:
    comes(ward, "ha")
    does(ward, people.change, set_to("ha", "role", "staff", "greeter"))
    with pytest.raises(SettingChanged):
        does(ward, people.change, set_to("ha", "role", "staff", "supervisor"))
    with pytest.raises(BadSetting):
        does(ward, people.change, set_to("ha", "role", "greeter", "king"))


def test_a_new_password_is_written_down_as_that_alone_and_not_taken_back(ward: Ward) -> None:
    comes(ward, "ha")
    for change in (
        does(ward, people.reset_password, "ha", password_hash="another"),
        does(ward, people.end_sessions, "ha"),
    ):
        with pytest.raises(NotToBeTakenBack):
            does(ward, undoing.take_back, change)
    assert (known(ward, "ha").password_hash, known(ward, "ha").session_epoch) == ("another", 3)
    with ward.database.reading() as tx:
        rows = str(tx.connection.exec_driver_sql("SELECT parts FROM changes").fetchall())
    assert "another" not in rows


def test_a_token_is_revoked_and_let_in_again(ward: Ward) -> None:
    token_id, token = does(ward, tokens.make, Role.KIOSK, None, name="Kiosk cửa chính")

    def is_let_in() -> bool:
        with ward.database.reading() as tx:
            return access.of_token(tx.connection, token) is not None

    assert is_let_in()
    gone = does(ward, tokens.revoke, token_id)
    assert not is_let_in()
    assert does(ward, tokens.revoke, token_id) is None
    back = does(ward, undoing.take_back, gone)
    assert is_let_in()
    does(ward, tokens.revoke, token_id)
    with pytest.raises(SettingChanged):
        does(ward, undoing.take_back, back)
    with ward.database.reading() as tx:
        (kept,) = [one for one in tokens.of_office(tx, ward.office) if one.id == token_id]
        rows = str(tx.connection.exec_driver_sql("SELECT parts FROM changes").fetchall())
    assert (kept.name, kept.active, token in rows) == ("Kiosk cửa chính", False, False)


def test_a_paired_television_is_taken_away_as_a_screen_and_leaves_no_ghost(ward: Ward) -> None:
    token_id, _ = does(ward, tokens.make, Role.DISPLAY, None, name="")
    with ward.database.transaction() as tx:
        number = screens.add(
            tx.connection,
            ward.office.id,
            name="Tivi sảnh",
            kind="main",
            settings={},
            token_id=token_id,
            now=ward.clock(),
        )
    with pytest.raises(TokenOfScreen) as refused:
        does(ward, tokens.revoke, token_id)
    assert refused.value.values == {"name": "Tivi sảnh"}
    with ward.database.transaction() as tx:
        screens.remove(tx.connection, number)
    assert does(ward, tokens.revoke, token_id) is not None
