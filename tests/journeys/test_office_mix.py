"""The mix of an alley at a table: limits and origins recorded by Ken; strange fields and lost rights change nothing."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from market.actor import Actor
from market.organiser.roles import name_organiser, remove_organiser
from tests.journeys.harness import KEN, ROS, Market
from tests.journeys.test_office import ADMINS, OfficeBrowser, market, office_browser, rows, sign_in
from tests.journeys.test_office_broadcast import FormReader
from tests.journeys.test_office_permit import fill
from tests.market.mix.test_mix import stall

__all__ = ["market"]


@pytest.fixture
async def office(market: Market) -> AsyncIterator[OfficeBrowser]:
    """Yield Ken's browser with the mix of an alley open."""
    async with office_browser(market) as browser:
        await sign_in(market, browser, KEN)
        await browser.open("/office/alleys")
        await browser.follow("Lorong Bakau")
        await browser.follow("Mix of stalls")
        assert browser.status == 200
        yield browser


async def test_ken_sets_limits_and_origins_and_reads_the_shares(office: OfficeBrowser) -> None:
    here = office.path
    assert "Not known" in office.words
    await fill(office, ("least_local", "60"), ("most_chain", " 0 "), ("tag", "#Halal"), ("most_tag", "100"))
    assert (office.status, office.path) == (200, here)
    form = FormReader(office.page)
    assert {("least_local", "60"), ("most_chain", "0"), ("tag", "halal"), ("most_tag", "100")} <= {
        *form.found
    }
    assert "With #halal" in office.words
    await office.follow("Dapur Nenek Ros")
    assert "Where is this stall from?" in office.words
    await fill(office, ("origin", "local"))
    assert (office.status, office.path) == (200, here)
    assert "Dapur Nenek Ros Local" in office.words
    await office.follow("Dapur Nenek Ros")
    await fill(office, ("origin", "unknown"))
    assert "Dapur Nenek Ros Not known" in office.words
    await fill(office, ("least_local", ""), ("most_chain", ""), ("tag", ""), ("most_tag", ""))
    assert ("least_local", "") in FormReader(office.page).found


async def test_a_chain_too_many_is_told_and_once_ken_wants_it_refused(
    market: Market, office: OfficeBrowser
) -> None:
    ros, here = market.visitor(ROS), office.path
    await ros.writes("/start")
    owner, at = await market.person(KEN), market.clock() + timedelta(days=9)
    for place in range(4):
        await stall(market.store, 1, f"Gerai {place}", owner=owner, starts_at=at)
    await office.open(here)
    await fill(office, ("most_chain", "10"))
    await office.follow("Dapur Nenek Ros")
    await fill(office, ("origin", "chain"))
    posted = f"12 kopi peng RM5 {at:%-d %b} 8pm-10pm"
    await ros.writes(posted)
    await ros.tap("Publish")
    assert "That day now has more stalls of chains than the organisers want." in ros.reads
    await office.open(here)
    assert "too many stalls of chains" in office.words
    await ros.tap("Undo")
    await fill(office, ("beyond", "refused"))
    assert ("beyond", "refused") in FormReader(office.page).found
    await ros.writes(posted)
    answer = await ros.tap("Publish")
    assert answer.text == (
        "Lorong Bakau has no room for another chain that day. Choose another day, or ask in /support."
    )


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ([("least_local", "101")], 422),
        ([("least_local", "-1")], 422),
        ([("most_chain", "ten")], 422),
        ([("most_chain", "9.5")], 422),
        ([("tag", "x" * 25), ("most_tag", "5")], 422),
        ([("tag", "coffee")], 409),
        ([("most_tag", "5")], 409),
    ],
)
async def test_what_is_no_limit_changes_nothing(
    market: Market, office: OfficeBrowser, changes: list[tuple[str, str]], status: int
) -> None:
    before = await rows(market)
    await fill(office, *changes)
    assert office.status == status
    assert await rows(market) == before


async def test_a_stall_of_another_alley_and_a_strange_origin_are_refused(
    market: Market, office: OfficeBrowser
) -> None:
    here = office.path
    await office.follow("Dapur Nenek Ros")
    stall = office.path
    before = await rows(market)
    await fill(office, ("origin", "moon"))
    assert office.status == 422
    assert await rows(market) == before
    for strange in (f"{here}/987654", stall.replace(here, "/office/alleys/987654/mix")):
        await office.open(strange)
        assert office.status in (403, 404), strange


async def test_who_is_no_organiser_any_more_sets_nothing(market: Market) -> None:
    await market.visitor(ROS).writes("/start")
    ros = await market.person(ROS)
    ken = Actor(await market.person(KEN), is_configured_admin=True)
    await market.store.write(name_organiser, ken, ros, ADMINS, market.clock())
    async with office_browser(market) as office:
        await sign_in(market, office, ROS)
        await office.open("/office/alleys")
        await office.follow("Lorong Bakau")
        await office.follow("Mix of stalls")
        here, limits = office.path, FormReader(office.page).filled(("least_local", "50"))
        await office.follow("Dapur Nenek Ros")
        stall, origin = office.path, FormReader(office.page).filled(("origin", "chain"))
        await market.store.write(remove_organiser, ken, ros, ADMINS, market.clock())
        await market.deliver()
        before = await rows(market)
        for path, form in ((here, limits), (stall, origin)):
            await office.send(path, data=form)
            assert office.status == 403
            assert await rows(market) == before
