"""Starting and stopping a live session, and what its live seller sees of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from random import Random
from string import ascii_lowercase

from sqlmodel import Session, col, delete, func, select

from market.actor import Actor, Right, require_right
from market.drop.browse import any_drop
from market.drop.facts import DropFacts, ItemFacts
from market.drop.own_drop import LockedDrop, lock_own_drop
from market.live.refusals import LiveCodesUsed, LiveNeedsQueue, LiveRuns
from market.live.stream import shown_stream
from market.refusal import ButtonForged
from market.waitlist.allocate import allocate
from market.waitlist.join_checks import refuse_not_giving
from storage.drop import Drop, DropPolicy, Item
from storage.insert import insert_once
from storage.live import LiveBooking, LiveSession
from storage.shown import mark_drop
from storage.store import mark_changed
from storage.waitlist import Entry, EntryState

MINUTES = (2, 5, 10)
"""How long a hold may last in a live session."""

REST = timedelta(days=1)
"""The letters of a session that stopped are given to no other for so long: what is written late means the old one."""

WORDS = (
    *("durian", "gula", "jambu", "kopi", "laksa", "mangga", "nasi", "pandan", "pulut", "rojak", "sagu"),
    *("sambal", "satay", "serai", "tapai", "teh"),
)
"""Spoken and written alike in all languages of the market; two digits follow."""


@dataclass(frozen=True, kw_only=True)
class LiveTerms:
    """Of which drop a live session is, how many minutes its holds last, and whether a spoken word is asked for."""

    drop: int
    minutes: int
    with_word: bool


@dataclass(frozen=True, kw_only=True)
class LiveFacts:
    """A live session. `word` is for its live seller alone, "" where none is asked; `stopped_at` is None while it runs.

    `bookings` counts what was booked live, `confirmed` what of it was confirmed.
    """

    id: int
    letters: str
    minutes: int
    word: str
    started_at: datetime
    stopped_at: datetime | None
    bookings: int
    confirmed: int


@dataclass(frozen=True, kw_only=True)
class LivePage:
    """A drop and its last live session, if any. `announced`: people read that it will be sold live. `stream_url` is what they see of its stall's."""

    drop: DropFacts
    live: LiveFacts | None
    announced: bool
    stream_url: str = ""

    @property
    def running(self) -> LiveFacts | None:
        """Return the session if it runs."""
        return self.live if self.live and self.live.stopped_at is None else None


def live_code(letters: str, position: int) -> str:
    """Return what people write for an item, like a001."""
    return f"{letters}{position:03}"


def coded_items(drop: DropFacts, letters: str) -> tuple[tuple[str, ItemFacts], ...]:
    """Return the items that can be booked live, each with its code: its place among the drop's items."""
    places = enumerate(drop.items, 1)
    return tuple((live_code(letters, place), item) for place, item in places if item.offered)


def start_live(session: Session, actor: Actor, terms: LiveTerms, now: datetime, rng: Random) -> None:
    """Start a live session of a drop: until it stops, holds of its items last so many minutes and go on in the order of numbers.

    Raises Blocked, DropUnknown, NotYourStall, DropCancelled, DropPaused, DropOver, WaitlistNotOpen, ItemNotOffered, LiveNeedsQueue, LiveRuns,
    LiveCodesUsed. locks: person, drop, item, hold
    """
    if terms.minutes not in MINUTES:
        raise ButtonForged
    locked_drop = lock_own_drop(session, actor, terms.drop)
    _refuse_not_now(session, locked_drop, now)
    _end_forgotten(session, now)
    values = {
        "drop_id": terms.drop,
        "minutes": terms.minutes,
        "word": f"{rng.choice(WORDS)}{rng.randrange(10, 100)}" if terms.with_word else "",
        "started_at": now.replace(microsecond=0),
    }
    if not any(
        insert_once(session, LiveSession, letters=letters, **values) for letters in _letters(session, now)
    ):
        raise LiveCodesUsed
    locked_drop.drop.live_announced = False
    for locked in locked_drop.locked_items:
        locked.item.live_minutes = terms.minutes
        allocate(session, locked, now)
    _mark(session, terms.drop, now)


