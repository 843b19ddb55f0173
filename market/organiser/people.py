"""Finding a person by a first name, their number, their Telegram id or a ticket's code."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from market.actor import Actor, require_organiser
from market.admins import Admins
from market.organiser.refusals import PersonUnknown
from market.stall import stalls_without_deposits
from market.ticket.ticket_code import read_code
from storage.address import is_reached, people_at
from storage.notification import Notification, NotificationState
from storage.organiser import Organiser
from storage.person import Person
from storage.stall import Stall
from storage.ticket import Ticket
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState

MAX_FOUND = 8
LARGEST = 2**52


@dataclass(frozen=True, kw_only=True)
class FoundPerson:
    """A person for organisers. `stalls`, and those of them whose deposits were stopped, are id and name; `bookings` counts those not collected yet."""

    id: int
    first_name: str
    language: str
    organiser: bool
    stalls: tuple[tuple[int, str], ...]
    since: datetime
    blocked_at: datetime | None
    blocked_reason: str | None
    """A prepared reason or own words."""
    reachable: bool
    waits: int
    holds: int
    bookings: int
    failed: str
    """The reason of the last failed notification; "" for none."""
    without_deposits: tuple[tuple[int, str], ...] = ()


def find_people(
    session: Session, actor: Actor, words: str, admins: Admins
) -> tuple[int, tuple[FoundPerson, ...]]:
    """Return how many people match, and the first of them: exact names and numbers, names that begin so, others; each oldest first. Raises NotOrganiser."""
    require_organiser(session, actor)
    sought = words.strip()
    asked = _matching(session, sought)
    ranked = asked.order_by(_nearness(sought), col(Person.created_at), col(Person.id))
    ids = session.exec(ranked).all() if sought else []
    return len(ids), tuple(_found(session, session.get_one(Person, one), admins) for one in ids[:MAX_FOUND])


def person_page(session: Session, actor: Actor, person: int, admins: Admins) -> FoundPerson:
    """Return one person. Raises NotOrganiser, PersonUnknown."""
    require_organiser(session, actor)
    row = PersonUnknown.unless(session.get(Person, person))
    return _found(session, row, admins)


def _matching(session: Session, sought: str) -> SelectOfScalar[int]:
    ways: list[ColumnElement[bool]] = [
        func.lower(Person.first_name).contains(sought.lower(), autoescape=True),
        col(Person.first_name).contains(sought, autoescape=True),
    ]
    if sought.isascii() and sought.isdigit() and int(sought) <= LARGEST:
        ways += [col(Person.id) == int(sought), col(Person.id).in_(people_at((int(sought),)))]
    if code := read_code(sought):
        ways.append(col(Person.id).in_(select(Ticket.person_id).where(col(Ticket.code) == code)))
    return select(Person.id).where(or_(*ways))


def _nearness(sought: str) -> ColumnElement[int]:
    """Return the order of those who match: 0 for what was sought itself, 1 for a name that begins with it, 2 for any other name."""
    name, lower = col(Person.first_name), func.lower(Person.first_name)
    begins = or_(name.startswith(sought, autoescape=True), lower.startswith(sought.lower(), autoescape=True))
    contains = or_(name.contains(sought, autoescape=True), lower.contains(sought.lower(), autoescape=True))
    return case(
        (or_(name == sought, lower == sought.lower()), 0),
        (begins, 1),
        (contains, 2),
        else_=0,
    )


def _found(session: Session, person: Person, admins: Admins) -> FoundPerson:
    stalls = select(Stall.id, Stall.name).where(col(Stall.owner_id) == person.id).order_by(col(Stall.id))
    failed = (
        select(Notification.reason)
        .where(
            col(Notification.person_id) == person.id,
            col(Notification.state).in_((NotificationState.FAILED, NotificationState.UNREACHABLE)),
        )
        .order_by(col(Notification.id).desc())
        .limit(1)
    )
    return FoundPerson(
        id=person.id,
        first_name=person.first_name,
        language=person.language,
        organiser=admins.include(session, person.id) or session.get(Organiser, person.id) is not None,
        stalls=tuple((stall or 0, name) for stall, name in session.exec(stalls)),
        since=person.created_at,
        blocked_at=person.blocked_at,
        blocked_reason=person.blocked_reason,
        reachable=bool(session.scalar(select(is_reached(person.id)))),
        waits=_count(session, Entry, person.id, EntryState.WAITING),
        holds=_count(session, Hold, person.id, HoldState.LIVE),
        bookings=_count(session, Booking, person.id, BookingState.BOOKED),
        failed=session.exec(failed).first() or "",
        without_deposits=stalls_without_deposits(session, person.id),
    )


def _count(
    session: Session,
    table: type[Entry] | type[Hold] | type[Booking],
    person: int,
    state: EntryState | HoldState | BookingState,
) -> int:
    mine = select(func.count()).where(col(table.person_id) == person, col(table.state) == state)
    return session.exec(mine).one()
