"""Callback data that no button ever carried gets one polite answer and has no effect."""

from typing import Any

from tests.dispatcher.harness import Market, Visitor
from tests.journeys.test_forged_callbacks import FORGED, OURS

ODD = {
    "d:{}:": "Kuih lapis",
    "d:999999:all.0..1": "This drop is no longer available. See /drops for what is on.",
    f"d:{2**31 - 1}:all.0..1": "This drop is no longer available. See /drops for what is on.",
    "ro:999999:all.0..1": "This drop is no longer available. See /drops for what is on.",
    "p:999999:all.0..1": "This drop is no longer available. See /drops for what is on.",
    "a:999999:1:all.0..1": "This is no longer here. See /drops for what is on.",
    "l:": "All days · ",
    "l:never.0..1": "All days · ",
    "l:all.99999999999..1": "No drops: all days",
    "l:all.0..99999999999": "33 to 34 of 34",
    "l:all.0..-5": "1 to 4 of 34",
    f"l:all.0.{'x' * 50}.1": "1 to 4 of 34",
    f"fw:all.0.{'月' * 18}.1": "Which days?",
    "l:all.0.<b>x</b>.1": "#<b>x</b>",
    "l:20260231.0..1": "All days · ",
    "l:20260101.0..1": "No drops: Thu 1 Jan",
    "m:all.0..1": "November 2026",
    "m:300001.0..1": "November 2026",
    "m:999912.0..1": "November 2026",
    "m:203001.0..1": "Nothing planned in January 2030.",
    "y:all.0..1": "All days · ",
    "y:202611.0..1": "November 2026 · ",
    "h:emperor": "1. ",
    "gc:../../etc": "Choose a language.",
}


async def test_a_forged_button_is_told_to_be_none_of_ours(tom: Visitor) -> None:
    replies = {}
    for data in FORGED:
        await tom.writes("/start")
        answer = await tom.tap(data=data)
        replies[data] = answer.text, tom.reads.startswith(f"{OURS}\n\n1. ")
    assert replies == dict.fromkeys(FORGED, (OURS, True))


async def test_a_button_that_makes_little_sense_shows_what_sense_it_has(market: Market, tom: Visitor) -> None:
    other, stuck = {}, []
    for data, words in ODD.items():
        await tom.writes("/start")
        await tom.tap(data=data.format(market.town.kuih_lapis))
        shown = tom.screen
        if words not in tom.reads:
            other[data] = tom.reads
        await tom.tap(tom.labels[-1])
        if tom.screen == shown:
            stuck.append(data)
    assert (other, stuck) == ({}, []), "it shows what it says, and there is a way on"


TEXTS = (
    "x" * 4096,
    "界" * 4096,
    "🪨" * 2048,
    "👩‍👩‍👧‍👦" * 300,
    "<b>kuih</b> & <script>",
    "\u202etxet desrever",
    "a\u0000b",
    "%s {0} {drop} ${x}",
    "\u200b\u200b",
    "zalgo" + "\u0301" * 150,
)


async def test_any_text_is_answered(tom: Visitor) -> None:
    otherwise = {}
    for text in TEXTS:
        await tom.writes("/start")
        await tom.writes(text)
        said = "We found nothing for " in tom.reads or "too long to look up" in tom.reads
        if not said or tom.labels != ["Ask organisers", "All drops"]:
            otherwise[text] = tom.reads, tom.labels
    assert otherwise == {}


async def test_a_text_for_a_database_is_searched_for_and_not_found(tom: Visitor) -> None:
    await tom.writes("/start")
    await tom.writes("' OR 1=1 --")
    assert tom.reads.startswith("We found nothing for “' OR 1=1 --”.")
    assert "Open a stall" not in tom.labels


async def test_a_long_text_is_offered_to_the_organisers(tom: Visitor) -> None:
    await tom.writes("/start")
    await tom.writes("k" * 4096)
    assert tom.reads == "That is too long to look up here. Shall we send it to the organisers?"
    assert tom.labels == ["Ask organisers", "All drops"]


STICKER = {"file_id": "CAAC", "file_unique_id": "C", "type": "regular", "width": 512, "height": 512}

NO_TEXT: dict[str, dict[str, Any]] = {
    "sticker": STICKER | {"is_animated": False, "is_video": False},
    "location": {"latitude": 5.98, "longitude": 116.07},
    "contact": {"phone_number": "+60000", "first_name": "Tom"},
    "voice": {"file_id": "AwAC", "file_unique_id": "V", "duration": 3},
    "dice": {"emoji": "🎲", "value": 6},
    "something_of_next_year": {"a": 1},
}


async def test_what_is_no_text_gets_one_sentence_and_what_is_on(tom: Visitor) -> None:
    opening, begun = "We can only read text, photos and buttons. Here is what is on.\n\n1. ", {}
    for kind, content in NO_TEXT.items():
        await tom.writes("/start")
        await tom.send(**{kind: content})
        begun[kind] = tom.reads[: len(opening)], tom.screen.by_bot
    assert begun == dict.fromkeys(NO_TEXT, (opening, True))
