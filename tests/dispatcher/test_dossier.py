"""The dossier in the chat: for the owner of an approved stall alone, with ticks, and without a link where the market has no address."""

import pytest
from sqlmodel import Session, col, select

from handlers.callbacks.callback import Callback
from handlers.callbacks.dossier import AskStopDossier, MakeDossierLink, ShowDossier, StopDossierLink
from market.actor import Actor
from market.seller import show_seller
from storage.dossier import DossierLink
from storage.stall import Stall, StallApproval
from tests.dispatcher.harness import Market
from tests.journeys.harness import KEN, ROS, TOM, Visitor

PUBLIC = "https://market.example"


@pytest.fixture
async def with_pages(market: Market) -> Market:
    await market.open(public_url=PUBLIC)
    return market


async def at_dossier(market: Market) -> Visitor:
    ros = market.visitor(ROS)
    await ros.writes("/stall")
    await ros.tap("Dossier")
    return ros


async def stall_of(market: Market) -> int:
    rows = select(Stall.id).where(col(Stall.name) == "Dapur Nenek Ros")
    return await market.store.read(lambda session: session.exec(rows).one() or 0)


async def links(market: Market) -> list[tuple[bool, bool, bool]]:
    """Return what each link releases, from the rows."""
    rows = select(DossierLink.licence, DossierLink.seller, DossierLink.photos)
    return await market.store.read(lambda session: [tuple(each) for each in session.exec(rows)])


async def test_without_an_address_there_is_no_link(market: Market) -> None:
    ros = await at_dossier(market)
    assert "can set LORONG_PUBLIC_URL" in ros.reads
    assert "Make a link" not in ros.labels
    stall = await stall_of(market)
    make = MakeDossierLink(stall=stall, licence=True, seller=True, photos=True)
    await ros.tap(data=make.pack(), message=ros.screen.id)
    assert "can set LORONG_PUBLIC_URL" in ros.reads
    assert await links(market) == []


async def test_nothing_is_ticked_at_first_and_a_tick_is_taken_away_again(with_pages: Market) -> None:
    ros = await at_dossier(with_pages)
    assert "Tick" not in ros.reads, "there is nothing to tick"
    stall, owner = await stall_of(with_pages), Actor(await with_pages.person(ROS))
    await with_pages.change(
        show_seller, owner, stall, name="Ros", contact="088-123456", now=with_pages.clock()
    )
    ros = await at_dossier(with_pages)
    await ros.tap("☐ Seller and contact")
    assert "☑ Seller and contact: " in ros.reads
    await ros.tap("☑ Seller and contact")
    assert "☐ Seller and contact: " in ros.reads
    await ros.tap("☐ Seller and contact")
    await ros.tap("Make a link")
    assert await links(with_pages) == [(False, True, False)]
    assert f"{PUBLIC}/dossier/" in ros.reads
    await ros.tap("Back")
    assert "It was not opened yet." in ros.reads
    assert f"{PUBLIC}/dossier/" not in ros.reads


@pytest.mark.parametrize("person", [TOM, KEN], ids=["a shopper", "an organiser"])
async def test_a_forged_button_of_somebody_else_shows_and_changes_nothing(
    with_pages: Market, person: int
) -> None:
    ros = await at_dossier(with_pages)
    await ros.tap("Make a link")
    stall, other = await stall_of(with_pages), with_pages.visitor(person)
    await other.writes("/start")
    forged: tuple[Callback, ...] = (
        ShowDossier(stall=stall, licence=True),
        MakeDossierLink(stall=stall, licence=True, seller=True, photos=True, replaces=True),
        AskStopDossier(stall=stall),
        StopDossierLink(stall=stall),
    )
    for callback in forged:
        answer = await other.tap(data=callback.pack(), message=other.screen.id)
        assert "Dapur Nenek Ros" in answer.text
        assert "dossier" not in other.reads.lower()
    assert await links(with_pages) == [(False, False, False)]


async def test_a_stall_that_is_turned_down_has_none(with_pages: Market) -> None:
    ros = await at_dossier(with_pages)
    stall = await stall_of(with_pages)

    def turn_down(session: Session) -> None:
        session.get_one(Stall, stall).state = StallApproval.TURNED_DOWN

    await with_pages.change(turn_down)
    answer = await ros.tap("Make a link")
    assert answer.text.startswith("A dossier is for a stall that the organisers have approved.")
    await ros.writes("/stall")
    assert "Dossier" not in ros.labels
