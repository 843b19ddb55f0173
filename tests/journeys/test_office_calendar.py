"""The calendar at a table: places given, swapped, taken away and undone by Ken; files saved and read in; what a lost right does not change."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from sqlmodel import col, select

from market.actor import Actor
from market.calendar.pitches import PitchFacts, add_pitch, pitches_in_use
from market.organiser.roles import name_organiser, remove_organiser
from storage.alley import Alley
from storage.market_day import StallDay, StallDayState
from storage.pitch import Pitch, PitchDay
from storage.stall import Stall
from tests.journeys.harness import KEN, ROS, Market
from tests.journeys.test_office import ADMINS, OfficeBrowser, market, office_browser, sign_in
from tests.journeys.test_office_broadcast import FormReader

__all__ = ["market"]

BAKAU = "Lorong Bakau"


async def bakau(market: Market) -> int:
    return await market.store.read(
        lambda s: s.exec(select(Alley.id).where(col(Alley.name) == BAKAU)).one() or 0
    )


async def standing(market: Market) -> dict[str, str]:
    """Who stands where in Bakau on the day of Ros's next evening there."""
    rows = (
        select(Stall.name, Pitch.code)
        .join(StallDay, col(StallDay.stall_id) == col(Stall.id))
        .join(PitchDay, col(PitchDay.stall_day_id) == col(StallDay.id))
        .join(Pitch, col(Pitch.id) == col(PitchDay.pitch_id))
        .where(col(Pitch.code).like("Z%"))
    )
    return await market.store.read(lambda s: dict(s.exec(rows).all()))


async def coming(market: Market) -> list[tuple[int, str]]:
    """Two stall days of one market day in Bakau that are ahead."""
    rows = (
        select(StallDay.id, Stall.code, StallDay.day)
        .join(Stall, col(Stall.id) == col(StallDay.stall_id))
        .where(col(StallDay.alley_id) == await bakau(market), col(StallDay.state) == StallDayState.ON)
        .where(col(StallDay.starts_at) > market.clock())
        .order_by(col(StallDay.day), col(Stall.name))
    )
    found = await market.store.read(lambda s: s.exec(rows).all())
    days = [day for _, _, day in found]
    busy = next(day for day in days if days.count(day) > 1)
    return [(stall_day or 0, code) for stall_day, code, day in found if day == busy][:2]


@pytest.fixture
async def office(market: Market) -> AsyncIterator[OfficeBrowser]:
    """Yield Ken's browser with the calendar of an alley open that has two more places."""
    ken, alley = Actor(await market.person(KEN), is_configured_admin=True), await bakau(market)
    for code in ("Z1", "Z2"):
        await market.store.write(add_pitch, ken, alley, PitchFacts(id=0, code=code), market.clock())
    async with office_browser(market) as browser:
        await sign_in(market, browser, KEN)
        await browser.open("/office/calendar")
        await browser.follow(BAKAU)
        assert (browser.status, "Z1" in browser.words, "Z2" in browser.words) == (200, True, True)
        yield browser


async def fill(office: OfficeBrowser, *changes: tuple[str, str]) -> None:
    """Send the form; of what has no choice a browser sends nothing."""
    fields = FormReader(office.page).filled(*changes)
    await office.send(office.path, data=[(name, value) for name, value in fields if value])


async def upload(office: OfficeBrowser, body: bytes, name: str = "places.csv") -> None:
    form = aiohttp.FormData()
    form.add_field("token", office.fields["token"])
    form.add_field("file", body, filename=name)
    await office.send(office.path, data=form)


async def pitch_ids(market: Market) -> dict[str, str]:
    alley = await bakau(market)
    found = await market.store.read(pitches_in_use, alley)
    return {pitch.code: str(pitch.id) for pitch in found}


@pytest.mark.feature("H02")
async def test_ken_gives_swaps_takes_away_and_undoes(market: Market, office: OfficeBrowser) -> None:
    (first, _), (second, _) = await coming(market)
    ids = await pitch_ids(market)
    await fill(office, ("stall_day", str(first)), ("pitch", ids["Z1"]))
    assert (office.status, "undo=" in office.path, [*(await standing(market)).values()]) == (
        200,
        True,
        ["Z1"],
    )
    await fill(office, ("stall_day", str(second)), ("pitch", ids["Z1"]))
    assert office.status == 409
    assert "stands at place Z1 that day" in office.words
    await fill(office, ("stall_day", str(second)), ("pitch", ids["Z2"]))
    before = await standing(market)
    await fill(office, ("stall_day", str(first)), ("pitch", ids["Z2"]), ("then", "swap"))
    assert await standing(market) == {stall: {"Z1": "Z2", "Z2": "Z1"}[code] for stall, code in before.items()}
    await fill(office, ("then", "undo"))
    assert await standing(market) == before
    assert "undo=" not in office.path
    await fill(office, ("stall_day", str(first)), ("then", "free"))
    assert [*(await standing(market)).values()] == ["Z2"]
    old = office.path
    await fill(office, ("then", "undo"))
    assert await standing(market) == before
    await office.open(old)
    await fill(office, ("then", "undo"))
    assert (office.status, "it was not undone" in office.words) == (409, True)


