"""Merging: two accounts of one person become one, by the consent of both."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, UniqueConstraint, and_, exists, union, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, func, select

from market.merge_notifications import MergeConfirmed, MergeDeclined
from market.notification.outbox import notify
from market.person import lock_people, lock_unbanned_person, mark_people_changed, refuse_banned
from market.privacy.person_columns import PersonColumn, person_columns
from market.refusal import LinkUnknown, Refusal
from market.roster.follow import release_shifts
from market.showroom.ended import end_double_visits
from storage.address import current_address
from storage.drop import Drop, Item
from storage.merge import MergeLink
from storage.person import Person
from storage.roster import Shift
from storage.staff import StallStaff
from storage.stall import Stall
from storage.store import mark_changed
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState

LIVES = timedelta(hours=24)
TRIES = 3
"""Somebody may write a row about a person just before that person is gone."""


@dataclass
class OwnMergeLink(Refusal):
    pass


@dataclass
class MergeLinkEnded(Refusal):
    pass


@dataclass
class OtherAccountBanned(Refusal):
    pass


@dataclass
class BothHaveStalls(Refusal):
    pass


@dataclass
class BothInDrop(Refusal):
    drop: str


@dataclass(frozen=True)
class MergeOffer:
    """A link for the other account. Only a hash of `code` is stored; it works once, before `until`."""

    code: str
    until: datetime


@dataclass(frozen=True)
class MergeRequest:
    """The person who asked, as the other account sees them before it confirms."""

    first_name: str


def offer_merge(session: Session, person: int, now: datetime, rng: Random) -> MergeOffer:
    """Return a link for the person's other account; an earlier one stops working. Raises Banned. locks: person"""
    lock_unbanned_person(session, person)
    code, until = urlsafe_b64encode(rng.randbytes(16)).decode().rstrip("="), now + LIVES
    session.connection().execute(delete(MergeLink).where(col(MergeLink.person_id) == person))
    session.add(MergeLink(person_id=person, code_hash=_hash(code), until=until))
    return MergeOffer(code, until)


def merge_request(session: Session, person: int, code: str, now: datetime) -> MergeRequest:
    """Return who asked by a link, for the person who opened it; nothing changes. Raises LinkUnknown, OwnMergeLink, MergeLinkEnded."""
    link = _link(session, code)
    _refuse_unfit(link, person, now)
    return MergeRequest(session.get_one(Person, link.person_id).first_name)


def decline_merge(session: Session, person: int, code: str, now: datetime) -> None:
    """End a link, and tell who asked that the other account said no. Raises LinkUnknown, OwnMergeLink, MergeLinkEnded. locks: person"""
    asker = _link(session, code).person_id
    lock_people(session, {person, asker})
    link = _link(session, code)
    _refuse_unfit(link, person, now)
    session.delete(link)
    notify(session, asker, MergeDeclined(), now, about=f"merge:{person}")


def accept_merge(session: Session, person: int, code: str, now: datetime) -> int:
    """Give everything of the person who confirms to the person who asked, with their addresses, and return the latter. The former is no more.

    The limits of a drop are for one person, so nothing is merged while both have something in it. Settings stay those of the person who asked;
    promotions stay off if either turned them off. The shifts of who confirms are given back; where both visit a showroom, their visit ends.
    Who asked is told where they asked, as what comes later goes to the account that confirms.

    Raises LinkUnknown, OwnMergeLink, MergeLinkEnded, Banned, OtherAccountBanned, BothHaveStalls, BothInDrop. locks: person, stall, drop
    """
    asker = _link(session, code).person_id
    banned = lock_people(session, {person, asker})
    link = _link(session, code)
    _refuse_unfit(link, person, now)
    refuse_banned(person, banned)
    if banned:
        raise OtherAccountBanned
    refuse_two_stalls(session, person, asker)
    end_double_visits(session, person, asker, now)
    lock_drops(session, person, now, asker)
    refuse_both_in_drop(session, person, asker, now)
    session.connection().execute(delete(MergeLink).where(col(MergeLink.person_id).in_((person, asker))))
    _keep_choices(session, person, asker)
    asked_from = session.connection().execute(select(current_address(asker))).scalar()
    release_shifts(session, person, now)
    _move(session, person, asker)
    stop_helping_oneself(session, asker, now)
    session.expire_all()
    if asked_from is not None:
        notify(session, asker, MergeConfirmed(), now, about=f"merge:{person}", address=asked_from)
    mark_people_changed(session, (person, asker))
    mark_changed(session, "drop", "notification")
    return asker


def _link(session: Session, code: str) -> MergeLink:
    rows = select(MergeLink).where(col(MergeLink.code_hash) == _hash(code))
    link = session.exec(rows.execution_options(populate_existing=True)).first()
    if link is None:
        raise LinkUnknown
    return link


