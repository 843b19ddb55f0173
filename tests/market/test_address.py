"""The person who writes from a Telegram id, and whether messages reach them."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, func, select

from market.actor import Actor
from market.address import callers, mark_unreachable, register
from market.admins import NO_ADMINS, organiser_ids
from market.notification.in_flight import Claimant, DeliveryResult, ack, claim
from market.notification.outbox import DeliveryStatus, notify
from market.person import Caller, choose_language, set_pending_prompt
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from market.stall import apply_for_stall
from storage.address import Address, set_unwritten
from storage.alley import Alley
from storage.inbox import InboxUpdate
from storage.organiser import Organiser
from storage.person import Person
from storage.store import Store
from tests.market.notification_samples import SampleBooking
from tests.people import admins, meet, person_at, telegram_id

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
TOM, SITI, BEN = 4003, 4001, 4002
PHONE, TABLET, STRANGER = 7_312_345_678, 7_399_999_999, 4_003
"""Telegram ids; a stranger has the number that is Tom's own id here."""
ZONE = "Asia/Kuching"


@pytest.fixture
async def market(store: Store) -> Store:
    for person in (TOM, SITI, BEN):
        await store.write(meet, person, "x", "en", now=NOW)
    return store


async def stored(store: Store, person: int) -> Person:
    return await store.read(lambda session: session.get_one(Person, person))


async def caller(store: Store, number: int) -> Caller:
    return (await store.read(callers, [number], NO_ADMINS))[number]


def add_address(session: Session, person: int, number: int, since: datetime) -> None:
    session.add(Address(external_id=number, person_id=person, written_since=since))


async def chats(store: Store, now: datetime = NOW + HOUR) -> list[int]:
    """Return the chats of notifications that are due."""
    claimed = await store.write(claim, Claimant("one", 1), now, 9, zone=ZONE)
    return [one.chat for one in claimed.notifications]


async def write(store: Store, person: int, about: str = "drop:1") -> None:
    await store.write(notify, person, SampleBooking(), NOW, about=about, late_after=NOW + 99 * HOUR)


async def test_a_first_message_makes_a_person_with_an_id_of_ours_and_an_address(store: Store) -> None:
    tom = await store.write(register, PHONE, first_name=f"A\0\ud83d{'x' * 300}", language="ms", now=NOW)
    assert tom != PHONE
    assert (await stored(store, tom)).first_name == f"A{'x' * 255}"
    found = await caller(store, PHONE)
    assert (found.id, found.language, found.reachable) == (tom, "ms", True)
    assert await store.write(register, PHONE, first_name="Tom", language="ms", now=NOW) == tom
    assert await store.read(lambda session: session.exec(select(func.count(Person.id))).one()) == 1


async def test_a_telegram_id_that_equals_the_id_of_a_person_is_somebody_else(market: Store) -> None:
    stranger = await market.write(register, STRANGER, first_name="Not Tom", language="en", now=NOW)
    assert stranger != TOM
    assert (await caller(market, STRANGER)).id == stranger
    await market.write(mark_unreachable, STRANGER, NOW)
    assert (await caller(market, telegram_id(TOM))).reachable


async def test_who_is_met_again_is_reached_and_followed_until_they_choose(market: Store) -> None:
    for person in (TOM, SITI):
        await market.write(mark_unreachable, telegram_id(person), NOW)
    await market.write(register, telegram_id(TOM), first_name="Tomas", language="ms", now=NOW)
    tom, siti = await caller(market, telegram_id(TOM)), await caller(market, telegram_id(SITI))
    assert (tom.reachable, tom.language, siti.reachable) == (True, "ms", False)
    assert (await stored(market, TOM)).first_name == "x"
    await market.write(choose_language, TOM, "zh_Hans")
    await market.write(register, telegram_id(TOM), first_name="Tom", language="ms", now=NOW)
    assert (await caller(market, telegram_id(TOM))).language == "zh_Hans"
    assert (await caller(market, telegram_id(SITI))).language == "en"


async def test_somebody_who_was_entered_has_not_written_until_they_do(market: Store) -> None:
    def enter(session: Session) -> None:
        assert session.connection().execute(set_unwritten([telegram_id(TOM)], NOW)).scalars().all() == [TOM]

    await market.write(mark_unreachable, telegram_id(SITI), NOW)
    await market.write(enter)
    tom, siti = await caller(market, telegram_id(TOM)), await caller(market, telegram_id(SITI))
    assert (tom.has_written, tom.reachable) == (False, False)
    assert (siti.has_written, siti.reachable) == (True, False), "whoever blocked the bot was there"
    await market.write(register, telegram_id(TOM), first_name="Tom", language="en", now=NOW)
    tom = await caller(market, telegram_id(TOM))
    assert (tom.has_written, tom.reachable) == (True, True)


