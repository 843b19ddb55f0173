"""What is published of a draw, for its page, its proof file and the letter of each who was drawn."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from market.draw.beacon import CHAIN, KEY, time_of
from market.draw.draw_state import closing
from market.draw.proof import Chance, Path, drawn_order, leaf, listed, merkle_path, seed
from market.drop.browse import any_drop, drop_card
from market.drop.facts import DropFacts, ItemFacts
from market.refusal import DrawOpen, DrawUnknown
from market.waitlist.join import served_up_to
from market.waitlist.position import HoldFacts, hold_facts
from storage.beacon_kind import BeaconKind
from storage.draw import Draw
from storage.drop import Item
from storage.waitlist import Entry, EntryState, Hold, HoldState

VERSION = 1
MINUTES = 10


@dataclass(frozen=True, kw_only=True)
class OwnDrawEntry:
    """One's own entry in a closed list: its leaf and the path from it to the root; `number` once it is drawn."""

    pseudonym: str
    weight: int
    leaf: str
    path: Path
    number: int | None


@dataclass(frozen=True)
class PublishedDraw:
    """`joined`: how many entered in each ten minutes. Secret and root are "" before the closing, randomness and seed before the draw."""

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
    """An entry after its draw; `hold` where units are held for it now. Nobody up to number `served_up_to` waits any more."""

    drop: DropFacts
    item: ItemFacts
    number: int
    entries: int
    served_up_to: int
    state: EntryState
    hold: HoldFacts | None


def published_draw(session: Session, item: int, person: int | None = None) -> PublishedDraw:
    """As far as it is public, and this person's own entry.

    Raises DrawUnknown; DropUnknown to who has not entered a draw whose drop is not shown to everybody.
    """
    draw, drop, row = _found(session, item)
    if person is None or not _entered(session, item, person):
        drop_card(session, drop.id)
    return PublishedDraw(
        drop,
        row,
        draw.opened_at,
        _joined(session, draw),
        secret=draw.secret if draw.closed_at else "",
        root=draw.root or "",
        randomness=draw.randomness or "",
        seed=_seed(draw),
        own_entry=_own_entry(session, draw, person) if draw.closed_at and person else None,
    )


def draw_by_name(session: Session, name: str) -> tuple[PublishedDraw, dict[str, Any] | None]:
    """The draw of a name, of a drop that everybody sees, and its proof file once there is one. Raises DrawUnknown, DropUnknown."""
    named = select(Draw.item_id, Draw.closed_at)
    found = session.exec(named.where(col(Draw.name) == name)).first()
    if found is None:
        raise DrawUnknown
    item, closed_at = found
    return published_draw(session, item), proof_file(session, item) if closed_at else None


def proof_file(session: Session, item: int) -> dict[str, Any]:
    """All that is published, for whoever checks it; before the round has come without what follows from it. Raises DrawUnknown, DrawOpen."""
    draw, drop, row = _found(session, item)
    if draw.closed_at is None or draw.round is None:
        raise DrawOpen(closing(drop) or drop.starts_at, drop.alley.zone)
    chances, drawn = _chances(session, draw), _seed(draw)
    return {
        "what": "lorong draw",
        "version": VERSION,
        "draw": draw.name,
        "drop": drop.name,
        "line": row.name,
        "stall": drop.stall.name,
        "policy": drop.policy,
        "weighing": drop.weighing,
        "opened": draw.opened_at.isoformat(),
        "commitment": draw.commitment,
        "closed": draw.closed_at.isoformat(),
        "entries": [[chance.pseudonym, chance.weight] for chance in chances],
        "count": draw.entries,
        "root": draw.root,
        "secret": draw.secret,
        "beacon": _beacon(draw, draw.round),
        "seed": drawn,
        "order": list(drawn_order(drawn, draw.name, chances)) if drawn else [],
        "joined": [[at.isoformat(), count] for at, count in _joined(session, draw)],
    }


def entry_file(session: Session, item: int, person: int) -> dict[str, Any]:
    """What shows that one's own entry is in the list. Raises DrawUnknown, DrawOpen, also where one has none."""
    document, draw = proof_file(session, item), _found(session, item)[0]
    mine = _own_entry(session, draw, person)
    if mine is None:
        raise DrawUnknown
    own = {"pseudonym": mine.pseudonym, "weight": mine.weight, "leaf": mine.leaf, "path": mine.path}
    return {"what": "lorong entry", "draw": document["draw"], **own, "root": document["root"]}


def drawn_entry(session: Session, entry: int) -> DrawnFacts:
    """For the letter. Raises DrawUnknown where it is not drawn."""
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
        served_up_to=served_up_to(session, row.item_id),
        state=row.state,
        hold=hold_facts(session, hold) if hold else None,
    )


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
    given = {"randomness": draw.randomness or "", "signature": draw.signature}
    network = {"chain": CHAIN, "key": KEY} if draw.beacon == BeaconKind.QUICKNET else {}
    return at | given | network


def _seed(draw: Draw) -> str:
    return seed(draw.secret, draw.randomness) if draw.randomness else ""


def _chances(session: Session, draw: Draw) -> tuple[Chance, ...]:
    rows = select(Entry.pseudonym, Entry.weight).where(*_in_list(draw))
    return listed(Chance(pseudonym or "", weight) for pseudonym, weight in session.exec(rows))


def _in_list(draw: Draw) -> tuple[Any, ...]:
    return col(Entry.item_id) == draw.item_id, col(Entry.pseudonym).is_not(None)


def _joined(session: Session, draw: Draw) -> tuple[tuple[datetime, int], ...]:
    """Of who is in the list; while it is open, of who waits."""
    open_ = (col(Entry.item_id) == draw.item_id, col(Entry.state) == EntryState.WAITING)
    times = session.exec(select(Entry.joined_at).where(*(_in_list(draw) if draw.closed_at else open_)))
    counted = Counter(
        at.replace(minute=at.minute // MINUTES * MINUTES, second=0, microsecond=0) for at in times
    )
    return tuple(sorted(counted.items()))


def _own_entry(session: Session, draw: Draw, person: int) -> OwnDrawEntry | None:
    """The newest, where one left and came again."""
    rows = select(Entry).where(*_in_list(draw), col(Entry.person_id) == person)
    row = session.exec(rows.order_by(col(Entry.id).desc())).first()
    if row is None or row.pseudonym is None:
        return None
    chances = _chances(session, draw)
    own = Chance(row.pseudonym, row.weight)
    return OwnDrawEntry(
        pseudonym=own.pseudonym,
        weight=own.weight,
        leaf=leaf(own),
        path=merkle_path(chances, own.pseudonym),
        number=row.number,
    )
