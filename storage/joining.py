"""What joining asks about many at one time: each a statement made once, that says its states so that the partial indexes are found."""

from typing import Any

from sqlalchemy import Select, literal_column, or_, select
from sqlmodel import SQLModel, col, func

from storage.drop import Line
from storage.given import given, several
from storage.waitlist import Claim, Entry, Hold


def _stands(table: type[SQLModel], *states: str) -> Any:
    said = [table.state == literal_column(f"'{state}'") for state in states]  # type: ignore[attr-defined]
    return or_(*said)


def _own(table: Any, columns: tuple[Any, ...], *states: str) -> Select[*tuple[Any, ...]]:
    """Of these persons, on the lines of a drop."""
    lines = select(col(Line.id)).where(col(Line.drop_id) == given("drop"))
    rows = select(col(table.person_id), col(table.line_id), *columns)
    return rows.where(
        col(table.person_id).in_(several("persons")), col(table.line_id).in_(lines), _stands(table, *states)
    )


PLACES = _own(
    Entry,
    (col(Entry.id), col(Entry.number), col(Entry.party), col(Entry.split), col(Entry.skipped)),
    "waiting",
)
HOLDS = _own(Hold, (col(Hold.id), col(Hold.units), col(Hold.until)), "live")
CLAIMS = _own(Claim, (col(Claim.units),), "claimed", "collected")

_WAITS = (col(Entry.line_id) == given("line"), _stands(Entry, "waiting"))
FIRST = select(func.min(Entry.number)).where(*_WAITS)
"""The lowest number that waits."""
