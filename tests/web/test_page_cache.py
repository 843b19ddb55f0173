"""Pages that are kept for some seconds: made once, and not dropped for codes that name nothing."""

import asyncio
from functools import partial
from typing import Any

from market.actor import StallUnknown
from web.page_cache import PageCache, cached_page


async def test_a_page_is_kept_for_its_seconds_and_the_newest_few_are_kept() -> None:
    now, made = [0.0], []

    async def make() -> Any:
        made.append(now[0])
        return cached_page("x", "text/html")

    cache = PageCache(10, 2, lambda: now[0])
    for at in (0.0, 9.9, 10.0):
        now[0] = at
        await cache.get("a", make)
    assert made == [0.0, 10.0]
    for key in ("b", "c", "a"):
        await cache.get(key, make)
    assert len(made) == 5, "the oldest was dropped and is made anew"


async def test_what_is_not_there_is_looked_for_once() -> None:
    made = []

    async def make(refuses: bool) -> None:
        made.append(refuses)
        if refuses:
            raise StallUnknown

    cache = PageCache(10, 2)
    for key in (False, True):
        assert [await cache.get(key, partial(make, key)) for _ in range(3)] == [None] * 3
    assert made == [False, True]


async def test_a_page_stays_kept_however_many_codes_that_name_nothing_are_asked_for() -> None:
    made: list[str] = []

    async def make(code: str) -> Any:
        made.append(code)
        await asyncio.sleep(0)
        return cached_page("x", "text/html") if code == "known" else None

    cache = PageCache(10, 4)
    codes = ["known", *(f"none {number}" for number in range(1000)), "known"]
    for code in codes:
        await cache.get(code, partial(make, code))
    assert made.count("known") == 1, "one after the other"
    await asyncio.gather(*(cache.get(code, partial(make, code)) for code in codes))
    assert made.count("known") == 1, "all at once"


async def test_a_code_that_begins_to_name_something_has_its_page_and_one_that_ends_has_none() -> None:
    now, names = [0.0], [False]

    async def make() -> Any:
        return cached_page("x", "text/html") if names[0] else None

    cache = PageCache(10, 4, lambda: now[0])
    found = []
    for named in (False, True, True, False, False):
        names[0] = named
        found.append(await cache.get("a", make) is not None)
        found.append(await cache.get("a", make) is not None)
        now[0] += 10
    assert found == [False, False, True, True, True, True, False, False, False, False]
