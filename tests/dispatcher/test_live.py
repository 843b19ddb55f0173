"""A creator's live session: what is said of numbers, of its word, and when it has stopped."""

import pytest
from sqlmodel import select

from storage.live import LiveSession
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import LINA, MEI, ROS, TOM
from tests.journeys.test_live import EVENING, go_live, host_page, numbers


@pytest.fixture
async def ros(market: Market) -> Visitor:
    """Ros, who sells two boxes tonight, and three people who have opened the bot."""
    ros = market.visitor(ROS)
    for one in (ros, market.visitor(TOM), market.visitor(LINA), market.visitor(MEI)):
        await one.writes("/start")
    await ros.writes("2 kuih lapis RM8.50 today 6pm-10pm max 3")
    await ros.tap("2 × RM8.50")
    await ros.tap("Publish")
    market.clock.now = EVENING
    return ros


async def test_none_and_too_many_are_told_what_is_possible(market: Market, ros: Visitor) -> None:
    tom = market.visitor(TOM)
    await go_live(ros, market)
    for units in (0, 7):
        await tom.writes(f"mine a001 {units}")
        assert tom.reads.startswith("You can have 1 to 3 here. Choose again.")
    assert await numbers(market) == []


async def test_a_session_that_stopped_says_what_was_confirmed(market: Market, ros: Visitor) -> None:
    tom = market.visitor(TOM)
    await go_live(ros, market)
    await tom.writes("mine a001")
    await ros.tap("Stop live session")
    head = "The last one, from 19:00 to 19:00: 1 live booking, "
    assert await last_session(market, ros) == f"{head}not confirmed."
    await tom.tap("Confirm 1")
    assert await last_session(market, ros) == f"{head}1 confirmed."


async def last_session(market: Market, ros: Visitor) -> str:
    """The line about the session that stopped."""
    live = await market.store.read(lambda session: session.exec(select(LiveSession)).one())
    await ros.tap(data=f"lv:{live.drop_id}:0")
    return next(line for line in ros.reads.splitlines() if line.startswith("The last one"))


async def test_the_word_that_the_host_says_is_needed(market: Market, ros: Visitor) -> None:
    tom = market.visitor(TOM)
    await go_live(ros, market, word=True)
    word = host_page(ros).text.partition("only you see it here: ")[2].split()[0]
    await tom.writes("mine a001")
    assert tom.reads.startswith("The live seller says a word")
    await tom.writes(f"mine a001 1 {word.upper()}")
    assert await numbers(market) == [1]


async def test_a_code_alone_opens_the_offer_and_books_nothing(market: Market, ros: Visitor) -> None:
    tom = market.visitor(TOM)
    await go_live(ros, market)
    for words in ("a001", "#A001", "a 001 2"):
        await tom.writes(words)
        assert tom.reads.startswith("Live now · a001\nkuih lapis · Dapur Nenek Ros")
        assert "You get 2 minutes to confirm." in tom.reads
        assert tom.labels == ["1 for RM8.50", "2 for RM17.00", "Details", "Live order", "Back"]
    assert await numbers(market) == []
    await tom.writes("b777")
    assert "We found nothing" in tom.reads
    await tom.writes("a001")
    await tom.tap("2 for RM17.00")
    assert "Confirm 2" in tom.labels
    assert await numbers(market) == [1]


async def test_a_name_books_what_is_live(market: Market, ros: Visitor) -> None:
    tom, lina = market.visitor(TOM), market.visitor(LINA)
    await go_live(ros, market)
    await tom.writes("mine lapis 2")
    assert "Confirm 2" in tom.labels
    await tom.writes("pass lapis")
    assert tom.reads.startswith("Others can have 2 units now.")
    await lina.writes("kuih lapis +1")
    assert "Confirm 1" in lina.labels
    assert await numbers(market) == [1, 2]


