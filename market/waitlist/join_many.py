"""Joining by many at one time: what is plain is decided for all of them in one set of statements, the rest by `join`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from market.drop.locked_item import LockedItem, lock_item
from market.person import lock_many
from market.waitlist.allocate import allocate
from market.waitlist.join import Joined, draw_pending, join
from market.waitlist.join_batch import JoinBatch, JoinRequest, MemberUnits, held_by
from storage.batch import RUN_SINGLY, BatchAction, RunSingly
from storage.join_queries import BOOKINGS, LIVE_HOLDS, WAITING_ENTRIES


def join_one(session: Session, request: JoinRequest) -> Joined:
    """As `join`. locks: person, drop, line, hold"""
    asked = (request.person, request.item, request.units, request.now, request.split)
    return join(session, *asked)


def join_many(session: Session, requests: Sequence[JoinRequest]) -> Sequence[Joined | Exception | RunSingly]:
    """As `join` one after the other, all on one line. A hold begins with the last of their moments.

    Left ALONE: a second wish of one person, another party than one waits for, bundles, the last two hours.
    locks: person, drop, line, hold
    """
    known = lock_many(session, {request.person for request in requests})
    locked, now = lock_item(session, requests[0].item), max(request.now for request in requests)
    if locked is None or locked.drop.state == "draft" or locked.components or locked.is_last_call(now):
        return [RUN_SINGLY] * len(requests)
    members = _members(session, locked, known, now)
    _allocate_first(session, locked, members, now)
    batch = JoinBatch(
        locked=locked, now=now, banned=known, members=members, draw_pending=draw_pending(session, locked)
    )
    outcomes = [batch.decide(request) for request in requests]
    joined = batch.store_admissions(session)
    return [joined[each.person] if isinstance(each, JoinRequest) else each for each in outcomes]


JOINING = BatchAction(join_many, join_one, key=lambda request: request.item)


def _allocate_first(
    session: Session, locked: LockedItem, members: Mapping[int, MemberUnits], now: datetime
) -> None:
    """Before they join; what one of them gets by it is their answer."""
    waiting_ids = [person for person, each in members.items() if each.entry]
    allocate(session, locked, now, answered=waiting_ids)
    for person, held in held_by(session, locked, waiting_ids).items():
        before = members[person].hold
        if before is None or before.id != held.id:
            members[person].new_hold = held


def _members(
    session: Session, locked: LockedItem, persons: Collection[int], now: datetime
) -> dict[int, MemberUnits]:
    """As `shares.had` and its neighbours ask of one."""
    members = {person: MemberUnits() for person in persons}
    connection, asked = session.connection(), {"persons": [*persons], "drop": locked.drop.id}
    for row in connection.execute(WAITING_ENTRIES, asked):
        if row.item_id == locked.item.id:
            members[row.person_id].entry = row
        else:
            members[row.person_id].units_so_far += row.units
    for row in connection.execute(LIVE_HOLDS, asked):
        members[row.person_id].units_so_far += row.units if row.until > now else 0
        if row.item_id == locked.item.id:
            members[row.person_id].hold = row
    for row in connection.execute(BOOKINGS, asked):
        members[row.person_id].units_so_far += row.units
    return members
