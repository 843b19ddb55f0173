"""Places in slots: the only way in, and the way out. The caller has locked the host."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from market.showroom.refusals import SlotTaken
from market.showroom.slots import Slot
from storage.insert import insert_all
from storage.showroom import ShowroomBusy, ShowroomSlot


def take_places(session: Session, stall: int, host: int, slot: Slot, *, people: int) -> int:
    """Take places for so many people and return the slot's id. A slot with visits keeps its hours and places.

    Raises SlotTaken where they are too many, or where the host is busy, at this stall or another.
    """
    row = slot_at(session, stall, slot.starts_at)
    if row is None:
        row = ShowroomSlot(
            stall_id=stall,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            busy_until=slot.busy_until,
            places=slot.places,
        )
        session.add(row)
    if not row.taken:
        row.ends_at, row.busy_until, row.places = slot.ends_at, slot.busy_until, slot.places
        session.flush()
        _occupy(session, host, row)
    if not 1 <= people <= row.places - row.taken:
        raise SlotTaken
    row.taken += people
    session.flush()
    return row.id or 0


def free_places(session: Session, people: Mapping[int, int]) -> None:
    """Give places back, for so many people by slot. A slot without visits is not in the way of any other."""
    slots = select(ShowroomSlot).where(col(ShowroomSlot.id).in_(people))
    rows = session.exec(slots.execution_options(populate_existing=True)).all()
    for row in rows:
        row.taken -= people[row.id or 0]
    session.flush()
    if empty := [row.id for row in rows if not row.taken]:
        session.connection().execute(delete(ShowroomBusy).where(col(ShowroomBusy.slot_id).in_(empty)))


def slot_at(session: Session, stall: int, starts_at: datetime) -> ShowroomSlot | None:
    """Return the row of a slot that somebody visits or visited."""
    rows = select(ShowroomSlot).where(
        col(ShowroomSlot.stall_id) == stall, col(ShowroomSlot.starts_at) == starts_at
    )
    return session.exec(rows.execution_options(populate_existing=True)).first()


def slot_of(row: ShowroomSlot) -> Slot:
    """Return the hours and places of a slot that was visited."""
    return Slot(starts_at=row.starts_at, ends_at=row.ends_at, busy_until=row.busy_until, places=row.places)


def _occupy(session: Session, host: int, row: ShowroomSlot) -> None:
    """Make the host busy for the time of a slot. Raises SlotTaken where they are already."""
    steps = slot_of(row).busy_steps
    busy = [{"host_id": host, "begins_at": step, "slot_id": row.id} for step in steps]
    if len(insert_all(session, ShowroomBusy, busy, returned_columns=("begins_at",), once=True)) < len(steps):
        raise SlotTaken
