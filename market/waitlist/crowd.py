"""A crowd that joins one line at one time: who is let in, with what, and how it is written down."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from market.refusal import AlreadyHolding, AlreadyWaiting, Banned, Refusal
from market.reminder import remind_new_holds
from market.waitlist.ground import Ground
from market.waitlist.join import Joined, turned
from market.waitlist.length import hold_until
from market.waitlist.open import refuse_party, refuse_shut
from market.waitlist.settle import settle
from market.waitlist.standing import Held
from storage.insert import insert_all
from storage.joining import HOLDS
from storage.together import ALONE, Alone
from storage.waitlist import Entry, Hold


@dataclass(frozen=True)
class Wanted:
    """What one person asks of `join`."""

    person: int
    line: int
    party: int
    now: datetime
    split: bool = False


@dataclass
class Own:
    """What one person has on the drop: units that count towards the limit, their place and their hold on the line, and what settling `gave`."""

    has: int = 0
    place: Row[Any] | None = None
    hold: Row[Any] | None = None
    gave: Held | None = None


@dataclass
class Place:
    """One who is let in: with `units` that are held at once, or with what settling `held`."""

    wanted: Wanted
    number: int | None
    entry: int | None = None
    units: int = 0
    held: Held | None = None
    skipped: int = 0
    split: bool = False

    def joined(self, upto: int) -> Joined:
        party = self.held.units if self.held else self.wanted.party
        return Joined(self.entry or 0, self.number, party, self.held, self.skipped, upto, self.split)


@dataclass
class Crowd:
    """Those who join a settled line, in their order. `unsettled`: something is free that the line must be asked about."""

    at: Ground
    now: datetime
    banned: Mapping[int, bool]
    own: Mapping[int, Own]
    numberless: bool
    places: dict[int, Place] = field(default_factory=dict)
    unsettled: bool = False

    def __post_init__(self) -> None:
        line = self.at.line
        self.free, self.waiting, self.number = self.at.free, line.waiting, line.next_number

    def answer(self, wanted: Wanted) -> Wanted | Refusal | Alone:
        """The same where they are let in, else why not, or ALONE."""
        own = self.own.get(wanted.person)
        if own is None or wanted.person in self.places:
            return ALONE
        try:
            self._refuse(wanted, own)
        except Refusal as refusal:
            return refusal
        if own.place and not own.gave:
            return ALONE
        self.places[wanted.person] = _given(wanted, own) or self._last(wanted)
        return wanted

    def _refuse(self, wanted: Wanted, own: Own) -> None:
        at = self.at
        if self.banned[wanted.person]:
            raise Banned
        refuse_shut(at, wanted.now, drawn=not self.numberless)
        if own.hold and own.hold.until > self.now:
            raise AlreadyHolding(own.hold.units, own.hold.until, at.alley.zone)
        if own.gave:
            return
        refuse_party(at, wanted.party, own.has)
        if own.place and (own.place.party, own.place.split) == (wanted.party, _parts(at, wanted)):
            raise AlreadyWaiting(own.place.number or 0, own.place.party)

    def _last(self, wanted: Wanted) -> Place:
        """Who waits goes first, and one that does not fit may keep the others waiting: settling knows."""
        number, party = self._next(), wanted.party
        gives = number is not None and self.free > 0 and self.at.gives(self.now)
        if gives and not self.waiting and party <= self.free:
            self.free -= party
            return Place(wanted, number, units=party, split=_parts(self.at, wanted))
        self.waiting += party
        self.unsettled |= gives
        return Place(wanted, number, split=_parts(self.at, wanted))

    def _next(self) -> int | None:
        """None before the draw has given its own."""
        if self.numberless:
            return None
        self.number += 1
        return self.number - 1

    def _count(self) -> None:
        """What was counted here stands on the line now: to count it there for each costs half of all deciding."""
        line, before = self.at.line, self.at.free
        line.next_number, line.waiting = self.number, self.waiting
        self.at.count(held=before - self.free)

    def let_in(self, session: Session) -> dict[int, Joined]:
        """Write them down; by person what they have."""
        new = {person: each for person, each in self.places.items() if each.entry is None}
        self._count()
        if new:
            _write_entries(session, self.at, new)
            _write_holds(session, self.at, new, self.now)
        session.flush()
        if self.unsettled:
            settle(session, self.at, self.now, quiet_for=self.places)
            for person, held in held_by(session, self.at, new).items():
                new[person].held = held
        upto = turned(session, self.at.line.id or 0) if self.places else 0
        return {person: each.joined(upto) for person, each in self.places.items()}


def _given(wanted: Wanted, own: Own) -> Place | None:
    """What came free meanwhile is the answer of one who waits."""
    if own.place is None or own.gave is None:
        return None
    return Place(
        wanted,
        own.place.number,
        own.place.id,
        held=own.gave,
        skipped=own.place.skipped,
        split=own.place.split,
    )


def _parts(at: Ground, wanted: Wanted) -> bool:
    return wanted.split and at.drop.fitting == "split" and wanted.party > 1


def _write_entries(session: Session, at: Ground, places: Mapping[int, Place]) -> None:
    same = {"line_id": at.line.id, "rest": 0, "skipped": 0, "weight": 1}
    rows = [
        {
            "person_id": person,
            "number": each.number,
            "party": each.wanted.party,
            "split": each.split,
            "state": "held" if each.units else "waiting",
            "joined_at": each.wanted.now,
            **same,
        }
        for person, each in places.items()
    ]
    for row in insert_all(session, Entry, rows, "person_id", "id"):
        places[row.person_id].entry = row.id


def _write_holds(session: Session, at: Ground, places: Mapping[int, Place], now: datetime) -> None:
    holding = {person: each for person, each in places.items() if each.units}
    if not holding:
        return
    until, line = hold_until(now, at.starts_at, at.cut_off, at.alley.zone), at.line.id or 0
    same = {"line_id": line, "given_at": now, "until": until, "state": "live"}
    rows = [
        {"entry_id": each.entry, "person_id": person, "units": each.units, **same}
        for person, each in holding.items()
    ]
    ids = {row.person_id: row.id for row in insert_all(session, Hold, rows, "person_id", "id")}
    remind_new_holds(session, at, ids, until, now)
    for person, each in holding.items():
        each.held = Held(ids[person], line, each.units, until)


def held_by(session: Session, at: Ground, persons: Collection[int]) -> dict[int, Held]:
    """By person what runs for them on the line."""
    if not persons:
        return {}
    rows = session.connection().execute(HOLDS, {"persons": [*persons], "drop": at.drop.id})
    return {
        row.person_id: Held(row.id, row.line_id, row.units, row.until)
        for row in rows
        if row.line_id == at.line.id
    }