async def test_of_each_who_was_met_it_is_known_what_they_have(market: Store) -> None:
    def build(session: Session) -> int:
        session.add(Organiser(person_id=SITI, named_at=NOW))
        alley = Alley(
            code="A", name="Bakau", city="Miri", zone=ZONE, territory="MY", currency="MYR",
            latitude=4.4, longitude=113.9,
        )  # fmt: skip
        session.add(alley)
        session.flush()
        return alley.id or 0

    alley = await market.write(build)
    given: dict[str, Any] = {"language": "en", "admins": NO_ADMINS, "now": NOW, "rng": Random(1)}
    await market.write(apply_for_stall, Actor(TOM), "Tom's", alley, **given)
    await market.write(set_pending_prompt, TOM, "stall")
    await market.write(mark_unreachable, telegram_id(SITI), NOW)
    nothing = Caller(
        id=BEN,
        language="en",
        language_chosen=False,
        reachable=True,
        has_written=True,
        pending_prompt="",
        zone="",
        entered=False,
        has_stall=False,
        is_organiser=False,
        is_admin=False,
    )
    asked = [99, *map(telegram_id, (TOM, SITI, BEN))]
    assert await market.read(callers, asked, admins(BEN, 99)) == {
        telegram_id(TOM): replace(nothing, id=TOM, pending_prompt="stall", has_stall=True),
        telegram_id(SITI): replace(nothing, id=SITI, reachable=False, is_organiser=True),
        telegram_id(BEN): replace(nothing, is_admin=True),
    }
    assert await market.read(callers, [], NO_ADMINS) == {}


async def test_two_processes_that_meet_one_person_at_once_store_them_once(database_url: str) -> None:
    stores = [Store(database_url) for _ in range(2)]
    try:
        for number in range(20):
            first = PHONE + number
            both = await asyncio.gather(
                *(
                    one.write(register, first, first_name="Tom", language="en", now=NOW)
                    for one in stores
                    for _ in range(2)
                )
            )
            assert len({*both}) == 1
        assert await stores[0].read(lambda session: session.exec(select(func.count(Person.id))).one()) == 20
    finally:
        for one in stores:
            await one.close()


async def test_a_message_goes_where_its_person_wrote_from_last(market: Store) -> None:
    await market.write(add_address, TOM, TABLET, NOW - HOUR)
    await write(market, TOM)
    assert await chats(market) == [telegram_id(TOM)]
    assert [(await caller(market, one)).reachable for one in (telegram_id(TOM), TABLET)] == [True, False]

    assert await market.write(register, TABLET, first_name="Tom", language="en", now=NOW + HOUR) == TOM
    await write(market, TOM, "drop:2")
    assert await chats(market) == [TABLET]
    assert [(await caller(market, one)).reachable for one in (telegram_id(TOM), TABLET)] == [False, True]


async def test_where_one_address_is_lost_the_other_gets_the_messages(market: Store) -> None:
    await market.write(add_address, TOM, TABLET, NOW + HOUR)
    await write(market, TOM)
    (lost,) = (await market.write(claim, Claimant("one", 1), NOW + HOUR, 9, zone=ZONE)).notifications
    assert lost.chat == TABLET
    result = DeliveryResult(
        notification=lost.id, person=TOM, address=lost.address, status=DeliveryStatus.UNREACHABLE
    )
    await market.write(ack, Claimant("one", 1), NOW + HOUR, [result])
    await write(market, TOM, "drop:2")
    assert await chats(market) == [telegram_id(TOM)]
    await market.write(mark_unreachable, telegram_id(TOM), NOW)
    await write(market, TOM, "drop:3")
    assert await chats(market) == []


async def test_the_settings_name_a_person_by_any_of_their_telegram_ids(market: Store) -> None:
    await market.write(add_address, TOM, TABLET, NOW)
    named = admins(TABLET - telegram_id(0))
    assert await market.read(organiser_ids, named) == [TOM]
    assert await market.read(lambda session: [named.include(session, one) for one in (TOM, SITI)]) == [
        True,
        False,
    ]
    assert (await market.read(callers, [telegram_id(TOM)], named))[telegram_id(TOM)].is_admin


async def test_my_data_shows_the_addresses_and_a_forgotten_person_is_a_new_one(market: Store) -> None:
    await market.write(add_address, TOM, TABLET, NOW)
    everything = await market.read(mydata, TOM)
    assert [row["external_id"] for row in everything["address"]] == [telegram_id(TOM), TABLET]
    await market.write(forget, TOM, NOW)
    assert await market.read(callers, [telegram_id(TOM), TABLET], NO_ADMINS) == {}
    again = await market.write(register, TABLET, first_name="Tom", language="en", now=NOW)
    assert again != TOM
    assert await market.read(person_at, TABLET) == again


async def test_what_a_forgotten_person_sent_is_erased_for_each_of_their_telegram_ids(market: Store) -> None:
    await market.write(add_address, TOM, TABLET, NOW)

    def store_them(session: Session) -> None:
        for update, sender in enumerate((telegram_id(TOM), TABLET, TOM)):
            session.add(InboxUpdate(update_id=update, sender=sender, body="{}", received_at=NOW))

    await market.write(store_them)
    await market.write(forget, TOM, NOW)
    left = await market.read(lambda session: list(session.exec(select(InboxUpdate.sender))))
    assert left == [TOM], "of the stranger whose Telegram id is the number that Tom has here"