async def test_i_want_may_be_a_search_and_asks(market: Market, ros: Visitor) -> None:
    """Kuih lapis is sold on Friday too: nothing is booked until the person says what is meant."""
    tom = market.visitor(TOM)
    await go_live(ros, market)
    await tom.writes("nak kuih lapis 2")
    assert tom.reads.startswith("Live now: kuih lapis. Write MINE a001 2 to book it.")
    assert "Fri 18:00" in tom.reads
    assert await numbers(market) == []
    await tom.tap("a001 · 2 for RM17.00")
    assert "Confirm 2" in tom.labels
    assert await numbers(market) == [1]


async def test_a_name_that_is_not_live_is_said_so_above_what_is_found(market: Market, ros: Visitor) -> None:
    tom = market.visitor(TOM)
    await tom.writes("mine kuih lapis 2")
    assert tom.reads.startswith("Nobody is live now.")
    await go_live(ros, market)
    await tom.writes("mine durian 2")
    assert tom.reads.startswith("Nothing that is live is called “durian”.")
    assert "a001 kuih lapis" in tom.labels
    await tom.writes("mine")
    assert "Nothing here yet." in tom.reads
    assert await numbers(market) == []


async def test_the_name_of_a_vendor_who_posts_is_about_their_goods(market: Market, ros: Visitor) -> None:
    await go_live(ros, market)
    await ros.writes("mine lapis 2")
    assert await numbers(market) == []


async def test_live_shows_what_is_live_and_what_is_next(market: Market, ros: Visitor) -> None:
    tom, mei = market.visitor(TOM), market.visitor(MEI)
    await tom.writes("live")
    assert tom.reads == "Nobody is live now."
    await ros.tap("More")
    await ros.tap("Live session")
    await ros.tap("Announce live")
    await tom.writes("Live now?")
    assert tom.reads == "Nobody is live now.\nNext live: kuih lapis · Dapur Nenek Ros, Tue 24 Nov 18:00."
    await ros.tap("2 min")
    await mei.writes("直播")
    assert "a001 kuih lapis · Dapur Nenek Ros · RM8.50" in mei.reads
    await mei.tap("a001 kuih lapis")
    assert await numbers(market) == []


async def test_a_second_booking_shows_the_first_with_confirm_and_the_time_left(
    market: Market, ros: Visitor
) -> None:
    tom = market.visitor(TOM)
    await go_live(ros, market)
    await tom.writes("mine a001")
    market.clock.move(seconds=25)
    await tom.writes("mine a001")
    note, _, card = tom.reads.partition("\n\n")
    assert note == ("You have booked this live already: number 1. Time left to confirm: 1:35.")
    assert card.startswith("Held for you: 1 × kuih lapis.")
    assert "Confirm 1" in tom.labels
    await tom.tap("Confirm 1")
    await tom.writes("mine a001")
    assert "Time left" not in tom.reads
    assert "Show ticket" in tom.labels or "Undo (1 min)" in tom.labels


async def test_after_the_stop_the_waitlist_is_there_to_join(market: Market, ros: Visitor) -> None:
    tom = market.visitor(TOM)
    await go_live(ros, market)
    await ros.tap("Stop live session")
    market.clock.move(seconds=30)
    await tom.writes("mine a001")
    assert tom.reads.startswith("The live session stopped Tue 24 Nov 19:00. You can still join the waitlist.")
    assert "Join for 1" in tom.labels
    await tom.writes("a001")
    assert "Join for 1" in tom.labels


async def test_where_a_word_is_asked_for_no_button_books(market: Market, ros: Visitor) -> None:
    tom = market.visitor(TOM)
    await go_live(ros, market, word=True)
    word = host_page(ros).text.partition("only you see it here: ")[2].split()[0]
    await tom.writes("a001")
    assert "The live seller says a word." in tom.reads
    assert not any("RM" in label for label in tom.labels)
    await tom.writes("mine lapis 1")
    assert await numbers(market) == []
    await tom.writes(f"mine lapis 1 {word}")
    assert await numbers(market) == [1]
