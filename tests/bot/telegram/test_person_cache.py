"""Faces: what is remembered of a person is never older than what they did themselves."""

import asyncio
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from sqlmodel import select

from bot.demo.data.seed import seed
from bot.telegram.person_cache import PersonCache
from market.actor import Actor
from market.organiser.roles import name_organiser, remove_organiser
from market.person import Caller, choose_language, register
from market.waitlist.join import join
from storage.drop import Item
from storage.store import Store
from tests.market.samples import NOW

NEWCOMER, KEN = 7001, Actor(1003, is_configured_admin=True)


async def test_nobody_is_remembered_before_they_are_met(store: Store) -> None:
    cache = PersonCache(store)
    assert await cache.get(NEWCOMER) is None
    await store.write(register, NEWCOMER, "Jo", "ms", now=NOW)
    known = await cache.get(NEWCOMER)
    assert known
    assert (known.language, known.entered, known.has_stall, known.is_organiser) == ("ms", False, False, False)


async def test_a_language_a_place_in_line_and_a_role_are_seen_at_once(store: Store) -> None:
    town, cache = await store.write(seed, NOW, Random(1)), PersonCache(store)
    await store.write(register, NEWCOMER, "Jo", "en", now=NOW)
    await cache.get(NEWCOMER)

    await store.write(choose_language, NEWCOMER, "zh_Hans")
    assert (await known(cache)).language == "zh_Hans"

    item = await store.read(
        lambda session: session.exec(select(Item.id).where(Item.drop_id == town.kuih_lapis)).one()
    )
    await store.write(join, NEWCOMER, item, 1, now=NOW, split=Random(1))
    assert (await known(cache)).entered

    await store.write(name_organiser, KEN, NEWCOMER, NOW)
    assert (await known(cache)).is_organiser
    await store.write(remove_organiser, KEN, NEWCOMER, frozenset({1003}), now=NOW)
    assert not (await known(cache)).is_organiser


async def known(cache: PersonCache) -> Caller:
    found = await cache.get(NEWCOMER)
    assert found
    return found


async def test_those_who_write_at_one_moment_are_looked_up_together(store: Store) -> None:
    for person in range(1, 31):
        await store.write(register, person, f"P{person}", "ms" if person % 2 else "en", now=NOW)
    asked: list[int] = []
    read = store.read

    async def counted(query: Callable[..., Any], *args: Any) -> Any:
        asked.append(len(args[0]))
        return await read(query, *args)

    store.read = counted  # type: ignore[assignment, method-assign]
    cache = PersonCache(store)
    found = await asyncio.gather(*(cache.get(person) for person in (*range(1, 31), 5, 99)))
    assert [each and each.language for each in found] == ["ms", "en"] * 15 + ["ms", None]
    assert asked == [31]


async def test_one_who_changes_while_they_are_looked_up_is_not_remembered_as_they_were(store: Store) -> None:
    await store.write(register, NEWCOMER, "Jo", "ms", now=NOW)
    cache = PersonCache(store)
    looking = asyncio.create_task(cache.get(NEWCOMER))
    while not looking.done():
        await store.write(choose_language, NEWCOMER, "en")
    assert (await known(cache)).language == "en"


async def test_a_look_that_fails_is_told_to_who_asked_and_the_next_looks_again(store: Store) -> None:
    await store.write(register, NEWCOMER, "Jo", "ms", now=NOW)
    cache, read = PersonCache(store), store.read

    async def torn(query: Callable[..., Any], *args: Any) -> Any:
        raise OSError("torn")

    store.read = torn  # type: ignore[assignment, method-assign]
    with pytest.raises(OSError, match="torn"):
        await cache.get(NEWCOMER)
    store.read = read  # type: ignore[method-assign]
    assert (await known(cache)).language == "ms"
