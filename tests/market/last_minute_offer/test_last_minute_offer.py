"""Last-minute offers: the rest for less, once a stall and night; nobody loses a unit, and only subscribers are notified."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from market.actor import Actor, NotYourStall
from market.alley import AlleyUnknown
from market.drop.browse import any_drop
from market.drop.refusals import DropOver, DropPaused, DropUnknown
from market.last_minute_offer.alert import (
    AlertChoice,
    alert_choice,
    ask_for_last_minute_offers,
    stop_last_minute_offers,
)
from market.last_minute_offer.offer import (
    LastMinuteOfferRequest,
    LastMinuteOfferStarted,
    last_minute_offer_facts,
    start_last_minute_offer,
    take_last_minute_offer,
)
from market.last_minute_offer.refusals import (
    LastMinuteOfferedTonight,
    LastMinuteOfferGone,
    LastMinuteOfferNotCheaper,
    LastMinuteOfferTooEarly,
    LastMinuteOfferTooMany,
    LastMinuteOfferUnknown,
    LastMinuteOfferWaitedFor,
    LastMinuteOfferWithDeposit,
)
from market.merge import accept_merge, offer_merge
from market.person import Blocked
from market.privacy.forget import forget
from market.refusal import Refusal
from market.sale.cart import CartLine
from market.sale.sell import SaleRequest, sell
from market.sale.statement import LastMinuteUnits, statement
from market.ticket.scan import collect
from market.waitlist.join_batch import Joined
from market.waitlist.refusals import TooManyUnits
from storage.drop import Drop, Item
from storage.last_minute_offer import LastMinuteAlert, LastMinuteOffer
from storage.person import Person
from storage.sale import SaleMethod
from storage.stall import Stall
from storage.ticket import Ticket
from storage.waitlist import Booking, BookingState
from tests.market.last_minute_offer.conftest import MINUTE
from tests.market.waitlist.conftest import NOW, ROS, ItemScenario
from tests.market.waitlist.invariants import check_invariants, take_snapshot
from tests.seeds import seeds

ZONE = "Asia/Kuching"
NewItem = Callable[..., Awaitable[ItemScenario]]


async def start(
    item: ItemScenario, units: int = 6, price: int = 400, person: int = ROS, grams: int | None = None
) -> LastMinuteOfferStarted:
    request = LastMinuteOfferRequest(item=item.item, units=units, price=price, grams=grams)
    started: LastMinuteOfferStarted = await item.store.write(
        start_last_minute_offer, Actor(person), request, item.now, zone=ZONE
    )
    return started


async def take(item: ItemScenario, person: int, offer: int, units: int = 1) -> Joined:
    return await item.store.write(take_last_minute_offer, person, offer, units, now=item.now, rng=item.rng)


async def booking(item: ItemScenario, joined: Joined) -> Booking:
    return await item.store.read(lambda session: session.get_one(Booking, joined.booking))


@pytest.mark.feature("X24")
async def test_what_is_taken_through_it_costs_less_and_nothing_else_does(item: ItemScenario) -> None:
    before = await item.book(1, units=2)
    offer = (await start(item)).offer
    joined = await take(item, 2, offer, units=3)
    other = await item.book(3)
    prices = [(await booking(item, each)).price for each in (before, joined, other)]
    assert prices == [850, 400, 850]
    assert joined.booked is not None
    assert joined.booked.price == 400
    row = await item.row()
    assert (row.price, row.booked, row.held) == (850, 6, 0)
    facts = await item.store.read(last_minute_offer_facts, offer, item.now)
    assert (facts.left, facts.price, facts.item.price) == (3, 400, 850)


async def test_no_more_is_taken_than_was_offered_and_what_is_given_back_is_offered_again(
    item: ItemScenario,
) -> None:
    offer = (await start(item, units=3)).offer
    joined = await take(item, 1, offer, units=2)
    with pytest.raises(LastMinuteOfferGone) as gone:
        await take(item, 2, offer, units=2)
    assert gone.value.left == 1
    assert (await item.row()).booked == 2, "what was refused is not booked"
    await item.release(1, joined.booking)
    item.now += 2 * MINUTE
    await take(item, 2, offer, units=3)
    with pytest.raises(LastMinuteOfferGone):
        await item.store.read(last_minute_offer_facts, offer, item.now)


async def test_who_waits_or_holds_goes_first(new_item: NewItem) -> None:
    item = await new_item(quantity=3)
    hold = await item.join(1, units=2)
    with pytest.raises(LastMinuteOfferTooMany) as few:
        await start(item, units=2)
    assert few.value.available == 1
    offer = (await start(item, units=1)).offer
    await item.join(2, units=2)
    with pytest.raises(LastMinuteOfferGone):
        await take(item, 3, offer)
    assert await item.holders() == [1]
    row = await item.row()
    assert (row.held, row.booked, row.waiting) == (2, 0, 2)
    assert hold.hold is not None


async def test_nothing_that_people_wait_for_is_offered_for_less(new_item: NewItem) -> None:
    item = await new_item(quantity=2)
    await item.join(1, units=1)
    await item.join(2, units=2)
    with pytest.raises(LastMinuteOfferWaitedFor):
        await start(item, units=1)


async def test_once_a_stall_and_night(new_item: NewItem, item: ItemScenario) -> None:
    await start(item, units=1)
    with pytest.raises(LastMinuteOfferedTonight):
        await start(item, units=1)
    other = await new_item()
    with pytest.raises(LastMinuteOfferedTonight):
        await start(other, units=1)
    hours = {
        name: NOW + 1440 * MINUTE + ahead * MINUTE for name, ahead in (("starts_at", -220), ("ends_at", 20))
    }
    tomorrow = await new_item(**hours)
    tomorrow.now = NOW + 1440 * MINUTE
    assert (await start(tomorrow, units=1)).offer


@pytest.mark.parametrize(
    ("columns", "asked", "refusal"),
    [
        ({"ends_at": NOW + 31 * MINUTE}, {}, LastMinuteOfferTooEarly),
        ({"ends_at": NOW}, {}, DropOver),
        ({"state": "paused"}, {}, DropPaused),
        ({"state": "cancelled"}, {}, DropOver),
        ({"deposit": 100, "refund_until": NOW}, {}, LastMinuteOfferWithDeposit),
        ({}, {"price": 850}, LastMinuteOfferNotCheaper),
        ({}, {"price": -1}, LastMinuteOfferNotCheaper),
        ({}, {"units": 0}, LastMinuteOfferTooMany),
        ({}, {"units": 11}, LastMinuteOfferTooMany),
    ],
)
async def test_what_cannot_be_a_last_minute_offer_is_refused(
    new_item: NewItem, columns: dict[str, Any], asked: dict[str, Any], refusal: type[Refusal]
) -> None:
    item = await new_item(**columns)
    await change(item, Stall, 1, deposits_at=NOW)
    with pytest.raises(refusal):
        await start(item, **asked)
    assert await offers(item) == 0


async def offers(item: ItemScenario) -> int:
    return await item.store.read(
        lambda session: session.exec(select(func.count(col(LastMinuteOffer.id)))).one()
    )


async def change(item: ItemScenario, table: Any, row: int, **values: Any) -> None:
    def write(session: Session) -> None:
        found = session.get_one(table, row)
        for name, value in values.items():
            setattr(found, name, value)

    await item.store.write(write)


async def test_nobody_else_makes_one_and_somebody_who_is_blocked_neither_starts_nor_takes(
    item: ItemScenario,
) -> None:
    for stranger in (1, 2):
        with pytest.raises(NotYourStall):
            await start(item, person=stranger)
    request = LastMinuteOfferRequest(item=99, units=1, price=1)
    with pytest.raises(DropUnknown):
        await item.store.write(start_last_minute_offer, Actor(ROS), request, item.now, zone=ZONE)
    offer = (await start(item)).offer
    await change(item, Person, 1, blocked_at=NOW)
    with pytest.raises(Blocked):
        await take(item, 1, offer)
    with pytest.raises(Blocked):
        await item.store.write(ask_for_last_minute_offers, 1, None, NOW)
    await change(item, Person, ROS, blocked_at=NOW)
    with pytest.raises(Blocked):
        await start(item)
    with pytest.raises(LastMinuteOfferUnknown):
        await take(item, 2, offer + 1)
    with pytest.raises(TooManyUnits):
        await take(item, 2, offer, units=7)
    item.now = NOW + 20 * MINUTE
    with pytest.raises(LastMinuteOfferGone):
        await take(item, 2, offer)


async def notified(item: ItemScenario) -> list[int]:
    return await item.notifications("LastMinuteOffered")


async def test_only_who_asked_is_told_once_a_night(new_item: NewItem, item: ItemScenario) -> None:
    store = item.store
    for person, alley in ((1, None), (2, 1), (3, None), (4, 1), (ROS, None)):
        await store.write(ask_for_last_minute_offers, person, alley, NOW)
    await store.write(stop_last_minute_offers, 3, NOW)
    await change(item, Person, 4, blocked_at=NOW)
    with pytest.raises(AlleyUnknown):
        await store.write(ask_for_last_minute_offers, 5, 77, NOW)
    assert (await start(item, units=1)).notified == 2
    assert await notified(item) == [1, 2]
    await another_stall(item)
    other = await new_item()
    await change(item, Drop, other.drop, stall_id=2)
    assert (await start(other, units=1, person=7)).notified == 1, "Ros: the others were told of one tonight"
    await store.write(stop_last_minute_offers, 1, NOW)
    await store.write(ask_for_last_minute_offers, 1, 1, NOW)
    assert await store.read(alert_choice, 1) == AlertChoice(True, 1)
    assert await store.read(alert_choice, 3) == AlertChoice(False)
    assert await notified(item) == [1, 2, ROS]


QUIET_AT_TEN = {
    2: {"quiet_from": 9 * 60, "quiet_until": 11 * 60},
    3: {"quiet_from": 22 * 60, "quiet_until": 10 * 60 + 1},
    4: {"zone": "Europe/London"},
}
"""By person the preferences of those for whom ten in the morning of the market is in their quiet hours."""
AWAKE_AT_TEN = {
    5: {"quiet_from": 22 * 60, "quiet_until": 10 * 60},
    6: {"quiet_from": 10 * 60, "quiet_until": 10 * 60},
    7: {"zone": "Asia/Tokyo"},
}


async def test_nobody_is_told_in_their_quiet_hours(item: ItemScenario) -> None:
    for person, preferences in (QUIET_AT_TEN | AWAKE_AT_TEN).items():
        await change(item, Person, person, **preferences)
        await item.store.write(ask_for_last_minute_offers, person, None, NOW)
    await item.store.write(ask_for_last_minute_offers, 1, None, NOW)
    assert (await start(item, units=1)).notified == 4, "the stall is told how many hear of it"
    assert sorted(await notified(item)) == [1, *AWAKE_AT_TEN]


async def another_stall(item: ItemScenario) -> None:
    def add(session: Session) -> None:
        session.add(
            Stall(id=2, code="S2", name="Other", owner_id=7, alley_id=1, language="en", state="approved", asked_at=NOW)
        )  # fmt: skip

    await item.store.write(add)


async def test_forgetting_and_merging_leave_no_second_alert(item: ItemScenario) -> None:
    for person in (1, 2, 3):
        await item.store.write(ask_for_last_minute_offers, person, None, NOW)
    await item.store.write(forget, 3, NOW)
    offer = await item.store.write(offer_merge, 1, NOW, Random(1))
    await item.store.write(accept_merge, 2, offer.code, NOW, rng=Random(3))
    rows = select(LastMinuteAlert.person_id)
    assert len(await item.store.read(lambda session: session.exec(rows).all())) == 1


async def test_the_statement_has_what_was_handed_over_of_a_last_minute_offer_and_its_weight(
    item: ItemScenario,
) -> None:
    offer = (await start(item, units=6, grams=1500)).offer
    joined = await take(item, 1, offer, units=3)
    await take(item, 2, offer, units=2)
    await item.book(3, units=1)
    code = select(Ticket.code).where(col(Ticket.booking_id) == joined.booking)
    found = await item.store.read(lambda session: session.exec(code).one())
    await item.store.write(collect, Actor(ROS), found, 2, now=item.now, rng=item.rng)
    week = await item.store.read(statement, Actor(ROS), 1, 0, now=item.now)
    assert week.last_minute == LastMinuteUnits(units=2, grams=500)
    assert week.value == 800, "at the price of the last-minute offer"


async def test_many_at_once_take_no_more_than_was_offered(item: ItemScenario) -> None:
    offer = (await start(item, units=5)).offer

    async def tap(person: int) -> int:
        try:
            await take(item, person, offer, units=2)
        except LastMinuteOfferGone:
            return 0
        return 2

    assert sum(await asyncio.gather(*(tap(person) for person in range(1, 11)))) == 4
    assert (await item.row()).booked == 4


@pytest.mark.parametrize("seed", seeds(6, proof=60))
async def test_stock_is_conserved_whatever_happens(new_item: NewItem, seed: int) -> None:
    """Joins, holds, walk-ins and what is given back around a last-minute offer: counts are those of the rows, and it takes nothing of others."""
    rng = Random(seed)
    item = await new_item(quantity=rng.randint(2, 12), per_person=rng.randint(1, 6))
    offer = 0
    for _ in range(40):
        person, units = rng.randint(1, 8), rng.randint(1, 3)
        item.now += rng.choice((0, 1, 20)) * MINUTE / 60
        held_before, waiting_before = await held_and_waiting(item, besides=person)
        kind = rng.choice(
            ("book", "hold", "take", "take", "take", "decline", "release", "sell", "start", "sweep")
        )
        try:
            match kind:
                case "book":
                    await item.book(person, units)
                case "hold":
                    await item.join(person, units)
                case "take" if offer:
                    await take(item, person, offer, units)
                    assert await held_and_waiting(item, besides=person) == (held_before, waiting_before)
                case "decline":
                    await item.decline(person)
                case "release":
                    await item.release(person)
                case "sell":
                    cart = (CartLine(item.item, units),)
                    sale = SaleRequest(stall=1, cart=cart, method=SaleMethod.QR, total=850 * units)
                    await item.store.write(sell, Actor(ROS), sale, now=item.now, rng=item.rng)
                case "start" if not offer:
                    offer = (await start(item, units=units)).offer
                case "sweep":
                    await item.sweep()
        except Refusal:
            pass
        await item.store.read(counts_are_right)
        if not (await item.row()).sold:
            check_invariants(await item.store.read(take_snapshot, item.drop), item.now)


async def held_and_waiting(item: ItemScenario, besides: int) -> tuple[Any, Any]:
    """Return the live holds and waiting entries of other people."""
    snapshot = await item.store.read(take_snapshot, item.drop)
    held = sorted(
        (each.person_id or 0, each.units)
        for each in snapshot.holds.values()
        if each.state == "live" and each.person_id != besides
    )
    waiting = sorted(
        (each.number or 0, each.units)
        for each in snapshot.entries.values()
        if each.state == "waiting" and each.person_id != besides
    )
    return held, waiting


def counts_are_right(session: Session) -> None:
    """No unit is there twice, and no more was taken through a last-minute offer than it offered."""
    standing = (BookingState.BOOKED, BookingState.COLLECTED)
    for row in session.exec(select(Item)):
        units = select(func.coalesce(func.sum(Booking.units), 0)).where(
            col(Booking.item_id) == row.id, col(Booking.state).in_(standing)
        )
        assert row.booked == session.exec(units).one() + row.sold
        assert row.booked + row.held <= row.quantity
    for offer in session.exec(select(LastMinuteOffer)):
        taken = select(func.coalesce(func.sum(Booking.units), 0)).where(
            col(Booking.last_minute_offer_id) == offer.id, col(Booking.state).in_(standing)
        )
        assert session.exec(taken).one() <= offer.units
        prices = select(Booking.price).where(col(Booking.last_minute_offer_id) == offer.id)
        assert {*session.exec(prices)} <= {offer.price}


async def test_a_last_minute_offer_is_over_with_its_drop(item: ItemScenario) -> None:
    offer = (await start(item)).offer
    drop = await item.store.read(any_drop, item.drop)
    facts = await item.store.read(last_minute_offer_facts, offer, item.now)
    assert facts.ends_at == drop.ends_at
    with pytest.raises(LastMinuteOfferGone):
        await item.store.read(last_minute_offer_facts, offer, drop.ends_at)
