"""Why an entry waits: the reason for each entry and each item, by the decision that allocation applies."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from market.actor import Actor, Right, require_right
from market.beacon import time_of
from market.drop.draw_state import planned_result
from market.drop.facts import DropFacts, ItemFacts
from market.drop.locked_item import LockedItem, read_item
from market.drop.refusals import DropUnknown
from market.paging import page_within
from market.waitlist.allocation_pass import Allocation, AllocationPass, PassedOver
from market.waitlist.position import ActiveHold, MyItem, WaitingEntry, drop_of_item, my_items
from storage.draw import Draw
from storage.drop import DropState
from storage.waitlist import first_waiting, live_holds

PAGE = 8


class BlockerReason(StrEnum):
    NOBODY = "nobody"
    NOT_OPEN = "not open"
    HIDDEN = "hidden"
    PAUSED = "paused"
    DRAW = "draw"
    OWN_UNITS = "own party"
    FIRST_UNITS = "head party"
    COMPONENT = "component"
    LAST_CALL = "last call"
    HOLD = "hold"
    BOOKED = "booked"


@dataclass(frozen=True, kw_only=True)
class Blocker:
    """A reason and its details: `at` is the time of the draw, the opening or the hold's end; `number` is the holder's or the next entry's.

    `units` is what that entry asks for, `free` the available units, `component` the one that has run out.
    """

    reason: BlockerReason
    at: datetime | None = None
    number: int = 0
    units: int = 0
    free: int = 0
    component: str = ""


@dataclass(frozen=True)
class EntryBlocker:
    mine: MyItem
    waiting: WaitingEntry
    blocker: Blocker


@dataclass(frozen=True, kw_only=True)
class BlockerPage:
    """A page of a person's waiting entries. `held` is their first hold, which they can answer."""

    entries: tuple[EntryBlocker, ...]
    held: MyItem | None
    page: int
    pages: int


@dataclass(frozen=True)
class ItemBlocker:
    """The blocker of an item, shown to its stall: that of the first waiting entry."""

    drop: DropFacts
    item: ItemFacts
    blocker: Blocker


def entry_blockers(session: Session, person: int, now: datetime, page: int) -> BlockerPage:
    """Return a page of this person's waiting entries, each with its blocker."""
    mine = my_items(session, person, now)
    waiting = [(one, one.entry) for one in mine if isinstance(one.entry, WaitingEntry)]
    page, pages = page_within(len(waiting), page, PAGE)
    shown = waiting[(page - 1) * PAGE : page * PAGE]
    return BlockerPage(
        entries=tuple(
            EntryBlocker(one, entry, _blocker(session, entry.item, entry.number, now)) for one, entry in shown
        ),
        held=next((one for one in mine if isinstance(one.entry, ActiveHold)), None),
        page=page,
        pages=pages,
    )


def item_blocker(session: Session, actor: Actor, item: int, now: datetime) -> ItemBlocker:
    """Return the blocker of an item for its stall. Raises DropUnknown, NotYourStall."""
    drop = drop_of_item(session, item)
    require_right(session, actor, drop.stall.id, Right.VIEW)
    row = drop.item(item)
    head = session.connection().execute(first_waiting(item)).first()
    if head is None and not row.waiting:
        return ItemBlocker(drop, row, Blocker(reason=BlockerReason.NOBODY, free=row.free))
    return ItemBlocker(drop, row, _blocker(session, item, head.number if head else None, now))


def _blocker(session: Session, item: int, number: int | None, now: datetime) -> Blocker:
    locked = read_item(session, item)
    if locked is None:
        raise DropUnknown
    return (
        _not_giving(session, locked, number, now)
        or _passed_over(session, locked, number or 0, now)
        or _all_taken(session, locked, now)
    )


def _not_giving(session: Session, locked: LockedItem, number: int | None, now: datetime) -> Blocker | None:
    """Return the reason why no units are given out at all, or none to an entry without a number."""
    drop = locked.drop
    if not locked.open_to_public:
        return Blocker(reason=BlockerReason.HIDDEN)
    if drop.state == DropState.PAUSED or locked.is_stopped:
        return Blocker(reason=BlockerReason.PAUSED)
    if now < drop.opens_at:
        return Blocker(reason=BlockerReason.NOT_OPEN, at=drop.opens_at)
    if number is None:
        return Blocker(reason=BlockerReason.DRAW, at=_draws_at(session, locked))
    return None


def _draws_at(session: Session, locked: LockedItem) -> datetime | None:
    """Return the time of the draw; once the entries are closed, that of the round that decides."""
    decides = session.exec(select(Draw.round).where(col(Draw.item_id) == locked.item.id)).first()
    return time_of(decides) if decides else planned_result(locked.drop)


def _passed_over(session: Session, locked: LockedItem, number: int, now: datetime) -> Blocker | None:
    """Return the reason why available units are not allocated: the last call, or an entry that does not fit and must be served first."""
    if locked.free <= 0:
        return None
    if locked.is_last_call(now):
        return Blocker(reason=BlockerReason.LAST_CALL, free=locked.free)
    passed = _passed_entry(_explaining_pass(session, locked, now), locked, number)
    if passed is None:
        return None
    entry = passed.entry.item_id == locked.item.id and passed.entry.number == number
    reason = BlockerReason.OWN_UNITS if entry else BlockerReason.FIRST_UNITS
    return Blocker(reason=reason, number=passed.entry.number or 0, units=passed.entry.units, free=locked.free)


def _explaining_pass(session: Session, locked: LockedItem, now: datetime) -> AllocationPass:
    """Run an allocation pass that changes nothing, and return it."""

    def change_nothing(_allocation: Allocation) -> None:
        pass

    items = [each for each in locked.all if not each.is_last_call(now)]
    allocation_pass = AllocationPass(session=session, locked_items=items, apply=change_nothing, lock=False)
    allocation_pass.run()
    return allocation_pass


def _passed_entry(allocation_pass: AllocationPass, locked: LockedItem, number: int) -> PassedOver | None:
    """Return the entry that this number waits for: itself, or the one that all behind it wait for."""
    passed = (
        each
        for each in allocation_pass.passed_over
        if each.entry.item_id == locked.item.id and each.entry.number == number
    )
    return next(passed, None) or allocation_pass.blocker(locked)


def _all_taken(session: Session, locked: LockedItem, now: datetime) -> Blocker:
    """Return the reason why nothing is available: a live hold, a component that has run out, or everything is booked."""
    components = [
        item for item, units in locked.requirements[1:] if item.quantity - item.booked - item.held < units
    ]
    if components and locked.item.quantity > locked.item.booked + locked.item.held:
        return Blocker(reason=BlockerReason.COMPONENT, component=components[0].name)
    hold = session.connection().execute(live_holds(locked.item.id or 0)).first()
    if hold:
        until = locked.promised_until(hold.until, hold.notified_at, now)
        return Blocker(reason=BlockerReason.HOLD, at=until, number=hold.number or 0)
    return Blocker(reason=BlockerReason.BOOKED)
