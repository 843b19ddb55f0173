"""What the pages of the market, of an alley and of a stall show: what a stranger sees in the chat, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from market.actor import StallUnknown
from market.alley import AlleyUnknown
from market.drop.refusals import StallHasClosed
from market.public_market import MARKET_DROPS, public_alley, public_market, public_stall
from storage.alley import Alley
from storage.licence import LicenceCard
from storage.person import Person
from storage.seller import ContactKind, Seller
from storage.stall import Stall, StallApproval
from storage.store import Store
from tests.market.waitlist.conftest import HOUR, NOW, ROS, add_drop

SOON = timedelta(seconds=1)
"""First among the drops of other tests in a shared database."""
ROS_CODE, BAKAU = "ROS", "BAKAU"


async def codes_of_pages(store: Store) -> list[set[str]]:
    """The codes of this test's drops on the three pages that have drops."""
    market = await store.read(public_market, NOW)
    alley = await store.read(public_alley, BAKAU, NOW)
    stall = await store.read(public_stall, ROS_CODE, NOW)
    return [{drop.code for drop in page.drops} & {"OTHER", "THIS"} for page in (market, alley, stall)]


@pytest.mark.parametrize(
    ("change", "is_shown"),
    [
        ({}, True),
        ({"state": "paused"}, True),
        ({"state": "cancelled"}, True),
        ({"state": "draft"}, False),
        ({"hidden_at": NOW}, False),
        ({"opens_at": NOW - 6 * HOUR, "starts_at": NOW - 5 * HOUR, "ends_at": NOW}, False),
    ],
)
async def test_a_drop_is_on_all_pages_or_on_none(
    store: Store, change: dict[str, Any], is_shown: bool
) -> None:
    await store.write(add_drop, code="OTHER", starts_at=NOW + SOON)
    await store.write(add_drop, code="THIS", **({"starts_at": NOW + SOON} | change))
    expected = {"OTHER", "THIS"} if is_shown else {"OTHER"}
    assert await codes_of_pages(store) == [expected] * 3


async def test_a_closed_alley_has_a_page_without_drops_and_is_not_in_the_list(store: Store) -> None:
    await store.write(add_drop)

    def close(session: Session) -> None:
        session.get_one(Alley, 1).closed_at = NOW

    await store.write(close)
    assert BAKAU not in {alley.code for alley in (await store.read(public_market, NOW)).alleys}
    page = await store.read(public_alley, BAKAU, NOW)
    assert (page.alley.closed_at, page.drops) == (NOW, ())


async def test_a_stall_without_drops_has_its_page_with_seller_and_licence(store: Store) -> None:
    await store.write(add_drop, opens_at=NOW - 10 * HOUR, starts_at=NOW - 9 * HOUR, ends_at=NOW - HOUR)

    def add(session: Session) -> None:
        session.add(
            Seller(
                stall_id=1,
                person_id=ROS,
                name="Ros Ltd",
                contact="+60 12 345 6789",
                kind=ContactKind.PHONE,
                shown_at=NOW,
            )
        )
        session.add(LicenceCard(stall_id=1, code="7KQ2M9XF7KQ2M9XF", made_at=NOW))

    await store.write(add)
    page = await store.read(public_stall, ROS_CODE, NOW)
    assert page.drops == ()
    assert page.seller is not None
    assert page.licence is not None
    assert (page.seller.name, page.licence.code) == ("Ros Ltd", "7KQ2M9XF7KQ2M9XF")


@pytest.mark.parametrize("change", ["asked", "turned_down", "blocked", "closed"])
async def test_a_stall_that_is_not_open_has_no_page(store: Store, change: str) -> None:
    await store.write(add_drop)

    def write(session: Session) -> None:
        stall = session.get_one(Stall, 1)
        match change:
            case "blocked":
                session.get_one(Person, stall.owner_id).blocked_at = NOW
            case "closed":
                stall.state, stall.closed_at, stall.decided_at = StallApproval.TURNED_DOWN, NOW, NOW
            case _:
                stall.state = StallApproval(change)

    await store.write(write)
    with pytest.raises(StallHasClosed if change == "closed" else StallUnknown):
        await store.read(public_stall, ROS_CODE, NOW)


async def test_unknown_codes_are_refused(store: Store) -> None:
    await store.write(add_drop)
    with pytest.raises(AlleyUnknown):
        await store.read(public_alley, "NONE", NOW)
    with pytest.raises(StallUnknown):
        await store.read(public_stall, "NONE", NOW)


async def test_a_page_has_the_next_drops_and_not_all(store: Store) -> None:
    def many(session: Session) -> None:
        for hours in range(MARKET_DROPS + 6):
            add_drop(session, starts_at=NOW + (hours + 1) * HOUR, ends_at=NOW + (hours + 3) * HOUR)

    await store.write(many)
    market = await store.read(public_market, NOW)
    assert len(market.drops) == MARKET_DROPS
    assert [*market.drops] == sorted(market.drops, key=lambda drop: drop.starts_at)