async def test_a_week_is_saved_and_read_in_again_and_a_wrong_row_stores_nothing(
    market: Market, office: OfficeBrowser
) -> None:
    (first, code), (_, other) = await coming(market)
    ids = await pitch_ids(market)
    await fill(office, ("stall_day", str(first)), ("pitch", ids["Z1"]))
    week, before = office.path.partition("?")[0], await standing(market)
    saved = {}
    for kind in ("CSV", "ICS"):
        await office.open(week)
        await office.follow(f"Save as {kind}")
        saved[kind] = office.page.encode()
    assert b"Z1" in saved["CSV"]
    assert b"LOCATION:Z1" in saved["ICS"]
    row = next(line for line in saved["CSV"].decode().splitlines() if ",Z1," in line)
    await office.open(week)
    await fill(office, ("stall_day", str(first)), ("then", "free"))
    for kind, body in saved.items():
        await office.open(week)
        await office.follow("Read in a file")
        await upload(office, body, f"x.{kind}")
        assert (office.status, await standing(market)) == (200, before), kind
    day = row.partition(",")[0]
    wrong = f"day,place,stall\n{day},Z2,{code}\n{day},Z1,{other}\n{day},Z9,{other}\n{day},Z1,NOBODY\n"
    await office.open(f"{week}/import")
    await upload(office, wrong.encode())
    assert (office.status, await standing(market)) == (422, before)
    assert "There is no such place here." in office.words
    assert "No stall has this code or name." in office.words
    await office.open(f"{week}/import")
    await upload(office, wrong.encode("utf-16-le"))
    assert (office.status, "CSV UTF-8" in office.words) == (409, True)
    await office.open(f"{week}/import")
    await upload(office, b"x" * (2 << 20))
    assert office.status == 413


async def test_an_alley_without_a_place_has_no_form(market: Market, office: OfficeBrowser) -> None:
    await office.open("/office/calendar")
    await office.follow("Lorong Tanjung")
    assert "No place yet. Stalls come without one until you add some." in office.words
    assert "Give this place" not in office.words


async def test_a_strange_address_or_form_changes_nothing(market: Market, office: OfficeBrowser) -> None:
    path, ids = office.path.partition("?")[0], await pitch_ids(market)
    (first, _), _ = await coming(market)
    for query in ("from=9999-12-31", "from=x", "undo=1", "undo=-", "stall_day=<b>", "pitch=0"):
        await office.open(f"{path}?{query}")
        assert office.status == 200, query
    for changes in (
        [("stall_day", "0")],
        [("stall_day", "x"), ("pitch", ids["Z1"])],
        [("stall_day", str(first)), ("pitch", "0")],
        [("stall_day", "9" * 30), ("pitch", ids["Z1"])],
        [("then", "undo")],
        [("then", "burn")],
    ):
        await office.open(path)
        await fill(office, *changes)
        assert office.status in (409, 422), changes
    assert await standing(market) == {}


async def test_who_is_no_organiser_any_more_changes_nothing(market: Market) -> None:
    ken, ros = await market.person(KEN), await market.person(ROS)
    actor, alley = Actor(ken, is_configured_admin=True), await bakau(market)
    await market.store.write(add_pitch, actor, alley, PitchFacts(id=0, code="Z1"), market.clock())
    await market.store.write(name_organiser, actor, ros, ADMINS, market.clock())
    (first, _), _ = await coming(market)
    async with office_browser(market) as office:
        await sign_in(market, office, ROS)
        await office.open(f"/office/calendar/{alley}")
        page = FormReader(office.page).filled(
            ("stall_day", str(first)), ("pitch", (await pitch_ids(market))["Z1"])
        )
        await market.store.write(remove_organiser, actor, ros, ADMINS, market.clock())
        await office.send(f"/office/calendar/{alley}", data=page)
        assert (office.status, await standing(market)) == (403, {})
        for end in ("", ".csv", ".ics", "/import"):
            await office.open(f"/office/calendar/{alley}{end}")
            assert office.status == 403 or office.path == "/office/in", (end, office.path)
