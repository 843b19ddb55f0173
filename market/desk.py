"""The desk: what a stall has today or next, line by line, in numbers; never a name."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from market.acting import Acting, must_staff
from market.drop.browse import any_drop, any_drops
from market.drop.facts import DropFacts, LineFacts
from market.drop.own import own_drop
from market.refusal import DropUnknown
from storage.drop import Drop, Line
from storage.waitlist import Claim, Entry, Hold

SHOWN = 6
PAGE = 12


@dataclass(frozen=True)
class LineNumbers:
    """Units collected; claimed and not collected; held; free for whoever comes. `waiting` counts parties, `next_number` is the first of them."""

    line: LineFacts
    collected: int
    claimed: int
    held: int
    free: int
    waiting: int
    next_number: int | None


@dataclass(frozen=True)
class DeskDrop:
    drop: DropFacts
    lines: tuple[LineNumbers, ...]


@dataclass(frozen=True)
class Waiting:
    """A party that waits; `number` None: the draw has yet to give it."""

    number: int | None
    party: int
    since: datetime


@dataclass(frozen=True)
class LineWaitlist:
    """A page of who waits for a line, and until when numbers hold units."""

    drop: DropFacts
    numbers: LineNumbers
    page: int
    pages: int
    waiting: tuple[Waiting, ...]
    held: tuple[tuple[int, datetime], ...]


def desk(session: Session, acting: Acting, stall: int, now: datetime) -> tuple[DeskDrop, ...]:
    """What is not over, drafts too, by its start. Raises StallUnknown, NotYourStall."""
    must_staff(session, acting, stall)
    ahead = select(Drop.id).where(
        col(Drop.stall_id) == stall, col(Drop.ends_at) > now, col(Drop.state) != "cancelled"
    )
    ids = session.exec(ahead.order_by(col(Drop.starts_at), col(Drop.id)).limit(SHOWN)).all()
    facts = any_drops(session, tuple(found for found in ids if found))
    return tuple(_numbers_of(session, drop) for drop in facts)


def desk_drop(session: Session, acting: Acting, drop: int) -> DeskDrop:
    """Raises DropUnknown, NotYourStall."""
    return _numbers_of(session, own_drop(session, acting, drop))


def desk_line(session: Session, acting: Acting, line: int) -> tuple[DropFacts, LineNumbers]:
    """Raises DropUnknown, NotYourStall."""
    found = session.exec(select(Line.drop_id).where(col(Line.id) == line)).first()
    if found is None:
        raise DropUnknown
    desk = desk_drop(session, acting, found)
    return desk.drop, next(each for each in desk.lines if each.line.id == line)


def day_numbers(session: Session, drop: int) -> DeskDrop:
    """For the letter at the end of the day. Raises DropUnknown."""
    return _numbers_of(session, any_drop(session, drop))


def line_waitlist(session: Session, acting: Acting, line: int, page: int) -> LineWaitlist:
    """Raises DropUnknown, NotYourStall."""
    drop, numbers = desk_line(session, acting, line)
    pages = max(1, -(-numbers.waiting // PAGE))
    page = min(max(page, 1), pages)
    rows = (
        select(Entry.number, Entry.party, Entry.joined_at)
        .where(col(Entry.line_id) == line, col(Entry.state) == "waiting")
        .order_by(col(Entry.number).is_(None), col(Entry.number), col(Entry.id))
    )
    waiting = session.exec(rows.offset((page - 1) * PAGE).limit(PAGE))
    live = (
        select(Entry.number, Hold.until)
        .join(Entry, col(Entry.id) == col(Hold.entry_id))
        .where(col(Hold.line_id) == line, col(Hold.state) == "live", col(Entry.number).is_not(None))
    )
    held = session.exec(live.order_by(col(Entry.number)).limit(PAGE))
    return LineWaitlist(
        drop,
        numbers,
        page,
        pages,
        tuple(Waiting(*row) for row in waiting),
        tuple((number or 0, until) for number, until in held),
    )


def _numbers_of(session: Session, drop: DropFacts) -> DeskDrop:
    return DeskDrop(drop, tuple(_numbers(session, line) for line in drop.lines))


def _numbers(session: Session, line: LineFacts) -> LineNumbers:
    collected = session.exec(
        select(func.coalesce(func.sum(Claim.collected), 0)).where(
            col(Claim.line_id) == line.id, col(Claim.state).in_(("claimed", "collected"))
        )
    ).one()
    waiting, first = session.exec(
        select(func.count(col(Entry.id)), func.min(Entry.number)).where(
            col(Entry.line_id) == line.id, col(Entry.state) == "waiting"
        )
    ).one()
    free = max(0, line.quantity - line.claimed - line.held)
    return LineNumbers(line, collected, line.claimed - collected, line.held, free, waiting, first)
