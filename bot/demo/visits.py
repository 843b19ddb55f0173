"""The town at the market: its people collect what they booked, bring packaging back to its stall, and some follow the stall."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from random import Random

from sqlmodel import Session, col, select

from market.actor import Actor
from market.follow.following import follow_stall
from market.refusal import Refusal
from market.ticket.scan import collect, take_packaging_back
from storage.address import Address
from storage.drop import Drop, DropState, Item
from storage.stall import Stall
from storage.store import Store
from storage.ticket import Loan, Ticket
from storage.waitlist import Booking, BookingState

COLLECT, BRING_BACK, FOLLOW = 0.85, 0.7, 0.2
"""The shares of bookings that are collected, of packaging that comes back the same day, and of those who collected that follow the stall."""
OF_THE_HOURS = 0.8
"""The last come when this share of a drop's hours has passed."""
SOONEST = timedelta(minutes=5)
"""Between a booking and its collection."""
EATING, LONGEST_EATING = timedelta(minutes=20), timedelta(minutes=100)


class Purpose(StrEnum):
    COLLECT = "collect"
    BRING_BACK = "bring back"


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A visit that is to come: somebody shows a ticket at the stall of a drop."""

    at: datetime
    purpose: Purpose
    code: str
    units: int
    person: int
    stall: int
    owner: int


class Visits:
    """The visits of everybody but the people of these phones, as the demo's clock moves on from `now`."""

    def __init__(self, store: Store, phones: Collection[int], now: datetime, rng: Random) -> None:
        self._store, self._phones, self._rng = store, phones, rng
        self._until = now.astimezone(UTC)

    async def next_at(self, until: datetime) -> datetime | None:
        """Return when the next visit comes, if that is by `until`."""
        return await self._store.read(next_visit, self._until, until.astimezone(UTC), self._phones)

    async def happen(self, now: datetime) -> None:
        """Let the visits since the last call happen."""
        since, self._until = self._until, now.astimezone(UTC)
        if self._until > since:
            await self._store.write(visit_stalls, since, self._until, self._phones, rng=self._rng)


def next_visit(
    session: Session, since: datetime, until: datetime, phones: Collection[int]
) -> datetime | None:
    """Return when the first visit after a time comes, if that is by `until`."""
    due = (visit.at for visit in _visits(session, until, phones) if since < visit.at <= until)
    return min(due, default=None)


def visit_stalls(
    session: Session, since: datetime, until: datetime, phones: Collection[int], *, rng: Random
) -> None:
    """Let the visits of a span happen, each as the stall's owner would scan it. What is refused is left.

    locks: person, drop, item, booking, loan, asset, stock
    """
    due = [visit for visit in _visits(session, until, phones) if since < visit.at <= until]
    for visit in sorted(due, key=lambda visit: (visit.at, visit.code)):
        with suppress(Refusal), session.begin_nested():
            _happen(session, visit, rng)


def _happen(session: Session, visit: Visit, rng: Random) -> None:
    owner = Actor(visit.owner)
    if visit.purpose is Purpose.BRING_BACK:
        take_packaging_back(session, owner, visit.code, visit.units, now=visit.at)
        return
    collect(session, owner, visit.code, visit.units, now=visit.at, rng=rng)
    if _share(visit.code, "follow") < FOLLOW:
        follow_stall(session, visit.person, visit.stall, visit.at)


def _visits(session: Session, until: datetime, phones: Collection[int]) -> Iterator[Visit]:
    """Yield the visits of drops that begin by `until`, the same for the same tickets."""
    stay = {
        *session.exec(select(Address.person_id).where(col(Address.external_id).in_(phones))),
    }
    yield from (visit for visit in _pickups(session, until) if visit.person not in stay)
    yield from (visit for visit in _returns(session) if visit.person not in stay)


def _pickups(session: Session, until: datetime) -> Iterator[Visit]:
    rows = (
        select(Ticket.code, Booking, Item, Drop)
        .join(Booking, col(Booking.id) == col(Ticket.booking_id))
        .join(Item, col(Item.id) == col(Booking.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(
            col(Ticket.revoked_at).is_(None),
            col(Booking.state) == BookingState.BOOKED,
            col(Drop.state) == DropState.PUBLISHED,
            col(Drop.wound_up_at).is_(None),
            col(Drop.starts_at) <= until,
        )
    )
    for code, booking, item, drop in session.exec(rows):
        if _share(code, Purpose.COLLECT) < COLLECT:
            stall = session.get_one(Stall, drop.stall_id)
            yield Visit(
                at=max(_comes_at(code, item, drop), booking.booked_at + SOONEST),
                purpose=Purpose.COLLECT,
                code=code,
                units=booking.units - booking.collected,
                person=booking.person_id or 0,
                stall=drop.stall_id,
                owner=stall.owner_id or 0,
            )


def _comes_at(code: str, item: Item, drop: Drop) -> datetime:
    starts_at, ends_at = item.starts_at or drop.starts_at, item.ends_at or drop.ends_at
    return starts_at + (ends_at - starts_at) * OF_THE_HOURS * _share(code, "when")


def _returns(session: Session) -> Iterator[Visit]:
    """Yield the returns of packaging that is out without a type: that comes back at stalls alone."""
    rows = (
        select(Ticket.code, Loan, Drop)
        .join(Loan, col(Loan.id) == col(Ticket.loan_id))
        .join(Booking, col(Booking.id) == col(Loan.booking_id))
        .join(Item, col(Item.id) == col(Booking.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(col(Ticket.revoked_at).is_(None), col(Loan.type_id).is_(None), col(Loan.returned) == 0)
    )
    for code, loan, drop in session.exec(rows):
        if loan.out > 0 and _share(code, Purpose.BRING_BACK) < BRING_BACK:
            stall = session.get_one(Stall, drop.stall_id)
            yield Visit(
                at=loan.out_at + EATING + (LONGEST_EATING - EATING) * _share(code, "when"),
                purpose=Purpose.BRING_BACK,
                code=code,
                units=loan.out,
                person=loan.person_id or 0,
                stall=drop.stall_id,
                owner=stall.owner_id or 0,
            )


def _share(code: str, topic: str) -> float:
    """Return a number from 0 to 1 that a ticket always has."""
    return int.from_bytes(sha256(f"{code} {topic}".encode()).digest()[:4]) / 2**32
