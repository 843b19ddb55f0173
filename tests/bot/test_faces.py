"""Faces: what is remembered of a person is never older than what they did themselves."""

from random import Random

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
