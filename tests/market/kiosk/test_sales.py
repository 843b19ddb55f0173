"""Sales without a network: recorded once, under the stall's next number, even where the item was sold out meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor, NotYourStall
from market.kiosk.apply_scans import KioskScanResult
from market.kiosk.scan_body import SentScan
from market.kiosk.waiting import conflicts_waiting
from market.packaging.place import stall_ref
from market.sale.cash_rounding import in_cash
from market.sale.day import changed_day
from market.sale.doubtful import doubtful_list, note_doubtful, notified_doubtful
from market.sale.oversold import note_oversold, notified_oversold, open_oversold, oversold_list
from market.sale.receipt import day_receipts
from market.sale.refusals import DayNotClosed, DoubtSettled, OversoldSettled, OwnSale
from market.stock.change import change_price
from storage.drop import Drop, Item
from storage.kiosk import KioskScan
from storage.notification import Notification
from storage.sale import Oversold, Receipt, ReceiptKind
from storage.staff import StaffRole, StallStaff
from storage.store import Store
from tests.market.kiosk.device import Kiosk, SampleDevice
from tests.market.sale.conftest import (
    DAY,
    HOUR,
    KEN,
    KOPI,
    KUIH,
    NOW,
    OTHER_STALL,
    ROS,
    SITI,
    STALL,
    TODAY,
    TOM,
    WEI,
    SaleScenario,
    add_market,
)
from tests.people import admins

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
PRICE = {KUIH: 852, KOPI: 450}


@dataclass
class Counter(SaleScenario):
    """The stall's counter with its kiosk."""

    kiosk: Kiosk = field(init=False)

    def __post_init__(self) -> None:
        self.kiosk = Kiosk(self.store, admins(KEN))

    async def device(self, person: int = ROS, stall: int = STALL, name: str = "left") -> SampleDevice:
        return await self.kiosk.device(name, Actor(person), stall, self.now)

    async def send(self, device: SampleDevice, *sent: SentScan) -> list[KioskScanResult]:
        return await self.kiosk.send(device, sent, self.now)

    async def receipts(self) -> list[Receipt]:
        """By their numbers."""
        return sorted(await self.count(Receipt), key=lambda receipt: receipt.number)

    async def hire(self, person: int) -> None:
        """Let a person do all at the stall."""
        helper = StallStaff(stall_id=STALL, person_id=person, role=StaffRole.ALL, since=NOW)
        await self.store.write(lambda session: session.add(helper))

    async def left(self, units: int, item: int = KUIH) -> None:
        """Only so many of an item are there."""
        await self.change(Item, item, quantity=units)


@pytest.fixture
async def counter(store: Store) -> Counter:
    await store.write(add_market)
    return Counter(store=store)


def sale(
    device: SampleDevice,
    at: datetime,
    *lines: tuple[int, int],
    method: str = "cash",
    price: int | None = None,
) -> SentScan:
    """Return a sale of so many of each item, at the current price or at one read before."""
    sold = [{"item": item, "units": units, "price": price or PRICE.get(item, 100)} for item, units in lines]
    return device.record("", at, "sell", 0, sale={"method": method, "lines": sold})


def notified(rows: Sequence[Any], kind: str) -> list[Any]:
    return [row for row in rows if row.kind == kind and row.state == "queued"]


async def test_a_sale_gets_the_next_number_and_the_devices_time(counter: Counter) -> None:
    device = await counter.device()
    await counter.sell((KOPI, 1))
    at = NOW - 3 * MINUTE
    offline = sale(device, at, (KUIH, 2), (KOPI, 1), price=None)
    by_qr = sale(device, at, (KOPI, 3), method="qr")
    counter.now = NOW + HOUR
    first = await counter.send(device, offline, by_qr)
    assert [(each.outcome, each.number) for each in first] == [("accepted", 2), ("accepted", 3)]
    assert await counter.send(device, by_qr, offline, offline) == [first[1], first[0], first[0]]
    _, row, qr = await counter.receipts()
    assert (row.sold_at, row.day, row.total, row.by_id) == (at, TODAY, 2 * 852 + 450, ROS)
    assert row.paid == in_cash(row.total, "MYR")
    assert qr.paid == qr.total == 1350
    assert [line.units for line in (await counter.receipt(row.id or 0)).lines] == [2, 1]
    assert [(await counter.item(item)).sold for item in (KUIH, KOPI)] == [2, 5]


