"""The public facts of a draw, for its page, its proof file and the notification of its result."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from market.beacon import CHAIN, KEY, time_of
from market.draw.closed_list import Joined, by_ten_minutes, closed_list, is_listed
from market.draw.proof import Chance, Path, leaf, seed
from market.draw.refusals import DrawOpen, DrawUnknown
from market.drop.browse import any_drop, drop_card
from market.drop.draw_state import closing
from market.drop.facts import DropFacts, ItemFacts
from market.waitlist.position import HoldFacts, hold_facts, served_up_to
from storage.beacon_kind import BeaconKind
from storage.draw import Draw
from storage.drop import Item
from storage.waitlist import Entry, EntryState, Hold, HoldState

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class OwnDrawEntry:
    """A person's entry in a closed list, with its leaf and path to the root; `number` is set after the draw."""

    pseudonym: str
    weight: int
    leaf: str
    path: Path
    number: int | None


@dataclass(frozen=True, kw_only=True)
class PublishedDraw:
    """A draw as published; `joined` counts entries in steps of ten minutes. Unpublished values are ""."""

    drop: DropFacts
    item: ItemFacts
    opened_at: datetime
    joined: tuple[tuple[datetime, int], ...]
    secret: str
    root: str
    randomness: str
    seed: str
    own_entry: OwnDrawEntry | None


@dataclass(frozen=True, kw_only=True)
class DrawnFacts:
    """An entry after its draw, with its live hold, if any. No entry up to number `served_up_to` still waits.

    Of `entries` in the list `drawn` got something when it was drawn.
    """

    drop: DropFacts
    item: ItemFacts
    number: int
    entries: int
    drawn: int
    served_up_to: int
    state: EntryState
    hold: HoldFacts | None


@dataclass(frozen=True)
class DrawnNumbers:
    """The entries of a drawn list, and the numbers among them that got something at once."""

    entries: int
    numbers: tuple[int, ...]


class DrawRow(NamedTuple):
    """An entry of a closed list; `number` is 0 before the draw."""

    number: int
    pseudonym: str
    chances: int
    is_drawn: bool


@dataclass(frozen=True, kw_only=True)
class NamedDraw:
    """A draw with its proof file once its entries are closed, and the numbers that got something when it was drawn."""

    published: PublishedDraw
    proof: dict[str, Any] | None
    drawn: frozenset[int]

    def rows(self) -> list[DrawRow]:
        """Return the closed list: those that were drawn, then those that were not, each by number; nothing before it is closed."""
        if self.proof is None:
            return []
        chances: dict[str, int] = dict(self.proof["entries"])
        numbers = (
            enumerate(self.proof["order"], 1) if self.proof["order"] else ((0, name) for name in chances)
        )
        rows = [DrawRow(number, name, chances[name], number in self.drawn) for number, name in numbers]
        return sorted(rows, key=lambda row: not row.is_drawn)


def published_draw(session: Session, item: int, person: int | None = None) -> PublishedDraw:
    """Return what is public of a draw, and this person's entry.

    Raises DrawUnknown; DropUnknown for a hidden drop that this person has not entered.
    """
    draw, drop, row = _found(session, item)
    if person is None or not _entered(session, item, person):
        drop_card(session, drop.id)
    return PublishedDraw(
        drop=drop,
        item=row,
        opened_at=draw.opened_at,
        joined=_joined(session, draw),
        secret=draw.secret if draw.closed_at else "",
        root=draw.root or "",
        randomness=draw.randomness or "",
        seed=_seed(draw),
        own_entry=_own_entry(session, draw, person) if draw.closed_at and person else None,
    )


def draw_by_name(session: Session, name: str) -> NamedDraw:
    """Return the draw of this name of a visible drop. Raises DrawUnknown, DropUnknown."""
    named = select(Draw.item_id, Draw.closed_at)
    found = session.exec(named.where(col(Draw.name) == name)).first()
    if found is None:
        raise DrawUnknown
    item, closed_at = found
    return NamedDraw(
        published=published_draw(session, item),
        proof=proof_file(session, item) if closed_at else None,
        drawn=frozenset(drawn_numbers(session, item).numbers),
    )


def proof_file(session: Session, item: int) -> dict[str, Any]:
    """Return the proof file; before the round it lacks the results. Raises DrawUnknown, DrawOpen."""
    draw, drop, row = _found(session, item)
    if draw.closed_at is None or draw.round is None:
        raise DrawOpen(closing(drop) or drop.starts_at, drop.alley.zone)
    entries, drawn = closed_list(session, draw), _seed(draw)
    return {
        "what": "lorong draw",
        "version": VERSION,
        "draw": draw.name,
        "drop": drop.name,
        "item": row.name,
        "stall": drop.stall.name,
        "policy": drop.policy,
        "weighing": drop.weighing,
        "opened": draw.opened_at.isoformat(),
        "commitment": draw.commitment,
        "closed": draw.closed_at.isoformat(),
        "entries": [[chance.pseudonym, chance.weight] for chance in entries.tree.chances],
        "count": draw.entries,
        "root": draw.root,
        "secret": draw.secret,
        "beacon": _beacon(draw, draw.round),
        "seed": drawn,
        "order": list(entries.order(drawn, draw.name)) if drawn else [],
        "joined": [[at.isoformat(), count] for at, count in _joined(session, draw)],
    }