def _refuse_unfit(link: MergeLink, person: int, now: datetime) -> None:
    if link.person_id == person:
        raise OwnMergeLink
    if link.until <= now:
        raise MergeLinkEnded


def refuse_two_stalls(session: Session, person: int, asker: int) -> None:
    """Refuse two people who both have a stall. Raises BothHaveStalls."""
    owners = select(func.count(func.distinct(Stall.owner_id))).where(col(Stall.owner_id).in_((person, asker)))
    if session.exec(owners).one() == 2:
        raise BothHaveStalls


def _drops_of(person: int, now: datetime) -> Any:
    """Select the drops that are not over where a person waits, holds or has booked."""
    waits = select(Entry.item_id).where(
        col(Entry.person_id) == person, col(Entry.state) == EntryState.WAITING
    )
    holds = select(Hold.item_id).where(col(Hold.person_id) == person, col(Hold.state) == HoldState.LIVE)
    booked = select(Booking.item_id).where(
        col(Booking.person_id) == person,
        col(Booking.state).in_((BookingState.BOOKED, BookingState.COLLECTED)),
    )
    items = union(waits, holds, booked)
    rows = select(Item.drop_id).join(Drop, col(Drop.id) == col(Item.drop_id))
    return rows.where(col(Item.id).in_(items), col(Drop.ends_at) > now)


def lock_drops(session: Session, person: int, now: datetime, asker: int) -> None:
    """Keep everybody from allocating to this person, and from changing the shifts of both, until the transaction ends. locks: drop"""
    helped = (
        select(Shift.drop_id)
        .join(Drop, col(Drop.id) == col(Shift.drop_id))
        .where(col(Shift.person_id).in_((person, asker)), col(Drop.ends_at) > now)
    )
    concerned = union(_drops_of(person, now), helped)
    rows = select(Drop.id).where(col(Drop.id).in_(concerned)).order_by(col(Drop.id))
    session.exec(rows.with_for_update(key_share=True)).all()


def refuse_both_in_drop(session: Session, person: int, asker: int, now: datetime) -> None:
    """Refuse two people who both have something in a drop that is not over. Raises BothInDrop."""
    both = col(Drop.id).in_(_drops_of(person, now)), col(Drop.id).in_(_drops_of(asker, now))
    name = session.exec(select(Drop.name).where(*both).order_by(col(Drop.id)).limit(1)).first()
    if name is not None:
        raise BothInDrop(name)


def _keep_choices(session: Session, person: int, asker: int) -> None:
    """Keep promotions off, that they said that they are 18 or older, and the day on which they first wrote."""
    gone, row = session.get_one(Person, person), session.get_one(Person, asker)
    row.no_promotions_at = row.no_promotions_at or gone.no_promotions_at
    row.adult_at = row.adult_at or gone.adult_at
    row.created_at = min(row.created_at, gone.created_at)
    session.flush()


def stop_helping_oneself(session: Session, person: int, now: datetime) -> None:
    """The owner of a stall is no helper there, and has no shifts. locks: drop"""
    own = select(Stall.id).where(col(Stall.owner_id) == person)
    for stall in session.exec(own).all():
        release_shifts(session, person, now, stall)
    theirs = col(StallStaff.person_id) == person, col(StallStaff.stall_id).in_(own)
    session.connection().execute(delete(StallStaff).where(*theirs))


def _move(session: Session, person: int, asker: int) -> None:
    """Move every row from one person to another and delete the first. What is written about them meanwhile is moved as well."""
    for tries in range(TRIES):
        for place in person_columns():
            move_column(session, place, person, asker)
        try:
            with session.begin_nested():
                session.connection().execute(delete(Person).where(col(Person.id) == person))
        except IntegrityError:
            if tries == TRIES - 1:
                raise
        else:
            return


def move_column(
    session: Session,
    place: PersonColumn,
    person: int,
    asker: int,
    *,
    conditions: Sequence[ColumnElement[bool]] = (),
) -> None:
    """Move what a column says of a person, where `conditions` hold, to another.

    Where both have a row of the same unique key, such as being an organiser, the asker's is kept.
    """
    connection, theirs = session.connection(), and_(place.column == person, *conditions)
    for key in _unique_keys(place):
        other = place.table.alias()
        same = [other.c[column.name] == column for column in key if column is not place.column]
        taken = exists().where(other.c[place.column.name] == asker, *same).correlate(place.table)
        connection.execute(place.table.delete().where(theirs, taken))
    connection.execute(update(place.table).where(theirs).values({place.column.name: asker}))


def _unique_keys(place: PersonColumn) -> list[list[ColumnElement[Any]]]:
    """Return the columns of each unique key that has the column. Those under a condition are of a drop, where not both have anything."""
    keys = [[*found.columns] for found in place.table.constraints if isinstance(found, UniqueConstraint)]
    keys.append([*place.table.primary_key])
    return [key for key in keys if place.column in key]


def _hash(code: str) -> str:
    return sha256(code.encode()).hexdigest()
