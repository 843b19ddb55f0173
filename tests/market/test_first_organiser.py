"""The one-time link of the first organiser: whom it makes one, and when it is used up."""

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlmodel import Session, select

from market.actor import Actor, NotOrganiser, is_organiser
from market.admins import NO_ADMINS
from market.organiser.first_organiser import LIVES, become_first_organiser, make_organiser_link
from market.organiser.overview import overview
from market.organiser.refusals import OrganiserLinkGone
from market.organiser.roles import name_organiser
from market.person import Blocked
from storage.organiser_link import OrganiserLink
from storage.person import Person
from storage.store import Store
from tests.people import add_person

NOW = datetime(2026, 11, 26, 2, tzinfo=UTC)
KEN, TOM = Actor(1003), Actor(1001)


def add_people(session: Session) -> None:
    for actor in (KEN, TOM):
        add_person(session, actor.person, first_name="P", language="en", created_at=NOW)


@pytest.fixture
async def code(store: Store) -> str:
    """The code of a link that was made now."""
    await store.write(add_people)
    return await store.write(make_organiser_link, NOW, Random(7))


def stored_links(session: Session) -> list[str]:
    return [row.code_hash for row in session.exec(select(OrganiserLink))]


async def test_whoever_opens_the_link_first_is_the_organiser_and_it_is_used_up(
    store: Store, code: str
) -> None:
    with pytest.raises(NotOrganiser):
        await store.read(overview, KEN, NOW)
    await store.write(become_first_organiser, KEN, code, NOW)
    assert await store.read(is_organiser, KEN)
    await store.read(overview, KEN, NOW)
    assert await store.read(stored_links) == []


async def test_a_second_opener_is_refused_and_no_organiser(store: Store, code: str) -> None:
    await store.write(become_first_organiser, KEN, code, NOW)
    for opener in (TOM, KEN):
        with pytest.raises(OrganiserLinkGone):
            await store.write(become_first_organiser, opener, code, NOW)
    assert not await store.read(is_organiser, TOM)


async def test_of_two_who_open_it_at_the_same_time_one_is_the_organiser(store: Store, code: str) -> None:
    outcomes = await asyncio.gather(
        *(store.write(become_first_organiser, each, code, NOW) for each in (KEN, TOM)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "OrganiserLinkGone"]
    assert await store.read(is_organiser, KEN) != await store.read(is_organiser, TOM)


async def test_a_stranger_who_guesses_gets_nothing(store: Store, code: str) -> None:
    for guess in ("", "x", code[:-1], code.swapcase()):
        with pytest.raises(OrganiserLinkGone):
            await store.write(become_first_organiser, TOM, guess, NOW)
    assert not await store.read(is_organiser, TOM)


async def test_after_a_quarter_of_an_hour_the_link_is_gone(store: Store, code: str) -> None:
    with pytest.raises(OrganiserLinkGone):
        await store.write(become_first_organiser, KEN, code, NOW + LIVES)
    await store.write(become_first_organiser, KEN, code, NOW + LIVES - timedelta(seconds=1))


async def test_a_new_link_replaces_the_earlier_one(store: Store, code: str) -> None:
    newer = await store.write(make_organiser_link, NOW, Random(8))
    with pytest.raises(OrganiserLinkGone):
        await store.write(become_first_organiser, KEN, code, NOW)
    await store.write(become_first_organiser, KEN, newer, NOW)


async def test_where_somebody_was_named_meanwhile_the_link_makes_nobody_one(store: Store, code: str) -> None:
    await store.write(
        name_organiser, Actor(KEN.person, is_configured_admin=True), KEN.person, NO_ADMINS, now=NOW
    )
    with pytest.raises(OrganiserLinkGone):
        await store.write(become_first_organiser, TOM, code, NOW)


async def test_who_is_blocked_does_not_become_an_organiser(store: Store, code: str) -> None:
    def block(session: Session) -> None:
        session.get_one(Person, TOM.person).blocked_at = NOW

    await store.write(block)
    with pytest.raises(Blocked):
        await store.write(become_first_organiser, TOM, code, NOW)


async def test_only_a_hash_of_128_random_bits_is_stored(store: Store, code: str) -> None:
    [stored] = await store.read(stored_links)
    assert len(code) == 22
    assert code not in stored
