"""Permits at a table: recorded, extended, withdrawn and taken out by Ken; what a strange field or a lost right does not change."""

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from market.actor import Actor
from market.organiser.roles import name_organiser, remove_organiser
from market.permit.record import withdraw_permit
from storage.alley import Alley
from storage.permit import Permit, PermitState
from tests.journeys.harness import KEN, ROS, Market
from tests.journeys.test_office import ADMINS, OfficeBrowser, market, office_browser, rows, sign_in
from tests.journeys.test_office_broadcast import Fields, FormReader

__all__ = ["market"]

DAY = timedelta(days=1)


async def permits(market: Market) -> list[tuple[PermitState, date, str]]:
    """The permits of the alley to which the tests give some; the demo gives one to another."""
    found = select(Permit.state, Permit.last_day, Permit.number).join(Alley, col(Alley.id) == Permit.alley_id)
    found = found.where(col(Alley.name) == "Lorong Bakau").order_by(col(Permit.id))
    return [(*row,) for row in await market.store.read(lambda s: s.exec(found).all())]


async def fill(office: OfficeBrowser, *changes: tuple[str, str]) -> None:
    await office.send(office.path, data=FormReader(office.page).filled(*changes))


def paper(market: Market, days: int, **named: str) -> list[tuple[str, str]]:
    today = market.clock().date()
    dated = {"first_day": (today - DAY).isoformat(), "last_day": (today + days * DAY).isoformat()}
    return [*(dated | named).items()]


@pytest.fixture
async def office(market: Market) -> AsyncIterator[OfficeBrowser]:
    """Yield Ken's browser with the page of an alley open."""
    async with office_browser(market) as browser:
        await sign_in(market, browser, KEN)
        await browser.open("/office/alleys")
        await browser.follow("Lorong Bakau")
        assert (browser.status, "No permit was recorded" in browser.words) == (200, True)
        yield browser


@pytest.mark.feature("H10")
async def test_ken_records_extends_withdraws_and_takes_out(market: Market, office: OfficeBrowser) -> None:
    await fill(
        office, *paper(market, 3, authority="City Hall <b>", number="KK 7", conditions="Quiet by 22:00")
    )
    assert (office.status, [state for state, *_ in await permits(market)]) == (200, ["valid"])
    assert "City Hall &lt;b&gt;" in office.page
    assert "Quiet by 22:00" in office.words
    assert "Rules of the city Longest pilot 90 days Quiet hours 21:00 to 08:00" in " ".join(
        office.words.split()
    )
    await office.follow("202")
    form = FormReader(office.page)
    assert ("number", "KK 7") in form.found
    assert form.buttons == [("then", "withdraw"), ("then", "void")]
    outside = re.search(r"Drops ahead without a permit.*?</table>", office.page, re.DOTALL)
    assert outside is not None, "the demo's drops beyond the last day"
    later = (market.clock().date() + 40 * DAY).isoformat()
    await fill(office, ("last_day", later))
    assert [state for state, *_ in await permits(market)] == ["replaced", "valid"]
    assert "A permit covers each drop ahead." in office.words
    await office.follow("202")
    await fill(office, ("then", "void"))
    assert [state for state, *_ in await permits(market)] == ["valid", "void"], "the one before stands again"
    await office.follow("202")
    await fill(office, ("then", "withdraw"))
    assert [state for state, *_ in await permits(market)] == ["withdrawn", "void"]
    assert "Drops ahead without a permit" in office.words


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ([("last_day", "")], 422),
        ([("last_day", "tomorrow")], 422),
        ([("last_day", "2026-02-30")], 422),
        ([("first_day", "99999-01-01")], 422),
        ([("kind", "forever")], 422),
        ([("number", "x" * 33)], 422),
        ([("conditions", "x" * 601)], 422),
        ([("last_day", "2020-01-01")], 409),
        ([("last_day", "2099-01-01")], 409),
        ([("first_day", "2030-01-01")], 409),
        ([("kind", "pilot"), ("first_day", "2026-01-01")], 409),
    ],
)
async def test_what_is_no_permit_changes_nothing_and_keeps_what_was_written(
    market: Market, office: OfficeBrowser, changes: Fields, status: int
) -> None:
    before = await rows(market)
    await fill(office, *dict([*paper(market, 30, authority="City Hall 7"), *changes]).items())
    assert (office.status, "City Hall 7" in office.page) == (status, True)
    assert re.search(r'(role="alert"|class="error")[^>]*>\s*[^<]{10,}', office.page)
    assert await rows(market) == before


async def test_a_form_that_is_sent_twice_or_names_another_alleys_permit_acts_once_here(
    market: Market, office: OfficeBrowser
) -> None:
    good, here = FormReader(office.page).filled(*paper(market, 30)), office.path
    await office.send(here, data=good)
    assert len(await permits(market)) == 1
    await office.send(here, data=good)
    assert (office.status, len(await permits(market))) == (403, 1)
    await office.open("/office/alleys")
    await office.follow("Lorong Tanjung")
    there = f"{office.path}?replace=1"
    await office.open(there)
    assert not FormReader(office.page).buttons, "a permit of another alley is not touched from here"
    for address in ("/office/alleys/987654321", "/office/alleys/x", "/office/alleys/1234567890"):
        await office.open(address)
        assert office.status == 404


async def test_a_permit_that_another_organiser_ended_meanwhile_is_not_recorded_anew(
    market: Market, office: OfficeBrowser
) -> None:
    await fill(office, *paper(market, 30))
    ken = Actor(await market.person(KEN), is_configured_admin=True)
    here = office.path
    [permit] = await market.store.read(
        lambda s: s.exec(select(Permit.id).order_by(col(Permit.id).desc()).limit(1)).all()
    )
    address = f"{here}?replace={permit}"
    forms = []
    for changes in ([("then", "withdraw")], [("then", "void")], paper(market, 60)):
        await office.open(address)
        forms.append(FormReader(office.page).filled(*changes))
    await market.store.write(withdraw_permit, ken, permit, ADMINS, market.clock())
    for form in forms:
        await office.send(address, data=form)
        assert (office.status, "was replaced or ended meanwhile" in office.words) == (409, True)
        assert [state for state, *_ in await permits(market)] == ["withdrawn"]


async def test_who_is_no_organiser_any_more_changes_nothing_and_reads_why(market: Market) -> None:
    await market.visitor(ROS).writes("/start")
    ros = await market.person(ROS)
    ken = Actor(await market.person(KEN), is_configured_admin=True)
    await market.store.write(name_organiser, ken, ros, ADMINS, market.clock())
    async with office_browser(market) as office:
        await sign_in(market, office, ROS)
        await office.open("/office/alleys")
        await office.follow("Lorong Bakau")
        here, first = office.path, FormReader(office.page).filled(*paper(market, 30))
        await office.open(here)
        second = FormReader(office.page).filled(*paper(market, 30))
        await market.store.write(remove_organiser, ken, ros, ADMINS, market.clock())
        await market.deliver()
        before = await rows(market)
        await office.send(here, data=first)
        assert (office.status, "Nothing was done" in office.words) == (403, True)
        assert await rows(market) == before
        await sign_in(market, office, ROS)
        before = await rows(market)
        await office.send(here, data=second)
        assert (office.status, "Only an organiser can do this." in office.words) == (403, True)
        assert await rows(market) == before
