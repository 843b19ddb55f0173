"""Faces: what is remembered of a person is never older than what they did themselves."""

import asyncio
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from sqlmodel import select

from bot.faces import Faces
from bot.town.seed import seed
from market.acting import Acting
from market.organiser.roles import name_organiser, remove_organiser
from market.person import Caller, choose_language, meet
from market.waitlist.join import join
from storage.drop import Line
from storage.store import Store
from tests.market.facts import NOW

NEWCOMER, KEN = 7001, Acting(1003, named=True)


async def test_nobody_is_remembered_before_they_are_met(store: Store) -> None:
    faces = Faces(store)
    assert await faces.of(NEWCOMER) is None
    await store.write(meet, NEWCOMER, "Jo", "ms", NOW)
    known = await faces.of(NEWCOMER)
    assert known
    assert (known.language, known.entered, known.has_stall, known.organises) == ("ms", False, False, False)


async def test_a_language_a_place_in_line_and_a_role_are_seen_at_once(store: Store) -> None:
    town, faces = await store.write(seed, NOW, Random(1)), Faces(store)
    await store.write(meet, NEWCOMER, "Jo", "en", NOW)
    await faces.of(NEWCOMER)

    await store.write(choose_language, NEWCOMER, "zh_Hans")
    assert (await known(faces)).language == "zh_Hans"

    line = await store.read(
        lambda session: session.exec(select(Line.id).where(Line.drop_id == town.kuih_lapis)).one()
    )
    await store.write(join, NEWCOMER, line, 1, NOW, Random(1))
    assert (await known(faces)).entered

    await store.write(name_organiser, KEN, NEWCOMER, NOW)
    assert (await known(faces)).organises
    await store.write(remove_organiser, KEN, NEWCOMER, frozenset({1003}))
    assert not (await known(faces)).organises


async def known(faces: Faces) -> Caller:
    found = await faces.of(NEWCOMER)
    assert found
    return found


async def test_those_who_write_at_one_moment_are_looked_up_together(store: Store) -> None:
    for person in range(1, 31):
        await store.write(meet, person, f"P{person}", "ms" if person % 2 else "en", NOW)
    asked: list[int] = []
    read = store.read

    async def counted(query: Callable[..., Any], *args: Any) -> Any:
        asked.append(len(args[0]))
        return await read(query, *args)

    store.read = counted  # type: ignore[assignment, method-assign]
    faces = Faces(store)
    found = await asyncio.gather(*(faces.of(person) for person in (*range(1, 31), 5, 99)))
    assert [each and each.language for each in found] == ["ms", "en"] * 15 + ["ms", None]
    assert asked == [31]


async def test_one_who_changes_while_they_are_looked_up_is_not_remembered_as_they_were(store: Store) -> None:
    await store.write(meet, NEWCOMER, "Jo", "ms", NOW)
    faces = Faces(store)
    looking = asyncio.create_task(faces.of(NEWCOMER))
    while not looking.done():
        await store.write(choose_language, NEWCOMER, "en")
    assert (await known(faces)).language == "en"


async def test_a_look_that_fails_is_told_to_who_asked_and_the_next_looks_again(store: Store) -> None:
    await store.write(meet, NEWCOMER, "Jo", "ms", NOW)
    faces, read = Faces(store), store.read

    async def torn(query: Callable[..., Any], *args: Any) -> Any:
        raise OSError("torn")

    store.read = torn  # type: ignore[assignment, method-assign]
    with pytest.raises(OSError, match="torn"):
        await faces.of(NEWCOMER)
    store.read = read  # type: ignore[method-assign]
    assert (await known(faces)).language == "ms"
