"""What an office is, changed while it works: each change is checked as a whole, written down, can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from queue_app.domain.changes import OFFICE, Difference, Overtaken, Tree, applied, differences
from queue_app.domain.errors import BadSetting, SettingChanged
from queue_app.domain.offices import Office
from queue_app.profiles import schema
from queue_app.profiles.faults import Fault, Faulty
from queue_app.profiles.schema import Profile
from queue_app.services import changes
from queue_app.services.changes import Change
from queue_app.services.offices import export_profile, import_profile
from queue_app.storage import offices
from queue_app.storage.database import Tx

KEYS = {"queues": "code", "counters": "number", "priorities": "code", "procedures": "code"}
"""By section: which field tells its entries apart."""
IMPORT = "profile"
"""The section of a change that brought in a whole profile."""


def tree_of(profile: Profile) -> Tree:
    """A profile as values: section → key → the entry without its key."""
    office = profile.office.model_dump(mode="json", exclude={"code"}, warnings=False)
    tables: dict[str, list[dict[str, Any]]] = {
        name: office.pop(name) for name in KEYS if name != "procedures"
    }
    tables["procedures"] = [row.model_dump(mode="json") for row in profile.procedures]
    tree: Tree = {OFFICE: office}
    for section, key in KEYS.items():
        tree[section] = {str(entry.pop(key)): entry for entry in tables[section]}
    return tree


def profile_of(code: str, tree: Tree) -> Profile:
    """The office of these values; BadSetting says which of them is wrong."""
    tables = {
        section: [{**values, key: entry} for entry, values in tree[section].items()]
        for section, key in KEYS.items()
    }
    tables["counters"].sort(key=lambda counter: (len(str(counter["number"])), str(counter["number"])))
    procedures = tables.pop("procedures")
    try:
        return schema.assemble({**tree[OFFICE], **tables, "code": code}, procedures)
    except Faulty as faulty:
        raise _bad(faulty.fault, {**tables, "procedures": procedures}) from None


def _bad(fault: Fault, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> BadSetting:
    section, place = str(fault.path[0]), fault.path
    if section in tables and len(place) > 1 and isinstance(place[1], int):
        entry = tables[section][place[1]]
        where = f"{section}/{entry[KEYS[section]]}/{'.'.join(map(str, place[2:]))}"
    else:
        where = f"{OFFICE}//{'.'.join(map(str, place))}"
    return BadSetting(field=where, kind=fault.kind, **fault.values)


def read(tx: Tx, office: Office) -> Tree:
    """All settings of the office as they are now."""
    return tree_of(export_profile(tx, office.code))


def change(tx: Tx, office: Office, wanted: Sequence[Difference], *, actor: str, now: datetime) -> int | None:
    """Bring what somebody changed into the office as it is now; the change's id, None where nothing differs.

    Raises SettingChanged where a value is not any more what they saw, BadSetting where the whole would be no
    sound office, and what `import_profile` raises.
    """
    return _write(tx, office, lambda tree: _applied(tx, office, tree, wanted), actor=actor, now=now)


def draft(tx: Tx, office: Office, wanted: Sequence[Difference]) -> Profile:
    """The office as it would be with these changes; nothing is changed. Raises what `change` does."""
    return profile_of(office.code, _applied(tx, office, read(tx, office), wanted))


def retire(tx: Tx, office: Office, section: str, key: str, *, actor: str, now: datetime) -> int | None:
    """Put an entry out of use; with a queue, its procedures too, and no counter serves it any more."""

    def without(tree: Tree) -> Tree:
        entries = {name: dict(values) for name, values in tree.items()}
        if entries[section].pop(key, None) is None:
            raise SettingChanged(field=f"{section}/{key}/")
        if section == "queues":
            procedures, counters = tree["procedures"], tree["counters"]
            entries["procedures"] = {code: row for code, row in procedures.items() if row["queue"] != key}
            entries["counters"] = {number: _not_serving(number, one, key) for number, one in counters.items()}
        return entries

    return _write(tx, office, without, actor=actor, now=now)


def _not_serving(number: str, counter: dict[str, Any], queue: str) -> dict[str, Any]:
    serves = {code: lag for code, lag in counter["serves"].items() if code != queue}
    if not serves:
        raise BadSetting(field=f"counters/{number}/serves", kind="only-queue", counter=number, queue=queue)
    return {**counter, "serves": serves}


def take_back(tx: Tx, office: Office, undone: Change, *, actor: str, now: datetime) -> int | None:
    """Make undone what this change did; the id of the change that does so.

    Raises SettingChanged where one of its values has been changed since.
    """
    back = [part.reversed() for part in undone.parts]
    return _write(
        tx,
        office,
        lambda tree: _applied(tx, office, tree, back),
        section=undone.section,
        takes_back=undone.id,
        actor=actor,
        now=now,
    )


def preview(tx: Tx, office: Office, profile: Profile) -> list[Difference]:
    """What would be otherwise with this profile."""
    return differences(read(tx, office), tree_of(profile))


def bring_in(tx: Tx, office: Office, profile: Profile, *, actor: str, now: datetime) -> int | None:
    """Change the office to what a whole profile says; the change's id, None where it says nothing new."""
    return _write(tx, office, lambda _: tree_of(profile), section=IMPORT, actor=actor, now=now)


def bring_in_from_console(tx: Tx, profile: Profile, *, always_open: bool, now: datetime) -> Office:
    """Make or change an office on the command line; what is otherwise than before stands in the log too."""
    if profile.office.code not in offices.codes(tx.connection):
        return import_profile(tx, profile, always_open=always_open, now=now)
    before = read(tx, offices.load(tx, profile.office.code))
    office = import_profile(tx, profile, always_open=always_open, now=now)
    if done := differences(before, read(tx, office)):
        changes.record(tx.of_office(office.id), done, section=IMPORT, actor=changes.CONSOLE, now=now)
    return office


def _write(
    tx: Tx,
    office: Office,
    altered: Callable[[Tree], Tree],
    *,
    section: str = "",
    takes_back: int | None = None,
    actor: str,
    now: datetime,
) -> int | None:
    before = read(tx, office)
    profile = profile_of(office.code, altered(before))
    done = differences(before, tree_of(profile))
    if not done and takes_back is None:
        return None
    import_profile(tx, profile, always_open=office.hours.always, now=now)
    return changes.record(tx, done, section=section, takes_back=takes_back, actor=actor, now=now)


def _applied(tx: Tx, office: Office, tree: Tree, wanted: Sequence[Difference]) -> Tree:
    for one in wanted:
        if not _is_sound(tree, one):
            raise BadSetting(field=f"{one.section}/{one.key}/{one.field}", kind="wrong-form")
    try:
        return applied(tree, wanted)
    except Overtaken as overtaken:
        if overtaken.difference.before is None and not overtaken.difference.field:
            raise _twice(overtaken.difference) from None
        raise changes.overtaken_by(tx, office, overtaken) from None


def _twice(asked: Difference) -> BadSetting:
    where = f"{asked.section}/{asked.key}/{KEYS[asked.section]}"
    return BadSetting(field=where, kind="twice", value=asked.key)


def _is_sound(tree: Tree, wanted: Difference) -> bool:
    """Whether it has the form of a change; whether its values make an office is for the profile to say."""
    if wanted.is_order:
        return isinstance(wanted.after, list) and all(isinstance(key, str) for key in wanted.after)
    if wanted.section == OFFICE:
        return wanted.field in tree[OFFICE]
    return bool(wanted.field) or wanted.after is None or isinstance(wanted.after, dict)
