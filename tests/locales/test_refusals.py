"""Every refusal has one kind sentence, in every language, with any facts."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module

import pytest

from locales.catalogue import ROOT
from locales.extract import extract
from locales.languages import LANGUAGES
from locales.refusals import FEATURES, SENTENCES, sentence
from locales.say import speak
from market.refusal import Refusal
from tests.market.every_refusal import every_refusal

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


def said_of(refusal: type[Refusal]) -> set[str]:
    """Return the sentences of a refusal in each language."""
    examples: dict[object, object] = {dt.datetime: EVENING, int: 7, bool: True, str: ZONE}
    examples |= {dt.date: EVENING.date(), dt.date | None: EVENING.date()}
    facts = {one.name: examples[one.type] for one in fields(refusal)}  # type: ignore[arg-type, index]
    return {sentence(speak(language.code), refusal.__name__, facts) for language in LANGUAGES}


def test_every_refusal_has_its_own_sentence_in_every_language() -> None:
    said = {refusal.__name__: said_of(refusal) for refusal in every_refusal()}
    assert {name: words for name, words in said.items() if len(words) != len(LANGUAGES)} == {}


SCREEN_SENTENCES = {"DayEmpty", "PastMonth"}
"""Said by screens, without a refusal of an action."""


def test_every_sentence_belongs_to_a_refusal() -> None:
    assert {*SENTENCES} == {kind.__name__ for kind in every_refusal()} | SCREEN_SENTENCES


def test_a_sentence_is_declared_once() -> None:
    declared = [name for feature in FEATURES for name in feature.SENTENCES]
    assert len(declared) == len(SENTENCES)


def test_every_module_of_sentences_is_in_the_table() -> None:
    modules = {path.stem for path in (ROOT / "locales" / "refusals").glob("*.py")} - {"__init__"}
    assert {feature.__name__.rpartition(".")[2] for feature in FEATURES} == modules


def feature_of(refusal: type[Refusal]) -> str:
    return refusal.__module__.removeprefix("market.").removesuffix(".refusals").replace("refusal", "shared")


def test_a_refusal_and_its_sentence_are_declared_in_the_same_feature() -> None:
    elsewhere = [
        refusal.__name__
        for refusal in every_refusal()
        if refusal.__name__ not in import_module(f"locales.refusals.{feature_of(refusal)}").SENTENCES
    ]
    assert elsewhere == []


def test_a_refusal_with_more_than_three_fields_takes_keywords() -> None:
    many = [refusal for refusal in every_refusal() if len(fields(refusal)) > 3]  # type: ignore[arg-type]
    assert [one.__name__ for one in many if not all(each.kw_only for each in fields(one))] == []  # type: ignore[arg-type]


def written() -> Iterator[str]:
    """Each sentence of a refusal, in English; of a plural both."""
    for path in sorted((ROOT / "locales" / "refusals").glob("*.py")):
        with path.open("rb") as source:
            for _, _, message, _ in extract(source, (), (), {}):
                yield from [message] if isinstance(message, str) else message


def test_a_refusal_says_what_happened_and_what_to_do_next_in_few_words() -> None:
    messages = [*written()]
    assert len(messages) > 100
    assert [message for message in messages if len(message) > 140] == []
    alone = [message for message in messages if not re.search(r"[.;:,?] \S", message)]
    assert alone == [], "an alert has no button that would say what comes next"
