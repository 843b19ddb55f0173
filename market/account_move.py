"""The one rule of what goes from one account to another, and of what never does: two accounts that become one, and a lost phone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, UniqueConstraint, and_, exists, union, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, func, select

from market.actor import Actor
from market.admins import Admins, organiser_ids
from market.audit_log import record_change
from market.deposit.payee import hold_deposits
from market.market_day.place import lock_stall_days_ahead
from market.organiser.roles import remove_organiser
from market.packaging.hub import leave_all_hubs
from market.person import mark_people_changed
from market.privacy.person_columns import PersonColumn, person_columns
from market.refusal import Refusal
from market.roster.follow import release_shifts
from market.showroom.ended import end_double_visits
from market.staff.helpers import leave_all_stalls
from storage.audit import AuditAction
from storage.dossier import delete_dossier_links_of
from storage.drop import Drop, Item
from storage.feed import FeedLink
from storage.merge import MergeLink
from storage.office import delete_sessions
from storage.organiser import Organiser
from storage.person import Person
from storage.staff import StallStaff
from storage.stall import Stall, StallApproval
from storage.store import mark_changed
from storage.waitlist import Booking, BookingState, Entry, EntryState, Hold, HoldState

TRIES = 3
"""Somebody may write a row about a person just before that person is gone."""
AGREED = "agreed"
"""The details of a merge that an organiser agreed to, in the log."""


@dataclass
class BothHaveStalls(Refusal):
    pass


@dataclass
class BothInDrop(Refusal):
    drop: str


@dataclass
class NamedInSettings(Refusal):
    """The settings name the account that would be given up as an organiser."""


def needs_organiser(session: Session, people: Collection[int], admins: Admins) -> bool:
    """Return whether an organiser has to agree before these accounts become one: one of them organises, or owns an approved stall."""
    approved = col(Stall.owner_id).in_(people), col(Stall.state) == StallApproval.APPROVED
    owns = session.exec(select(Stall.id).where(*approved)).first() is not None
    return owns or not {*organiser_ids(session, admins)}.isdisjoint(people)


def lock_stalls_of(session: Session, people: Collection[int]) -> None:
    """Lock the stalls of these people, so that no organiser decides about them meanwhile. locks: stall"""
    owned = select(Stall.id).where(col(Stall.owner_id).in_(people)).order_by(col(Stall.id))
    session.exec(owned.with_for_update(key_share=True)).all()


def lock_what_moves(session: Session, person: int, asker: int, now: datetime) -> None:
    """Lock the stalls and drops of a person whose things become the asker's; a stall takes no deposits from afar for a day.

    Of two visits to one showroom the person's ends. Raises BothHaveStalls, BothInDrop. locks: stall, stall day, drop
    """
    refuse_two_stalls(session, person, asker)
    hold_deposits(session, person, now)
    end_double_visits(session, person, asker, now)
    lock_drops(session, person, now, asker)
    refuse_both_in_drop(session, person, asker, now)


def end_roles(session: Session, actor: Actor, person: int, admins: Admins, *, now: datetime) -> None:
    """End what a person may do for others: roles never move. Whom the settings name as an organiser, only the settings can end.

    locks: organiser, broadcast
    """
    if session.get(Organiser, person) is not None and not admins.include(session, person):
        remove_organiser(session, actor, person, admins, now=now)
    leave_all_hubs(session, person, actor.person, now)
    leave_all_stalls(session, person, actor.person, now)


def become_one(
    session: Session, person: int, asker: int, *, actor: Actor, admins: Admins, now: datetime
) -> None:
    """Give everything of a person to the asker, with their addresses, but for their roles, which end. The former is no more.

    The limits of a drop are for one person, so nothing is moved while both have something in it. Settings stay those of the asker;
    promotions stay off if either turned them off. `actor` confirmed, or is the organiser who agreed. Both people are locked.

    Raises NamedInSettings, BothHaveStalls, BothInDrop. locks: stall, stall day, drop
    """
    if admins.include(session, person):
        raise NamedInSettings
    lock_what_moves(session, person, asker, now)
    owned = select(Stall.id).where(col(Stall.owner_id) == person).order_by(col(Stall.id).desc())
    stall = session.exec(owned).first()
    end_roles(session, actor, person, admins, now=now)
    session.connection().execute(delete(MergeLink).where(col(MergeLink.person_id).in_((person, asker))))
    session.connection().execute(delete(FeedLink).where(col(FeedLink.person_id) == person))
    delete_sessions(session, person)
    delete_dossier_links_of(session, person)
    _keep_choices(session, person, asker)
    _move(session, person, asker)
    stop_helping_oneself(session, asker, now)
    session.expire_all()
    record_change(
        session,
        AuditAction.ACCOUNTS_MERGED,
        asker if actor.person == person else actor.person,
        now,
        subject=asker,
        about=f"stall:{stall}" if stall else "",
        details="" if actor.person == person else AGREED,
    )
    mark_people_changed(session, (person, asker))
    mark_changed(session, "drop", "notification")


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
    """Keep everybody from allocating to this person, and from changing the shifts of both, until the transaction ends. locks: stall day, drop"""
    lock_stall_days_ahead(session, now, helpers=(person, asker))
    rows = select(Drop.id).where(col(Drop.id).in_(_drops_of(person, now))).order_by(col(Drop.id))
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
    """The owner of a stall is no helper there, and has no shifts. locks: stall day"""
    for stall in session.exec(select(Stall.id).where(col(Stall.owner_id) == person)).all():
        release_shifts(session, person, now, stall)
        if row := session.get(StallStaff, (stall, person), populate_existing=True):
            session.delete(row)
            session.flush()
            removed, about = AuditAction.STALL_STAFF_REMOVED, f"stall:{stall}"
            record_change(session, removed, person, now, subject=person, about=about)


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


def _is_unique_where_filled(index: Index) -> bool:
    """Return whether an index is unique, but for rows in which one of its columns is NULL."""
    where = str(index.dialect_options["sqlite"]["where"])
    return bool(index.unique) and where in [f"{column.name} IS NOT NULL" for column in index.columns]


def _unique_keys(place: PersonColumn) -> list[list[ColumnElement[Any]]]:
    """Return the columns of each unique key that has the column. Those under a condition are of a drop, where not both have anything.

    That a column of the key is not NULL is no condition: NULL is the same as nothing.
    """
    keys = [[*found.columns] for found in place.table.constraints if isinstance(found, UniqueConstraint)]
    keys.append([*place.table.primary_key])
    keys += [[*found.columns] for found in place.table.indexes if _is_unique_where_filled(found)]
    return [key for key in keys if place.column in key]
