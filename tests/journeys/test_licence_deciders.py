"""An organiser with a part in a stall reads who decides about its licence; on both databases."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session, select

from storage.licence import LicenceDocument
from storage.organiser import Organiser
from storage.staff import StaffRole, StallStaff
from tests.journeys.conftest import open_market
from tests.journeys.harness import KEN, LINA, TOM, Market, MarketWithOrganiser, Visitor
from tests.journeys.test_licence import deliver_all, lina_s_stall, with_licence
from tests.journeys.test_licence_file import says_which
from tests.journeys.test_screenshot import file
from tests.pdfs import pdf
from tests.people import person_at

NOBODY = "No organiser can decide this licence:"


@pytest.fixture
async def market(database_url: str) -> AsyncIterator[Market]:
    """Yield the demo data with Ken its organiser."""
    async with open_market(MarketWithOrganiser(database_url)) as market:
        await market.open()
        yield market


@pytest.fixture
async def lina(market: Market) -> Visitor:
    return await with_licence(market)


async def organises(market: Market, person: int) -> Visitor:
    """Somebody who is an organiser from now on."""
    visitor = market.visitor(person)
    await visitor.phone.set_language("en")
    await visitor.writes("/start")

    def name(session: Session) -> None:
        session.add(Organiser(person_id=person_at(session, person), named_at=market.clock()))

    if person != KEN:
        await market.change(name)
    return visitor


async def test_who_organises_alone_and_has_a_stall_reads_what_to_do(market: Market, lina: Visitor) -> None:
    """On the document, the fees, the stall's page and the owner's own page; a second organiser checks it, and the first is refused all the while."""
    stall = await lina_s_stall(market)
    await organises(market, LINA)
    ken = await organises(market, KEN)
    await helps(market, stall, KEN)
    await lina.tap(data=f"lid:{stall}")
    await file(market, lina, "licence.pdf", pdf())
    await says_which(lina)
    assert NOBODY in lina.reads, "also where she has just sent it"
    assert lina.screen.labels[:3] == ["Show the PDF", "Send a new one", "Add an organiser"]
    for data in (f"lod:{stall}", f"lif:{stall}:1", f"os:{stall}"):
        for phone in (lina, ken):
            await phone.tap(data=data)
            assert NOBODY in phone.reads, data
            assert not {"I have checked it", "Note a payment", "Allow for 30 days"} & {*phone.screen.labels}
    document = await market.store.read(lambda session: session.exec(select(LicenceDocument.id)).one())
    refused = await ken.tap(data=f"loc:{stall}:{document}:20261231")
    assert refused.text == "You own or help at Warung Lina, so only another organiser can do this."
    assert NOBODY in ken.reads
    await ken.tap("Add an organiser")
    assert ken.reads.endswith("To add another, find the person first.")

    tom = await organises(market, TOM)
    await lina.tap(data=f"lod:{stall}")
    assert "so another organiser decides about its licence." in lina.reads
    assert "Add an organiser" not in lina.screen.labels
    await lina.tap(data=f"lid:{stall}")
    assert NOBODY not in lina.reads
    await tom.tap(data=f"lod:{stall}")
    assert (await tom.tap("I have checked it")).text == "Checked. We told the stall."
    await deliver_all(market)  # or it comes below what is read next, as she has tapped much
    await lina.tap(data=f"lod:{stall}")
    assert "Checked by the organisers" in lina.reads


async def helps(market: Market, stall: int, person: int) -> None:
    def add(session: Session) -> None:
        who = person_at(session, person)
        session.add(StallStaff(stall_id=stall, person_id=who, role=StaffRole.SCAN, since=market.clock()))

    await market.change(add)


@pytest.mark.parametrize(
    ("language", "nobody", "button"),
    [
        ("ms", "Tiada penganjur yang boleh memutuskan lesen ini", "Tambah penganjur"),
        ("zh-hans", "没有主办人员能决定这张执照", "增加主办人员"),
    ],
)
async def test_each_language_says_so(
    market: Market, lina: Visitor, language: str, nobody: str, button: str
) -> None:
    stall = await lina_s_stall(market)
    ken = await organises(market, KEN)
    await helps(market, stall, KEN)
    await ken.phone.set_language(language)
    await ken.tap(data=f"lod:{stall}")
    assert nobody in ken.reads
    assert button in ken.screen.labels
