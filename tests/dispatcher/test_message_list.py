"""The outbox as organisers read it: nobody else does, and forged pages."""

import pytest

from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import KEN, TOM


@pytest.fixture
async def ken(organised_market: Market) -> Visitor:
    ken = organised_market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.writes("/admin")
    return ken


async def test_a_stranger_sees_nobodys_mail(organised_market: Market) -> None:
    tom = organised_market.visitor(TOM)
    await tom.writes("/start")
    person = await organised_market.person(TOM)
    for data in ("om", f"oml:{await organised_market.person(KEN)}:1", f"oml:{person}:1", "omf:1"):
        assert (await tom.tap(data=data)).text == "Only an organiser can do this. Questions? See /support.", (
            data
        )


async def test_a_person_who_is_not_there_and_a_forged_page(organised_market: Market, ken: Visitor) -> None:
    assert (await ken.tap(data="oml:999:1")).text == "This person is not known here. Search again."
    assert (await ken.tap(data="oml:x:1")).text.startswith("That button does not work here.")
