"""The audit log: one entry for each change of somebody's rights or of what everybody sees, in the transaction of the change."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from market.actor import Actor, require_organiser
from market.paging import page_within
from storage.alley import Alley
from storage.audit import AuditAction, AuditEntry, AuditPerson
from storage.drop import Drop
from storage.hub import Hub
from storage.person import Person
from storage.stall import Stall

PAGE = 8
NAMED: dict[str, type[Stall] | type[Drop] | type[Alley] | type[Hub]] = {
    "stall": Stall,
    "drop": Drop,
    "alley": Alley,
    "hub": Hub,
}


@dataclass(frozen=True, kw_only=True)
class AuditLine:
    """An entry to read. `actor` and `subject` are first names, "" for a forgotten person or none; `thing` is the name of a stall, drop, alley or hub."""

    action: AuditAction
    actor: str
    subject: str
    thing: str
    details: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AuditPage:
    """A page of `count` entries, the newest first."""

    shown: tuple[AuditLine, ...]
    count: int
    page: int
    pages: int


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


def audit_page(session: Session, actor: Actor, page: int) -> AuditPage:
    """Return a page of the log; a page too many is the last. Raises NotOrganiser."""
    require_organiser(session, actor)
    count = session.exec(select(func.count()).select_from(AuditEntry)).one()
    page, pages = page_within(count, page, PAGE)
    actors, subjects, doer, done_to = (
        aliased(AuditPerson),
        aliased(AuditPerson),
        aliased(Person),
        aliased(Person),
    )
    rows = session.exec(
        select(AuditEntry, doer.first_name, done_to.first_name)
        .join(actors, col(actors.id) == col(AuditEntry.actor))
        .outerjoin(doer, col(doer.id) == col(actors.person_id))
        .outerjoin(subjects, col(subjects.id) == col(AuditEntry.subject))
        .outerjoin(done_to, col(done_to.id) == col(subjects.person_id))
        .order_by(col(AuditEntry.id).desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return AuditPage(shown=tuple(_line(session, *row) for row in rows), count=count, page=page, pages=pages)


def audit_line(session: Session, entry: int) -> AuditLine | None:
    """Return one entry, for a notification about it; None where there is none."""
    row = session.get(AuditEntry, entry)
    if row is None:
        return None
    return _line(session, row, _first_name(session, row.actor), _first_name(session, row.subject))


def _first_name(session: Session, number: int | None) -> str | None:
    """Return the first name of a person by their number in the log; None for a forgotten person or none."""
    known = session.get(AuditPerson, number) if number else None
    person = session.get(Person, known.person_id) if known and known.person_id else None
    return person.first_name if person else None


def _line(session: Session, entry: AuditEntry, actor: str | None, subject: str | None) -> AuditLine:
    return AuditLine(
        action=entry.action,
        actor=actor or "",
        subject=subject or "",
        thing=_name_of(session, entry.about),
        details=entry.details,
        at=entry.made_at,
    )


def _name_of(session: Session, about: str) -> str:
    kind, _, number = about.partition(":")
    if kind not in NAMED:
        return ""
    table = NAMED[kind]
    return session.exec(select(table.name).where(col(table.id) == int(number))).first() or ""


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
