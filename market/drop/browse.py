"""Queries of the drops that anyone may see."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select
from sqlmodel import Session, col, select

from market.actor import StallUnknown
from market.drop.facts import (
    AlleyFacts,
    ComponentFacts,
    DrawFacts,
    DropFacts,
    ItemFacts,
    ItemPackaging,
    StallFacts,
)
from market.drop.planned_drops import DropFilter, Planned
from market.drop.refusals import ClosedStallsDrop, DropUnknown, StallHasClosed
from storage.draw import draws_of
from storage.drop import (
    Drop,
    DropPolicy,
    DropState,
    components_of,
    drop_rows,
    is_shown,
    items_in_lists_of,
    items_of,
    planned_rows,
    tags_of,
)
from storage.packaging import types_of
from storage.param import list_param, param
from storage.stall import Stall, is_withdrawn

Facts = TypeVar("Facts")

AHEAD = col(Drop.ends_at) > param("now")
BY_ID = drop_rows(col(Drop.id) == param("drop"), is_shown())
BY_CODE = drop_rows(col(Drop.code) == param("code"), is_shown())
ANY, ANY_AMONG = drop_rows(col(Drop.id) == param("drop")), drop_rows(col(Drop.id).in_(list_param("drops")))
AMONG = drop_rows(col(Drop.id).in_(list_param("drops")), is_shown())
OF_STALL = drop_rows(col(Stall.id) == param("stall"), is_shown(), AHEAD)
OF_STALL_CODE = drop_rows(col(Stall.code) == param("code"), is_shown(), AHEAD)
OF_ALLEY, ALL_AHEAD = (
    drop_rows(col(Drop.alley_id) == param("alley"), is_shown(), AHEAD),
    drop_rows(is_shown(), AHEAD),
)
ITEMS, TAGS = items_of(list_param("drops")), tags_of(list_param("drops"))
LISTED_ITEMS = items_in_lists_of(list_param("drops"))
COMPONENTS, DRAWS = components_of(list_param("items")), draws_of(list_param("items"))
PACKAGING = types_of(list_param("types"))
PLANNED = planned_rows(param("now"))


def drop_card(session: Session, drop: int) -> DropFacts:
    """Return a drop that everybody may see. Raises DropUnknown; ClosedStallsDrop where its stall has left the market."""
    found = _facts(session, BY_ID, drop=drop)
    if not found:
        _refuse_drop_of_closed(session, col(Drop.id) == drop)
    return _one(found)


def drop_by_code(session: Session, code: str) -> DropFacts:
    """As `drop_card`, by the code of its link, in upper or lower case."""
    found = _facts(session, BY_CODE, code=code.upper())
    if not found:
        _refuse_drop_of_closed(session, col(Drop.code) == code.upper())
    return _one(found)


def any_drop(session: Session, drop: int) -> DropFacts:
    """As `drop_card`, also for a draft or a hidden drop: only after a check of authority, or for a notification about it."""
    return _one(_facts(session, ANY, drop=drop))


def any_drops(session: Session, drops: tuple[int, ...]) -> tuple[DropFacts, ...]:
    """As `any_drop`, for several drops."""
    return _facts(session, ANY_AMONG, drops=drops)


def drop_cards(session: Session, drops: tuple[int, ...]) -> tuple[DropFacts, ...]:
    """Return the visible drops among `drops`, by their start."""
    return _facts(session, AMONG, drops=drops)


def coming_drops(
    session: Session, now: datetime, *, stall: int | None = None, alley: int | None = None, limit: int
) -> tuple[DropFacts, ...]:
    """Return the first visible drops that are not over, by their start: of a stall, of an alley, or of the market."""
    if stall is not None:
        return _facts(session, OF_STALL.limit(limit), stall=stall, now=now)
    if alley is not None:
        return _facts(session, OF_ALLEY.limit(limit), alley=alley, now=now)
    return _facts(session, ALL_AHEAD.limit(limit), now=now)


def drops_of_stall(session: Session, stall: int, now: datetime) -> tuple[DropFacts, ...]:
    """Return the visible drops of a stall that are not over. Raises StallUnknown where there are none."""
    found = _facts(session, OF_STALL, stall=stall, now=now)
    if not found:
        _refuse_closed(session, col(Stall.id) == stall)
        raise StallUnknown
    return found


def stall_by_code(session: Session, code: str, now: datetime) -> tuple[DropFacts, ...]:
    """As `drops_of_stall`, by the code of its link."""
    found = _facts(session, OF_STALL_CODE, code=code.upper(), now=now)
    if not found:
        _refuse_closed(session, col(Stall.code) == code.upper())
        raise StallUnknown
    return found


def refuse_closed_stall(session: Session, code: str) -> None:
    """Refuse the code of a stall that its owner closed. Raises StallHasClosed."""
    _refuse_closed(session, col(Stall.code) == code)


def planned(session: Session, now: datetime) -> tuple[Planned, ...]:
    """Return every visible drop that is not over, by its start, for lists, months and filters."""
    rows = session.connection().execute(PLANNED, {"now": now}).all()
    drops = {"drops": [row.id for row in rows]}
    tags = _by_drop(session.connection().execute(TAGS, drops))
    items = _by_drop(session.connection().execute(LISTED_ITEMS, drops))
    return tuple(
        Planned(
            tags=tuple(tag for _, tag in tags[row.id]),
            items=tuple(item.name for item in items[row.id]),
            lowest_price=min((item.price for item in items[row.id] if item.offered), default=None),
            **row._mapping,
        )
        for row in rows
    )


def planned_ids(session: Session, now: datetime, drop_filter: DropFilter, today: date) -> tuple[int, ...]:
    """Return the planned drops that a filter chooses, in their order, for a card between two others."""
    return tuple(each.id for each in drop_filter.chosen(planned(session, now), today))


def _refuse_closed(session: Session, condition: ColumnElement[bool]) -> None:
    """Refuse a stall that its owner closed by its name, instead of as unknown. Raises StallHasClosed."""
    closed = col(Stall.closed_at).is_not(None), ~is_withdrawn()
    name = session.exec(select(Stall.name).where(condition, *closed)).first()
    if name is not None:
        raise StallHasClosed(name)


def _refuse_drop_of_closed(session: Session, condition: ColumnElement[bool]) -> None:
    """As `_refuse_closed`, for a drop that was published once and not hidden. Raises ClosedStallsDrop."""
    rows = select(Stall.name).join(Drop, col(Drop.stall_id) == col(Stall.id))
    shown = col(Drop.state) != DropState.DRAFT, col(Drop.hidden_at).is_(None)
    name = session.exec(rows.where(condition, *shown, col(Stall.closed_at).is_not(None))).first()
    if name is not None:
        raise ClosedStallsDrop(name)


def _one(drops: tuple[DropFacts, ...]) -> DropFacts:
    if not drops:
        raise DropUnknown
    return drops[0]


def drops_without_items(
    session: Session, statement: Select[*tuple[Any, ...]], **values: Any
) -> tuple[DropFacts, ...]:
    """Return the drops of a statement of `drop_rows`, without their items and tags: one statement."""
    rows = session.connection().execute(statement, values).mappings()
    return tuple(_drop_facts(row, items=(), tags=()) for row in rows)


def _facts(session: Session, statement: Select[*tuple[Any, ...]], **values: Any) -> tuple[DropFacts, ...]:
    connection = session.connection()
    rows = connection.execute(statement, values).mappings().all()
    drops = {"drops": [row["drop_id"] for row in rows]}
    items = _by_drop(connection.execute(ITEMS, drops).mappings(), key="drop_id")
    components = _components(session, items.values())
    draws = _draws(session, rows, items.values())
    packaging = _packaging(session, items.values())
    tags = _by_drop(connection.execute(TAGS, drops))
    return tuple(
        _drop_facts(
            row,
            tags=tuple(tag for _, tag in tags[row["drop_id"]]),
            items=tuple(
                _pick(
                    ItemFacts,
                    item,
                    "",
                    components=components[item["id"]],
                    draw=draws.get(item["id"]),
                    packaging=packaging.get(item["packaging_id"]),
                )
                for item in items[row["drop_id"]]
            ),
        )
        for row in rows
    )


def _drop_facts(row: Mapping[Any, Any], *, items: tuple[ItemFacts, ...], tags: tuple[str, ...]) -> DropFacts:
    return _pick(
        DropFacts,
        row,
        "drop_",
        picture=row["drop_picture_hash"],
        tags=tags,
        stall=_pick(StallFacts, row, "stall_", alley=_pick(AlleyFacts, row, "home_")),
        alley=_pick(AlleyFacts, row, "alley_"),
        items=items,
    )


def _components(session: Session, items: Iterable[list[Any]]) -> defaultdict[int, tuple[ComponentFacts, ...]]:
    """Return the components of each bundle by item id; no query without bundles."""
    components: defaultdict[int, tuple[ComponentFacts, ...]] = defaultdict(tuple)
    bundles = [item["id"] for some in items for item in some if item["room"] is not None]
    for row in session.connection().execute(COMPONENTS, {"items": bundles}) if bundles else ():
        components[row.bundle_id] += (ComponentFacts(row.item_id, row.units, row.name),)
    return components


def _draws(session: Session, drops: Iterable[Any], items: Iterable[list[Any]]) -> dict[int, DrawFacts]:
    """Return the draw of each item by item id; no query without drawn drops."""
    drawn = {row["drop_id"] for row in drops if row["drop_policy"] != DropPolicy.QUEUE}
    asked = [item["id"] for some in items for item in some if item["drop_id"] in drawn]
    rows = session.connection().execute(DRAWS, {"items": asked}).mappings() if asked else ()
    return {row["item_id"]: _pick(DrawFacts, row, "") for row in rows}


def _packaging(session: Session, items: Iterable[list[Any]]) -> dict[int | None, ItemPackaging]:
    """Return the packaging types of items by their ids; no query without typed packaging."""
    types = {item["packaging_id"] for some in items for item in some if item["packaging_id"] is not None}
    rows = session.connection().execute(PACKAGING, {"types": [*types]}).mappings() if types else ()
    return {row["id"]: _pick(ItemPackaging, row, "") for row in rows}


def _by_drop(rows: Iterable[Any], key: str | int = 0) -> defaultdict[int, list[Any]]:
    grouped: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row[key]].append(row)
    return grouped


def _pick(kind: type[Facts], row: Mapping[Any, Any], prefix: str, **param: Any) -> Facts:
    names = kind.__dataclass_fields__  # type: ignore[attr-defined]
    return kind(**{name: row[prefix + name] for name in names if name not in param}, **param)
