"""A day, an alley and search words are read from a text, and some phrases are recognised as a whole."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.conversation.phrases import Phrase, command_of, ends_question, phrase_of
from handlers.drop.browse_request import BrowseRequest, only_asks, read_request
from handlers.routes import all_routes
from handlers.typed_time.normalized_text import normalize
from locales import conversation_vocabulary as vocabulary
from locales.conversation_vocabulary import COMMAND_WORDS

TUESDAY = date(2026, 11, 24)
ALLEYS = {1: "Lorong Bakau", 2: "Lorong Tanjung", 3: "Pasar Malam"}


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("what do you have?", True),
        ("ada apa", True),
        ("有什么", True),
        ("?", False),
        ("", False),
        ("any kuih?", False),
    ],
)
def test_a_text_that_only_asks_is_told_from_one_that_names_something(text: str, asks: bool) -> None:
    assert only_asks(text) == asks


@pytest.mark.parametrize(
    ("text", "request_read"),
    [
        ("today", BrowseRequest(when="20261124")),
        ("Tonight?", BrowseRequest(when="20261124")),
        ("what is on tonight?", BrowseRequest(when="20261124")),
        ("malam ini", BrowseRequest(when="20261124")),
        ("malam ni ada apa", BrowseRequest(when="20261124")),
        ("今晚有什么", BrowseRequest(when="20261124")),
        ("tomorrow", BrowseRequest(when="20261125")),
        ("esok", BrowseRequest(when="20261125")),
        ("明天", BrowseRequest(when="20261125")),
        ("sat", BrowseRequest(when="20261128")),
        ("Sabtu", BrowseRequest(when="20261128")),
        ("周六", BrowseRequest(when="20261128")),
        ("28 nov", BrowseRequest(when="20261128")),
        ("this weekend", BrowseRequest(when="weekend")),
        ("hujung minggu ini", BrowseRequest(when="weekend")),
        ("周末", BrowseRequest(when="weekend")),
        ("minggu ini", BrowseRequest(when="week")),
        ("这周", BrowseRequest(when="week")),
        ("这周六有什么", BrowseRequest(when="20261128")),
        ("本周五", BrowseRequest(when="20261127")),
        ("下周六", BrowseRequest(when="20261205")),
        ("next week", BrowseRequest(when="next")),
        ("hujung minggu depan", BrowseRequest(when="next")),
        ("下周", BrowseRequest(when="next")),
        ("saturday next week", BrowseRequest(when="20261205")),
        ("sabtu minggu depan", BrowseRequest(when="20261205")),
        ("kuih next week", BrowseRequest(when="next", words="kuih")),
        ("anything vegan?", BrowseRequest(words="vegan")),
        ("Lorong Bakau", BrowseRequest(alley=1)),
        ("lorong bakua", BrowseRequest(alley=1)),
        ("bakau", BrowseRequest(alley=1)),
        ("where is Lorong Tanjung?", BrowseRequest(alley=2)),
        ("tanjung sat", BrowseRequest(when="20261128", alley=2)),
        ("kuih Lorong Bakau esok", BrowseRequest(when="20261125", alley=1, words="kuih")),
        ("lorong", BrowseRequest(words="lorong")),
        ("how much is the coffee?", BrowseRequest(words="coffee")),
        ("berapa harga kopi?", BrowseRequest(words="kopi")),
        ("咖啡多少钱？", BrowseRequest(words="咖啡")),
        ("I want 2 kuih lapis", BrowseRequest(words="kuih lapis")),
        ("sun hats", BrowseRequest(words="sun hats")),
        ("where is the toilet", BrowseRequest(words="toilet")),
        ("?", BrowseRequest()),
        ("", BrowseRequest()),
    ],
)
def test_a_text_asks_for_a_day_an_alley_and_words(text: str, request_read: BrowseRequest) -> None:
    assert read_request(text, TUESDAY, ALLEYS) == request_read


@given(st.text(max_size=60))
def test_nothing_typed_breaks_the_reader(text: str) -> None:
    request = read_request(text, TUESDAY, ALLEYS)
    assert request.alley in {0, *ALLEYS}
    phrase_of(text)
    command_of(text)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Hello!", Phrase.GREETING),
        ("  selamat   pagi ", Phrase.GREETING),
        ("你好。", Phrase.GREETING),
        ("Refund?", Phrase.REFUND),
        ("退款", Phrase.REFUND),
        ("I can’t come", Phrase.GIVING_UP),
        ("batalkan tiket saya", Phrase.GIVING_UP),
        ("I’m late, keep it for me!", Phrase.LATE),
        ("我晚点到，帮我留着。", Phrase.LATE),
        ("am I too late?", None),
        ("STOP", Phrase.STOPPING),
        ("退订", Phrase.STOPPING),
        ("hello kuih", None),
        ("", None),
    ],
)
def test_a_phrase_is_known_as_a_whole(text: str, phrase: Phrase | None) -> None:
    assert phrase_of(text) is phrase


def test_a_word_for_a_command_is_a_command_that_exists() -> None:
    assert {*COMMAND_WORDS.values()} <= {*all_routes().commands}
    assert command_of("Tiket saya") == "tickets"
    assert command_of("tiket kuih") is None


def test_each_phrase_means_one_thing_and_is_written_as_it_is_compared() -> None:
    groups = [
        vocabulary.GREETINGS,
        vocabulary.REFUNDS,
        vocabulary.GIVING_UP,
        vocabulary.LATE,
        vocabulary.STOPPING,
        vocabulary.THANKS,
    ]
    phrases = [phrase for group in (*groups, COMMAND_WORDS) for phrase in group]
    assert [phrase for phrase in phrases if phrases.count(phrase) > 1] == []
    for name in vocabulary.LISTS.lists:
        assert [word for word in vocabulary.LISTS.words(name) if normalize(word) != word] == [], name


def test_cancel_ends_a_question_in_each_language() -> None:
    assert all(ends_question(word) for word in ("Cancel", "batal", "取消"))
    assert not ends_question("cancel my ticket")
