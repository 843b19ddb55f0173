"""Texts that shoppers type are answered as a stall keeper would: `shopper_texts.tsv`, read by Aina, who has booked something for tonight and later."""

from pathlib import Path

import pytest

from bot.demo.data.people_and_stalls import AINA
from handlers.callbacks.language import ChooseLanguage
from handlers.conversation.phrases import line_number
from locales.say import speak
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import ROS, without_bidi_marks

ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("shopper_texts.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.fixture
async def aina(market: Market) -> Visitor:
    """She has booked seri muka for today and a string of beads for Thursday."""
    ros, aina = market.visitor(ROS), market.visitor(AINA.id)
    await ros.writes("+4 seri muka")
    await aina.writes("seri muka")
    await aina.tap("Join for 1")
    return aina


async def reading(aina: Visitor, language: str, text: str, wanted: str) -> str:
    """Return what is wrong with the answer to a text; "" for nothing. A number follows a list."""
    words = speak(language)(wanted[1:]).striptags() if wanted.startswith("=") else wanted
    await aina.writes("/start" if line_number(text) is None else "kuih")
    await aina.writes(text)
    shown = "\n".join((aina.reads, *aina.labels))
    return "" if without_bidi_marks(words) in shown else f"{text}: no “{words}” in “{shown}”"


@pytest.mark.parametrize("language", ["en", "ms", "zh_Hans"])
async def test_each_text_of_the_table_is_answered(aina: Visitor, language: str) -> None:
    await aina.writes("/language")
    await aina.tap(data=ChooseLanguage(language=language).pack())
    rows = [(text, wanted) for code, text, wanted in ROWS if code == language]
    wrong = [await reading(aina, language, text, wanted) for text, wanted in rows]
    assert len(rows) > 50
    assert not any(wrong), "\n".join(filter(None, wrong))
