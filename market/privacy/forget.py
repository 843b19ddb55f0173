"""Being forgotten: what is open is settled first, then every trace goes."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, func, select, update

from market.acting import Acting
from market.drop.pause import cancel
from market.person import lock_person
from market.privacy.places import places
from market.waitlist.actions import decline, leave, release
from market.waitlist.sweep import settle_line
from storage.drop import Drop, Line
from storage.person import Person
from storage.stall import Stall
from storage.store import touch
from storage.ticket import Loan
from storage.waitlist import Claim, Entry, Hold


@dataclass(frozen=True)
class Open:
    """What is settled first; `packaging` counts units that are out, `drops` those of the person's own stalls that are cancelled."""

    claims: int
    holds: int
    entries: int
    packaging: int
    stalls: tuple[str, ...]
    drops: int


def open_matters(session: Session, person: int, now: datetime) -> Open:
    """What would be settled first, as numbers."""

    def count(table: type[Claim | Hold | Entry], state: str) -> int:
        rows = select(func.count()).where(col(table.person_id) == person, col(table.state) == state)
        return session.exec(rows).one()

    out = select(func.coalesce(func.sum(Loan.units - Loan.returned), 0)).where(col(Loan.person_id) == person)
    stalls = session.exec(select(Stall.name).where(col(Stall.owner_id) == person)).all()
    return Open(
        count(Claim, "claimed"),
        count(Hold, "live"),
        count(Entry, "waiting"),
        session.exec(out).one(),
        tuple(stalls),
        len(_own_drops(session, person, now)),
    )


def forget(session: Session, person: int, now: datetime) -> Open:
    """Give back what is held and claimed, leave every line, close one's stalls, and be nobody; what was settled.

    Packaging that is out stays due by its ticket. A ban goes with the person. locks: person, drop, line, hold
    """
    session.connection().execute(update(Person).where(col(Person.id) == person).values(banned_at=None))
    lock_person(session, person)
    found = open_matters(session, person, now)
    for drop in _own_drops(session, person, now):
        cancel(session, Acting(person), drop, now)
    for line in _own_lines(session, person):
        _settle(session, person, line, now)
    _close_stalls(session, person, now)
    session.flush()
    _erase(session, person)
    touch(session, "letter", "drop", ("person", person))
    return found


def _settle(session: Session, person: int, line: int, now: datetime) -> None:
    settle_line(session, line, now)
    if _open(session, Entry, person, line, "waiting"):
        leave(session, person, line, now)
    for hold in _open(session, Hold, person, line, "live"):
        decline(session, person, hold, now)
    for claim in _open(session, Claim, person, line, "claimed"):
        if not session.get_one(Claim, claim).collected:
            release(session, person, claim, now, forfeit=True)


def _open(
    session: Session, table: type[Claim | Hold | Entry], person: int, line: int, state: str
) -> list[int]:
    session.flush()
    rows = select(table.id).where(
        col(table.person_id) == person, col(table.line_id) == line, col(table.state) == state
    )
    return [found for found in session.exec(rows.order_by(col(table.id))) if found]


def _own_lines(session: Session, person: int) -> list[int]:
    """Lines on which something of theirs is open, in the order in which drops and lines are locked."""
    opened: set[int] = set()
    for table, state in ((Hold, "live"), (Entry, "waiting"), (Claim, "claimed")):
        rows = select(table.line_id).where(col(table.person_id) == person, col(table.state) == state)
        opened |= set(session.exec(rows))
    lines = select(Line.id).where(col(Line.id).in_(opened)).order_by(col(Line.drop_id), col(Line.id))
    return [line for line in session.exec(lines) if line]


def _own_drops(session: Session, person: int, now: datetime) -> list[int]:
    stalls = select(Stall.id).where(col(Stall.owner_id) == person)
    rows = select(Drop.id).where(
        col(Drop.stall_id).in_(stalls), col(Drop.state).in_(("published", "paused")), col(Drop.ends_at) > now
    )
    return [drop for drop in session.exec(rows.order_by(col(Drop.id))) if drop]


def _close_stalls(session: Session, person: int, now: datetime) -> None:
    for stall in session.exec(
        select(Stall).where(col(Stall.owner_id) == person).with_for_update(key_share=True)
    ).all():
        stall.state, stall.decided_at = "turned_down", now


def _erase(session: Session, person: int) -> None:
    connection = session.connection()
    for place in places():
        theirs = place.column == person
        if place.erased:
            connection.execute(place.table.delete().where(theirs))
        else:
            connection.execute(place.table.update().where(theirs).values({place.column.name: None}))
    connection.execute(delete(Person).where(col(Person.id) == person))
