"""A question to the organisers: in the languages of both sides, and with words that mean mischief."""

import pytest

from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import KEN, MEI, SITI, TOM

MAIN = {
    "en": ("Write a message", "Answer", "Close", "Write back"),
    "ms": ("Tulis mesej", "Jawab", "Tutup", "Balas"),
    "zh-hans": ("写消息", "答复美", "关闭", "回复"),
}


@pytest.fixture
async def ken(organised_market: Market) -> Visitor:
    ken = organised_market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.writes("/start")
    return ken


@pytest.mark.parametrize(("person", "language"), [(TOM, "en"), (SITI, "ms"), (MEI, "zh-hans")])
async def test_both_sides_read_their_own_language(
    organised_market: Market, person: int, language: str
) -> None:
    market, asker, ken = organised_market, organised_market.visitor(person), organised_market.visitor(KEN)
    await ken.phone.set_language(language)
    await ken.writes("/start")
    ask, answer, close, back = MAIN[language]
    await asker.phone.set_language(language)
    await asker.writes("/support")
    await asker.tap(ask)
    await asker.writes("tandas / 洗手间 / toilet")
    await market.deliver()
    assert [ken.labels[0].split()[0], ken.labels[1]] == [answer, close]
    await ken.tap(answer)
    await ken.writes("4")
    await market.deliver()
    assert asker.labels == [back]
    assert "“4”" in asker.reads


async def test_words_of_mischief_stay_words(organised_market: Market, ken: Visitor) -> None:
    tom = organised_market.visitor(TOM)
    await tom.writes("/support")
    await tom.tap("Write a message")
    await tom.writes("<b>bold</b> {token} \u202eturned")
    await organised_market.deliver()
    assert "“<b>bold</b> {token} turned”" in ken.reads
