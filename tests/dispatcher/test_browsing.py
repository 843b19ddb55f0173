"""Looking around: list, filters, card, rule, stall, month, day, search, links."""

import pytest
from sqlmodel import Session

from storage.drop import Drop
from storage.stall import Stall
from tests.dispatcher.harness import Market, Visitor


async def test_a_day_without_drops_answers_with_a_toast_and_stays(tom: Visitor) -> None:
    await tom.writes("/calendar")
    before = tom.screen
    answer = await tom.tap("30")
    assert (answer.text, answer.alert) == ("Nothing on Mon 30 Nov yet. Choose another day.", False)
    assert tom.screen == before


async def test_a_month_that_is_over_answers_with_a_toast_and_this_month_stays(tom: Visitor) -> None:
    await tom.writes("/calendar")
    before = tom.screen
    assert (await tom.tap("Oct")).text == "Past drops are not shown here. Choose this month or a later one."
    assert tom.screen == before


async def test_the_filter_of_the_calendar_leads_back_to_it_and_that_of_a_list_to_the_list(
    tom: Visitor,
) -> None:
    for words in ("/calendar", "/drops"):
        await tom.writes(words)
        before = tom.labels
        await tom.tap("Filter")
        await tom.tap("Back")
        assert tom.labels == before, words


async def test_a_cell_without_meaning_is_answered_with_nothing(tom: Visitor) -> None:
    await tom.writes("/calendar")
    assert (await tom.tap("Mo")).text == ""
    assert (await tom.tap("·")).text == ""
    assert len(tom.answers) == 1


@pytest.mark.parametrize(
    ("words", "head"),
    [
        *((kuih, "All days · #kuih · 1 to 4 of 8\n") for kuih in ("kuih", "KUIH", "#kuih")),
        *((words, "Found ") for words in ("nenek ros", "Ros halal kuih")),
    ],
)
async def test_free_text_searches_names_stalls_and_tags_in_any_case(
    tom: Visitor, words: str, head: str
) -> None:
    await tom.writes(words)
    assert tom.reads.startswith(head), tom.reads
    await tom.tap(tom.labels[0])
    assert tom.screen.photo is not None
    await tom.tap("Back")
    assert "All days" in tom.reads


@pytest.mark.parametrize("words", ["汤圆", "生面"])
async def test_the_only_drop_that_is_found_is_shown_at_once(tom: Visitor, words: str) -> None:
    await tom.writes(words)
    assert tom.screen.photo is not None
    assert "秀芳包点" in tom.reads


async def test_nonsense_gets_one_sentence_and_two_ways_on(tom: Visitor) -> None:
    await tom.writes("/start")
    await tom.writes("qwertyuiop 12345")
    assert tom.reads == "We found nothing for “qwertyuiop 12345”. Try other words, or ask the organisers."
    await tom.tap("All drops")
    assert tom.reads.startswith("All days · 1 to 4 of 34\n1. ")


async def test_a_link_to_a_drop_shows_its_card_at_once_in_either_case(market: Market, tom: Visitor) -> None:
    code = await market.store.read(lambda session: session.get_one(Drop, market.town.kuih_lapis).code)
    for link in (f"d_{code}", f"d_{code.lower()}"):
        await tom.open(link)
        assert tom.reads.startswith("Kuih lapis, box of 9\nDapur Nenek Ros, Lorong Bakau\n")
        assert tom.screen.photo is not None
    await tom.tap("Details")
    copied = await tom.tap("Copy link")
    assert copied.text == f"https://t.me/lorong_demo_bot?start=d_{code}"


async def test_a_link_to_a_stall_shows_the_stall(market: Market, tom: Visitor) -> None:
    def code_of_stall(session: Session) -> str:
        drop = session.get_one(Drop, market.town.kuih_lapis)
        return session.get_one(Stall, drop.stall_id).code

    await tom.open(f"s_{await market.store.read(code_of_stall)}")
    assert tom.reads.startswith("Dapur Nenek Ros · Lorong Bakau")
    await tom.tap("Back")
    assert tom.reads.startswith("1. 一令吉书桌 · 一叶书摊\n")


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        ("d_NOPE99", "This drop is no longer available. See /drops for what is on."),
        ("s_NOPE99", "This is no longer here. See /drops for what is on."),
        ("z", "That link no longer works. Ask for a new one, or see /drops."),
        ("d_", "That link no longer works. Ask for a new one, or see /drops."),
        ("_", "That link no longer works. Ask for a new one, or see /drops."),
        ("d_" + "-" * 62, "This drop is no longer available. See /drops for what is on."),
    ],
)
async def test_a_link_that_leads_nowhere_says_so_and_shows_what_is_on(
    tom: Visitor, payload: str, sentence: str
) -> None:
    await tom.open(payload)
    assert tom.reads.startswith(f"{sentence}\n\n"), tom.reads
    assert "1 一令吉书桌" in tom.labels


async def test_a_link_to_a_ticket_that_is_none_of_ours_says_so(tom: Visitor) -> None:
    await tom.open("t_7KQ2M9XF3")
    assert tom.reads == "⛔ NOT OURS. This is not a Lorong ticket."
