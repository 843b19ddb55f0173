"""Joining by many at one time: what is plain is decided for all of them in one set of statements, the rest by `join`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from market.person import lock_many
from market.waitlist.crowd import Crowd, Own, Wanted, held_by
from market.waitlist.ground import Ground, ground
from market.waitlist.join import Joined, join, numberless
from market.waitlist.settle import settle
from storage.joining import CLAIMS, HOLDS, PLACES
from storage.together import ALONE, Alone, Together


def join_one(session: Session, wanted: Wanted) -> Joined:
    """As `join`. locks: person, drop, line, hold"""
    asked = (wanted.person, wanted.line, wanted.party, wanted.now, wanted.split)
    return join(session, *asked)


def join_many(session: Session, wishes: Sequence[Wanted]) -> Sequence[Joined | Exception | Alone]:
    """As `join` one after the other, all on one line. A hold begins with the last of their moments.

    Left ALONE: a second wish of one person, another party than one waits for, bundles, the last two hours.
    locks: person, drop, line, hold
    """
    known = lock_many(session, {wanted.person for wanted in wishes})
    at, now = ground(session, wishes[0].line), max(wanted.now for wanted in wishes)
    if at is None or at.drop.state == "draft" or at.parts or at.calls(now):
        return [ALONE] * len(wishes)
    own = _own(session, at, known, now)
    _settle(session, at, own, now)
    crowd = Crowd(at, now, known, own, numberless(session, at))
    outcomes = [crowd.answer(wanted) for wanted in wishes]
    joined = crowd.let_in(session)
    return [joined[each.person] if isinstance(each, Wanted) else each for each in outcomes]


JOINING = Together(join_many, join_one, key=lambda wanted: wanted.line)


def _settle(session: Session, at: Ground, own: Mapping[int, Own], now: datetime) -> None:
    """Before they join; what one of them gets by it is their answer."""
    wait = [person for person, each in own.items() if each.place]
    settle(session, at, now, quiet_for=wait)
    for person, held in held_by(session, at, wait).items():
        before = own[person].hold
        if before is None or before.id != held.id:
            own[person].gave = held


def _own(session: Session, at: Ground, persons: Collection[int], now: datetime) -> dict[int, Own]:
    """As `shares.had` and its neighbours ask of one."""
    own = {person: Own() for person in persons}
    connection, asked = session.connection(), {"persons": [*persons], "drop": at.drop.id}
    for row in connection.execute(PLACES, asked):
        if row.line_id == at.line.id:
            own[row.person_id].place = row
        else:
            own[row.person_id].has += row.party
    for row in connection.execute(HOLDS, asked):
        own[row.person_id].has += row.units if row.until > now else 0
        if row.line_id == at.line.id:
            own[row.person_id].hold = row
    for row in connection.execute(CLAIMS, asked):
        own[row.person_id].has += row.units
    return own
