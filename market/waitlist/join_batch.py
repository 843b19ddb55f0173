"""A crowd that joins one line at one time: who is let in, with what, and how it is written down."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from market.drop.hold_length import hold_until
from market.drop.locked_item import LockedItem
from market.person import Banned
from market.refusal import Refusal
from market.reminder import remind_new_holds
from market.waitlist.allocate import allocate
from market.waitlist.join import Joined, served_up_to
from market.waitlist.join_checks import refuse_closed, refuse_units
from market.waitlist.position import ActiveHold
from market.waitlist.refusals import AlreadyHolding, AlreadyWaiting
from storage.batch import RUN_SINGLY, RunSingly
from storage.insert import insert_all
from storage.join_queries import LIVE_HOLDS
from storage.waitlist import Entry, Hold


@dataclass(frozen=True, kw_only=True)
class JoinRequest:
    """What one person asks of `join`."""

    person: int
    item: int
    units: int
    now: datetime
    split: bool = False


@dataclass(kw_only=True)
class MemberUnits:
    """What one person has on the drop: units that count towards the limit, their place and their hold on the line, and what settling `new_hold`."""

    units_so_far: int = 0
    entry: Row[Any] | None = None
    hold: Row[Any] | None = None
    new_hold: ActiveHold | None = None


@dataclass(kw_only=True)
class Admission:
    """One who is let in: with `units` that are held at once, or with what settling `held`."""

    request: JoinRequest
    number: int | None
    entry: int | None = None
    units: int = 0
    held: ActiveHold | None = None
    skipped: int = 0
    split: bool = False

    def as_joined(self, last_served: int) -> Joined:
        units = self.held.units if self.held else self.request.units
        return Joined(
            self.entry or 0,
            self.number,
            units,
            self.held,
            skipped=self.skipped,
            served_up_to=last_served,
            split=self.split,
        )


@dataclass(kw_only=True)
class JoinBatch:
    """Those who join a settled line, in their order. `needs_allocation`: something is free that the line must be asked about."""

    locked: LockedItem
    now: datetime
    banned: Mapping[int, bool]
    members: Mapping[int, MemberUnits]
    draw_pending: bool
    admissions: dict[int, Admission] = field(default_factory=dict)
    needs_allocation: bool = False

    def __post_init__(self) -> None:
        item = self.locked.item
        self.free, self.waiting, self.number = self.locked.free, item.waiting, item.next_number

    def decide(self, request: JoinRequest) -> JoinRequest | Refusal | RunSingly:
        """The same where they are let in, else why not, or ALONE."""
        member = self.members.get(request.person)
        if member is None or request.person in self.admissions:
            return RUN_SINGLY
        try:
            self._refuse(request, member)
        except Refusal as refusal:
            return refusal
        if member.entry and not member.new_hold:
            return RUN_SINGLY
        self.admissions[request.person] = _admit_allocated(request, member) or self._append(request)
        return request

    def _refuse(self, request: JoinRequest, member: MemberUnits) -> None:
        locked = self.locked
        if self.banned[request.person]:
            raise Banned
        refuse_closed(locked, request.now, drawn=not self.draw_pending)
        if member.hold and member.hold.until > self.now:
            raise AlreadyHolding(member.hold.units, member.hold.until, locked.alley.zone)
        if member.new_hold:
            return
        refuse_units(locked, request.units, member.units_so_far)
        if member.entry and (member.entry.units, member.entry.split) == (
            request.units,
            _may_split(locked, request),
        ):
            raise AlreadyWaiting(member.entry.number or 0, member.entry.units)

    def _append(self, request: JoinRequest) -> Admission:
        """Who waits goes first, and one that does not fit may keep the others waiting: settling knows."""
        number, units = self._next(), request.units
        gives_now = number is not None and self.free > 0 and self.locked.gives_units(self.now)
        if gives_now and not self.waiting and units <= self.free:
            self.free -= units
            return Admission(
                request=request, number=number, units=units, split=_may_split(self.locked, request)
            )
        self.waiting += units
        self.needs_allocation |= gives_now
        return Admission(request=request, number=number, split=_may_split(self.locked, request))

    def _next(self) -> int | None:
        """None before the draw has given its own."""
        if self.draw_pending:
            return None
        self.number += 1
        return self.number - 1

    def _count(self) -> None:
        """What was counted here stands on the line now: to count it there for each costs half of all deciding."""
        item, before = self.locked.item, self.locked.free
        item.next_number, item.waiting = self.number, self.waiting
        self.locked.change_counts(held=before - self.free)

    def store_admissions(self, session: Session) -> dict[int, Joined]:
        """Write them down; by person what they have."""
        new = {person: each for person, each in self.admissions.items() if each.entry is None}
        self._count()
        if new:
            _write_entries(session, self.locked, new)
            _write_holds(session, self.locked, new, self.now)
        session.flush()
        if self.needs_allocation:
            allocate(session, self.locked, self.now, answered=self.admissions)
            for person, held in held_by(session, self.locked, new).items():
                new[person].held = held
        last_served = served_up_to(session, self.locked.item.id or 0) if self.admissions else 0
        return {person: each.as_joined(last_served) for person, each in self.admissions.items()}


def _admit_allocated(request: JoinRequest, member: MemberUnits) -> Admission | None:
    """What came free meanwhile is the answer of one who waits."""
    if member.entry is None or member.new_hold is None:
        return None
    return Admission(
        request=request,
        number=member.entry.number,
        entry=member.entry.id,
        held=member.new_hold,
        skipped=member.entry.skipped,
        split=member.entry.split,
    )


def _may_split(locked: LockedItem, request: JoinRequest) -> bool:
    return request.split and locked.drop.fitting == "split" and request.units > 1


def _write_entries(session: Session, locked: LockedItem, admissions: Mapping[int, Admission]) -> None:
    same = {"item_id": locked.item.id, "remainder": 0, "skipped": 0, "weight": 1}
    rows = [
        {
            "person_id": person,
            "number": each.number,
            "units": each.request.units,
            "split": each.split,
            "state": "held" if each.units else "waiting",
            "joined_at": each.request.now,
            **same,
        }
        for person, each in admissions.items()
    ]
    for row in insert_all(session, Entry, rows, "person_id", "id"):
        admissions[row.person_id].entry = row.id


def _write_holds(
    session: Session, locked: LockedItem, admissions: Mapping[int, Admission], now: datetime
) -> None:
    holding = {person: each for person, each in admissions.items() if each.units}
    if not holding:
        return
    until, item = hold_until(now, locked.starts_at, locked.cut_off, locked.alley.zone), locked.item.id or 0
    same = {"item_id": item, "given_at": now, "until": until, "state": "live"}
    rows = [
        {"entry_id": each.entry, "person_id": person, "units": each.units, **same}
        for person, each in holding.items()
    ]
    ids = {row.person_id: row.id for row in insert_all(session, Hold, rows, "person_id", "id")}
    remind_new_holds(session, locked, ids, until, now=now)
    for person, each in holding.items():
        each.held = ActiveHold(id=ids[person], item=item, units=each.units, until=until)


def held_by(session: Session, locked: LockedItem, persons: Collection[int]) -> dict[int, ActiveHold]:
    """By person what runs for them on the line."""
    if not persons:
        return {}
    rows = session.connection().execute(LIVE_HOLDS, {"persons": [*persons], "drop": locked.drop.id})
    return {
        row.person_id: ActiveHold(id=row.id, item=row.item_id, units=row.units, until=row.until)
        for row in rows
        if row.item_id == locked.item.id
    }
