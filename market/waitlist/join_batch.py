"""The joins of one item that are decided together: which numbers and units the requests get, and how they are stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from market.drop.locked_item import LockedItem
from market.ledger.deposit_price import deposit_per_unit
from market.refusal import Refusal
from market.reminder import remind_new_holds
from market.reminder.near_days import AHEAD
from market.ticket.issue import IssuedTicket
from market.waitlist.allocate import allocate
from market.waitlist.booking import KeptUnits, book_hold, insert_bookings
from market.waitlist.join_checks import refuse_live_hold, refuse_repeated, refuse_units
from market.waitlist.offer import withdraw_announced
from market.waitlist.person_units import MemberUnits, live_holds, units_by_person, waiting_entry
from market.waitlist.position import ActiveBooking, ActiveHold, served_up_to
from market.waitlist.refusals import AlreadyWaiting, WaitlistFull
from storage.drop import Fitting
from storage.insert import insert_all
from storage.shown import mark_market_days, mark_place
from storage.waitlist import Entry, EntryState, Hold, HoldState


@dataclass(frozen=True, kw_only=True)
class JoinRequest:
    """A person's request to join the waitlist of an item."""

    person: int
    item: int
    units: int
    now: datetime
    rng: Random
    """Draws the code of a ticket."""
    split: bool = False
    """Whether fewer units are welcome and the rest waits on, where the drop allows it."""


@dataclass(frozen=True, kw_only=True)
class Joined:
    """The entry after a join, with all that the answer shows of it. The other fields are as of `WaitingEntry`."""

    entry: int
    number: int | None
    units: int
    held: ActiveHold | None = None
    """The hold: of part of a split entry, or where a deposit is asked or a live session runs, or one that came before this request."""
    booked: ActiveBooking | None = None
    """The booking, where all units were available, nobody came first, no deposit is asked and no live session runs."""
    ticket: IssuedTicket | None = None
    """The booking's ticket, which nobody is sent: whoever joins is shown it in answer."""
    skipped: int
    served_up_to: int
    split: bool
    marks: int
    """The item's, as of this outcome."""

    @property
    def hold(self) -> int | None:
        """Return the id of the hold, if there is one."""
        return self.held.id if self.held else None

    @property
    def booking(self) -> int | None:
        """Return the id of the booking, if there is one."""
        return self.booked.id if self.booked else None


@dataclass(kw_only=True)
class Admission:
    """A request that is accepted. `entry` is None until a new entry is stored, `held` and `booked` until a hold or a booking is."""

    request: JoinRequest
    number: int | None
    split: bool
    entry: int | None = None
    skipped: int = 0
    units_at_once: int = 0
    """Units that it gets at once."""
    held: ActiveHold | None = None
    booked: ActiveBooking | None = None
    ticket: IssuedTicket | None = None

    def as_joined(self, last_served: int, marks: int) -> Joined:
        """Return the outcome of the request; `marks` are the item's, with those of this round."""
        return Joined(
            entry=self.entry or 0,
            number=self.number,
            units=self.held.units if self.held else self.request.units,
            held=self.held,
            booked=self.booked,
            ticket=self.ticket,
            skipped=self.skipped,
            served_up_to=last_served,
            split=self.split,
            marks=marks,
        )


@dataclass(kw_only=True)
class JoinBatch:
    """Decides requests for a locked item in their order, in rounds: a round is decided in memory and then stored as a whole."""

    session: Session
    locked: LockedItem
    now: datetime
    draw_pending: bool
    rng: Random
    joined: set[int] = field(default_factory=set)
    """Everybody whose request was accepted."""
    new_holds: dict[int, Row[Any]] = field(default_factory=dict)
    """Holds by person that became available meanwhile: the outcome of the person's next request."""

    def run(self, requests: Sequence[JoinRequest]) -> Sequence[Joined | Refusal]:
        """Allocate what is available, then decide and store all requests; return the outcome of each."""
        members = self._allocate_first({request.person for request in requests})
        outcomes: list[Joined | Refusal] = []
        while len(outcomes) < len(requests):
            remaining = requests[len(outcomes) :]
            if outcomes:
                members = self._members({request.person for request in remaining})
            outcomes += JoinRound(batch=self, members=members).run(remaining)
        return outcomes

    def _allocate_first(self, persons: set[int]) -> dict[int, MemberUnits]:
        """End expired holds and offer the available units; return what these people have afterwards."""
        members = self._members(persons)
        holding = {
            person
            for person, member in members.items()
            if member.hold and not self.locked.has_expired(member.hold.until, self.now)
        }
        if persons - holding:
            allocate(self.session, self.locked, self.now, answered=persons - holding)
            members |= self._members({person for person, each in members.items() if each.undecided})
        self.new_holds = {
            person: member.hold for person, member in members.items() if member.hold and person not in holding
        }
        return members

    def _members(self, persons: set[int]) -> dict[int, MemberUnits]:
        if not persons:
            return {}
        return units_by_person(self.session, self.locked, persons, self.now)


