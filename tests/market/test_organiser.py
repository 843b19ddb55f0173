"""Organising: rights, the effects of a block, and the count of a broadcast's audience."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from market.actor import Actor, NotOrganiser
from market.admins import NO_ADMINS
from market.alley_zone import nearest, read_place, zones_near
from market.broadcast import (
    advance,
    draft,
    preparing,
    progress,
    sending,
)
from market.broadcast.audience import Criterion
from market.broadcast.notifications import BroadcastMessage
from market.organiser import block, drops, overview, roles
from market.organiser.refusals import LastOrganiser, OrganiserNotBlocked
from market.waitlist.shopper_actions import confirm
from storage.alley import Alley
from storage.drop import Drop, Item
from storage.notification import Notification
from storage.stall import Stall
from storage.store import Store
from storage.waitlist import Booking, Entry, Hold
from tests.holding import join_for_hold
from tests.people import add_person, address_of, admins

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
KEN, ROS, AINA, BEN, LOST = 1003, 1002, 1001, 1004, 1005
ADMINS = admins(KEN)
ORGANISER, STRANGER = Actor(KEN, is_configured_admin=True), Actor(AINA)
DICE = Random(7)


def add_market(session: Session) -> int:
    """Write a market where Ken organises, Ros sells two boxes and the others shop, one of them unreachable; return the item's id."""
    for person, language in ((KEN, "ms"), (ROS, "en"), (AINA, "en"), (BEN, "zh_Hans"), (LOST, "en")):
        add_person(session, person, first_name=f"P{person}", language=language, created_at=NOW)
    session.flush()
    address_of(session, LOST).unreachable_at = NOW
    alley = Alley(
        code="BAKAU", name="Lorong Bakau", city="Kota Kinabalu", zone="Asia/Kuching", territory="MY",
        currency="MYR", latitude=5.98, longitude=116.07,
    )  # fmt: skip
    session.add(alley)
    session.flush()
    stall = Stall(
        code="ROS", name="Dapur", owner_id=ROS, alley_id=alley.id or 0, language="ms", state="approved",
        asked_at=NOW,
    )  # fmt: skip
    session.add(stall)
    session.flush()
    drop = Drop(
        code="KUIH", stall_id=stall.id or 0, alley_id=alley.id or 0, name="Kuih", language="ms",
        state="published", opens_at=NOW, starts_at=NOW + timedelta(days=3),
        ends_at=NOW + timedelta(days=3, hours=4), created_at=NOW,
    )  # fmt: skip
    session.add(drop)
    session.flush()
    item = Item(drop_id=drop.id or 0, name="kuih", price=850, quantity=2)
    session.add(item)
    session.flush()
    return item.id or 0


@pytest.fixture
async def item(store: Store) -> int:
    return await store.write(add_market)


async def sent(store: Store, choice: Mapping[Criterion, Any]) -> tuple[int, set[int]]:
    """Return the count of the draft, and the readers who have a notification then."""
    await store.write(preparing.write_words, ORGANISER, "en", "Come at five", now=NOW)
    for criterion, value in choice.items():
        await store.write(preparing.aim, ORGANISER, criterion, value, now=NOW)
    found = await store.read(draft.broadcast_draft, ORGANISER, ADMINS, "Asia/Kuching", now=NOW)
    await store.write(
        sending.send_broadcast, ORGANISER, found.id, 9, admins=ADMINS, zone="Asia/Kuching", now=NOW
    )

    def readers(session: Session) -> set[int]:
        about = col(Notification.about) == f"broadcast:{found.id}"
        return set(session.exec(select(Notification.person_id).where(about, col(Notification.priority) == 3)))

    return found.readers.total, await store.read(readers)


@pytest.mark.empty_market("counts or writes to everybody")
@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({}, {KEN, ROS, AINA, BEN}),
        ({Criterion.LANGUAGE: "en"}, {ROS, AINA}),
        ({Criterion.ROLE: "vendor"}, {ROS}),
        ({Criterion.ROLE: "organiser"}, {KEN}),
        ({Criterion.ROLE: "shopper"}, {AINA, BEN}),
        ({Criterion.ROLE: "shopper", Criterion.LANGUAGE: "zh_Hans"}, {BEN}),
    ],
    ids=str,
)
async def test_who_is_counted_is_who_is_written_to(
    store: Store, item: int, choice: dict[Criterion, Any], expected: set[int]
) -> None:
    assert await sent(store, choice) == (len(expected), expected)


async def test_people_of_an_alley_stand_in_line_or_sell_there(store: Store, item: int) -> None:
    await store.write(join_for_hold, BEN, item, 1, now=NOW)
    [alley] = await store.read(lambda session: tuple(session.exec(select(Alley.id))))
    assert await sent(store, {Criterion.ALLEY: alley}) == (2, {ROS, BEN})