def stop_live(session: Session, actor: Actor, drop: int, now: datetime) -> None:
    """Stop the live session of a drop, if one runs: what was booked stays, and the waitlist goes on by its ordinary rules.

    Raises Blocked, DropUnknown, NotYourStall. locks: person, drop, item, hold
    """
    locked_drop = lock_own_drop(session, actor, drop)
    live = _running(session, drop)
    if live is None:
        return
    live.stopped_at = max(live.started_at, now.replace(microsecond=0))
    for locked in locked_drop.locked_items:
        locked.item.live_minutes = None
    for locked in locked_drop.locked_items:
        allocate(session, locked, now)
    _mark(session, drop, now)


def forget_live(session: Session, drop: int) -> None:
    """Delete the live sessions of a drop that nobody has joined: its publication is undone. The caller has locked it with its items."""
    session.connection().execute(delete(LiveSession).where(col(LiveSession.drop_id) == drop))
    for item in session.exec(select(Item).where(col(Item.drop_id) == drop)):
        item.live_minutes = None


def live_page(session: Session, actor: Actor, drop: int) -> LivePage:
    """Return what the live seller sees of a drop's last live session. Raises DropUnknown, NotYourStall."""
    facts = any_drop(session, drop)
    require_right(session, actor, facts.stall.id, Right.STOCK)
    rows = select(LiveSession).where(col(LiveSession.drop_id) == drop)
    row = session.exec(
        rows.order_by(col(LiveSession.started_at).desc(), col(LiveSession.id).desc()).limit(1)
    ).first()
    return LivePage(
        drop=facts,
        live=_facts(session, row) if row else None,
        announced=session.get_one(Drop, drop).live_announced,
        stream_url=shown_stream(session, facts.stall.id),
    )


def _facts(session: Session, row: LiveSession) -> LiveFacts:
    booked = select(func.count()).where(col(LiveBooking.live_session_id) == row.id)
    kept = select(col(Entry.id)).where(col(Entry.state) == EntryState.BOOKED)
    return LiveFacts(
        id=row.id or 0,
        letters=row.letters,
        minutes=row.minutes,
        word=row.word,
        started_at=row.started_at,
        stopped_at=row.stopped_at,
        bookings=session.exec(booked).one(),
        confirmed=session.exec(booked.where(col(LiveBooking.entry_id).in_(kept))).one(),
    )


def _refuse_not_now(session: Session, locked_drop: LockedDrop, now: datetime) -> None:
    """Refuse a drop that gives no units now, is drawn, or is sold live already."""
    offered = [locked for locked in locked_drop.locked_items if locked.item.offered]
    giving = [locked for locked in offered if now < locked.cut_off] or offered
    if locked_drop.drop.policy != DropPolicy.QUEUE:
        raise LiveNeedsQueue
    refuse_not_giving(giving[0], now)
    if _running(session, locked_drop.drop.id or 0):
        raise LiveRuns


def _running(session: Session, drop: int) -> LiveSession | None:
    rows = select(LiveSession).where(col(LiveSession.drop_id) == drop, col(LiveSession.stopped_at).is_(None))
    return session.exec(rows.execution_options(populate_existing=True)).first()


def _end_forgotten(session: Session, now: datetime) -> None:
    """Note that sessions whose drop is over have stopped with it, so that their letters are given again one day."""
    rows = select(LiveSession, Drop.ends_at).join(Drop, col(Drop.id) == col(LiveSession.drop_id))
    for live, ends_at in session.exec(
        rows.where(col(LiveSession.stopped_at).is_(None), col(Drop.ends_at) <= now)
    ):
        live.stopped_at = max(live.started_at, ends_at)
    session.flush()


def _letters(session: Session, now: datetime) -> Iterator[str]:
    """Return the letters that no session has or had lately: a to z, then aa to zz."""
    lately = select(LiveSession.letters).where(
        col(LiveSession.stopped_at).is_(None) | (col(LiveSession.stopped_at) > now - REST)
    )
    used = {*session.exec(lately)}
    pairs = map("".join, product(ascii_lowercase, repeat=2))
    return (letters for letters in (*ascii_lowercase, *pairs) if letters not in used)


def _mark(session: Session, drop: int, now: datetime) -> None:
    mark_drop(session, drop, now)
    mark_changed(session, "drop")
