"""A lost phone: recovery is asked for in each language."""

import pytest

from tests.dispatcher.harness import Market
from tests.journeys.harness import SITI


@pytest.mark.parametrize(
    ("language", "label", "begins"),
    [("ms", "Telefon saya hilang", "Telefon dengan akaun lama"), ("zh-hans", "手机丢了", "装有旧账号的手机")],
)
async def test_it_is_asked_in_the_reader_s_language(
    organised_market: Market, language: str, label: str, begins: str
) -> None:
    siti = organised_market.visitor(SITI)
    await siti.phone.set_language(language)
    await siti.say("/settings")
    await siti.tap(label)
    assert siti.reads.startswith(begins)
