"""A person's stall: applied for, and approved or turned down by an organiser."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from sqlmodel import Session, col, func, select

from locales.user_text import STALL
from market.actor import Actor, Right, StallUnknown, require_impartial, require_organiser, require_right
from market.admins import Admins, organiser_ids
from market.alley import AlleyUnknown
from market.name_skeleton import skeleton
from market.notification.outbox import notify
from market.person import lock_unblocked_person
from market.public_code import new_code
from market.refusal import Refusal
from market.stall_notifications import StallRequested
from market.text_checks import check_description, check_name
from storage.alley import Alley
from storage.person import Person
from storage.stall import Stall, StallApproval, is_withdrawn
from storage.store import mark_changed


@dataclass
class StallExists(Refusal):
    stall: str


@dataclass
class TooManyApplications(Refusal):
    """The person applied `maximum` times within a day."""

    maximum: int


MAX_ALIKE = 3
MAX_APPLICATIONS, APPLICATIONS_WITHIN = 3, timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class StallState:
    """A stall and its approval by the organisers. Times are shown in `zone`."""

    id: int
    code: str
    name: str
    words: str
    state: StallApproval
    reason: str
    asked_at: datetime
    alley: str
    zone: str
    currency: str
    territory: str
    takes_deposits: bool
    closed_at: datetime | None = None
    is_withdrawn: bool = False
    """Whether its owner withdrew the application before anybody decided about it."""


@dataclass(frozen=True)
class StallDecision:
    """A decision about a stall: who decided, and when."""

    by: str
    at: datetime | None


def stall_of(session: Session, person: int) -> StallState | None:
    """Return the stall of this person, or None. A withdrawn application is none."""
    owned = select(Stall, Alley).join(Alley, col(Alley.id) == col(Stall.alley_id))
    own = col(Stall.owner_id) == person, ~is_withdrawn()
    found = session.exec(owned.where(*own).order_by(col(Stall.id))).first()
    return _state(*found) if found else None


def open_stall_of(session: Session, person: int) -> StallState:
    """Return the stall of this person that everybody can see. Raises StallUnknown."""
    stall = stall_of(session, person)
    if stall is None or stall.state is not StallApproval.APPROVED:
        raise StallUnknown
    return stall


def stall_state(session: Session, stall: int) -> StallState:
    """Return a stall for a notification about it. Raises NoResultFound."""
    row = session.get_one(Stall, stall)
    return _state(row, session.get_one(Alley, row.alley_id))


def stall_decision(session: Session, stall: int) -> StallDecision:
    """Return who decided about a stall; nobody is named where they asked to be forgotten."""
    rows = select(Stall.decided_at, Person.first_name).outerjoin(
        Person, col(Person.id) == col(Stall.decided_by)
    )
    at, by = session.exec(rows.where(col(Stall.id) == stall)).one()
    return StallDecision(by=by or "", at=at)


def names_alike(session: Session, stall: int) -> tuple[tuple[str, str], ...]:
    """Return names and alleys of up to MAX_ALIKE other stalls, waiting or approved, that a person may take for this one by its name."""
    own = skeleton(session.get_one(Stall, stall).name)
    others = (
        select(Stall.name, Alley.name)
        .join(Alley, col(Alley.id) == col(Stall.alley_id))
        .where(col(Stall.id) != stall, col(Stall.state) != StallApproval.TURNED_DOWN)
        .order_by(col(Stall.id))
    )
    found = ((name, alley) for name, alley in session.exec(others) if skeleton(name) == own)
    return tuple(islice(found, MAX_ALIKE))


def has_open_stall(session: Session, person: int) -> bool:
    """Return whether a person has a stall that is not closed."""
    stall = stall_of(session, person)
    return stall is not None and stall.closed_at is None


def stalls_without_deposits(session: Session, person: int) -> tuple[tuple[int, str], ...]:
    """Return id and name of each open stall of this person that took deposits until an organiser stopped them, by a block too."""
    rows = select(Stall.id, Stall.name).where(
        col(Stall.owner_id) == person,
        col(Stall.state) == StallApproval.APPROVED,
        col(Stall.deposits_at).is_(None),
        col(Stall.deposits_by).is_not(None),
    )
    return tuple((stall or 0, name) for stall, name in session.exec(rows.order_by(col(Stall.id))))


def apply_for_stall(
    session: Session,
    actor: Actor,
    name: str,
    alley: int,
    language: str,
    admins: Admins,
    now: datetime,
    rng: Random,
) -> int:
    """Apply for a stall, one for each person, and notify the organisers; `admins` are those named in the settings. Return its id.

    Raises Blocked, NameUnfit, AlleyUnknown, StallExists, TooManyApplications. locks: person
    """
    lock_unblocked_person(session, actor.person)
    words = check_name(name, STALL)
    if session.get(Alley, alley) is None:
        raise AlleyUnknown
    standing = stall_of(session, actor.person)
    if standing:
        raise StallExists(standing.name)
    _refuse_many(session, actor.person, now)
    stall = Stall(
        code=new_code(session, Stall, rng),
        name=words,
        owner_id=actor.person,
        alley_id=alley,
        language=language,
        asked_at=now,
    )
    session.add(stall)
    session.flush()
    assert stall.id is not None
    _notify_organisers(session, stall.id, admins, now)
    mark_changed(session, "drop", ("person", actor.person))
    return stall.id


def _refuse_many(session: Session, person: int, now: datetime) -> None:
    """Refuse one who withdrew as many applications today as are allowed. Raises TooManyApplications."""
    rows = select(func.count()).select_from(Stall).where(col(Stall.owner_id) == person)
    if session.exec(rows.where(col(Stall.asked_at) > now - APPLICATIONS_WITHIN)).one() >= MAX_APPLICATIONS:
        raise TooManyApplications(MAX_APPLICATIONS)


def change_stall_words(session: Session, actor: Actor, stall: int, words: str, language: str) -> None:
    """Set the description on the stall's card, at most 600 characters. Raises Blocked, StallUnknown, NotYourStall, DescriptionUnfit. locks: person, stall"""
    row = lock_own_stall(session, actor, stall)
    row.words, row.language = check_description(words), language
    mark_changed(session, "drop")


