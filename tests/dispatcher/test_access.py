"""Access facts in the chat: an organiser sets them from the alley's page, a shopper reads what is known below the alley."""

import pytest
from sqlmodel import col, select

from storage.alley import Alley
from tests.dispatcher.harness import Market
from tests.journeys.harness import KEN, TOM


@pytest.mark.feature("R03")
async def test_an_organiser_says_what_there_is_and_a_shopper_reads_it(organised_market: Market) -> None:
    market = organised_market
    alley = await market.store.read(
        lambda s: s.exec(select(Alley.id).where(col(Alley.name) == "Lorong Bakau")).one()
    )
    ken, tom = market.visitor(KEN), market.visitor(TOM)
    await ken.writes("/start")
    await ken.tap(data=f"rrl:f:{alley}:1")
    await ken.tap("Tandas")
    assert (await ken.tap("Ya, ada")).text == "Disimpan."
    await ken.tap("Catatan pendek")
    await ken.writes("behind the mosque")
    assert ken.reads.endswith("Tandas · Ya, ada · behind the mosque")
    await tom.writes("/start")
    await tom.writes("Lorong Bakau")
    assert "There is a toilet. behind the mosque" in tom.reads
    assert "prayer" not in tom.reads
    await ken.tap("Catatan pendek")
    await ken.writes("-")
    assert ken.reads.endswith("Tandas · Ya, ada")
    await tom.tap(data=f"rrc:f:{alley}:2:answer:2")
    await ken.tap("Kembali")
    assert "Tandas · Ya, ada" in ken.reads, "a forged button changes nothing"