async def test_the_price_that_was_read_counts(counter: Counter) -> None:
    """The stall changed it while the device had no network."""
    device = await counter.device()
    await counter.store.write(change_price, Actor(ROS), KUIH, 700, NOW)
    found = await counter.send(device, sale(device, NOW, (KUIH, 1)), sale(device, NOW, (KUIH, 1), price=700))
    assert [each.outcome for each in found] == ["accepted", "accepted"]
    assert [row.total for row in await counter.receipts()] == [852, 700]


async def test_a_price_that_the_item_never_had_is_put_to_the_owner(counter: Counter) -> None:
    """A helper's device sells goods of RM8.52 for one sen."""
    await counter.hire(TOM)
    device = await counter.device(TOM)
    assert [each.outcome for each in await counter.send(device, sale(device, NOW, (KUIH, 1), price=1))] == [
        "conflict"
    ]
    (doubt,) = await counter.store.read(doubtful_list, Actor(ROS), STALL)
    assert (doubt.by, doubt.total, doubt.doubts.wrong_price, doubt.doubts.wrong_day) == (
        "left",
        1,
        True,
        False,
    )
    assert [row.person_id for row in notified(await counter.count(Notification), "SaleDoubted")] == [ROS]
    with pytest.raises(NotYourStall):
        await counter.store.write(note_doubtful, Actor(TOM), doubt.receipt, NOW)
    assert await counter.store.write(note_doubtful, Actor(ROS), doubt.receipt, NOW) == STALL
    assert await counter.store.read(doubtful_list, Actor(ROS), STALL) == ()
    with pytest.raises(DoubtSettled):
        await counter.store.write(note_doubtful, Actor(ROS), doubt.receipt, NOW)
    assert not notified(await counter.count(Notification), "SaleDoubted")


async def test_a_void_settles_a_doubt(counter: Counter) -> None:
    device = await counter.device()
    await counter.send(device, sale(device, NOW, (KUIH, 1), price=10**12))
    (doubt,) = await counter.store.read(doubtful_list, Actor(ROS), STALL)
    assert doubt.doubts.wrong_sum
    await counter.void(doubt.receipt)
    assert await counter.store.read(doubtful_list, Actor(ROS), STALL) == ()
    with pytest.raises(DoubtSettled):
        await counter.store.read(notified_doubtful, doubt.receipt)


@pytest.mark.parametrize("claimed", [datetime(2002, 1, 2, tzinfo=UTC), NOW - DAY, NOW + 3 * HOUR])
async def test_a_day_out_of_reach_counts_when_it_is_received_and_is_put_to_the_owner(
    counter: Counter, claimed: datetime
) -> None:
    """The device had not signed in then, or its clock is ahead."""
    device = await counter.device()
    found = await counter.send(device, sale(device, claimed, (KUIH, 1)))
    assert [each.outcome for each in found] == ["conflict"]
    assert [(row.sold_at, row.day) for row in await counter.receipts()] == [(NOW, TODAY)]
    (doubt,) = await counter.store.read(doubtful_list, Actor(ROS), STALL)
    assert (doubt.claimed_at, doubt.received_at, doubt.doubts.wrong_day) == (claimed, NOW, True)
    page = await counter.store.read(day_receipts, Actor(ROS), STALL, TODAY, page=1, now=NOW)
    assert [(row.claimed_at, row.received_at) for row in page.rows] == [(claimed, NOW)], "both times stand"