def lock_own_stall(session: Session, actor: Actor, stall: int) -> Stall:
    """Lock a stall's owner and then the stall. Raises Blocked, StallUnknown, NotYourStall. locks: person, stall"""
    lock_unblocked_person(session, actor.person)
    row = require_right(session, actor, stall, Right.OWN)
    session.refresh(row, with_for_update={"key_share": True})
    return row


def lock_overseen_stall(session: Session, actor: Actor, stall: int) -> Stall:
    """Lock a stall for an organiser who does not own it or help there. Raises NotOrganiser, StallUnknown, OwnStallDecided. locks: stall"""
    require_organiser(session, actor)
    row = StallUnknown.unless(
        session.exec(select(Stall).where(col(Stall.id) == stall).with_for_update(key_share=True)).first()
    )
    require_impartial(session, actor, row)
    return row


def lock_stall(session: Session, stall: int) -> None:
    """Lock a stall until the transaction ends. locks: stall"""
    session.exec(select(Stall.id).where(col(Stall.id) == stall).with_for_update(key_share=True)).first()


def _notify_organisers(session: Session, stall: int, admins: Admins, now: datetime) -> None:
    for person in organiser_ids(session, admins):
        notify(session, person, StallRequested(stall_id=stall), now, about=f"stall:{stall}")


def _state(stall: Stall, alley: Alley) -> StallState:
    assert stall.id is not None
    return StallState(
        id=stall.id,
        code=stall.code,
        name=stall.name,
        words=stall.words,
        state=stall.state,
        reason=stall.reason,
        asked_at=stall.asked_at,
        alley=alley.name,
        zone=alley.zone,
        currency=alley.currency,
        territory=alley.territory,
        takes_deposits=stall.deposits_at is not None,
        closed_at=stall.closed_at,
        is_withdrawn=stall.is_withdrawn,
    )
