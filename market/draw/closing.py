"""Closing a draw: the list is made and hashed, the round fixed, the secret told."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import and_, bindparam, or_, update
from sqlmodel import Session, col, select

from market.draw.beacon import deciding_round
from market.draw.proof import Chance, root
from market.draw.state import BEFORE, closing, draw_of
from market.draw.weights import weights
from market.ticket.code import SYMBOLS
from market.waitlist.ground import ground
from storage.draw import Draw
from storage.drop import Drop, Line
from storage.store import touch
from storage.waitlist import Entry

CLOSES = or_(
    and_(col(Drop.policy) == "pot", col(Drop.pot_until) <= bindparam("now")),
    and_(col(Drop.policy) == "draw", col(Drop.closes_at) <= bindparam("now")),
    and_(col(Drop.policy) == "draw", col(Drop.closes_at).is_(None), col(Drop.draws_at) <= bindparam("draws")),
)
SHORT, LONG = 4, 6
CROWDED = 16
"""With fewer names than this for each entry, names are longer."""


def lines_to_close(session: Session, now: datetime) -> tuple[int, ...]:
    """Lines whose draw has yet to close and whose time for it has come."""
    rows = _open().where(CLOSES).params(now=now, draws=now + BEFORE)
    return tuple(session.exec(rows.order_by(col(Draw.line_id))))


def close_line(session: Session, line: int, now: datetime, dice: Random) -> None:
    """Publish who is drawn, under random pseudonyms, with the root of the list, the round that decides and the secret. Once.

    locks: drop, line, entry
    """
    at, draw = ground(session, line), draw_of(session, line)
    until = closing(at.drop) if at else None
    if at is None or draw is None or draw.closed_at or until is None or now < until:
        return
    entered = _entered(session, line, until)
    chances = _chances(entered, weights(session, at.drop, line, [person for _, person in entered]), dice)
    if chances:
        named = [
            {"entry": entry, "name": chance.pseudonym, "chances": chance.weight}
            for (entry, _), chance in zip(entered, chances, strict=True)
        ]
        session.connection().execute(NAMED, named)
    draw.closed_at, draw.entries, draw.root = now, len(chances), root(chances)
    draw.round = deciding_round(now, at.drop.draws_at)
    session.flush()
    touch(session, "drop")


NAMED = (
    update(Entry)
    .where(col(Entry.id) == bindparam("entry"))
    .values(pseudonym=bindparam("name"), weight=bindparam("chances"))
)


def next_closing(session: Session, after: datetime) -> datetime | None:
    """When the entries of the next draw close."""
    drops = select(Drop).where(col(Drop.id).in_(_open().with_only_columns(col(Line.drop_id))))
    times = (closing(drop) for drop in session.exec(drops))
    return min((at for at in times if at and at > after), default=None)


def _open() -> Any:
    rows = select(Draw.line_id).join(Line, col(Line.id) == col(Draw.line_id))
    rows = rows.join(Drop, col(Drop.id) == col(Line.drop_id))
    return rows.where(col(Draw.closed_at).is_(None), col(Drop.state).in_(("published", "paused")))


def _entered(session: Session, line: int, until: datetime) -> Sequence[tuple[int, int | None]]:
    """Entry and person of whoever waits for a number and joined in time."""
    rows = select(Entry.id, Entry.person_id).where(
        col(Entry.line_id) == line,
        col(Entry.state) == "waiting",
        col(Entry.number).is_(None),
        col(Entry.joined_at) < until,
    )
    return [
        (entry or 0, person)
        for entry, person in session.exec(rows.order_by(col(Entry.id)).with_for_update(key_share=True))
    ]


def _chances(
    entered: Sequence[tuple[int, int | None]], weighed: dict[int, int], dice: Random
) -> list[Chance]:
    """One for each, in the same order; a pseudonym is drawn, never made from anything of the person."""
    names = _pseudonyms(len(entered), dice)
    return [
        Chance(name, weighed.get(person or 0, 1)) for name, (_, person) in zip(names, entered, strict=True)
    ]


def _pseudonyms(count: int, dice: Random) -> list[str]:
    """Distinct ones."""
    length = SHORT if count * CROWDED <= len(SYMBOLS) ** SHORT else LONG
    return [f"p-{_spelt(number, length)}" for number in dice.sample(range(len(SYMBOLS) ** length), count)]


def _spelt(number: int, length: int) -> str:
    signs = ""
    for _ in range(length):
        number, sign = divmod(number, len(SYMBOLS))
        signs += SYMBOLS[sign]
    return signs