def entry_file(session: Session, item: int, person: int) -> dict[str, Any]:
    """Return the proof that a person's entry is in the list. Raises DrawUnknown, also without an entry, DrawOpen."""
    document, draw = proof_file(session, item), _found(session, item)[0]
    own_entry = _own_entry(session, draw, person)
    if own_entry is None:
        raise DrawUnknown
    own = {
        "pseudonym": own_entry.pseudonym,
        "weight": own_entry.weight,
        "leaf": own_entry.leaf,
        "path": own_entry.path,
    }
    return {"what": "lorong entry", "draw": document["draw"], **own, "root": document["root"]}


def drawn_entry(session: Session, entry: int, now: datetime) -> DrawnFacts:
    """Return a drawn entry, for its notification. Raises DrawUnknown where it is not drawn."""
    row = session.get(Entry, entry)
    if row is None or row.number is None:
        raise DrawUnknown
    draw, drop, item = _found(session, row.item_id)
    live = select(Hold.id).where(col(Hold.entry_id) == entry, col(Hold.state) == HoldState.LIVE)
    hold = session.exec(live).first()
    return DrawnFacts(
        drop=drop,
        item=item,
        number=row.number,
        entries=draw.entries,
        drawn=session.exec(select(func.count()).select_from(_drawn(draw).subquery())).one(),
        served_up_to=served_up_to(session, row.item_id),
        state=row.state,
        hold=hold_facts(session, hold, now) if hold else None,
    )


def drawn_numbers(session: Session, item: int) -> DrawnNumbers:
    """Return the numbers of a drawn list that got something at once, for the picture of its result. Raises DrawUnknown."""
    draw, *_ = _found(session, item)
    found = session.exec(_drawn(draw))
    return DrawnNumbers(draw.entries, tuple(number for number in found if number))


def _drawn(draw: Draw) -> SelectOfScalar[int | None]:
    """Select the numbers of the list that got something in the moment of the draw."""
    at_once = col(Hold.item_id) == draw.item_id, col(Hold.given_at) == draw.drawn_at
    numbers = select(col(Entry.number)).join(Hold, col(Hold.entry_id) == col(Entry.id)).where(*at_once)
    return numbers.where(col(Entry.number) <= draw.entries).distinct()


def _found(session: Session, item: int) -> tuple[Draw, DropFacts, ItemFacts]:
    rows = select(Draw, Item.drop_id).join(Item, col(Item.id) == col(Draw.item_id))
    row = session.exec(rows.where(col(Draw.item_id) == item)).first()
    if row is None:
        raise DrawUnknown
    drop = any_drop(session, row[1])
    return row[0], drop, drop.item(item)


def _entered(session: Session, item: int, person: int) -> bool:
    rows = select(Entry.id).where(col(Entry.item_id) == item, col(Entry.person_id) == person)
    return session.exec(rows.limit(1)).first() is not None


def _beacon(draw: Draw, number: int) -> dict[str, Any]:
    at = {"kind": draw.beacon, "round": number, "time": time_of(number).isoformat()}
    output = {"randomness": draw.randomness or "", "signature": draw.signature}
    network = {"chain": CHAIN, "key": KEY} if draw.beacon == BeaconKind.QUICKNET else {}
    return at | output | network


def _seed(draw: Draw) -> str:
    return seed(draw.secret, draw.randomness) if draw.randomness else ""


def _joined(session: Session, draw: Draw) -> Joined:
    """Count the entries of the list, or while it is open the waiting ones, in steps of ten minutes."""
    if draw.closed_at:
        return closed_list(session, draw).joined
    open_ = col(Entry.item_id) == draw.item_id, col(Entry.state) == EntryState.WAITING
    return by_ten_minutes([*session.exec(select(Entry.joined_at).where(*open_))])


def _own_entry(session: Session, draw: Draw, person: int) -> OwnDrawEntry | None:
    """Return the newest entry of this person in the list."""
    rows = select(Entry).where(*is_listed(draw), col(Entry.person_id) == person)
    row = session.exec(rows.order_by(col(Entry.id).desc())).first()
    if row is None or row.pseudonym is None:
        return None
    own = Chance(row.pseudonym, row.weight)
    return OwnDrawEntry(
        pseudonym=own.pseudonym,
        weight=own.weight,
        leaf=leaf(own),
        path=closed_list(session, draw).tree.path(own.pseudonym),
        number=row.number,
    )
