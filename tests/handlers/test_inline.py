"""The card of a drop for any chat: in every state and language, within Telegram's limits, and about nobody."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiogram.types import InlineQueryResultArticle, InlineQueryResultCachedPhoto, InlineQueryResultPhoto

from handlers.drop.share_button import share_button, share_query
from handlers.inline.views import inline_card
from handlers.ui.inline_card import inline_result
from handlers.ui.telegram_calls import CAPTION_LIMIT, text_units
from locales.say import speak
from tests.market.samples import DROP, NOW, STATES

BOT = "kk_lorong_bot"
LINK = f"https://t.me/{BOT}?start=d_{DROP.code}"


@pytest.mark.parametrize("language", ["en", "ms", "zh_Hans"])
@pytest.mark.parametrize("state", STATES)
def test_it_fits_in_every_state_and_language_and_has_one_button_to_the_drop(
    state: str, language: str
) -> None:
    drop = replace(DROP, **STATES[state])
    long = replace(drop, name="汤圆" * 64, stall=replace(drop.stall, name="x" * 64))
    for each in (drop, long):
        card = inline_card(speak(language), each, NOW, BOT)
        assert text_units(str(card.screen.text)) <= CAPTION_LIMIT
        assert [[button.url for button in row] for row in card.screen.rows] == [[LINK]]
        assert card.screen.picture is not None
        assert 1 <= len(card.id.encode()) <= 64
        result = inline_result(card, None)
        assert (result["type"], result["title"]) == ("article", card.title)
        assert inline_result(card, "AgAC")["photo_file_id"] == "AgAC"


def test_it_says_of_what_time_it_is() -> None:
    say = speak("en")
    words = [str(inline_card(say, DROP, NOW + timedelta(hours=n), BOT).screen.text) for n in (0, 1)]
    assert "As of Tue 24 Nov 10:00." in words[0]
    assert "As of Tue 24 Nov 11:00." in words[1]


def test_share_asks_for_the_drop_or_is_telegrams_own_link() -> None:
    say = speak("en")
    asking = share_button(say, DROP, LINK, inline=True)
    assert (asking.share, asking.url) == (share_query(DROP), "")
    plain = share_button(say, replace(DROP, name="A & B?"), LINK, inline=False)
    assert plain.url == (
        "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fkk_lorong_bot%3Fstart%3Dd_7KQ2M9&text=A+%26+B%3F"
    )


def test_a_full_drop_says_waitlist_and_promises_no_place() -> None:
    full = replace(DROP, **STATES["full"])
    words = str(inline_card(speak("en"), full, NOW, BOT).screen.text)
    assert " · waitlist · As of Tue 24 Nov 10:00." in words
    assert "next" not in words


def test_a_picture_that_telegram_lacks_is_fetched_where_the_market_has_a_public_address() -> None:
    def result(public_url: str, file_id: str | None = None) -> dict[str, Any]:
        return inline_result(inline_card(speak("en"), DROP, NOW, BOT, public_url=public_url), file_id)

    fetched = InlineQueryResultPhoto.model_validate(result("https://market.example"))
    assert fetched.photo_url == fetched.thumbnail_url
    assert fetched.photo_url.startswith(f"https://market.example/d/{DROP.code}.jpg?v=")
    other = replace(DROP, picture="ab" * 32)
    changed = inline_card(speak("en"), other, NOW, BOT, public_url="https://market.example")
    assert changed.picture_url != fetched.photo_url, "Telegram keeps what it has fetched"
    known = InlineQueryResultCachedPhoto.model_validate(result("https://market.example", "AgAC"))
    assert known.photo_file_id == "AgAC"
    assert result("http://127.0.0.1:8080")["type"] == "article", "nobody else reaches it"
    InlineQueryResultArticle.model_validate(result(""))