async def test_a_day_too_long_ago_is_out_of_reach(counter: Counter) -> None:
    device = await counter.device()
    counter.now = NOW + 14 * DAY
    found = await counter.send(device, sale(device, NOW, (KUIH, 1)), sale(device, NOW - MINUTE, (KUIH, 1)))
    assert len(found) == 2
    doubts = await counter.store.read(doubtful_list, Actor(ROS), STALL)
    assert [doubt.claimed_at for doubt in doubts] == [NOW - MINUTE]


async def test_a_helper_voids_no_sale_hours_later(counter: Counter) -> None:
    """Eight hours later, with a time that the device chose."""
    await counter.hire(TOM)
    device = await counter.device(TOM)
    sold = sale(device, NOW, (KUIH, 1))
    await counter.send(device, sold)
    counter.now = NOW + 8 * HOUR
    (undo,) = await counter.send(device, device.undo(sold, NOW + 30 * SECOND))
    assert undo.why == "too_late"
    assert len(await counter.receipts()) == 1
    counter.now = NOW + 9 * MINUTE
    other = sale(device, counter.now, (KUIH, 1))
    await counter.send(device, other)
    counter.now += 10 * MINUTE
    (undo,) = await counter.send(device, device.undo(other, NOW + 9 * MINUTE + 30 * SECOND))
    assert undo.outcome == "accepted", "the network failed for a while"
    day = await counter.day()
    assert [(voids.by, voids.count, voids.amount) for voids in day.helpers_voids] == [("Tom", 1, 850)]


async def test_whoever_sold_too_many_does_not_note_it(counter: Counter) -> None:
    await counter.hire(TOM)
    await counter.hire(SITI)
    device = await counter.device(TOM)
    await counter.left(1)
    await counter.send(device, sale(device, NOW - MINUTE, (KUIH, 3)), sale(device, NOW, (KUIH, 1)))
    first, second = await counter.store.read(oversold_list, Actor(TOM), STALL)
    with pytest.raises(OwnSale):
        await counter.store.write(note_oversold, Actor(TOM), first.id, NOW)
    assert await counter.store.write(note_oversold, Actor(SITI), first.id, NOW) == STALL
    own = await counter.device(name="Ros’s")
    await counter.send(own, sale(own, NOW, (KUIH, 1)))
    *_, third = await counter.store.read(oversold_list, Actor(ROS), STALL)
    assert third.by == "Ros’s"
    assert await counter.store.write(note_oversold, Actor(ROS), third.id, NOW) == STALL, "the owner may"
    assert await counter.store.write(note_oversold, Actor(ROS), second.id, NOW) == STALL


async def test_the_owner_gets_one_message_for_many(counter: Counter) -> None:
    device = await counter.device()
    await counter.left(0)
    for _ in range(5):
        await counter.send(device, *(sale(device, NOW, (KUIH, 1), price=1) for _ in range(4)))
    rows = await counter.count(Notification)
    assert [len(notified(rows, kind)) for kind in ("SoldTooMany", "SaleDoubted", "ConflictsWait")] == [
        1,
        1,
        1,
    ]
    waiting = await counter.store.read(conflicts_waiting, stall_ref(STALL))
    assert (waiting.scans, waiting.sales) == (0, 40)


async def test_two_devices_sell_the_last_unit_and_the_later_one_is_a_conflict(counter: Counter) -> None:
    left, right = await counter.device(), await counter.device(name="right")
    await counter.left(1)
    later, earlier = sale(left, NOW - MINUTE, (KUIH, 1)), sale(right, NOW - 2 * MINUTE, (KUIH, 1))
    assert [each.outcome for each in await counter.send(left, later)] == ["accepted"]
    assert [each.outcome for each in await counter.send(right, earlier)] == ["accepted"]
    assert [each.outcome for each in await counter.send(left, later)] == ["conflict"]
    item = await counter.item(KUIH)
    assert (item.sold, item.booked, item.quantity) == (1, 1, 1)
    (missing,) = await counter.store.read(oversold_list, Actor(ROS), STALL)
    assert (missing.by, missing.units, missing.missing, missing.number) == ("left", 1, 1, 1)
    assert len(notified(await counter.count(Notification), "SoldTooMany")) == 1
    day = await counter.day()
    assert (day.figures.sales, day.oversold, day.receipts) == (2, 1, 2)


