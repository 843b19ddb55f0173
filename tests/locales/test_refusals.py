"""Every refusal has one kind sentence, in every language, whatever its facts are."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import fields

import pytest

from locales.catalogue import ROOT
from locales.extract import extract
from locales.languages import LANGUAGES
from locales.refusals import SENTENCES, sentence
from locales.say import speak
from market import refusal as market

EVENING = dt.datetime(2026, 11, 27, 10, 0, tzinfo=dt.UTC)
ZONE = "Asia/Kuching"


@pytest.mark.parametrize(
    ("refusal", "facts", "said"),
    [
        ("LinkUnknown", {}, "That link no longer works. Ask for a new one, or see /drops."),
        ("DropUnknown", {}, "This drop is no longer available. See /drops for what is on."),
        ("DayEmpty", {"day": "Thu 26 Nov"}, "Nothing on Thu 26 Nov yet. Choose another day."),
        ("PastMonth", {}, "Past drops are not shown here. Choose this month or a later one."),
        (
            "OpeningPassed",
            {"opened": EVENING, "zone": ZONE},
            "This opened Fri 27 Nov 18:00. You can join now.",
        ),
        (
            "DropCancelled",
            {"at": "Fri 27 Nov 18:00"},
            "This drop was cancelled Fri 27 Nov 18:00. See /drops for others.",
        ),
        (
            "ReminderTooFar",
            {"latest": dt.date(2027, 11, 26)},
            "Reminders can be at most a year ahead, until Fri 26 Nov 2027. Choose an earlier day.",
        ),
        ("ButtonForged", {}, "That button does not work here. This is your screen now."),
        ("TooLong", {"count": 4312, "limit": 4096}, "4,312 of 4,096 characters: 216 too many. Shorten it."),
        (
            "TooLong",
            {"count": 4312, "limit": 4096, "over": 216},
            "4,312 of 4,096 characters: 216 too many. Shorten it.",
        ),
    ],
)
def test_a_refusal_says_what_happened(refusal: str, facts: dict[str, str | int | dt.date], said: str) -> None:
    assert sentence(speak("en"), refusal, facts) == said


def test_a_fact_cannot_write_markup() -> None:
    assert "<b>" not in sentence(speak("en"), "DayEmpty", {"day": "<b>today</b>"})


def test_a_refusal_nobody_wrote_is_an_error() -> None:
    with pytest.raises(KeyError, match="StallOnFire"):
        sentence(speak("en"), "StallOnFire", {})


def test_facts_a_sentence_does_not_take_are_an_error() -> None:
    with pytest.raises(TypeError, match="colour"):
        sentence(speak("en"), "DropUnknown", {"colour": "red"})


def test_a_time_needs_its_zone() -> None:
    with pytest.raises(KeyError, match="zone"):
        sentence(speak("en"), "DropCancelled", {"at": EVENING})


@pytest.mark.parametrize("refusal", market.Refusal.__subclasses__(), ids=lambda refusal: refusal.__name__)
def test_what_the_market_refuses_has_a_sentence_in_every_language(refusal: type[market.Refusal]) -> None:
    examples = {dt.datetime: EVENING, dt.date: EVENING.date(), int: 7, str: ZONE}
    facts = {one.name: examples[one.type] for one in fields(refusal)}  # type: ignore[arg-type, index]
    said = {sentence(speak(language.code), refusal.__name__, facts) for language in LANGUAGES}
    assert len(said) == len(LANGUAGES)


def test_every_sentence_is_a_refusals() -> None:
    assert all(name[0].isupper() and name.isidentifier() for name in SENTENCES)


def written() -> Iterator[str]:
    """Each sentence of a refusal, in English; of a plural both."""
    for module in ("refusals", "letter_refusals"):
        with (ROOT / "locales" / f"{module}.py").open("rb") as source:
            for _, _, message, _ in extract(source, (), (), {}):
                yield from [message] if isinstance(message, str) else message


@pytest.mark.parametrize("message", [*dict.fromkeys(written())])
def test_a_refusal_says_what_happened_and_what_to_do_next_in_few_words(message: str) -> None:
    assert len(message) <= 140
    assert re.search(r"[.;:,?] \S", message), "an alert has no button that would say what comes next"
