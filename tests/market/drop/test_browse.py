"""The drops that anyone may look up, and their order, on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from market.actor import StallUnknown
from market.drop.browse import (
    any_drop,
    any_drops,
    drop_by_code,
    drop_card,
    drop_cards,
    drops_of_stall,
    planned,
    stall_by_code,
)
from market.drop.facts import ComponentFacts, DropFacts
from market.drop.refusals import DropUnknown
from storage.alley import Alley
from storage.draw import Draw
from storage.drop import Component, Drop, DropTag, Item
from storage.stall import Stall
from storage.store import Store
from storage.waitlist import Entry
from tests.people import add_person

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATE, SOON, ENDING, OVER, DRAFT, HIDDEN, PAUSED, CANCELLED, ELSEWHERE, UNAPPROVED = range(11, 21)
SHOWN_AHEAD = (SOON, PAUSED, CANCELLED, LATE)
"""Of the approved stall, by their start."""
DROPS: dict[int, dict[str, Any]] = {
    LATE: {"starts_at": NOW + 9 * DAY},
    SOON: {"starts_at": NOW + DAY, "policy": "pot", "pot_until": NOW + HOUR},
    ENDING: {"starts_at": NOW - HOUR, "ends_at": NOW},
    OVER: {"starts_at": NOW - DAY},
    DRAFT: {"starts_at": NOW + 2 * DAY, "state": "draft"},
    HIDDEN: {"starts_at": NOW + 3 * DAY, "hidden_at": NOW},
    PAUSED: {"starts_at": NOW + 4 * DAY, "ends_at": NOW + 20 * DAY, "state": "paused"},
    CANCELLED: {"starts_at": NOW + 5 * DAY, "state": "cancelled"},
    ELSEWHERE: {"starts_at": NOW + 6 * DAY, "stall_id": 2, "alley_id": 2},
    UNAPPROVED: {"starts_at": NOW + 7 * DAY, "stall_id": 3},
}
BREAD, CUP, SET = 31, 32, 33
"""Lines of the drop that is soon, whose places are the other way round."""


def lay_out(session: Session) -> None:
    for person in (1, 2, 3):
        add_person(session, person, first_name=f"P{person}", language="en", created_at=NOW)
    for alley in (1, 2):
        session.add(
            Alley(
                id=alley, code=f"A{alley}", name=f"Lorong {alley}", city="Miri", zone="Asia/Kuching",
                territory="MY", currency="MYR", latitude=4.4, longitude=113.9,
            )
        )  # fmt: skip
    session.flush()
    for stall, state in ((1, "approved"), (2, "approved"), (3, "asked")):
        session.add(
            Stall(
                id=stall, code=f"S{stall}", name=f"Stall {stall}", owner_id=stall, alley_id=1, language="ms",
                state=state, asked_at=NOW,
            )
        )  # fmt: skip
    session.flush()
    for drop, given in DROPS.items():
        usual = {"stall_id": 1, "alley_id": 1, "state": "published", "ends_at": given["starts_at"] + HOUR}
        session.add(
            Drop(
                id=drop, code=f"D{drop}", name=f"Drop {drop}", language="ms", opens_at=NOW - 2 * DAY,
                created_at=NOW, **(usual | given),
            )
        )  # fmt: skip
    session.flush()
    for drop, tag in ((SOON, "kuih"), (SOON, "halal"), (LATE, "craft")):
        session.add(DropTag(drop_id=drop, tag=tag))
    for item, place in ((BREAD, 3), (CUP, 2), (SET, 1)):
        session.add(Item(id=item, drop_id=SOON, position=place, name=f"L{item}", price=1, quantity=9))
    session.add(Item(id=34, drop_id=LATE, name="stitching", price=1, quantity=9))
    session.flush()
    session.get_one(Item, CUP).booked = 2
    for part, units in ((BREAD, 2), (CUP, 3)):
        session.add(Component(bundle_id=SET, item_id=part, units=units))
    for item in (BREAD, CUP, SET, 34):
        session.add(
            Draw(
                item_id=item, name=f"D{item}", secret="ab" * 32, commitment="cd" * 32, opened_at=NOW,
                beacon="local",
            )
        )  # fmt: skip
    session.add(Entry(item_id=BREAD, person_id=2, units=2, joined_at=NOW))


@pytest.fixture
async def market(store: Store) -> Store:
    await store.write(lay_out)
    return store


def ids(drops: tuple[DropFacts, ...]) -> tuple[int, ...]:
    return tuple(drop.id for drop in drops)


NOT_SHOWN = (DRAFT, HIDDEN, UNAPPROVED)


async def test_a_card_is_of_what_is_shown_and_by_its_code_in_either_case(market: Store) -> None:
    for drop in set(DROPS) - {*NOT_SHOWN}:
        assert (await market.read(drop_card, drop)).id == drop
        assert (await market.read(drop_by_code, f"d{drop}")).id == drop
    for drop in (*NOT_SHOWN, 99):
        with pytest.raises(DropUnknown):
            await market.read(drop_card, drop)
        with pytest.raises(DropUnknown):
            await market.read(drop_by_code, f"D{drop}")


async def test_who_has_authority_sees_any_drop(market: Store) -> None:
    for drop in DROPS:
        assert (await market.read(any_drop, drop)).id == drop
    with pytest.raises(DropUnknown):
        await market.read(any_drop, 99)


async def test_several_come_by_their_start_and_only_those_that_were_asked_for(market: Store) -> None:
    asked = (LATE, HIDDEN, SOON, DRAFT)
    assert ids(await market.read(drop_cards, asked)) == (SOON, LATE)
    assert ids(await market.read(any_drops, asked)) == (SOON, DRAFT, HIDDEN, LATE)
    assert await market.read(drop_cards, ()) == await market.read(any_drops, ()) == ()


async def test_a_stall_shows_what_it_has_ahead(market: Store) -> None:
    assert ids(await market.read(drops_of_stall, 1, NOW)) == SHOWN_AHEAD
    assert ids(await market.read(stall_by_code, "s1", NOW)) == SHOWN_AHEAD
    assert ids(await market.read(drops_of_stall, 2, NOW)) == (ELSEWHERE,)
    assert ids(await market.read(stall_by_code, "S2", NOW)) == (ELSEWHERE,)


async def test_a_stall_that_shows_nothing_is_unknown(market: Store) -> None:
    for stall, now in ((3, NOW), (99, NOW), (1, NOW + 99 * DAY)):
        with pytest.raises(StallUnknown):
            await market.read(drops_of_stall, stall, now)
        with pytest.raises(StallUnknown):
            await market.read(stall_by_code, f"S{stall}", now)


@pytest.mark.empty_market("lists every drop")
async def test_lists_are_made_of_every_shown_drop_that_is_not_over(market: Store) -> None:
    found = await market.read(planned, NOW)
    assert [(one.id, one.tags) for one in found] == [
        (SOON, ("halal", "kuih")),
        (PAUSED, ()),
        (CANCELLED, ()),
        (ELSEWHERE, ()),
        (LATE, ("craft",)),
    ]
    assert [(one.stall, one.alley) for one in found if one.id == ELSEWHERE] == [("Stall 2", 2)]


async def test_a_drop_has_its_own_lines_tags_parts_and_draws(market: Store) -> None:
    soon, late = await market.read(drop_cards, (LATE, SOON))
    assert [item.id for item in soon.items] == [SET, CUP, BREAD], "by their places"
    assert soon.tags == ("halal", "kuih")
    assert soon.item(SET).components == (ComponentFacts(CUP, 3, "L32"), ComponentFacts(BREAD, 2, "L31"))
    assert [soon.item(item).room for item in (SET, CUP, BREAD)] == [2, None, None]
    assert [(draw.name, draw.entries) for draw in soon.draws] == [("D33", 0), ("D32", 0), ("D31", 1)]
    assert [item.id for item in late.items] == [34]
    assert (late.tags, late.draws) == (("craft",), ()), "what is first come is not drawn"


async def test_a_drop_stands_on_its_alley_and_its_stall_has_its_own(market: Store) -> None:
    (card,) = await market.read(drops_of_stall, 2, NOW)
    assert (card.alley.code, card.stall.code, card.stall.alley.code) == ("A2", "S2", "A1")
