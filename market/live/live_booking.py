"""Booking live: by a code and perhaps a spoken word, in the order of arrival. A single booking is a batch of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, col, select

from market.drop.locked_item import LockedItem, lock_item
from market.live.refusals import (
    BookedLiveAlready,
    LiveNotBegun,
    LiveStopped,
    LiveUnknown,
    LiveWordMissing,
)
from market.person import lock_people
from market.refusal import Refusal
from market.waitlist.booking import send_ticket
from market.waitlist.join import join_many
from market.waitlist.join_batch import Joined, JoinRequest
from storage.batch import BatchAction
from storage.drop import Item
from storage.insert import insert_all
from storage.live import LiveBooking, LiveSession
from storage.waitlist import Entry, Hold, HoldState

GRACE = timedelta(seconds=10)
"""After the stop, what was sent within this time still counts, by Telegram's clock."""

LAST_PLACE = 999
"""The last place that a code of three digits has."""

Outcomes = Sequence[Joined | Refusal]


@dataclass(frozen=True, kw_only=True)
class LiveRequest:
    """A message of a person to book an item live. `sent_at` is when, by Telegram's clock in whole seconds; `word` is "" where they wrote none.

    `update` is the number of the update: those that are decided together are decided in this order.
    """

    live: int
    person: int
    item: int
    units: int
    word: str
    sent_at: datetime
    update: int
    now: datetime
    rng: Random


@dataclass(frozen=True)
class LiveItem:
    """The meaning of a live code: a session and an item."""

    live: int
    item: int


def find_live_item(session: Session, letters: str, place: int) -> LiveItem:
    """Return what a code means, of the newest session with these letters. Raises LiveUnknown."""
    if not 1 <= place <= LAST_PLACE:
        raise LiveUnknown
    rows = select(LiveSession.id, LiveSession.drop_id).where(col(LiveSession.letters) == letters)
    found = session.exec(rows.order_by(col(LiveSession.started_at).desc()).limit(1)).first()
    if found is None or found[0] is None:
        raise LiveUnknown
    items = select(Item.id, Item.offered).where(col(Item.drop_id) == found[1])
    placed = session.exec(items.order_by(col(Item.position), col(Item.id)).offset(place - 1)).first()
    if placed is None or placed[0] is None or not placed[1]:
        raise LiveUnknown
    return LiveItem(found[0], placed[0])


def book_live_many(session: Session, requests: Sequence[LiveRequest]) -> Outcomes:
    """Return the outcome of each request for one item of a session, the same as one after the other. Anyone who is not blocked may book.

    Each is a join, decided in the order of the updates, and gets a hold where units are available and nobody is ahead. Once a person and item.
    Refused as `join_many`, and with LiveUnknown, LiveNotBegun, LiveStopped, LiveWordMissing, BookedLiveAlready. locks: person, drop, item, hold
    """
    in_order = sorted(requests, key=lambda request: request.update)
    persons = {request.person for request in requests}
    lock_people(session, persons)
    locked = lock_item(session, requests[0].item)
    live = session.get(LiveSession, requests[0].live, populate_existing=True)
    if locked is None or live is None or live.drop_id != locked.drop.id:
        return [LiveUnknown() for _ in requests]
    numbers = _booked_numbers(session, live.id or 0, requests[0].item, persons)
    outcomes: dict[int, Joined | Refusal] = {}
    accepted: dict[int, LiveRequest] = {}
    for place, request in enumerate(in_order):
        refusal = _refusal(locked, live, request, numbers)
        if refusal is None and request.person not in {each.person for each in accepted.values()}:
            accepted[place] = request
        else:
            outcomes[place] = refusal or BookedLiveAlready(0)
    joined = join_many(session, [_join_request(each) for each in accepted.values()]) if accepted else ()
    outcomes |= dict(zip(accepted, joined, strict=True))
    for request, outcome in zip(accepted.values(), joined, strict=True):
        if (
            isinstance(outcome, Joined) and outcome.ticket
        ):  # after a stop; whoever writes in a group is shown none
            send_ticket(session, request.person, locked.item, outcome.ticket, now=request.now)
    _insert(
        session, [(in_order[place], each) for place, each in outcomes.items() if isinstance(each, Joined)]
    )
    by_request = {id(request): outcomes[place] for place, request in enumerate(in_order)}
    return [by_request[id(request)] for request in requests]


BOOK_LIVE = BatchAction(book_live_many, key=lambda request: (request.live, request.item))


def live_hold(session: Session, person: int, letters: str, place: int) -> int | None:
    """Return the hold that a person was given by a live booking and has not answered, the one of a code or else the newest; None where there is none."""
    rows = (
        select(Hold.id)
        .join(LiveBooking, col(LiveBooking.entry_id) == col(Hold.entry_id))
        .where(col(LiveBooking.person_id) == person, col(Hold.state) == HoldState.LIVE)
        .where(col(Hold.person_id) == person)
    )
    if letters:
        rows = rows.where(col(Hold.item_id) == find_live_item(session, letters, place).item)
    return session.exec(rows.order_by(col(Hold.id).desc()).limit(1)).first()


def _refusal(
    locked: LockedItem, live: LiveSession, request: LiveRequest, numbers: dict[int | None, int]
) -> Refusal | None:
    """Return why a message books nothing, judged by when it was sent; None where it does."""
    zone = locked.alley.zone
    if request.sent_at < live.started_at:
        return LiveNotBegun(live.started_at, zone)
    if live.stopped_at is not None and request.sent_at > live.stopped_at + GRACE:
        return LiveStopped(live.stopped_at, zone)
    if live.word and request.word != live.word:
        return LiveWordMissing()
    if request.person in numbers:
        return BookedLiveAlready(numbers[request.person])
    return None


def _booked_numbers(session: Session, live: int, item: int, persons: set[int]) -> dict[int | None, int]:
    """Return the numbers of those who have booked the item live in this session, by person."""
    rows = select(LiveBooking.person_id, Entry.number).join(Entry, col(Entry.id) == col(LiveBooking.entry_id))
    own = rows.where(
        col(LiveBooking.live_session_id) == live,
        col(LiveBooking.item_id) == item,
        col(LiveBooking.person_id).in_(persons),
    )
    return {person: number or 0 for person, number in session.exec(own)}


def _join_request(request: LiveRequest) -> JoinRequest:
    return JoinRequest(
        person=request.person, item=request.item, units=request.units, now=request.now, rng=request.rng
    )


def _insert(session: Session, booked: Sequence[tuple[LiveRequest, Joined]]) -> None:
    """Store what was booked, in the order of the numbers."""
    in_order = sorted(booked, key=lambda pair: pair[1].number or 0)
    rows = [
        {
            "live_session_id": request.live,
            "item_id": request.item,
            "person_id": request.person,
            "entry_id": joined.entry,
            "sent_at": request.sent_at,
        }
        for request, joined in in_order
    ]
    insert_all(session, LiveBooking, rows)
