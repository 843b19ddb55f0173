"""A number, a link or a command typed in the place of a tap, and one's own words sent to the organisers."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import Session

from handlers.callbacks.support import SendWords
from market.ticket.signed_ticket import TicketContent
from storage.alley import Alley
from storage.drop import Drop
from storage.stall import Stall
from storage.ticket import TicketKind
from tests.dispatcher.conftest import open_market
from tests.dispatcher.harness import Market, Visitor
from tests.dispatcher.test_ticket import book
from tests.journeys.harness import KEN, TOM

PUBLIC = "https://market.example"
NOT_KNOWN = "Which list do you mean? Here is what is on: write the number again."


async def test_a_number_opens_the_line_of_the_list_that_was_shown_last(tom: Visitor) -> None:
    await tom.writes("kuih")
    [second] = [label for label in tom.labels if label.startswith("2 ")]
    await tom.writes("2")
    assert tom.reads.startswith(second.removeprefix("2 "))
    await tom.writes("/drops")
    await tom.tap("Next")
    await tom.writes("no. 5")
    assert tom.reads.startswith("Kesum and torch ginger seedlings"), "the fifth of the weekend"
    await tom.writes("88")
    assert tom.reads == "We found nothing for “88”. Try other words, or ask the organisers.", (
        "that list has no such line"
    )


async def test_a_number_without_a_list_shows_one(market: Market, tom: Visitor) -> None:
    await tom.writes("1")
    assert tom.reads.startswith(f"{NOT_KNOWN}\n\nThis weekend")
    [first] = [label for label in tom.labels if label.startswith("1 ")]
    await tom.writes("1")
    assert tom.reads.startswith(first.removeprefix("1 ").removesuffix("…"))


async def test_a_pasted_link_is_followed_and_a_wrong_one_says_so_above_what_is_on(
    market: Market, tom: Visitor
) -> None:
    drop = market.town.kuih_lapis
    code = await market.store.read(lambda session: session.get_one(Drop, drop).code)
    await tom.writes(f"look at https://t.me/lorong_demo_bot?start=d_{code}")
    assert tom.reads.startswith("Kuih lapis, box of 9\n")
    await tom.writes("https://t.me/lorong_demo_bot?start=d_XXXX")
    assert tom.reads.startswith(
        "This drop is no longer available. See /drops for what is on.\n\nThis weekend"
    )
    await tom.writes("t.me/lorong_demo_bot?start=zz_1")
    assert "This weekend" in tom.reads
    await tom.writes("https://t.me/other_bot?start=d_XXXX")
    assert "This weekend" not in tom.reads


@pytest.fixture
async def market_with_pages(sqlite_url: str) -> AsyncIterator[Market]:
    async with open_market(Market(sqlite_url)) as market:
        await market.open(public_url=PUBLIC)
        yield market


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{PUBLIC}/", ""),
        (f"look {PUBLIC}/", "?language=ms"),
        ("HTTPS://MARKET.EXAMPLE/", "/"),
        ("market.example/", " is it still on?"),
        (f"看{PUBLIC}/", "?language=zh_Hans&i3=1#main"),
    ],
)
async def test_a_pasted_page_opens_what_it_shows(market_with_pages: Market, before: str, after: str) -> None:
    market = market_with_pages
    tom = market.visitor(TOM)
    await tom.writes("/start")
    code = await book(market, TOM, units=1)
    ticket = TicketContent(
        code=code,
        kind=TicketKind.PICKUP,
        drop=market.town.kuih_lapis,
        expires_at=market.clock() + timedelta(days=9),
        units=1,
    )
    signed = market.app.ticket_links.link_of(ticket).rpartition("/")[2]
    drop, stall, alley = await market.store.read(codes_of, market.town.kuih_lapis)
    for path, shown in (
        (f"d/{drop}", "Kuih lapis, box of 9\n"),
        (f"D/{drop.lower()}", "Kuih lapis, box of 9\n"),
        (f"draw/{drop}-1", "Kuih lapis, box of 9\n"),
        (f"s/{stall}", "Dapur Nenek Ros · Lorong Bakau\n"),
        (f"S/{stall.lower()}/order", "Dapur Nenek Ros · Lorong Bakau\n"),
        (f"y/{alley}", "All days · Lorong Bakau"),
        (f"T/{signed}", "Pickup ticket"),
        (f"t/{signed.lower()}", "Pickup ticket"),
        ("r/NONE", "No receipt is here."),
        ("l/NONE", "This is no licence card of this market."),
        ("T/" + "A" * 135, "That link no longer works."),
        ("y/NONE", "This is no longer here."),
    ):
        await tom.writes(f"{before}{path}{after}")
        assert tom.reads.startswith(shown), path


async def test_a_page_of_another_site_is_no_page_of_this_market(market_with_pages: Market) -> None:
    tom = market_with_pages.visitor(TOM)
    drop, _, _ = await market_with_pages.store.read(codes_of, market_with_pages.town.kuih_lapis)
    for host in ("https://evil.example", "https://evil-market.example", "https://market.example.evil.com"):
        await tom.writes(f"{host}/d/{drop}")
        assert not tom.reads.startswith("Kuih lapis, box of 9"), host


def codes_of(session: Session, key: int) -> tuple[str, str, str]:
    """The codes of a drop, its stall and its alley."""
    drop = session.get_one(Drop, key)
    return drop.code, session.get_one(Stall, drop.stall_id).code, session.get_one(Alley, drop.alley_id).code


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("/today", "Tue 24 Nov"),
        ("/refund", "You have paid no deposit here."),
        ("/ticket", "No tickets yet."),
        ("/stop", "You decide what we send."),
        ("/halal", "All days · #halal"),
        ("/kuih lapis", "Found 2 drops."),
        ("/zzqx", "There is no command /zzqx. Here is how it works."),
    ],
)
async def test_a_command_that_does_not_exist_means_what_its_word_means(
    tom: Visitor, command: str, answer: str
) -> None:
    await tom.writes(command)
    assert tom.reads.startswith(answer)


async def test_ones_own_words_are_sent_by_one_tap_and_taken_back(organised_market: Market) -> None:
    market, tom, ken = organised_market, organised_market.visitor(TOM), organised_market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.writes("/start")
    await tom.writes("is there a cat at the market?")
    asked = tom.screen.id
    await tom.writes("kuih")
    await tom.tap("Ask organisers", message=asked)
    assert tom.reading(asked) == "Sent: “is there a cat at the market?”\nThe organisers answer here."
    await market.deliver()
    assert "cat" not in ken.reads, "it can still be taken back"
    answer = await tom.tap("Undo (1 min)")
    assert answer.text == "Taken back. Nobody was told."
    market.clock.move(minutes=2)
    await market.deliver()
    assert "cat" not in ken.reads
    await tom.writes("is there a dog?")
    await tom.tap("Ask organisers")
    market.clock.move(minutes=2)
    await market.deliver()
    assert "is there a dog?" in ken.reads
    answer = await tom.tap("Undo (1 min)")
    assert answer.text == "The organisers were told already. You can write back."


async def test_the_longest_text_reaches_the_organisers_whole(organised_market: Market) -> None:
    market, tom, ken = organised_market, organised_market.visitor(TOM), organised_market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.writes("/start")
    words = " ".join(f"word{number}" for number in range(1000))[:4096]
    await tom.writes(words)
    await tom.tap("Ask organisers")
    market.clock.move(minutes=2)
    before = len(ken.phone.messages)
    await market.deliver()
    told = " ".join(message.text for message in ken.phone.messages[before:])
    assert all(f"word{number}" in told for number in range(400))


async def test_where_the_words_are_gone_they_are_asked_for(tom: Visitor) -> None:
    await tom.writes("/start")
    await tom.tap(data=SendWords().pack())
    assert tom.reads == "Write your message to the organisers."
