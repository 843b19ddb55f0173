"""The chances of an entry: one, or with patience up to four, from earlier published draws."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from storage.draw import Draw
from storage.drop import Drop, Item, Weighing
from storage.waitlist import Entry, EntryState, Hold

MAX_CHANCES = 4


def weights(session: Session, drop: Drop, item: int, people: Sequence[int | None]) -> dict[int, int]:
    """Return the chances of each person with more than one: one more for each earlier draw of the stall without a hold."""
    if drop.weighing != Weighing.PATIENCE:
        return {}
    ids = [person for person in people if person is not None]
    held = select(Hold.id).where(
        col(Hold.item_id) == col(Entry.item_id), col(Hold.person_id) == col(Entry.person_id)
    )
    drawn_in_vain = (
        col(Drop.stall_id) == drop.stall_id,
        col(Entry.item_id) != item,
        col(Draw.drawn_at).is_not(None),
        col(Entry.person_id).in_(ids),
        col(Entry.pseudonym).is_not(None),
        col(Entry.state) != EntryState.LEFT,
        ~held.exists(),
    )
    in_vain = (
        select(Entry.person_id, func.count(func.distinct(col(Draw.id))))
        .join(Draw, col(Draw.item_id) == col(Entry.item_id))
        .join(Item, col(Item.id) == col(Entry.item_id))
        .join(Drop, col(Drop.id) == col(Item.drop_id))
        .where(*drawn_in_vain)
    )
    found = session.exec(in_vain.group_by(col(Entry.person_id)))
    return {person: min(MAX_CHANCES, 1 + times) for person, times in found if person is not None}
