"""Power at a table and in the street: what a stall needs, a socket that gives less, and an outage noted in the office and ended in the chat."""

from sqlmodel import col, select

from market.actor import Actor
from market.organiser.roles import name_organiser, remove_organiser
from storage.market_day import StallDay, StallDayState
from storage.power import PowerCut
from tests.journeys.harness import KEN, ROS, Market
from tests.journeys.test_office import ADMINS, market, office_browser, sign_in
from tests.journeys.test_office_broadcast import FormReader

__all__ = ["market"]


async def coming(market: Market) -> StallDay:
    """The stall day that begins next."""
    rows = select(StallDay).where(
        col(StallDay.state) == StallDayState.ON, col(StallDay.starts_at) > market.clock()
    )
    return await market.store.read(lambda s: s.exec(rows.order_by(col(StallDay.starts_at))).first())


async def cuts(market: Market) -> list[bool]:
    rows = select(PowerCut).order_by(col(PowerCut.id))
    return [each.ended_at is None for each in await market.store.read(lambda s: s.exec(rows).all())]


async def test_a_load_plan_and_an_outage(market: Market) -> None:
    day = await coming(market)
    market.clock.move(seconds=(day.starts_at - market.clock()).total_seconds() - 60)
    async with office_browser(market) as office:
        await sign_in(market, office, KEN)
        await office.open(f"/office/evenings/{day.market_day_id}")
        await office.follow("Load plan and outages")
        assert "Not known what they need" in office.words
        assert "Without power: 0 minutes." in office.words
        await office.send(office.path, data=FormReader(office.page).filled())
        assert office.status == 200
        assert "No power since" in office.words
        assert await cuts(market) == [True]
        await office.send(office.path, data=FormReader(office.page).filled())
        assert "It is noted already that the power is gone" in office.words
        market.clock.move(seconds=60)
        await office.send(office.path, data=FormReader(office.page).filled(("then", "back")))
        assert await cuts(market) == [False]
        assert "No power since" not in office.words


async def test_who_is_no_organiser_any_more_notes_nothing(market: Market) -> None:
    day = await coming(market)
    market.clock.move(seconds=(day.starts_at - market.clock()).total_seconds() - 60)
    await market.visitor(ROS).writes("/start")
    ros = await market.person(ROS)
    ken = Actor(await market.person(KEN), is_configured_admin=True)
    await market.store.write(name_organiser, ken, ros, ADMINS, market.clock())
    async with office_browser(market) as office:
        await sign_in(market, office, ROS)
        await office.open(f"/office/evenings/{day.market_day_id}/power")
        assert office.status == 200
        form = FormReader(office.page).filled()
        await market.store.write(remove_organiser, ken, ros, ADMINS, market.clock())
        await market.deliver()
        await office.send(office.path, data=form)
        assert office.status == 403
        assert await cuts(market) == []