@dataclass(kw_only=True)
class JoinRound:
    """The first requests of those that remain, as many as need not see what the others of them store."""

    batch: JoinBatch
    members: Mapping[int, MemberUnits]
    admissions: dict[int, Admission] = field(default_factory=dict)
    needs_allocation: bool = False
    """Whether units are available that must be offered in the order of numbers."""

    def __post_init__(self) -> None:
        self.locked, self.now = self.batch.locked, self.batch.now
        item = self.locked.item
        self.free, self.waiting, self.number = self.locked.free, item.waiting, item.next_number
        self.waiting_elsewhere = _waiting_elsewhere(self.locked, self.now)
        self.books = not self.locked.is_live and not deposit_per_unit(self.batch.session, self.locked)
        self.limit = None if self.batch.draw_pending else self.locked.drop.waitlist_limit

    def run(self, requests: Sequence[JoinRequest]) -> list[Joined | Refusal]:
        """Decide and store the first requests, at least one; return their outcomes.

        A second request of one person is left for the next round. So is a change of an entry while others
        are to be allocated units, and what comes after it.
        """
        decided: list[Admission | Refusal] = []
        for request in requests:
            changes = self._changes_entry(request)
            if request.person in self.admissions or (changes and self.needs_allocation):
                break
            decided.append(self._decide(request))
            if (changes or self.limit is not None) and self.needs_allocation:
                break
        self._store()
        self.batch.session.flush()
        item = self.locked.item
        last_served = served_up_to(self.batch.session, item.id or 0) if self.admissions else 0
        return [
            each if isinstance(each, Refusal) else each.as_joined(last_served, item.marks) for each in decided
        ]

    def _decide(self, request: JoinRequest) -> Admission | Refusal:
        """Accept or refuse a request; the only place where a join is decided."""
        member, new_hold = self.members[request.person], self.batch.new_holds.pop(request.person, None)
        if new_hold:
            admission = _admit_held(self.batch.session, request, new_hold)
        else:
            try:
                self._refuse(request, member)
            except Refusal as refusal:
                return refusal
            admission = self._admit(request, member.entry)
        self.admissions[request.person] = admission
        return admission

    def _refuse(self, request: JoinRequest, member: MemberUnits) -> None:
        """Refuse a request by what the person has on the drop. Raises AlreadyHolding, AlreadyBooked, TooManyUnits, AlreadyWaiting, WaitlistFull."""
        refuse_live_hold(self.locked, member.hold, self.now)
        refuse_repeated(member.booking, self.now)
        refuse_units(self.locked, request.units, member.units_so_far)
        if member.entry and not self._changes_entry(request):
            raise AlreadyWaiting(member.entry.number or 0, member.entry.units)
        self._refuse_full(request.units, member.entry.units if member.entry else 0)

    def _refuse_full(self, units: int, units_before: int) -> None:
        """Refuse units that would have to wait where the waitlist has no room. Somebody's fewer units take none. Raises WaitlistFull."""
        waiting = self.waiting - units_before
        if self.limit is None or 0 < units <= units_before or self._gives_at_once(units, waiting):
            return
        if waiting + units > self.limit:
            raise WaitlistFull(self.free if self._gives_at_once(1, waiting) else 0)

    def _changes_entry(self, request: JoinRequest) -> bool:
        """Return whether the person waits already, for something else than this request says."""
        entry = self.members[request.person].entry
        if entry is None or request.person in self.batch.new_holds:
            return False
        return bool((request.units, self._may_split(request)) != (entry.units, entry.split))

    def _may_split(self, request: JoinRequest) -> bool:
        return request.split and self.locked.drop.fitting == Fitting.SPLIT and request.units > 1

    def _admit(self, request: JoinRequest, previous: Row[Any] | None) -> Admission:
        """Accept a request. Fewer units keep the number of the previous entry; otherwise the request takes the next number."""
        self.waiting -= previous.units if previous else 0
        admission = Admission(request=request, number=None, split=self._may_split(request))
        if previous and request.units <= previous.units:
            admission.entry, admission.skipped = previous.id, previous.skipped
            admission.number = previous.number
            self.needs_allocation |= admission.number is not None and self._gives_parts()
        else:
            admission.number = self._next_number()
        self._give_or_wait(admission)
        return admission

    def _next_number(self) -> int | None:
        """Return the next number; None before the draw has given its numbers."""
        if self.batch.draw_pending:
            return None
        self.number += 1
        return self.number - 1

    def _give_or_wait(self, admission: Admission) -> None:
        """Give the units at once where nobody else waits and they suffice; else the order of numbers decides."""
        units = admission.request.units
        if admission.number is not None and self._gives_at_once(units, self.waiting):
            self.free -= units
            admission.units_at_once = units
        else:
            self.waiting += units
            self.needs_allocation |= admission.number is not None and self._gives_units()

    def _gives_at_once(self, units: int, waiting: int) -> bool:
        """Return whether a newcomer gets so many units where so many others are waited for."""
        return self._gives_units() and not waiting + self.waiting_elsewhere and units <= self.free

    def _gives_units(self) -> bool:
        return self.free > 0 and self.locked.gives_units(self.now)

    def _gives_parts(self) -> bool:
        """Return whether a part of a bundle that was kept back for more units may go to others now, also where another part has run out."""
        return self.locked.has_available_units() and self.locked.gives_units(self.now)

    def _store(self) -> None:
        session, locked = self.batch.session, self.locked
        self.batch.joined |= self.admissions.keys()
        newcomers = {person for person in self.admissions if not self.members[person].came_before}
        for person in self.admissions.keys() - newcomers:
            mark_place(session, locked.item.id or 0, person, self.now)
        if newcomers and locked.starts_at < self.now + AHEAD:
            mark_market_days(session, newcomers, self.now)
        self._store_counts()
        self._store_changed_entries()
        self._insert_entries([each for each in self.admissions.values() if each.entry is None])
        self._insert_given([each for each in self.admissions.values() if each.units_at_once])
        withdraw_announced(session, locked, self.now)
        session.flush()
        if self.needs_allocation:
            allocate(session, locked, self.now, answered=self.admissions)
            self._read_allocated()

    def _store_counts(self) -> None:
        """Set the item's counts once for the round: setting them for each request takes half the time of deciding."""
        item, free = self.locked.item, self.locked.free
        item.next_number, item.waiting = self.number, self.waiting
        if not self.books:
            self.locked.change_counts(held=free - self.free)

    def _store_changed_entries(self) -> None:
        """Update the entries of those who waited already; one that is replaced ends before the new one is inserted."""
        session = self.batch.session
        waited = [
            (person, admission)
            for person, admission in self.admissions.items()
            if not admission.held and self.members[person].entry
        ]
        for person, admission in waited:
            entry = waiting_entry(session, person, self.locked.item.id or 0)
            if entry is None:
                continue
            if admission.entry is None:
                entry.state, entry.ended_at = EntryState.LEFT, self.now
            else:
                entry.units, entry.split = admission.request.units, admission.split
                entry.state, entry.ended_at = self._state(admission), self._ended_at(admission)
        if waited:
            session.flush()

    def _insert_entries(self, admissions: Sequence[Admission]) -> None:
        """Insert the new entries and note their ids."""
        same = {"item_id": self.locked.item.id, "remainder": 0, "skipped": 0, "weight": 1}
        rows = [
            {
                "person_id": each.request.person,
                "number": each.number,
                "units": each.request.units,
                "split": each.split,
                "state": self._state(each),
                "joined_at": each.request.now,
                "ended_at": self._ended_at(each),
                **same,
            }
            for each in admissions
        ]
        ids = {
            row.person_id: row.id
            for row in insert_all(self.batch.session, Entry, rows, returned_columns=("person_id", "id"))
        }
        for each in admissions:
            each.entry = ids[each.request.person]

    def _state(self, admission: Admission) -> EntryState:
        if not admission.units_at_once:
            return EntryState.WAITING
        return EntryState.BOOKED if self.books else EntryState.HELD

    def _ended_at(self, admission: Admission) -> datetime | None:
        return self.now if admission.units_at_once and self.books else None

    def _insert_given(self, admissions: Sequence[Admission]) -> None:
        """Insert what was given at once: bookings, or holds where a deposit is asked."""
        if not admissions:
            return
        session, locked, now = self.batch.session, self.locked, self.now
        until = locked.hold_until(now)
        holds = _insert_holds(session, locked, admissions, until, booked=self.books, now=now)
        if self.books:
            self._book(admissions, holds)
            return
        remind_new_holds(session, locked, holds, until, now=now)
        for each in admissions:
            hold, item = holds[each.request.person], locked.item.id or 0
            each.held = ActiveHold(id=hold, item=item, units=each.units_at_once, until=until)

    def _book(self, admissions: Sequence[Admission], holds: Mapping[int, int]) -> None:
        """Insert the bookings of holds that are booked at once; `holds` is by person."""
        kept = [
            KeptUnits(hold=holds[each.request.person], person=each.request.person, units=each.units_at_once)
            for each in admissions
        ]
        booked = insert_bookings(self.batch.session, self.locked, kept, now=self.now, rng=self.batch.rng)
        for each, units in zip(admissions, kept, strict=True):
            booking = booked[units.hold]
            each.booked = _active_booking(self.locked, booking.id, units.units, self.now)
            each.ticket = booking.ticket

    def _read_allocated(self) -> None:
        waiting = [
            person for person, each in self.admissions.items() if not each.units_at_once and each.held is None
        ]
        for person, hold in live_holds(self.batch.session, self.locked, waiting).items():
            admission = self.admissions[person]
            if self.books and hold.units == admission.request.units:
                self._book_allocated(admission, hold.id)
            else:
                admission.held = _active_hold(hold)

    def _book_allocated(self, admission: Admission, hold: int) -> None:
        """Book what the order of numbers gave to a request, all of it. Nobody was told of the hold."""
        session, locked, now = self.batch.session, self.locked, self.now
        row = session.get_one(Hold, hold)
        row.notified_at = None
        booking = book_hold(session, locked, row, row.units, now=now, rng=self.batch.rng)
        admission.booked, admission.ticket = (
            _active_booking(locked, booking.id, row.units, now),
            booking.ticket,
        )


