"""What anyone may look up among the drops."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select
from sqlmodel import Session, col

from market.drop.facts import AlleyFacts, DrawFacts, DropFacts, LineFacts, PartFacts, StallFacts
from market.drop.planned import Planned
from market.refusal import DropUnknown, StallUnknown
from storage.draw import draws_of
from storage.drop import Drop, drop_rows, lines_of, parts_of, planned_rows, shown, tags_of
from storage.given import given, several
from storage.stall import Stall

Facts = TypeVar("Facts")

AHEAD = col(Drop.ends_at) > given("now")
BY_ID = drop_rows(col(Drop.id) == given("drop"), shown())
BY_CODE = drop_rows(col(Drop.code) == given("code"), shown())
ANY, ANY_AMONG = drop_rows(col(Drop.id) == given("drop")), drop_rows(col(Drop.id).in_(several("drops")))
AMONG = drop_rows(col(Drop.id).in_(several("drops")), shown())
OF_STALL = drop_rows(col(Stall.id) == given("stall"), shown(), AHEAD)
OF_STALL_CODE = drop_rows(col(Stall.code) == given("code"), shown(), AHEAD)
LINES, TAGS = lines_of(several("drops")), tags_of(several("drops"))
PARTS, DRAWS = parts_of(several("lines")), draws_of(several("lines"))
PLANNED = planned_rows(given("now"))


def drop_card(session: Session, drop: int) -> DropFacts:
    """Raises DropUnknown for one that is not there or not shown to everybody."""
    return _one(_facts(session, BY_ID, drop=drop))


def drop_by_code(session: Session, code: str) -> DropFacts:
    """As `drop_card`, by the code of its link, in either case."""
    return _one(_facts(session, BY_CODE, code=code.upper()))


def any_drop(session: Session, drop: int) -> DropFacts:
    """As `drop_card`, a draft and a hidden one too: only for who has shown their authority, or for a letter about it."""
    return _one(_facts(session, ANY, drop=drop))


def any_drops(session: Session, drops: tuple[int, ...]) -> tuple[DropFacts, ...]:
    """As `any_drop`, of several."""
    return _facts(session, ANY_AMONG, drops=drops)


def drop_cards(session: Session, drops: tuple[int, ...]) -> tuple[DropFacts, ...]:
    """Those of `drops` that are shown, by their start."""
    return _facts(session, AMONG, drops=drops)


def drops_of_stall(session: Session, stall: int, now: datetime) -> tuple[DropFacts, ...]:
    """What a stall has ahead of it. Raises StallUnknown where nothing is shown."""
    found = _facts(session, OF_STALL, stall=stall, now=now)
    if not found:
        raise StallUnknown
    return found


def stall_by_code(session: Session, code: str, now: datetime) -> tuple[DropFacts, ...]:
    """As `drops_of_stall`, by the code of its link."""
    found = _facts(session, OF_STALL_CODE, code=code.upper(), now=now)
    if not found:
        raise StallUnknown
    return found


def planned(session: Session, now: datetime) -> tuple[Planned, ...]:
    """Every shown drop that is not over, by its start: what lists, months and filters are made of."""
    rows = session.connection().execute(PLANNED, {"now": now}).all()
    tags = _by_drop(session.connection().execute(TAGS, {"drops": [row[0] for row in rows]}))
    return tuple(Planned(tuple(tag for _, tag in tags[row[0]]), *row) for row in rows)


def _one(found: tuple[DropFacts, ...]) -> DropFacts:
    if not found:
        raise DropUnknown
    return found[0]


def _facts(session: Session, statement: Select[*tuple[Any, ...]], **values: Any) -> tuple[DropFacts, ...]:
    connection = session.connection()
    rows = connection.execute(statement, values).mappings().all()
    drops = {"drops": [row["drop_id"] for row in rows]}
    lines = _by_drop(connection.execute(LINES, drops).mappings(), key="drop_id")
    parts = _parts(session, lines.values())
    draws = _draws(session, rows, lines.values())
    tags = _by_drop(connection.execute(TAGS, drops))
    return tuple(
        _pick(
            DropFacts,
            row,
            "drop_",
            picture=row["drop_picture_hash"],
            tags=tuple(tag for _, tag in tags[row["drop_id"]]),
            stall=_pick(StallFacts, row, "stall_", alley=_pick(AlleyFacts, row, "home_")),
            alley=_pick(AlleyFacts, row, "alley_"),
            lines=tuple(
                _pick(LineFacts, line, "", parts=parts[line["id"]], draw=draws.get(line["id"]))
                for line in lines[row["drop_id"]]
            ),
        )
        for row in rows
    )


def _parts(session: Session, lines: Iterable[list[Any]]) -> defaultdict[int, tuple[PartFacts, ...]]:
    """By bundle; nothing is asked where no line is one."""
    parts: defaultdict[int, tuple[PartFacts, ...]] = defaultdict(tuple)
    bundles = [line["id"] for some in lines for line in some if line["room"] is not None]
    for row in session.connection().execute(PARTS, {"lines": bundles}) if bundles else ():
        parts[row.bundle_id] += (PartFacts(row.line_id, row.units, row.name),)
    return parts


def _draws(session: Session, drops: Iterable[Any], lines: Iterable[list[Any]]) -> dict[int, DrawFacts]:
    """By line; nothing is asked where no drop is drawn."""
    drawn = {row["drop_id"] for row in drops if row["drop_policy"] != "queue"}
    asked = [line["id"] for some in lines for line in some if line["drop_id"] in drawn]
    rows = session.connection().execute(DRAWS, {"lines": asked}).mappings() if asked else ()
    return {row["line_id"]: _pick(DrawFacts, row, "") for row in rows}


def _by_drop(rows: Iterable[Any], key: str | int = 0) -> defaultdict[int, list[Any]]:
    grouped: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row[key]].append(row)
    return grouped


def _pick(kind: type[Facts], row: Mapping[Any, Any], prefix: str, **given: Any) -> Facts:
    names = kind.__dataclass_fields__  # type: ignore[attr-defined]
    return kind(**{name: row[prefix + name] for name in names if name not in given}, **given)
