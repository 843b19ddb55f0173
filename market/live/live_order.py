"""The published order of live bookings: numbers and times, no names."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from market.drop.browse import drop_card
from market.drop.facts import DropFacts
from market.live.live_session import live_code
from market.live.stream import shown_stream
from market.paging import page_within
from storage.live import LiveBooking, LiveSession
from storage.waitlist import Entry, EntryState

PAGE = 20


@dataclass(frozen=True, kw_only=True)
class OrderedBooking:
    """A live booking as everybody sees it: the item's code, the number, when it was sent, for how many units, and what has become of it."""

    code: str
    number: int
    units: int
    sent_at: datetime
    state: EntryState


@dataclass(frozen=True, kw_only=True)
class LiveOrder:
    """A page of the live bookings of a drop, in the order of arrival. `stream_url` is where its stall streams, "" for nowhere."""

    drop: DropFacts
    bookings: tuple[OrderedBooking, ...]
    stream_url: str
    total: int
    page: int
    pages: int


def live_order(session: Session, drop: int, page: int) -> LiveOrder:
    """Return a page of what was booked live of a drop, for everybody. Raises DropUnknown for one that not everybody may see."""
    facts = drop_card(session, drop)
    places = {item.id: place for place, item in enumerate(facts.items, 1)}
    of_drop = select(LiveSession.id).where(col(LiveSession.drop_id) == drop)
    booked_live = col(LiveBooking.live_session_id).in_(of_drop)
    total = session.exec(select(func.count()).select_from(LiveBooking).where(booked_live)).one()
    number, pages = page_within(total, page, PAGE)
    rows = (
        select(LiveBooking, Entry, LiveSession.letters)
        .join(Entry, col(Entry.id) == col(LiveBooking.entry_id))
        .join(LiveSession, col(LiveSession.id) == col(LiveBooking.live_session_id))
        .where(booked_live)
        .order_by(col(LiveBooking.id))
    )
    shown = session.exec(rows.offset((number - 1) * PAGE).limit(PAGE)).all()
    return LiveOrder(
        drop=facts,
        bookings=tuple(
            OrderedBooking(
                code=live_code(letters, places[booking.item_id]),
                number=entry.number or 0,
                units=entry.units,
                sent_at=booking.sent_at,
                state=entry.state,
            )
            for booking, entry, letters in shown
        ),
        stream_url=shown_stream(session, facts.stall.id),
        total=total,
        page=number,
        pages=pages,
    )


def was_live(session: Session, drop: int) -> bool:
    """Return whether a drop was ever sold live."""
    rows = select(LiveSession.id).where(col(LiveSession.drop_id) == drop)
    return session.exec(rows.limit(1)).first() is not None
