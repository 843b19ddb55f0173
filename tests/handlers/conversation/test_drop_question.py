"""The topic, the goods, how many and how much money are read from what a text asks about goods."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.conversation.phrases import is_question, line_number, own_matter_within, tells_of_lost_phone
from handlers.drop.drop_question import DropQuestion, Topic, drops_asked, read_question
from market.alley import AlleyName
from tests.market.samples import planned

TUESDAY = date(2026, 11, 24)
ALLEYS = {1: "Lorong Bakau", 2: "Lorong Tanjung"}
PLACES = [
    AlleyName(id=number, name=name, city="Kota Kinabalu", territory="MY", currency="MYR")
    for number, name in ALLEYS.items()
]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("kuih lapis sold out?", {"topic": Topic.LEFT, "words": "kuih lapis"}),
        ("is there any kuih lapis left", {"topic": Topic.LEFT, "words": "kuih lapis"}),
        ("kuih lapis ada lagi tak", {"topic": Topic.LEFT, "words": "kuih lapis"}),
        ("千层糕还有吗", {"topic": Topic.LEFT, "words": "千层糕"}),
        ("how much is the coffee?", {"topic": Topic.PRICE, "words": "coffee"}),
        ("berapa harga kopi", {"topic": Topic.PRICE, "words": "kopi"}),
        ("咖啡多少钱", {"topic": Topic.PRICE, "words": "咖啡"}),
        ("until what time is seri muka", {"topic": Topic.WHEN, "words": "seri muka"}),
        ("pukul berapa kuih lapis mula", {"topic": Topic.WHEN, "words": "kuih lapis"}),
        ("咖啡几点开始", {"topic": Topic.WHEN, "words": "咖啡"}),
        ("where do I pick up the onde-onde", {"topic": Topic.WHERE, "words": "onde-onde"}),
        ("is the coffee halal", {"contents": ("halal",), "words": "coffee"}),
        ("ada kacang dalam onde-onde?", {"contents": ("nuts",), "words": "onde-onde"}),
        ("咖啡是清真的吗", {"contents": ("halal",), "words": "咖啡"}),
        ("halal", {"words": "halal"}),
        ("anything halal tonight?", {"words": "halal", "when": "20261124"}),
        ("2 kuih lapis please", {"units": 2, "words": "kuih lapis"}),
        ("can I have two kuih lapis", {"units": 2, "words": "kuih lapis"}),
        ("nak kuih lapis dua", {"units": 2, "words": "kuih lapis"}),
        ("我要两份千层糕", {"units": 2, "words": "千层糕"}),
        ("under RM10", {"below": Decimal(10)}),
        ("less than 7.50 ringgit", {"below": Decimal("7.50")}),
        ("bawah sepuluh ringgit", {"below": Decimal(10)}),
        ("10块以下有什么", {"below": Decimal(10)}),
        ("五令吉以内", {"below": Decimal(5)}),
        ("murah", {"cheapest": True}),
        ("最便宜的是什么", {"cheapest": True}),
        ("cheap coffee", {"cheapest": True, "words": "coffee"}),
        ("Lorong Bakau buka pukul berapa", {"topic": Topic.WHEN, "alley": 1}),
        ("kuih lapis", {"words": "kuih lapis"}),
        ("500 stickers", {"words": "500 stickers"}),
    ],
)
def test_a_question_is_read(text: str, question: dict[str, Any]) -> None:
    assert read_question(text, TUESDAY, ALLEYS) == DropQuestion(**question)


@given(st.text(max_size=60))
def test_nothing_typed_breaks_the_reading(text: str) -> None:
    assert read_question(text, TUESDAY, ALLEYS).units <= 99
    assert line_number(text) in (None, *range(100))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tonight", ()),
        ("friday", (4, 5)),
        ("千层糕", (4,)),
        ("咖啡", (5,)),
        ("lapus", (4,)),
        ("zzqx", ()),
        ("Lorong Bakau", (4,)),
        ("cheap", (5, 4)),
        ("under RM8", (5,)),
        ("murah tonight", ()),
        ("what do you have?", (4, 5)),
    ],
)
def test_an_inline_query_asks_by_day_by_any_name_and_by_price(text: str, found: tuple[int, ...]) -> None:
    coffee = planned(id=5, name="Kopi", items=("kopi",), tags=("coffee",), lowest_price=400, alley=2)
    drops = (planned(), coffee)
    assert tuple(each.id for each in drops_asked(drops, text, TUESDAY, PLACES)) == found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("no. 2", 2),
        ("number 3", 3),
        ("nombor 3", 3),
        ("第二个", 2),
        ("the second one", 2),
        ("2 kuih lapis", None),
        ("55555", None),
        ("RM5", None),
        ("", None),
    ],
)
def test_a_number_alone_names_a_line_of_a_list(text: str, number: int | None) -> None:
    assert line_number(text) == number


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("what did I book", "mine"),
        ("apa yang saya dah tempah", "mine"),
        ("我订了什么", "mine"),
        ("where is my order?", "tickets"),
        ("where is it", "tickets"),
        ("where is the toilet", None),
        ("book seri muka", None),
    ],
)
def test_what_a_text_says_of_ones_own_bookings(text: str, command: str | None) -> None:
    assert own_matter_within(text) == command


def test_a_lost_phone_is_told_in_many_ways() -> None:
    told = ("I lost my phone", "my phone was stolen", "telefon saya hilang", "我丢了手机", "换了手机")
    assert all(map(tells_of_lost_phone, told))
    assert not any(map(tells_of_lost_phone, ("I lost my ticket", "your phone number?", "new kuih")))


def test_a_question_is_told_from_words_to_look_for() -> None:
    assert all(map(is_question, ("where is the toilet", "boleh bayar tunai", "厕所在哪里", "parking?")))
    assert not any(map(is_question, ("kuih lapis", "zzqx", "hinava")))