@pytest.mark.empty_market("counts or writes to everybody")
async def test_very_many_are_written_to_piece_by_piece_and_each_once(
    store: Store, item: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MAX_AT_ONCE", 1)
    monkeypatch.setattr(sending, "CHUNK", 2)
    monkeypatch.setattr(advance, "CHUNK", 2)
    counted, first = await sent(store, {})
    assert (counted, first) == (4, {AINA, ROS})
    one = await store.read(sending.last_sent, ORGANISER)
    while await store.write(advance.advance, one, ADMINS, NOW):
        pass

    def notifications(session: Session) -> int:
        return session.exec(select(func.count()).where(col(Notification.kind) == BroadcastMessage.kind)).one()

    assert await store.read(notifications) == 4
    assert (await store.read(progress.progress, one, NOW)).total == 4


async def test_a_block_gives_what_one_had_to_the_next(store: Store, item: int) -> None:
    aina = await store.write(join_for_hold, AINA, item, 2, now=NOW)
    assert aina.hold
    await store.write(confirm, AINA, aina.hold, 2, now=NOW, rng=DICE)
    ben = await store.write(join_for_hold, BEN, item, 2, now=NOW)
    assert ben.hold is None
    await store.write(block.block, ORGANISER, AINA, ADMINS, now=NOW)

    def seen(session: Session) -> tuple[Any, ...]:
        row = session.get_one(Item, item)
        holds = session.exec(select(Hold.person_id).where(col(Hold.state) == "live")).all()
        bookings = session.exec(select(Booking.state)).all()
        waits = session.exec(select(func.count()).where(col(Entry.state) == "waiting")).one()
        notified = session.exec(select(Notification.kind).where(col(Notification.person_id) == AINA)).all()
        return (row.booked, row.held, row.waiting), holds, bookings, waits, "PersonBlocked" in notified

    assert await store.read(seen) == ((0, 2, 0), [BEN], ["released"], 0, True)
    await store.write(block.block, ORGANISER, AINA, ADMINS, now=NOW + timedelta(hours=1))
    assert await store.read(seen) == ((0, 2, 0), [BEN], ["released"], 0, True)


async def test_an_organiser_is_not_blocked_and_the_last_one_stays(store: Store, item: int) -> None:
    with pytest.raises(OrganiserNotBlocked):
        await store.write(block.block, ORGANISER, KEN, ADMINS, now=NOW)
    await store.write(roles.name_organiser, ORGANISER, ROS, NO_ADMINS, now=NOW)
    with pytest.raises(LastOrganiser):
        await store.write(roles.remove_organiser, Actor(ROS), ROS, NO_ADMINS, now=NOW)
    await store.write(roles.remove_organiser, Actor(ROS), ROS, ADMINS, now=NOW)
    with pytest.raises(NotOrganiser):
        await store.read(overview.overview, Actor(ROS), NOW)


@pytest.mark.empty_market("lists every drop")
async def test_what_is_hidden_is_given_to_nobody_until_it_is_shown(store: Store, item: int) -> None:
    aina = await store.write(join_for_hold, AINA, item, 2, now=NOW)
    ben = await store.write(join_for_hold, BEN, item, 2, now=NOW)
    assert aina.hold
    assert not ben.hold
    [drop] = await store.read(drops.overseen_drops, ORGANISER, NOW)
    await store.write(drops.hide_drop, ORGANISER, drop.id, NOW)
    await store.write(block.block, ORGANISER, AINA, ADMINS, now=NOW)

    def live(session: Session) -> list[int | None]:
        return list(session.exec(select(Hold.person_id).where(col(Hold.state) == "live")))

    assert await store.read(live) == []
    await store.write(drops.show_again, ORGANISER, drop.id, NOW)
    assert await store.read(live) == [BEN]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("5.98, 116.07", (5.98, 116.07)),
        ("-8.65 115.22", (-8.65, 115.22)),
        ("90, -180", (90.0, -180.0)),
        ("91, 0", None),
        ("0, 180.5", None),
        ("nan, 0", None),
        ("here", None),
        ("1, 2, 3", None),
    ],
)
def test_a_place_is_two_numbers_on_earth(typed: str, read: tuple[float, float] | None) -> None:
    assert read_place(typed) == read


def test_the_nearest_city_gives_the_clock_and_each_zone_stands_once() -> None:
    assert nearest(5.99, 116.10).name == "Kota Kinabalu"
    zones = [city.zone for city in zones_near(5.28, 115.24, 9)]
    assert zones[:2] == ["Asia/Brunei", "Asia/Kuching"]
    assert len(zones) == len({*zones}) == 9