async def test_a_conflict_is_noted_once_by_the_stall(counter: Counter) -> None:
    device = await counter.device()
    await counter.left(1)
    await counter.send(device, sale(device, NOW, (KUIH, 3)))
    (missing,) = await counter.store.read(oversold_list, Actor(ROS), STALL)
    assert missing.missing == 2
    with pytest.raises(NotYourStall):
        await counter.store.write(note_oversold, Actor(WEI), missing.id, NOW)
    assert await counter.store.write(note_oversold, Actor(ROS), missing.id, NOW) == STALL
    with pytest.raises(OversoldSettled):
        await counter.store.write(note_oversold, Actor(ROS), missing.id, NOW)
    with pytest.raises(OversoldSettled):
        await counter.store.read(notified_oversold, missing.id)
    assert await counter.store.read(open_oversold, STALL) == 0
    assert not notified(await counter.count(Notification), "SoldTooMany")
    await counter.left(9)
    await counter.send(device, sale(device, NOW, (KUIH, 1)))
    assert [row.units for row in await counter.count(Oversold)] == [2], "what was noted stays"


async def test_a_void_gives_back_what_was_there_and_ends_the_conflict(counter: Counter) -> None:
    device = await counter.device()
    await counter.left(2)
    await counter.send(device, sale(device, NOW, (KUIH, 3)), sale(device, NOW + MINUTE, (KUIH, 1)))
    first, _ = await counter.receipts()
    assert sorted(row.units for row in await counter.count(Oversold)) == [1, 1]
    await counter.void(first.id or 0)
    item = await counter.item(KUIH)
    assert (item.sold, item.booked) == (1, 1), "the second sale has one of the two"
    assert not await counter.count(Oversold)
    assert not notified(await counter.count(Notification), "SoldTooMany")


@pytest.mark.parametrize("ended", [{"ends_at": NOW - 10 * MINUTE}, {"cancelled_at": NOW - 10 * MINUTE}])
async def test_what_was_sold_before_the_drop_was_over_counts_and_after_it_is_a_conflict(
    counter: Counter, ended: dict[str, datetime]
) -> None:
    device = await counter.device()
    before, after = sale(device, NOW - 20 * MINUTE, (KUIH, 1)), sale(device, NOW - 10 * MINUTE, (KUIH, 1))
    if "cancelled_at" in ended:
        await counter.change(Drop, 1, state="cancelled", **ended)
    else:
        await counter.change(Drop, 1, starts_at=NOW - HOUR, **ended)
    outcomes = [each.outcome for each in await counter.send(device, before, after)]
    assert outcomes == ["accepted", "conflict"]
    assert [row.number for row in await counter.receipts()] == [1, 2]


async def test_an_undo_within_a_minute_voids_the_sale_whichever_comes_first(counter: Counter) -> None:
    device = await counter.device()
    kept, gone, late = (sale(device, NOW, (KUIH, 1)) for _ in range(3))
    undo, too_late = device.undo(gone, NOW + MINUTE), device.undo(late, NOW + 2 * MINUTE)
    counter.now = NOW + HOUR
    first = await counter.send(device, undo, too_late)
    assert [each.outcome for each in first] == ["accepted", "accepted"]
    again = await counter.send(device, kept, gone, late, undo, too_late)
    assert [each.why for each in again] == [None, None, None, None, "too_late"]
    await counter.send(device, undo)
    rows = await counter.receipts()
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert [(row.kind, row.sold_at) for row in rows if row.voids_id] == [(ReceiptKind.VOID, NOW + MINUTE)]
    assert (await counter.item(KUIH)).sold == 2


