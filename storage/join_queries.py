"""The rows that joining reads for many people at once. Each statement is made once and names its states as literals, so that the partial indexes are used."""

from typing import Any

from sqlalchemy import Select, literal_column, or_, select
from sqlmodel import SQLModel, col, func

from storage.drop import Item
from storage.param import list_param, param
from storage.waitlist import Booking, Entry, EntryState, Hold


def _in_state(table: type[SQLModel], *states: str) -> Any:
    said = [table.state == literal_column(f"'{state}'") for state in states]  # type: ignore[attr-defined]
    return or_(*said)


def _of_persons(table: Any, columns: tuple[Any, ...]) -> Select[*tuple[Any, ...]]:
    """Select rows of these persons on the items of one drop."""
    items = select(col(Item.id)).where(col(Item.drop_id) == param("drop"))
    rows = select(col(table.person_id), col(table.item_id), *columns)
    return rows.where(col(table.person_id).in_(list_param("persons")), col(table.item_id).in_(items))


ENTRIES = _of_persons(
    Entry,
    tuple(map(col, (Entry.id, Entry.state, Entry.number, Entry.units, Entry.split, Entry.skipped))),
)
"""Those that wait, and those that have ended: whoever has none was shown nothing of an item yet."""
LIVE_HOLDS = _of_persons(
    Hold, (col(Hold.id), col(Hold.entry_id), col(Hold.units), col(Hold.until), col(Hold.notified_at))
).where(_in_state(Hold, "live"))
BOOKINGS = _of_persons(Booking, (col(Booking.units), col(Booking.booked_at))).where(
    _in_state(Booking, "booked", "collected")
)

_IS_WAITING = (col(Entry.item_id) == param("item"), _in_state(Entry, EntryState.WAITING))
FIRST_NUMBER = select(func.min(Entry.number)).where(*_IS_WAITING)
"""The lowest number that waits for an item."""
