"""Random people and their stall at one drop, with a snapshot of each commit."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, select

from bot.beacon.local_beacon import LocalBeacon
from market.actor import Actor
from market.draw.close_draw import close_item_draw, items_to_close
from market.draw.decide_draw import draw_item, rounds_due
from market.draw.open_draw import drops_to_open, open_drop
from market.refusal import Refusal
from market.stock.change import change_quantity, sell_out
from market.stock.pause import cancel, pause, resume
from market.waitlist.gift import GiftOffer, give_booking, give_hold, take_gift
from market.waitlist.join import join
from market.waitlist.keep_fewer import keep_fewer
from market.waitlist.last_call import take_available
from market.waitlist.move_booking import move_booking
from market.waitlist.no_show import release_no_show
from market.waitlist.shopper_actions import confirm, decline, leave, release
from market.waitlist.sweep import allocate_item, items_to_allocate
from market.waitlist.undo import undo_confirm, undo_join
from storage.beacon_kind import BeaconKind
from storage.drop import Component, Item
from storage.store import Store
from storage.waitlist import Booking, Entry, Hold
from tests.holding import join_for_hold
from tests.market.waitlist.conftest import CODES, HOUR, NOW, ROS, add_drop
from tests.market.waitlist.invariants import DropSnapshot, take_snapshot
from tests.market.waitlist.notified_holds import notify_everybody

SHAPES = ("plain", "bundle", "slots")
Action = tuple[str, int, int, int]
"""What, who (or which), on which line, how many."""


@dataclass(frozen=True, kw_only=True)
class Commit:
    """A drop as one transaction left it."""

    action_name: str
    person_id: int
    item: int
    now: datetime
    snapshot: DropSnapshot


@dataclass(kw_only=True)
class Simulation:
    """Random acts on one drop. `commits` are in the order of storing: each snapshot is taken under the drop's lock.

    A test that looks at no commit does without snapshots.
    """

    store: Store
    drop: int
    items: list[int]
    limit: int
    now: datetime = NOW
    rng: Random = field(default_factory=lambda: Random(next(CODES)))
    has_snapshots: bool = True
    commits: list[Commit] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    async def write(
        self, action_name: str, person_id: int, item: int, action: Callable[..., Any], *args: Any
    ) -> Any:
        if not self.has_snapshots:
            return await self.store.write(action, *args)
        now = self.now

        def act_and_snapshot(session: Session) -> Any:
            outcome = action(session, *args)
            self.commits.append(
                Commit(
                    action_name=action_name,
                    person_id=person_id,
                    item=item,
                    now=now,
                    snapshot=take_snapshot(session, self.drop),
                )
            )
            return outcome

        return await self.store.write(act_and_snapshot)

    async def act(self, act: Action) -> None:
        """Do an act; a refused one has no effect."""
        action_name, person_id, index, units = act
        item = self.items[index % len(self.items)]
        with suppress(Refusal):
            await getattr(self, action_name)(person_id, item, units)

    async def join(self, person_id: int, item: int, units: int, split: bool = False) -> None:
        """Join for at most the limit per person."""
        wanted_units = (units - 1) % self.limit + 1
        await self.write(
            "join", person_id, item, join, person_id, item, wanted_units, self.now, self.rng, split
        )

    async def join_split(self, person_id: int, item: int, units: int) -> None:
        await self.join(person_id, item, units, split=True)

    async def hold(self, person_id: int, item: int, units: int) -> None:
        """Join as `join` does, for a hold where units are available."""
        wanted_units = (units - 1) % self.limit + 1
        await self.write("join", person_id, item, join_for_hold, person_id, item, wanted_units, self.now)

    async def leave(self, index: int, _line: int, _units: int) -> None:
        if one := await self._one(Entry, "waiting", index):
            await self.write("leave", one.person_id, one.item_id, leave, one.person_id, one.item_id, self.now)

    async def take(self, index: int, _line: int, _units: int) -> None:
        if one := await self._one(Entry, "waiting", index):
            arguments = (one.person_id, one.item_id, self.now, self.rng)
            await self.write("take", one.person_id, one.item_id, take_available, *arguments)

    async def confirm(self, index: int, _line: int, units: int) -> None:
        if one := await self._one(Hold, "live", index):
            arguments = (one.person_id, one.id, units, self.now, self.rng)
            await self.write("confirm", one.person_id, one.item_id, confirm, *arguments)

    async def undo_confirm(self, index: int, _line: int, _units: int) -> None:
        """Undo the confirmation of one of the three newest bookings."""
        if one := await self._one(Booking, "booked", -1 - index % 3):
            arguments = (one.person_id, one.id, self.now)
            await self.write("undo_confirm", one.person_id, one.item_id, undo_confirm, *arguments)

    async def decline(self, index: int, _line: int, _units: int) -> None:
        if one := await self._one(Hold, "live", index):
            await self.write("decline", one.person_id, one.item_id, decline, one.person_id, one.id, self.now)

    async def give(self, index: int, _line: int, _units: int) -> None:
        if one := await self._one(Hold, "live", index):
            await self._offer(one, give_hold)

    async def give_booking(self, index: int, _line: int, _units: int) -> None:
        if one := await self._one(Booking, "booked", index):
            await self._offer(one, give_booking)

    async def _offer(self, one: Row[Any], action: Callable[..., GiftOffer]) -> None:
        arguments = (one.person_id, one.id, self.now, self.rng)
        offered = await self.write("give", one.person_id, one.item_id, action, *arguments)
        self.codes.append(offered.code)

    async def take_gift(self, person_id: int, item: int, _units: int) -> None:
        """Open the newest link."""
        for code in self.codes[-1:]:
            await self.write("take_gift", person_id, item, take_gift, person_id, code, self.now, self.rng)

    async def release(self, index: int, _line: int, _units: int) -> None:
        if one := await self._one(Booking, "booked", index):
            await self.write("release", one.person_id, one.item_id, release, one.person_id, one.id, self.now)

    async def keep_fewer(self, index: int, _line: int, units: int) -> None:
        if one := await self._one(Booking, "booked", index):
            arguments = (one.person_id, one.id, units, self.now)
            await self.write("keep_fewer", one.person_id, one.item_id, keep_fewer, *arguments)

    async def undo_join(self, index: int, _line: int, _units: int) -> None:
        if one := await self._one(Booking, "booked", index):
            arguments = (one.person_id, one.id, self.now)
            await self.write("undo_join", one.person_id, one.item_id, undo_join, *arguments)

    async def move(self, index: int, item: int, _units: int) -> None:
        if one := await self._one(Booking, "booked", index):
            arguments = (one.person_id, one.id, item, self.now, self.rng)
            await self.write("move", one.person_id, item, move_booking, *arguments)

    async def no_show(self, index: int, _line: int, _units: int) -> None:
        if one := await self._one(Booking, "booked", index):
            await self.write("no_show", 0, one.item_id, release_no_show, Actor(ROS), one.id, self.now)

    async def restock(self, _who: int, item: int, units: int) -> None:
        """Change the quantity by one to three, up or down."""
        had = await self.store.read(lambda session: session.get_one(Item, item).quantity)
        more = units if units <= 3 else 3 - units
        await self.write("restock", 0, item, change_quantity, Actor(ROS), item, had + more, self.now)

    async def sell_out(self, _who: int, item: int, units: int) -> None:
        """Sell out, one time in six."""
        if units == 6:
            await self.write("sell_out", 0, item, sell_out, Actor(ROS), item, self.now)

    async def pause(self, _who: int, _line: int, units: int) -> None:
        """Pause, one time in three."""
        if units > 4:
            await self.write("pause", 0, 0, pause, Actor(ROS), self.drop, self.now)

    async def resume(self, *_: int) -> None:
        await self.write("resume", 0, 0, resume, Actor(ROS), self.drop, self.now)

    async def cancel(self, person_id: int, _line: int, units: int) -> None:
        """Cancel, one time in seventy-two."""
        if (person_id, units) == (1, 6):
            await self.write("cancel", 0, 0, cancel, Actor(ROS), self.drop, self.now)

    async def sweep(self, *_: int) -> int:
        """Run the jobs, with everybody notified of their hold; return how many items had something due."""
        await notify_everybody(self.store)
        for drop in await self.store.read(drops_to_open, self.now):
            await self.store.write(open_drop, drop, BeaconKind.LOCAL, self.now, rng=self.rng)
        closed = [one for one in await self.store.read(items_to_close, self.now) if one in self.items]
        for item in closed:
            await self.write("close", 0, item, close_item_draw, item, self.now, self.rng)
        drawn = [
            one
            for one in await self.store.read(rounds_due, BeaconKind.LOCAL, self.now)
            if one[0] in self.items
        ]
        for item, number in drawn:
            light = await LocalBeacon(bytes(32), lambda: self.now).fetch(number)
            await self.write("draw", 0, item, draw_item, item, light.randomness, light.signature, self.now)
        due = [one for one in await self.store.read(items_to_allocate, self.now) if one in self.items]
        for item in due:
            await self.write("allocate", 0, item, allocate_item, item, self.now)
        return len(closed) + len(drawn) + len(due)

    async def at_once(self, acts: list[Action]) -> None:
        await asyncio.gather(*(self.act(act) for act in acts))

    async def take_snapshot(self) -> DropSnapshot:
        return await self.store.read(take_snapshot, self.drop)

    async def _one(self, table: Any, state: str, index: int) -> Row[Any] | None:
        """Return one row of anybody in a state; what is kept for an undo belongs to nobody."""
        rows = select(table.id, table.person_id, table.item_id).where(table.state == state)
        rows = rows.where(table.item_id.in_(self.items), table.person_id.is_not(None)).order_by(table.id)
        found = await self.store.read(lambda session: session.connection().execute(rows).all())
        return found[index % len(found)] if found else None


def add_drop_of_shape(
    session: Session, shape: str, quantities: list[int], ahead: int, **drop: Any
) -> tuple[int, list[int]]:
    """Write a drop that begins so many hours ahead. Plain: one item. Bundle: two bundles with one shared component. Slots: three hours."""
    begins = NOW + ahead * HOUR
    drop = {"starts_at": begins, "ends_at": begins + 7 * HOUR} | drop
    known, first = add_drop(session, quantities[0], **drop)
    if shape == "plain":
        return known, [first]
    row = session.get_one(Item, first)
    others = [_add_item(session, known, place, quantity) for place, quantity in enumerate(quantities[1:4], 2)]
    if shape == "slots":
        for place, item in enumerate([row, *others[:2]]):
            item.starts_at = begins + 3 * place * HOUR
            item.ends_at = item.starts_at + HOUR
        session.delete(others[2])
        return known, [first, *(item.id or 0 for item in others[:2])]
    small, large = others[1], others[2]
    small.quantity, large.quantity = 5, 4
    session.flush()
    for bundle, component, units in ((small, row, 1), (large, row, 2), (large, others[0], 1)):
        session.add(Component(bundle_id=bundle.id or 0, item_id=component.id or 0, units=units))
    session.flush()
    return known, [first, *(item.id or 0 for item in others)]


def _add_item(session: Session, drop: int, place: int, quantity: int) -> Item:
    item = Item(drop_id=drop, position=place, name=f"line {place}", unit="box", price=500, quantity=quantity)
    session.add(item)
    session.flush()
    return item


async def new_simulation(
    store: Store, shape: str, quantities: list[int], ahead: int = 20, **drop: Any
) -> Simulation:
    known, items = await store.write(add_drop_of_shape, shape, quantities, ahead, **drop)
    return Simulation(store=store, drop=known, items=items, limit=drop.get("per_person", 2))


def hours(count: float) -> timedelta:
    return timedelta(hours=count)
