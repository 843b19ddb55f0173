"""Closing a draw: the list is made and hashed, the round is fixed, the secret is published."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import and_, bindparam, or_, update
from sqlmodel import Session, col, select

from market.beacon import deciding_round
from market.draw.proof import Chance, root
from market.draw.weights import weights
from market.drop.draw_state import BEFORE, closing, draw_of
from market.drop.locked_item import lock_item
from market.public_code import SYMBOLS
from storage.draw import Draw
from storage.drop import Drop, DropPolicy, DropState, Item
from storage.shown import mark_item
from storage.store import mark_changed
from storage.waitlist import Entry, EntryState

CLOSES = or_(
    and_(col(Drop.policy) == DropPolicy.POT, col(Drop.pot_until) <= bindparam("now")),
    and_(col(Drop.policy) == DropPolicy.DRAW, col(Drop.closes_at) <= bindparam("now")),
    and_(
        col(Drop.policy) == DropPolicy.DRAW,
        col(Drop.closes_at).is_(None),
        col(Drop.draws_at) <= bindparam("draws"),
    ),
)
SHORT_LENGTH, LONG_LENGTH = 4, 6
CROWDED = 16
"""Pseudonyms are longer where there are fewer short ones than this for each entry."""


def items_to_close(session: Session, now: datetime) -> tuple[int, ...]:
    """Return the items whose draw is open and whose closing time has come."""
    return tuple(session.exec(closing_draws(now).order_by(col(Draw.item_id))))


def closing_draws(now: datetime) -> Any:
    """Return the items of `items_to_close`."""
    return _open().where(CLOSES).params(now=now, draws=now + BEFORE)


def close_item_draw(session: Session, item: int, now: datetime, rng: Random) -> None:
    """Publish the entries under random pseudonyms, with the root of the list, the deciding round and the secret. Once.

    locks: drop, item, entry
    """
    locked, draw = lock_item(session, item), draw_of(session, item)
    until = closing(locked.drop) if locked else None
    if locked is None or draw is None or draw.closed_at or until is None or now < until:
        return
    entered = _entered(session, item, until)
    chances = _chances(entered, weights(session, locked.drop, item, [person for _, person in entered]), rng)
    if chances:
        named = [
            {"entry": entry, "name": chance.pseudonym, "chances": chance.weight}
            for (entry, _), chance in zip(entered, chances, strict=True)
        ]
        session.connection().execute(SET_PSEUDONYMS, named)
    draw.closed_at, draw.entries, draw.root = now, len(chances), root(chances)
    draw.round = deciding_round(now, locked.drop.draws_at)
    session.flush()
    mark_changed(session, "drop")
    mark_item(session, item, now)


SET_PSEUDONYMS = (
    update(Entry)
    .where(col(Entry.id) == bindparam("entry"))
    .values(pseudonym=bindparam("name"), weight=bindparam("chances"))
)


def next_closing(session: Session, since: datetime) -> datetime | None:
    """Return when the entries of the next draw close."""
    drops = select(Drop).where(col(Drop.id).in_(_open().with_only_columns(col(Item.drop_id))))
    times = (closing(drop) for drop in session.exec(drops))
    return min((locked for locked in times if locked and locked > since), default=None)


def _open() -> Any:
    rows = select(Draw.item_id).join(Item, col(Item.id) == col(Draw.item_id))
    rows = rows.join(Drop, col(Drop.id) == col(Item.drop_id))
    return rows.where(
        col(Draw.drawn_at).is_(None),
        col(Draw.closed_at).is_(None),
        col(Drop.state).in_((DropState.PUBLISHED, DropState.PAUSED)),
    )


def _entered(session: Session, item: int, until: datetime) -> Sequence[tuple[int, int | None]]:
    """Return entry and person of everybody who waits for a number and joined in time."""
    rows = select(Entry.id, Entry.person_id).where(
        col(Entry.item_id) == item,
        col(Entry.state) == EntryState.WAITING,
        col(Entry.number).is_(None),
        col(Entry.joined_at) < until,
    )
    return [
        (entry or 0, person)
        for entry, person in session.exec(rows.order_by(col(Entry.id)).with_for_update(key_share=True))
    ]


def _chances(entered: Sequence[tuple[int, int | None]], weighed: dict[int, int], rng: Random) -> list[Chance]:
    """Return a chance for each entry, in the same order. Pseudonyms are random, not derived from the person."""
    names = _pseudonyms(len(entered), rng)
    return [
        Chance(name, weighed.get(person or 0, 1)) for name, (_, person) in zip(names, entered, strict=True)
    ]


def _pseudonyms(count: int, rng: Random) -> list[str]:
    """Return distinct pseudonyms."""
    length = SHORT_LENGTH if count * CROWDED <= len(SYMBOLS) ** SHORT_LENGTH else LONG_LENGTH
    return [f"p-{_spell(number, length)}" for number in rng.sample(range(len(SYMBOLS) ** length), count)]


def _spell(number: int, length: int) -> str:
    symbols = ""
    for _ in range(length):
        number, place = divmod(number, len(SYMBOLS))
        symbols += SYMBOLS[place]
    return symbols
