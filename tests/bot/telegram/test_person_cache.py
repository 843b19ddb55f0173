"""The person cache: an entry is never older than the person's own last change."""

import asyncio
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from sqlmodel import select

from bot.demo.data.people_and_stalls import KEN
from bot.demo.data.seed import seed
from bot.telegram.person_cache import PersonCache
from market.actor import Actor
from market.admins import NO_ADMINS, Admins
from market.organiser.roles import name_organiser, remove_organiser
from market.person import Caller, choose_language, set_pending_prompt
from market.waitlist.join import join
from storage.address import Address
from storage.drop import Item
from storage.store import Store
from tests.market.samples import NOW
from tests.people import meet, telegram_id

NEWCOMER = 7001


async def test_nobody_is_remembered_before_they_are_met(store: Store) -> None:
    cache = PersonCache(store, NO_ADMINS)
    assert await cache.get(telegram_id(NEWCOMER)) is None
    await store.write(meet, NEWCOMER, "Jo", "ms", now=NOW)
    known = await cache.get(telegram_id(NEWCOMER))
    assert known
    assert (known.language, known.entered, known.has_stall, known.is_organiser) == ("ms", False, False, False)


async def test_a_language_a_place_in_line_and_a_role_are_seen_at_once(store: Store) -> None:
    town, cache = await store.write(seed, NOW, Random(1)), PersonCache(store, NO_ADMINS)
    ken = Actor(town.ken, is_configured_admin=True)
    await store.write(meet, NEWCOMER, "Jo", "en", now=NOW)
    await cache.get(telegram_id(NEWCOMER))

    await store.write(choose_language, NEWCOMER, "zh_Hans")
    assert (await known(cache)).language == "zh_Hans"

    item = await store.read(
        lambda session: session.exec(select(Item.id).where(Item.drop_id == town.kuih_lapis)).one()
    )
    await store.write(join, NEWCOMER, item, 1, now=NOW, rng=Random(1))
    assert (await known(cache)).entered

    await store.write(name_organiser, ken, NEWCOMER, NO_ADMINS, now=NOW)
    assert (await known(cache)).is_organiser
    await store.write(remove_organiser, ken, NEWCOMER, Admins(frozenset({KEN.id})), now=NOW)
    assert not (await known(cache)).is_organiser


async def test_a_prompt_that_another_process_sets_is_seen_at_once_on_postgresql(store: Store) -> None:
    await store.write(meet, NEWCOMER, "Jo", "ms", now=NOW)
    cache, other = PersonCache(store, NO_ADMINS), Store(store.url.render_as_string(hide_password=False))
    assert (await known(cache)).pending_prompt == ""
    await other.write(set_pending_prompt, NEWCOMER, '["quantity",7]')
    await other.close()
    expected = "" if store.sqlite else '["quantity",7]'
    assert (await known(cache)).pending_prompt == expected, "SQLite is served by one process"


async def known(cache: PersonCache) -> Caller:
    found = await cache.get(telegram_id(NEWCOMER))
    assert found
    return found


async def test_those_who_write_at_one_moment_are_looked_up_together(store: Store) -> None:
    for person in range(1, 31):
        await store.write(meet, person, f"P{person}", "ms" if person % 2 else "en", now=NOW)
    asked: list[int] = []
    read = store.read

    async def counted(query: Callable[..., Any], *args: Any) -> Any:
        asked.append(len(args[0]))
        return await read(query, *args)

    store.read = counted  # type: ignore[assignment, method-assign]
    cache = PersonCache(store, NO_ADMINS)
    found = await asyncio.gather(*(cache.get(telegram_id(person)) for person in (*range(1, 31), 5, 99)))
    assert [each and each.language for each in found] == ["ms", "en"] * 15 + ["ms", None]
    assert asked == [31]


async def test_one_who_changes_while_they_are_looked_up_is_not_remembered_as_they_were(store: Store) -> None:
    await store.write(meet, NEWCOMER, "Jo", "ms", now=NOW)
    cache = PersonCache(store, NO_ADMINS)
    looking = asyncio.create_task(cache.get(telegram_id(NEWCOMER)))
    while not looking.done():
        await store.write(choose_language, NEWCOMER, "en")
    assert (await known(cache)).language == "en"


async def test_a_look_that_fails_is_told_to_who_asked_and_the_next_looks_again(store: Store) -> None:
    await store.write(meet, NEWCOMER, "Jo", "ms", now=NOW)
    cache, read = PersonCache(store, NO_ADMINS), store.read

    async def torn(query: Callable[..., Any], *args: Any) -> Any:
        raise OSError("torn")

    store.read = torn  # type: ignore[assignment, method-assign]
    with pytest.raises(OSError, match="torn"):
        await cache.get(telegram_id(NEWCOMER))
    store.read = read  # type: ignore[method-assign]
    assert (await known(cache)).language == "ms"


async def test_a_change_is_seen_at_each_address_of_a_person(store: Store) -> None:
    tablet = 7_399_999_999
    await store.write(meet, NEWCOMER, "Jo", "ms", now=NOW)
    await store.write(
        lambda session: session.add(Address(external_id=tablet, person_id=NEWCOMER, written_since=NOW))
    )
    cache = PersonCache(store, NO_ADMINS)
    both = [await cache.get(one) for one in (telegram_id(NEWCOMER), tablet)]
    assert [one and one.id for one in both] == [NEWCOMER, NEWCOMER]
    await store.write(choose_language, NEWCOMER, "en")
    both = [await cache.get(one) for one in (telegram_id(NEWCOMER), tablet)]
    assert [one and one.language for one in both] == ["en", "en"]
