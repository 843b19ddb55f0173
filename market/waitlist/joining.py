"""Joining by many at one time: what is plain is decided for all of them in one set of statements, the rest by `join`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from market.person import lock_many
from market.refusal import AlreadyHolding, AlreadyWaiting, Banned, Refusal
from market.reminder import remind_new_holds
from market.waitlist.ground import Ground, ground
from market.waitlist.join import Joined, join, next_number, turned
from market.waitlist.length import hold_until
from market.waitlist.open import refuse_party, refuse_shut
from market.waitlist.settle import settle
from market.waitlist.standing import Held
from storage.joining import CLAIMS, HOLDS, NEW_ENTRIES, NEW_HOLDS, PLACES, UNNUMBERED
from storage.together import ALONE, Alone, Together


@dataclass(frozen=True)
class Wanted:
    """What one person asks of `join`."""

    person: int
    line: int
    party: int
    now: datetime
    dice: Random
    split: bool = False


@dataclass
class Own:
    """What one person has on the drop: units that count towards the limit, their place and their hold on the line."""

    has: int = 0
    place: Row[Any] | None = None
    hold: Row[Any] | None = None


@dataclass
class Place:
    """One who is let in. `units` that are held at once, else 0."""

    wanted: Wanted
    number: int | None
    units: int = 0
    entry: int = 0

    @property
    def split(self) -> bool:
        return self.wanted.split and self.wanted.party > 1


def join_one(session: Session, wanted: Wanted) -> Joined:
    """As `join`. locks: person, drop, line, hold"""
    asked = (wanted.person, wanted.line, wanted.party, wanted.now, wanted.dice, wanted.split)
    return join(session, *asked)


def join_many(session: Session, wishes: Sequence[Wanted]) -> Sequence[Joined | Exception | Alone]:
    """As `join` one after the other, all on one line. A hold begins with the last of their moments.

    Left ALONE: a second wish of one person, another party than one waits for, bundles, the last two hours, a lot that is due.
    locks: person, drop, line, hold
    """
    known = lock_many(session, {wanted.person for wanted in wishes})
    at, now = ground(session, wishes[0].line), max(wanted.now for wanted in wishes)
    if at is None or at.parts or at.calls(now) or _lot_is_due(session, at, now):
        return [ALONE] * len(wishes)
    settle(session, at, now)
    crowd = Crowd(at, now, known, _own(session, at, known, now))
    outcomes = [crowd.answer(wanted) for wanted in wishes]
    joined = crowd.let_in(session)
    return [joined[each.wanted.person] if isinstance(each, Place) else each for each in outcomes]


JOINING = Together(join_many, join_one, key=lambda wanted: wanted.line)


@dataclass
class Crowd:
    """Those who join a settled line, in their order. `unsettled`: something is free that the line must be asked about."""

    at: Ground
    now: datetime
    banned: Mapping[int, bool]
    own: Mapping[int, Own]
    places: dict[int, Place] = field(default_factory=dict)
    unsettled: bool = False

    def answer(self, wanted: Wanted) -> Place | Refusal | Alone:
        """A place, why not, or ALONE."""
        if wanted.person in self.places or wanted.person not in self.banned:
            return ALONE
        try:
            self._refuse(wanted)
        except Refusal as refusal:
            return refusal
        if self.own[wanted.person].place:
            return ALONE
        place = self.places[wanted.person] = Place(wanted, next_number(self.at, wanted.now))
        self._give(place)
        return place

    def _refuse(self, wanted: Wanted) -> None:
        at, own = self.at, self.own[wanted.person]
        if self.banned[wanted.person]:
            raise Banned
        refuse_shut(at, wanted.now)
        if own.hold:
            raise AlreadyHolding(own.hold.units, own.hold.until, at.alley.zone)
        refuse_party(at, wanted.party, own.has)
        split = wanted.split and at.drop.fitting == "split" and wanted.party > 1
        if own.place and (own.place.party, own.place.split) == (wanted.party, split):
            raise AlreadyWaiting(own.place.number or 0, own.place.party)

    def _give(self, place: Place) -> None:
        """Who waits goes first, and one that does not fit may keep the others waiting: settling knows."""
        at, party = self.at, place.wanted.party
        if place.number is None or at.free <= 0 or not at.gives(self.now):
            at.line.waiting += party
        elif at.line.waiting or party > at.free:
            at.line.waiting += party
            self.unsettled = True
        else:
            at.count(held=party)
            place.units = party

    def let_in(self, session: Session) -> dict[int, Joined]:
        """Write them down; by person what they have."""
        if not self.places:
            return {}
        self._write_entries(session)
        held = self._write_holds(session)
        session.flush()
        if self.unsettled:
            settle(session, self.at, self.now, quiet_for=self.places)
            held |= self._held(session)
        upto = turned(session, self.at)
        return {
            person: Joined(each.entry, each.number, each.wanted.party, held.get(person), turned=upto)
            for person, each in self.places.items()
        }

    def _write_entries(self, session: Session) -> None:
        parts = self.at.drop.fitting == "split"
        rows = [
            {
                "line_id": self.at.line.id,
                "person_id": person,
                "number": each.number,
                "party": each.wanted.party,
                "split": parts and each.split,
                "state": "held" if each.units else "waiting",
                "joined_at": each.wanted.now,
                **NEW_PLACE,
            }
            for person, each in self.places.items()
        ]
        for row in session.connection().execute(NEW_ENTRIES, rows):
            self.places[row.person_id].entry = row.id

    def _write_holds(self, session: Session) -> dict[int, Held]:
        at, holding = self.at, {person: each for person, each in self.places.items() if each.units}
        if not holding:
            return {}
        until = hold_until(self.now, at.starts_at, at.cut_off, at.alley.zone)
        same = {"line_id": at.line.id, "given_at": self.now, "until": until, "state": "live"}
        rows = [
            {"entry_id": each.entry, "person_id": person, "units": each.units, **same}
            for person, each in holding.items()
        ]
        ids = {row.person_id: row.id for row in session.connection().execute(NEW_HOLDS, rows)}
        remind_new_holds(session, at, ids, until, self.now)
        line = at.line.id or 0
        return {person: Held(ids[person], line, each.units, until) for person, each in holding.items()}

    def _held(self, session: Session) -> dict[int, Held]:
        asked = {"persons": [*self.places], "drop": self.at.drop.id}
        rows = session.connection().execute(HOLDS, asked)
        line = self.at.line.id or 0
        return {
            row.person_id: Held(row.id, line, row.units, row.until) for row in rows if row.line_id == line
        }


NEW_PLACE = {"rest": 0, "skipped": 0, "weight": 1}


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


def _lot_is_due(session: Session, at: Ground, now: datetime) -> bool:
    lot = at.drop.draws_at or at.drop.pot_until
    if lot is None or now < lot:
        return False
    return session.connection().execute(UNNUMBERED, {"line": at.line.id}).first() is not None
