"""Deciding a draw: the round's randomness puts the published list in an order that anyone can work out again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, func, select

from market.draw.beacon import round_at, time_of
from market.draw.proof import Chance, drawn_order, seed
from market.draw.state import draw_of
from market.mailbox import Lane, write_each
from market.waitlist.ground import Ground, ground
from market.waitlist.settle import settle
from storage.draw import Draw
from storage.drop import Drop, Line
from storage.store import touch
from storage.waitlist import Entry

DONE = "DrawDone"
TOLD_FOR = timedelta(days=2)

NUMBERED = update(Entry).where(col(Entry.id) == bindparam("entry")).values(number=bindparam("given"))


def rounds_due(session: Session, beacon: str, now: datetime) -> tuple[tuple[int, int], ...]:
    """Line and round of each draw that is closed and whose round has come."""
    rows = (
        select(Draw.line_id, Draw.round)
        .join(Line, col(Line.id) == col(Draw.line_id))
        .join(Drop, col(Drop.id) == col(Line.drop_id))
        .where(
            col(Draw.beacon) == beacon,
            col(Draw.drawn_at).is_(None),
            col(Draw.round) <= round_at(now),
            col(Drop.state).in_(("published", "paused")),
        )
    )
    return tuple((line, number or 0) for line, number in session.exec(rows.order_by(col(Draw.line_id))))


def draw_line(session: Session, line: int, randomness: str, signature: str, now: datetime) -> bool:
    """Give the closed list its numbers, then whoever joined after it, hold for the first and tell each; whether this was the time.

    The randomness, in hex, is that of the round fixed at closing: who fetched it has verified it. locks: drop, line, entry
    """
    at, draw = ground(session, line), draw_of(session, line)
    if at is None or draw is None or draw.closed_at is None or draw.drawn_at:
        return False
    draw.randomness, draw.signature, draw.drawn_at = randomness, signature, now
    session.flush()
    drawn = _in_order(session, draw, randomness)
    _number(session, at, [*drawn, *_later(session, line)])
    listed = _listed(session, line)
    settle(session, at, now, quiet_for={*listed.values()}, drawn=True)
    _tell(session, at, listed, now)
    touch(session, "drop")
    return True


def next_round(session: Session, after: datetime) -> datetime | None:
    """When the next round comes that a draw waits for."""
    waiting = select(func.min(Draw.round)).where(
        col(Draw.drawn_at).is_(None), col(Draw.round) > round_at(after)
    )
    number = session.exec(waiting).one()
    return time_of(number) if number else None


def _in_order(session: Session, draw: Draw, randomness: str) -> list[int]:
    """The entries of the closed list, those that left meanwhile too: the published order is whole."""
    listed = select(Entry.pseudonym, Entry.weight, Entry.id).where(
        col(Entry.line_id) == draw.line_id, col(Entry.pseudonym).is_not(None)
    )
    rows = session.exec(listed).all()
    ids = {pseudonym: entry or 0 for pseudonym, _, entry in rows}
    chances = [Chance(pseudonym or "", weight) for pseudonym, weight, _ in rows]
    return [ids[pseudonym] for pseudonym in drawn_order(seed(draw.secret, randomness), draw.name, chances)]


def _later(session: Session, line: int) -> list[int]:
    """Who joined when the list was closed: behind it, as they came."""
    rows = select(Entry.id).where(
        col(Entry.line_id) == line,
        col(Entry.state) == "waiting",
        col(Entry.number).is_(None),
        col(Entry.pseudonym).is_(None),
    )
    return [entry or 0 for entry in session.exec(rows.order_by(col(Entry.id)))]


def _number(session: Session, at: Ground, entries: list[int]) -> None:
    given = [{"entry": entry, "given": number} for entry, number in zip(entries, count(at.line.next_number))]
    if given:
        session.connection().execute(NUMBERED, given)
    at.line.next_number += len(given)
    session.flush()


def _tell(session: Session, at: Ground, listed: Mapping[int, int], now: datetime) -> None:
    """One letter says the number and, for the first, the hold; not to who left meanwhile."""
    drop, line = at.drop.id, at.line.id
    still = select(Entry.id).where(
        col(Entry.line_id) == line,
        col(Entry.pseudonym).is_not(None),
        col(Entry.state).in_(("waiting", "held")),
    )
    letters = [
        (listed[entry], f"drop:{drop}/entry:{entry}", {"drop": drop, "line": line, "entry": entry})
        for entry in map(int, filter(None, session.exec(still)))
        if entry in listed
    ]
    write_each(session, letters, DONE, lane=Lane.BOOKING, due_at=now, late_after=now + TOLD_FOR)


def _listed(session: Session, line: int) -> dict[int, int]:
    """By entry of the closed list its person; nobody who has asked to be forgotten."""
    rows = select(Entry.id, Entry.person_id).where(
        col(Entry.line_id) == line, col(Entry.pseudonym).is_not(None), col(Entry.person_id).is_not(None)
    )
    return {entry or 0: person or 0 for entry, person in session.exec(rows)}
