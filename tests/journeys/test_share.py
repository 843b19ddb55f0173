"""Sharing a drop: from its card and by `@bot word`, in any chat; one card for all who read it there."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from handlers.drop.views import placeholder_of
from market.drop.browse import any_drop
from market.picture import store_file_ids
from sandbox import Bot, Message
from storage.drop import Drop
from tests.counted_statements import noted_statements
from tests.journeys.conftest import open_market
from tests.journeys.harness import BOT, GROUP, MEI, OTHER_BOT, SITI, TOM, Market, Visitor, without_bidi_marks


def reads(message: Message) -> str:
    return without_bidi_marks(message.text)


async def test_a_word_in_any_chat_finds_drops_and_the_chosen_card_opens_its_drop(
    market: Market, tom: Visitor
) -> None:
    found = await tom.phone.inline_query("kuih lapis")
    assert [without_bidi_marks(each["title"]) for each in found][:1] == ["Kuih lapis"]
    assert without_bidi_marks(found[0]["description"]) == (
        "Dapur Nenek Ros · Fri 27 Nov, 18:00 to 22:00 · RM8.50"
    )
    [two_prices] = await tom.phone.inline_query("kesum")
    assert without_bidi_marks(two_prices["description"]).endswith(" · from RM5.00"), "Kantan costs more"
    sent = await tom.phone.choose(found[0], chat=GROUP)
    assert reads(sent) == (
        "Kuih lapis · Dapur Nenek Ros\n"
        "Fri 27 Nov, 18:00 to 22:00 · Lorong Bakau\n"
        "RM8.50 · 9 of 12 left · As of Tue 24 Nov 10:00."
    )
    assert sent.labels == ["Join in Lorong"]
    siti = market.visitor(SITI)
    opened = await siti.phone.tap("Join in Lorong", chat=GROUP)
    assert opened is not None
    await market.until_idle()
    assert siti.reads.startswith("Kuih lapis, box of 9\nDapur Nenek Ros, ")


async def test_the_share_button_asks_for_this_drop_alone_and_sends_its_picture(
    market: Market, tom: Visitor
) -> None:
    await tom.writes("kuih lapis")
    await tom.tap("Kuih lapis")
    [share] = [button for row in tom.screen.buttons for button in row if button.text == "Share"]
    assert share.kind == "inline"
    assert share.query is not None
    [card] = await tom.phone.inline_query(share.query)
    assert card["type"] == "photo"
    sent = await tom.phone.choose(card, chat=GROUP)
    assert sent.photo is not None
    assert tom.screen.photo is not None
    assert sent.photo.content == tom.screen.photo.content
    assert reads(sent).startswith("Kuih lapis · Dapur Nenek Ros\n")


async def test_a_drop_whose_picture_telegram_does_not_have_yet_is_shared_without(
    market: Market, tom: Visitor
) -> None:
    def code(session: Session) -> str:
        return session.get_one(Drop, market.town.kuih_lapis).code

    [card] = await tom.phone.inline_query(f"d_{await market.change(code)}")
    assert card["type"] == "article"


async def test_who_never_wrote_to_the_bot_gets_cards_in_their_phones_language_and_is_not_stored(
    market: Market,
) -> None:
    people = await count(market, "person")
    for person, words in ((SITI, "baki 9 daripada 12"), (MEI, "截至")):
        found = await market.visitor(person).phone.inline_query("kuih lapis")
        assert words in found[0]["input_message_content"]["message_text"]
    assert await count(market, "person") == people


async def count(market: Market, table: str) -> int:
    def rows(session: Session) -> int:
        return int(session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar() or 0)

    return int(await market.change(rows))


async def test_no_word_offers_what_is_coming_and_nonsense_nothing(market: Market, tom: Visitor) -> None:
    everything = await tom.phone.inline_query("")
    offered = [card["input_message_content"]["message_text"] for card in everything]
    assert not any("Cancelled" in words for words in offered), "nobody is invited to what does not take place"
    assert 10 < len(everything) <= 20
    assert len({each["id"] for each in everything}) == len(everything)
    for nonsense in ("zzz", "d_", "d_ZZZZZZ", "d_" + "x" * 250, "a" * 256, "\x00", "%' OR 1=1 --"):
        assert await tom.phone.inline_query(nonsense) == []


async def test_a_shared_card_is_no_word_to_the_bot(market: Market, tom: Visitor) -> None:
    await tom.writes("/start")
    before = len(tom.phone.messages)
    [card, *_] = await tom.phone.inline_query("kuih lapis")
    await tom.phone.choose(card)
    await market.until_idle()
    assert len(tom.phone.messages) == before + 1, "the card alone: it is not read as a search"


async def test_directions_of_a_drop_lead_back_to_its_card(market: Market, tom: Visitor) -> None:
    await tom.writes("kuih lapis")
    await tom.tap("Kuih lapis")
    card = tom.reads
    await tom.tap("Details")
    await tom.tap("Directions")
    assert without_bidi_marks(tom.screen.wire["venue"]["title"]) == "Lorong Bakau"
    await tom.tap("Back to the drop")
    assert tom.reads == card
    assert "venue" not in {message.kind for message in tom.phone.messages}


async def test_a_card_names_nobody_who_shares_it(market: Market, tom: Visitor) -> None:
    await tom.writes("kuih lapis")
    await tom.tap("Kuih lapis")
    await tom.tap("Join for 1")
    [card, *_] = await tom.phone.inline_query("kuih lapis")
    words = reads(await tom.phone.choose(card, chat=GROUP))
    assert "Tom" not in words
    assert "hold" not in words
    assert "8 of 12 left" in words


@pytest.fixture
async def quiet_market(sqlite_url: str) -> AsyncIterator[Market]:
    """Yield the demo data, with inline mode off at BotFather."""
    off = Bot(id=BOT.id, token=BOT.token, username=BOT.username, name=BOT.name, inline=False)
    async with open_market(Market(sqlite_url, bots=(off, OTHER_BOT))) as market:
        await market.open()
        yield market


async def test_without_inline_mode_share_is_telegrams_own_link(quiet_market: Market) -> None:
    tom = quiet_market.visitor(TOM)
    await tom.writes("kuih lapis")
    await tom.tap("Kuih lapis")
    [share] = [button for row in tom.screen.buttons for button in row if button.text == "Share"]
    assert share.kind == "url"
    assert share.url is not None
    assert share.url.startswith(
        "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Florong_demo_bot%3Fstart%3Dd_"
    )


async def test_an_answer_that_comes_too_late_harms_nothing(market: Market, tom: Visitor) -> None:
    market.telegram_ahead += timedelta(seconds=200).total_seconds()
    assert await tom.phone.inline_query("kuih", timeout=0.0) == []
    await market.until_idle()
    await tom.writes("/start")
    assert tom.labels


async def test_each_result_whose_picture_telegram_has_is_listed_and_sent_with_it(
    market: Market, tom: Visitor
) -> None:
    await tom.writes("kuih lapis")
    await tom.tap("Kuih lapis")
    picture = tom.screen.photo
    assert picture is not None
    found = await tom.phone.inline_query("kuih")
    types = {without_bidi_marks(each["title"]): each["type"] for each in found}
    assert types["Kuih lapis"] == "photo"
    assert {*types.values()} == {"photo", "article"}, "nobody has seen the others"
    [lapis] = [each for each in found if each["type"] == "photo"]
    sent = await tom.phone.choose(lapis, chat=GROUP)
    assert sent.photo is not None
    assert sent.photo.content == picture.content
    assert reads(sent).endswith("RM8.50 · 9 of 12 left · As of Tue 24 Nov 10:00.")


async def test_one_picture_that_telegram_has_lost_takes_no_result_away(market: Market, tom: Visitor) -> None:
    def lose(session: Session) -> None:
        key = placeholder_of(any_drop(session, market.town.kuih_lapis)).key
        store_file_ids(session, BOT.id, {key: "AgACgone"}, market.clock.now)

    await market.change(lose)
    found = await tom.phone.inline_query("kuih")
    assert len(found) > 1
    assert {each["type"] for each in found} == {"article"}


async def test_an_inline_query_reads_days_names_and_prices_as_the_chat_does(
    market: Market, tom: Visitor
) -> None:
    async def titles(words: str) -> list[str]:
        return [without_bidi_marks(each["title"]) for each in await tom.phone.inline_query(words)]

    assert await titles("咖啡") == await titles("kopi") != []
    assert await titles("friday") == await titles("Jumaat") == await titles("星期五") != []
    *cheap, market_card = await tom.phone.inline_query("cheap")
    assert (market_card["title"], market_card["type"]) == ("All drops", "article"), (
        "with one that is no picture, Telegram shows names"
    )
    prices = [each["description"].rpartition("RM")[2] for each in cheap]
    assert prices == sorted(prices, key=float)
    assert len(await titles("under RM6")) < len(cheap)


async def test_the_pictures_of_all_results_are_one_statement(market: Market, tom: Visitor) -> None:
    await tom.phone.inline_query("kuih")
    with noted_statements(Engine) as made:
        await tom.phone.inline_query("kuih")
    assert len([each for each in made if "upload" in each]) == 1
