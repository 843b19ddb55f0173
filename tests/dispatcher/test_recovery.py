"""A lost phone: recovery is asked for in each language, and decided by no stranger."""

import pytest

from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import KEN, LINA, SITI, TOM
from tests.journeys.test_recovery import asks, booked_ticket, recovery_id


@pytest.fixture
async def ken(organised_market: Market) -> Visitor:
    ken = organised_market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.writes("/start")
    return ken


@pytest.mark.parametrize(
    ("language", "label", "begins"),
    [("ms", "Telefon saya hilang", "Telefon dengan akaun lama"), ("zh-hans", "手机丢了", "装有旧账号的手机")],
)
async def test_it_is_asked_in_the_reader_s_language(
    organised_market: Market, language: str, label: str, begins: str
) -> None:
    siti = organised_market.visitor(SITI)
    await siti.phone.set_language(language)
    await siti.writes("/settings")
    await siti.tap(label)
    assert siti.reads.startswith(begins)


async def test_a_stranger_and_a_former_organiser_decide_nothing(
    organised_market: Market, ken: Visitor
) -> None:
    market = organised_market
    lina, tom, siti = (market.visitor(person) for person in (LINA, TOM, SITI))
    await siti.writes("/start")
    await ken.tap(data=f"ooy:{await market.person(SITI)}")
    await ken.tap(data=f"oor:{await market.person(SITI)}")
    await asks(tom, await booked_ticket(market, lina))
    recovery = await recovery_id(market)
    for visitor in (siti, tom, lina):
        for data in ("olp", f"olps:{recovery}", f"olpa:{recovery}", f"olpm:{recovery}", f"olpx:{recovery}"):
            await visitor.tap(data=data)
            assert "asks for the account" not in visitor.reads
    await lina.writes("/mine")
    assert "race for 1" in lina.reads