async def test_a_sale_after_the_close_keeps_its_day_and_the_owner_is_told_once(counter: Counter) -> None:
    device = await counter.device()
    await counter.sell((KOPI, 1))
    with pytest.raises(DayNotClosed):
        await counter.store.read(changed_day, STALL, TODAY)
    await counter.close()
    await counter.send(device, sale(device, NOW, (KUIH, 1)), sale(device, NOW, (KUIH, 1), method="qr"))
    day = await counter.day()
    assert day.closed is not None
    assert day.figures.expected - day.closed.expected == 850
    assert (await counter.store.read(changed_day, STALL, TODAY)).changed == 850
    assert len(notified(await counter.count(Notification), "SoldAfterClose")) == 1


async def test_what_is_no_sale_of_this_device_is_refused_and_kept(counter: Counter) -> None:
    ros, wei = await counter.device(), await counter.device(WEI, OTHER_STALL)
    unknown, elsewhere = sale(ros, NOW, (99, 1)), sale(wei, NOW, (KUIH, 1))
    early = sale(ros, NOW + timedelta(days=2), (KUIH, 1))
    stolen = SentScan(sale(ros, NOW, (KUIH, 1)).body, bytes(64))
    found = [*await counter.send(ros, unknown, early, stolen), *await counter.send(wei, elsewhere)]
    assert [each.why for each in found] == ["unknown", "clock", "signature", "other_stall"]
    assert not await counter.receipts()
    assert (await counter.item(KUIH)).sold == 0
    assert len(await counter.count(KioskScan)) == 4


async def test_a_helper_who_may_only_scan_has_nothing_to_sell(counter: Counter) -> None:
    def helps(session: Session) -> None:
        session.add(StallStaff(stall_id=STALL, person_id=TOM, role=StaffRole.SCAN, since=NOW))

    await counter.store.write(helps)
    device = await counter.device(TOM)
    assert (await counter.kiosk.list(device, NOW)).sale is None
    found = await counter.send(device, sale(device, NOW, (KUIH, 1)))
    assert [each.why for each in found] == ["right"]


async def test_the_list_has_a_key_for_each_item(counter: Counter) -> None:
    device = await counter.device()
    await counter.sell((KUIH, 3))
    keys = (await counter.kiosk.list(device, NOW)).sale
    assert keys is not None
    assert (keys.coin, keys.money.currency) == (5, "MYR")
    assert [(key.name, key.price, key.left) for key in keys.keys] == [
        ("kuih lapis", 852, 37),
        ("kopi", 450, 40),
    ]
    opens, ends = NOW - HOUR, NOW + 5 * HOUR
    assert {(key.sells_from, key.sells_until) for key in keys.keys} == {(opens, ends)}


async def test_a_device_whose_clock_is_ahead_sells_now(counter: Counter) -> None:
    device = await counter.device()
    found = await counter.send(device, sale(device, NOW + 9 * MINUTE, (KUIH, 1)))
    assert [each.outcome for each in found] == ["accepted"]
    assert [row.sold_at for row in await counter.receipts()] == [NOW]


async def test_numbers_have_no_gap_among_chat_and_kiosks(counter: Counter) -> None:
    device = await counter.device()
    rng = Random(2)
    for _ in range(12):
        if rng.random() < 0.5:
            await counter.sell((KUIH, 1))
        else:
            await counter.send(device, *(sale(device, NOW, (KOPI, 1)) for _ in range(rng.randint(1, 3))))
    numbers = [row.number for row in await counter.receipts()]
    assert numbers == [*range(1, len(numbers) + 1)]
    stored = select(KioskScan.receipt_id).where(col(KioskScan.receipt_id).is_not(None))
    linked = await counter.store.read(lambda session: session.exec(stored).all())
    assert len(set(linked)) == len(linked)
