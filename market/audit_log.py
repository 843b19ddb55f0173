"""The audit log: one entry for each change of somebody's rights or of what everybody sees, in the transaction of the change."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from market.actor import Actor, require_organiser
from market.paging import KeyPage, PageKey, key_page, newest_first
from storage.alley import Alley
from storage.audit import AuditAction, AuditEntry, AuditPerson
from storage.drop import Drop
from storage.hub import Hub
from storage.person import Person
from storage.stall import Stall

NAMED: dict[str, type[Stall] | type[Drop] | type[Alley] | type[Hub]] = {
    "stall": Stall,
    "drop": Drop,
    "alley": Alley,
    "hub": Hub,
}


@dataclass(frozen=True, kw_only=True)
class AuditLine:
    """An entry to read. `actor` and `subject` are first names, "" for a forgotten person or none; `thing` is the name of a stall, drop, alley or hub."""

    id: int
    action: AuditAction
    actor: str
    subject: str
    thing: str
    details: str
    at: datetime


def record_change(
    session: Session,
    action: AuditAction,
    actor: int,
    now: datetime,
    *,
    subject: int | None = None,
    about: str = "",
    details: str = "",
) -> int:
    """Add an entry and return its id: `actor` did `action` to the person `subject` or to what `about` names, such as "stall:12".

    `details` is a code or a date; names and typed words are never stored.
    """
    entry = AuditEntry(
        action=action,
        actor=_number(session, actor),
        subject=None if subject is None else _number(session, subject),
        about=about,
        details=details,
        made_at=now,
    )
    session.add(entry)
    session.flush()
    return entry.id or 0


def audit_lines(
    session: Session,
    actor: Actor,
    page_key: PageKey,
    *,
    size: int,
    kind: AuditAction | None = None,
    about: str = "",
) -> KeyPage[AuditLine]:
    """Return a page of the log, the newest first: of all kinds or of one, about everything or what `about` names. Raises NotOrganiser."""
    require_organiser(session, actor)
    actors, subjects = aliased(AuditPerson), aliased(AuditPerson)
    doer, done_to = aliased(Person), aliased(Person)
    rows = (
        select(AuditEntry, col(doer.first_name), col(done_to.first_name))
        .join(actors, col(actors.id) == col(AuditEntry.actor))
        .outerjoin(doer, col(doer.id) == col(actors.person_id))
        .outerjoin(subjects, col(subjects.id) == col(AuditEntry.subject))
        .outerjoin(done_to, col(done_to.id) == col(subjects.person_id))
    )
    if kind is not None:
        rows = rows.where(col(AuditEntry.action) == kind)
    if about:
        rows = rows.where(col(AuditEntry.about) == about)
    found = newest_first(session.execute, rows, col(AuditEntry.id), page_key, size=size)
    names = _names_of(session, {entry.about for entry, _, _ in found})
    lines = [
        _line(entry, actor=doer_name, subject=subject_name, thing=names.get(entry.about, ""))
        for entry, doer_name, subject_name in found
    ]
    return key_page(lines, page_key, size, lambda line: line.id)


def audit_line(session: Session, entry: int) -> AuditLine | None:
    """Return one entry, for a notification about it; None where there is none."""
    row = session.get(AuditEntry, entry)
    if row is None:
        return None
    return _line(
        row,
        actor=_first_name(session, row.actor),
        subject=_first_name(session, row.subject),
        thing=_names_of(session, {row.about}).get(row.about, ""),
    )


def _first_name(session: Session, number: int | None) -> str | None:
    """Return the first name of a person by their number in the log; None for a forgotten person or none."""
    known = session.get(AuditPerson, number) if number else None
    person = session.get(Person, known.person_id) if known and known.person_id else None
    return person.first_name if person else None


def _line(entry: AuditEntry, *, actor: str | None, subject: str | None, thing: str) -> AuditLine:
    return AuditLine(
        id=entry.id or 0,
        action=entry.action,
        actor=actor or "",
        subject=subject or "",
        thing=thing,
        details=entry.details,
        at=entry.made_at,
    )


def _names_of(session: Session, abouts: Collection[str]) -> dict[str, str]:
    """Return the names of stalls, drops, alleys and hubs, by what entries call them, with one statement a kind."""
    numbers: dict[str, list[int]] = {}
    for kind, _, number in (about.partition(":") for about in abouts):
        if kind in NAMED:
            numbers.setdefault(kind, []).append(int(number))
    return {
        f"{kind}:{number}": name
        for kind, these in numbers.items()
        for number, name in session.exec(
            select(NAMED[kind].id, NAMED[kind].name).where(col(NAMED[kind].id).in_(these))
        )
    }


def _number(session: Session, person: int) -> int:
    """Return the number of a person in the log; a person gets one with the first entry."""
    known = select(AuditPerson.id).where(col(AuditPerson.person_id) == person).order_by(col(AuditPerson.id))
    number = session.exec(known.limit(1)).first()
    if number is not None:
        return number
    row = AuditPerson(person_id=person)
    session.add(row)
    session.flush()
    return row.id or 0