def _waiting_elsewhere(locked: LockedItem, now: datetime) -> int:
    """Return the units waited for on items that share units with this one. In the last call they do not go first."""
    if locked.is_last_call(now):
        return 0
    return sum(each.item.waiting for each in locked.all if each.item.id != locked.item.id)


def _admit_held(session: Session, request: JoinRequest, hold: Row[Any]) -> Admission:
    """Accept a request of a person for whom a hold became available: the hold is the outcome."""
    entry = session.get_one(Entry, hold.entry_id)
    return Admission(
        request=request,
        number=entry.number,
        split=entry.split,
        entry=entry.id,
        skipped=entry.skipped,
        held=_active_hold(hold),
    )


def _active_hold(hold: Row[Any]) -> ActiveHold:
    return ActiveHold(id=hold.id, item=hold.item_id, units=hold.units, until=hold.until)


def _active_booking(locked: LockedItem, booking: int, units: int, now: datetime) -> ActiveBooking:
    return ActiveBooking(
        id=booking,
        item=locked.item.id or 0,
        units=units,
        price=locked.item.price,
        loan_deposit=locked.item.loan_deposit,
        collected=0,
        coming=False,
        booked_at=now,
    )


def _insert_holds(
    session: Session,
    locked: LockedItem,
    admissions: Sequence[Admission],
    until: datetime,
    booked: bool,
    now: datetime,
) -> dict[int, int]:
    """Insert the holds of units given at once, and return their ids by person. A hold that is `booked` at once was told to nobody."""
    same = {
        "item_id": locked.item.id,
        "given_at": now,
        "until": until,
        "notified_at": None if booked else now,
        "state": HoldState.BOOKED if booked else HoldState.LIVE,
        "ended_at": now if booked else None,
    }
    rows = [
        {"entry_id": each.entry, "person_id": each.request.person, "units": each.units_at_once, **same}
        for each in admissions
    ]
    return {
        row.person_id: row.id for row in insert_all(session, Hold, rows, returned_columns=("person_id", "id"))
    }
