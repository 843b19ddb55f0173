"""A drop item locked for update, with its drop, alley and bundle components."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import object_session
from sqlmodel import Session, col, select

from market.drop.facts import LAST_CALL
from market.drop.hold_length import alley_quiet_hours, hold_until, promised_until
from market.notification.kind import NotificationKind
from market.notification.outbox import notify
from storage.alley import Alley
from storage.drop import Component, Drop, DropState, Item, is_for_adults
from storage.heartbeat import in_outage
from storage.param import param
from storage.permit import is_permitted
from storage.stall import Stall, StallApproval

MAX_ENTRY_UNITS = 6
"""The most units that one entry may ask for."""

COMPONENTS = (
    select(Component.bundle_id, Component.item_id, Component.units)
    .join(Item, col(Item.id) == col(Component.bundle_id))
    .where(col(Item.drop_id) == param("drop"))
)


def _is_permitted() -> ColumnElement[bool]:
    return is_permitted(param("alley"), param("starts_at", Drop.starts_at), param("ends_at", Drop.ends_at))


DROP_OF = select(Item.drop_id).where(col(Item.id) == param("item"))
DROP, ITEM = (
    select(Drop).where(col(Drop.id) == param("id")),
    select(Item).where(col(Item.id) == param("id")),
)
LOCKED_DROP, LOCKED_ITEM = DROP.with_for_update(key_share=True), ITEM.with_for_update(key_share=True)
PLACE = (
    select(Alley, Stall, is_for_adults(param("drop")), _is_permitted())
    .join(Stall, col(Stall.id) == param("stall"))
    .where(col(Alley.id) == param("alley"))
)
STALL_AND_RULES = select(Stall, is_for_adults(param("drop")), _is_permitted()).where(
    col(Stall.id) == param("stall")
)

Components = Mapping[int | None, tuple[tuple[Item, int], ...]]
"""For each bundle id, its component items and the units of each."""


@dataclass(kw_only=True)
class LockedItem:
    """A drop and one of its items, locked in this order, with the stall and the alley as they are under the lock.

    In a drop with bundles, `items` are all of its items. `adults_only`: it is for people of 18 and over.
    `has_permit`: the alley has one for its hours, or needs none.
    """

    drop: Drop
    item: Item
    alley: Alley
    stall: Stall
    items: tuple[Item, ...] = ()
    components: Components = field(default_factory=dict)
    adults_only: bool
    has_permit: bool

    @property
    def all(self) -> list["LockedItem"]:
        """Return every item that shares units with this one, including itself."""
        return [replace(self, item=item) for item in self.items or (self.item,)]

    @property
    def requirements(self) -> tuple[tuple[Item, int], ...]:
        """Return what one unit takes: one unit of the item, and the units of its components."""
        return ((self.item, 1), *self.components.get(self.item.id, ()))

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(item.id or 0 for item, _ in self.requirements)

    @property
    def free(self) -> int:
        """Return the units that are neither held nor booked. An expired hold counts until `allocate` ends it."""
        return min(_available(item) // units for item, units in self.requirements)

    def has_available_units(self) -> bool:
        """Return whether units that an entry needs are available, also where a bundle lacks a component that other items use."""
        return self.free > 0 or any(
            0 < _available(item) < units * MAX_ENTRY_UNITS for item, units in self.requirements
        )

    @property
    def total(self) -> int:
        """Return all units there are."""
        return min(item.quantity // units for item, units in self.requirements)

    def short_of(self, wanted_units: int) -> frozenset[int]:
        """Return the items that have too few units for an entry."""
        return frozenset(
            item.id or 0 for item, units in self.requirements if _available(item) < wanted_units * units
        )

    def change_counts(self, held: int = 0, booked: int = 0) -> None:
        """Change the held and booked counts, including those of components."""
        for item, units in self.requirements:
            item.held += held * units
            item.booked += booked * units

    def change_sold(self, units: int) -> None:
        """Change how many units are sold at the stall, including those of components; they are booked as well."""
        self.change_counts(booked=units)
        for item, each in self.requirements:
            item.sold += units * each

    @property
    def starts_at(self) -> datetime:
        return self.item.starts_at or self.drop.starts_at

    @property
    def cut_off(self) -> datetime:
        """Return the start of a slot, or for goods the end of collection."""
        return self.item.starts_at or self.drop.ends_at

    @property
    def open_to_public(self) -> bool:
        """Return whether anybody may see the drop: it is not hidden, its stall is approved, and its alley has a permit and is not closed."""
        return (
            self.drop.hidden_at is None
            and self.stall.state == StallApproval.APPROVED
            and self.alley.closed_at is None
            and self.has_permit
        )

    @property
    def is_stopped(self) -> bool:
        """Return whether an organiser has stopped the market day of the drop."""
        return self.drop.stop_id is not None

    def gives_units(self, now: datetime) -> bool:
        """Return whether units are given out now; a drop that is stopped or not open to the public gives none."""
        published = self.drop.state == DropState.PUBLISHED and self.open_to_public and not self.is_stopped
        return published and self.drop.opens_at <= now < self.cut_off

    def has_expired(self, until: datetime, now: datetime) -> bool:
        """Whether a hold that lasts until then has expired. While its clock stands still no hold expires before the cut-off."""
        return until <= now and not self.clock_stands_still

    @property
    def clock_stands_still(self) -> bool:
        """Return whether the clocks of holds stand still: the drop is stopped, or the market is closed to people by an outage."""
        session = object_session(self.drop)
        stopped = self.drop.state == DropState.PAUSED or self.drop.stopped_at is not None
        return stopped or (isinstance(session, Session) and in_outage(session))

    def promised_until(self, until: datetime, notified_at: datetime | None, now: datetime) -> datetime:
        """Return the deadline of a hold to show, also before its clock runs."""
        return promised_until(
            until,
            notified_at,
            now,
            starts_at=self.starts_at,
            cut_off=self.cut_off,
            quiet_hours=alley_quiet_hours(self.alley),
            live_minutes=self.item.live_minutes,
        )

    def hold_until(self, now: datetime) -> datetime:
        """Return the deadline of a hold whose clock starts now."""
        return hold_until(
            now,
            self.starts_at,
            self.cut_off,
            alley_quiet_hours(self.alley),
            live_minutes=self.item.live_minutes,
        )

    @property
    def is_live(self) -> bool:
        """Return whether a live session runs: whoever joins gets a hold, and what is given up goes on at once, in the order of numbers."""
        return self.item.live_minutes is not None

    def is_last_call(self, now: datetime) -> bool:
        """Return whether it is the last call, in which the first tap gets the available units. In a live session there is none."""
        return not self.is_live and now >= self.cut_off - LAST_CALL


def lock_item(session: Session, item: int) -> LockedItem | None:
    """Lock the drop and then the item, or all its items where it has bundles. Returns None for an unknown item. locks: drop, item"""
    return _load(session, item, lock=True)


def read_item(session: Session, item: int) -> LockedItem | None:
    """As `lock_item`, without a lock: only for queries."""
    return _load(session, item, lock=False)


def _load(session: Session, item: int, lock: bool) -> LockedItem | None:
    found = session.connection().execute(DROP_OF, {"item": item}).scalar()
    if found is None:
        return None
    drop = session.exec(LOCKED_DROP if lock else DROP, params={"id": found}).one()
    place = {"alley": drop.alley_id, "stall": drop.stall_id, "drop": found}
    alley, stall, adults_only, has_permit = session.exec(PLACE, params=place | _hours(drop)).one()
    components = session.connection().execute(COMPONENTS, {"drop": found}).all()
    if not components:
        return LockedItem(
            drop=drop,
            item=session.exec(LOCKED_ITEM if lock else ITEM, params={"id": item}).one(),
            alley=alley,
            stall=stall,
            adults_only=adults_only,
            has_permit=has_permit,
        )
    items = _items_of_drop(session, found, lock)
    locked = next(each for each in items if each.id == item)
    return LockedItem(
        drop=drop,
        item=locked,
        alley=alley,
        stall=stall,
        items=items,
        components=_by_bundle(items, components),
        adults_only=adults_only,
        has_permit=has_permit,
    )


def lock_items(session: Session, drop: Drop, alley: Alley) -> tuple[LockedItem, ...]:
    """Lock each item of a drop that is locked already. locks: item"""
    items = _items_of_drop(session, drop.id or 0, lock=True)
    components = session.connection().execute(COMPONENTS, {"drop": drop.id}).all()
    place = {"alley": drop.alley_id, "stall": drop.stall_id, "drop": drop.id, **_hours(drop)}
    stall, adults_only, has_permit = session.exec(STALL_AND_RULES, params=place).one()
    shared = {"items": items, "components": _by_bundle(items, components)} if components else {}
    return tuple(
        LockedItem(
            drop=drop,
            item=item,
            alley=alley,
            stall=stall,
            adults_only=adults_only,
            has_permit=has_permit,
            **shared,  # type: ignore[arg-type]
        )
        for item in items
    )


def _hours(drop: Drop) -> dict[str, datetime]:
    return {"starts_at": drop.starts_at, "ends_at": drop.ends_at}


def _items_of_drop(session: Session, drop: int, lock: bool) -> tuple[Item, ...]:
    """Return the items of a drop, in the order of their ids."""
    rows = select(Item).where(col(Item.drop_id) == drop).order_by(col(Item.id))
    return tuple(session.exec(rows.with_for_update(key_share=True) if lock else rows))


def notify_about(
    session: Session,
    person: int | None,
    notification: NotificationKind,
    locked: LockedItem,
    *,
    due_at: datetime,
    about: str,
    late_after: datetime | None = None,
) -> None:
    """Queue a notification about a drop, unless its person has asked to be forgotten. `about` names the subject within the drop."""
    if person is None:
        return
    subject = f"drop:{locked.drop.id}/{about}"
    notify(session, person, notification, due_at, about=subject, late_after=late_after)


def _available(item: Item) -> int:
    return item.quantity - item.booked - item.held


def _by_bundle(items: tuple[Item, ...], components: object) -> Components:
    known = {item.id: item for item in items}
    found: dict[int | None, tuple[tuple[Item, int], ...]] = {}
    for bundle, item, units in components:  # type: ignore[attr-defined]
        found[bundle] = (*found.get(bundle, ()), (known[item], units))
    return found
