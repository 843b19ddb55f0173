"""The screens that prepare a broadcast, in every language: within Telegram's limits, with a next step, and as readers get it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handlers.broadcast import audience_views, button_views, draft_views, preview_views, schedule_views
from handlers.broadcast.audience_views import AudienceOption
from handlers.broadcast.messages import announcement
from handlers.callbacks.broadcast import ChooseLeadTime, ShowStopPromotions
from handlers.callbacks.settings import StopPromotions
from handlers.ui.screen import Screen
from handlers.ui.telegram_calls import ChatTarget, calls_to_show, send_call
from locales.say import Say, speak
from market.broadcast.audience import Audience, AudienceRole, Criterion, Headcount
from market.broadcast.choices import BroadcastChoice, MarketDayChoice
from market.broadcast.draft import BroadcastDraft
from market.broadcast.refusals import NothingWritten
from market.broadcast.start_time import BroadcastStart
from market.broadcast.wording import Announcement, ButtonLink
from storage.broadcast import ButtonTarget
from tests.handlers.test_screens import AWKWARD, IDS, SAYS, awkward_cases, check_screen
from tests.market.samples import DAY, NOW, ZONE

BOT = "lorong_demo_bot"
COUNT = Headcount(
    languages=(("ms", 203), ("en", 121), ("zh_Hans", 88)), blocked=1, unreachable=6, no_promotions=9
)
PLAIN = BroadcastDraft(
    id=7,
    audience=Audience(),
    readers=COUNT,
    announcement=Announcement(id=7, kind="operational", words={"en": "Open at 17:00"}),
    when=BroadcastStart(),
    zone=ZONE,
    city="Kota Kinabalu",
)


def awkward(words: str, **changed: Any) -> BroadcastDraft:
    """A draft with every field filled to its limit."""
    links = tuple(
        ButtonLink(sort=ButtonTarget(sort), id=n, name=words[:128], code=f"C{n}")
        for n, sort in enumerate("dds")
    )
    texts = dict.fromkeys(("en", "ms", "zh_Hans"), (words * 9)[:1024])
    audience = Audience(
        alleys=(1, 2),
        languages=("en", "ms"),
        roles=(AudienceRole.VENDOR, AudienceRole.SHOPPER),
        tags=(words[:24], "halal"),
        activities=("waits", "came"),
        drop=4,
    )
    return replace(
        PLAIN,
        audience=audience,
        announcement=Announcement(id=7, kind="promotional", words=texts, picture="ab" * 32, buttons=links),
        when=BroadcastStart(at=NOW + DAY, drop=4, name=words[:128]),
        alleys=(words[:64], "Lorong Tanjung"),
        drop=words[:128],
        market_day=MarketDayChoice(31, words[:64], NOW.date()),
        next_promotion=NOW + 7 * DAY,
        **changed,
    )


def every_screen(say: Say, draft: BroadcastDraft, words: str) -> Iterator[Screen]:
    choices = tuple(BroadcastChoice(n, words[:128], NOW + n * DAY) for n in range(1, 21))
    options = [AudienceOption(words[:20].strip() or "…", str(n)) for n in range(20)]
    yield audience_views.audience_home(say, draft, 3, 6)
    for criterion in Criterion:
        yield audience_views.audience_choice(say, draft, criterion, (), chosen=(), page=1)
    yield audience_views.kind_choice(say, draft)
    yield draft_views.drafts(say, draft)
    yield draft_views.wording(say, draft, "en")
    yield draft_views.photo(say, "ab" * 32)
    yield draft_views.discard_confirm(say)
    yield button_views.buttons(say, draft)
    for page in (1, 2, 99):
        yield button_views.button_choice(say, ButtonTarget.STALL, choices, ZONE, page=page)
        yield schedule_views.drop_choice(say, choices, ZONE, page)
        yield audience_views.audience_choice(say, draft, Criterion.ALLEY, options, chosen=("9",), page=page)
    yield button_views.button_choice(say, ButtonTarget.DROP, (), ZONE, page=1)
    yield schedule_views.drop_choice(say, (), ZONE, 1)
    yield schedule_views.schedule_choice(say, draft, (NOW + DAY,), NOW)
    yield schedule_views.lead_time_choice(say, choices[0], ZONE)
    yield preview_views.preview(say, draft, "en", BOT, now=NOW)
    yield preview_views.sending_page(say, draft, NOW)
    yield preview_views.confirm(say, draft, NOW, paid=1000)


@pytest.mark.parametrize(("say", "words"), [*awkward_cases()])
def test_every_screen_obeys_telegram_and_leads_on(say: Say, words: str) -> None:
    for screen in every_screen(say, awkward(words), words):
        check_screen(say, screen)


@pytest.mark.parametrize("say", SAYS, ids=IDS)
def test_a_draft_of_nothing_has_its_screens_too(say: Say) -> None:
    nothing = replace(
        PLAIN,
        id=0,
        readers=Headcount(languages=()),
        announcement=Announcement(id=0, kind="operational", words={}),
    )
    check_screen(say, audience_views.audience_home(say, nothing, 0, 0))
    check_screen(say, draft_views.drafts(say, nothing))
    check_screen(say, preview_views.sending_page(say, nothing, NOW))
    for screen in (draft_views.wording_ask(say, nothing, "ms"), draft_views.photo_ask(say)):
        assert screen.reply_placeholder
        assert not screen.rows


@pytest.mark.parametrize("words", AWKWARD.values(), ids=AWKWARD)
def test_the_preview_is_what_its_readers_get(words: str) -> None:
    """The same API calls, except the button that stops promotions: in the preview it stops none."""
    draft = awkward(words)
    for language in draft.words:
        seen = preview_views.preview(speak("zh_Hans"), draft, language, BOT, now=NOW).above
        assert seen is not None
        got = announcement(speak(language), draft.announcement, BOT)
        last, stops = seen.rows[-1][-1], got.rows[-1][-1]
        assert (last.callback, stops.callback) == (ShowStopPromotions(), StopPromotions())
        alike = replace(got, rows=(*got.rows[:-1], (replace(stops, callback=ShowStopPromotions()),)))
        assert send_call(1, seen) == send_call(1, alike)


def test_what_stands_above_is_sent_before_it_and_takes_the_place_of_what_was_tapped() -> None:
    screen = preview_views.preview(speak("en"), PLAIN, "en", BOT, now=NOW)
    assert [call.method for call in calls_to_show(ChatTarget(chat=1), screen)] == [
        "sendMessage",
        "sendMessage",
    ]
    gone, above, below = calls_to_show(ChatTarget(chat=1, message=5, has_picture=False), screen)
    assert (gone.method, gone.params["message_id"]) == ("deleteMessage", 5)
    assert above.params["text"] == "Open at 17:00"
    assert "reply_markup" not in above.params
    assert below.params["text"].startswith("In English, for 412 people.")


def test_its_buttons_are_links_to_this_bot() -> None:
    said = replace(
        PLAIN.announcement,
        buttons=(
            ButtonLink(sort=ButtonTarget.DROP, id=4, name="Kuih lapis", code="7KQ2M9"),
            ButtonLink(sort=ButtonTarget.STALL, id=2, name="Ros", code="NENEK1"),
        ),
    )
    urls = [button.url for row in announcement(speak("ms"), said, BOT).rows for button in row]
    assert urls == [f"https://t.me/{BOT}?start=d_7KQ2M9", f"https://t.me/{BOT}?start=s_NENEK1"]


def test_promotions_end_with_the_button_that_stops_them() -> None:
    said = replace(
        PLAIN.announcement,
        kind="promotional",
        buttons=(ButtonLink(sort=ButtonTarget.DROP, id=4, name="Kuih lapis", code="7KQ2M9"),),
    )
    last = announcement(speak("en"), said, BOT).rows[-1]
    assert [(button.label, button.callback, button.below) for button in last] == [
        ("Stop promotions", StopPromotions(), True)
    ]
    assert not announcement(speak("en"), PLAIN.announcement, BOT).rows


def test_a_reader_without_a_text_gets_no_notification() -> None:
    with pytest.raises(NothingWritten):
        announcement(speak("en"), Announcement(id=7, kind="operational", words={}), BOT)


@pytest.mark.parametrize(("total", "paid", "cost"), [(412, 0, ""), (412, 30, ""), (30, 1000, ""), (31, 1000, "1 Star."), (412, 1000, "39 Stars.")])  # fmt: skip
def test_what_it_costs_at_most_is_said(total: int, paid: int, cost: str) -> None:
    draft = replace(PLAIN, readers=Headcount(languages=(("en", total),)))
    text = preview_views.confirm(speak("en"), draft, NOW, paid).text
    assert ("Star" in text) == bool(cost)
    assert cost in text


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (BroadcastStart(), "When: now."),
        (BroadcastStart(at=NOW + DAY), "When: Wed 25 Nov 10:00 (Kota Kinabalu time)."),
        (
            BroadcastStart(at=None, drop=4, name="Kuih", over=True),
            "When: choose a time. This drop is no longer on: \u2068Kuih\u2069.",
        ),
        (
            BroadcastStart(at=None, drop=4, name="Kuih", waits=True),
            "When: once the stall resumes this drop: \u2068Kuih\u2069.",
        ),
        (
            BroadcastStart(at=None, drop=4, name="k" * 64, over=True),
            f"When: choose a time. This drop is no longer on: \u2068{'k' * 64}\u2069.",
        ),
        (
            BroadcastStart(at=None, drop=4, name="k" * 64, waits=True),
            f"When: once the stall resumes this drop: \u2068{'k' * 64}\u2069.",
        ),
        (
            BroadcastStart(at=NOW - DAY, drop=4, name="Kuih", over=True),
            "When: choose a time. Mon 23 Nov 10:00 has passed.",
        ),
        (BroadcastStart(at=NOW), "When: now. Tue 24 Nov 10:00 has passed."),
        (BroadcastStart(at=NOW - timedelta(days=1)), "When: now. Mon 23 Nov 10:00 has passed."),
    ],
)
def test_when_is_said_absolutely(when: BroadcastStart, said: str) -> None:
    text = preview_views.sending_page(speak("en"), replace(PLAIN, when=when), NOW).text
    assert text.split("\n")[-1] == said


def test_what_is_missing_says_who_would_read_what() -> None:
    lines = draft_views.drafts(speak("en"), PLAIN).text.split("\n")
    assert lines == [
        "Malay: missing, 203 people would read English.",
        "English: 13 of 4,096 characters.",
        "Chinese: missing, 88 people would read English.",
    ]
    nobody = replace(PLAIN, readers=Headcount(languages=(("en", 3),)))
    assert "Malay: missing, and nobody reads it." in draft_views.drafts(speak("en"), nobody).text
    empty = replace(PLAIN, announcement=Announcement(id=7, kind="operational", words={}))
    assert "Malay: missing, 203 people read it." in draft_views.drafts(speak("en"), empty).text


def test_where_there_is_no_stall_it_speaks_of_stalls() -> None:
    texts = [button_views.button_choice(speak("en"), sort, (), ZONE, page=1).text for sort in ButtonTarget]
    assert texts == ["No upcoming drops.", "No stall is open yet."]


def test_whom_it_is_for_says_everyone_only_where_nothing_narrows() -> None:
    def lines(draft: BroadcastDraft) -> list[str]:
        text = audience_views.audience_home(
            speak("en"), replace(draft, readers=Headcount(languages=())), 3, 0
        ).text
        return text.replace("\u2068", "").replace("\u2069", "").split("\n")

    assert lines(PLAIN) == ["To: everyone.", "Nobody."]
    narrowed = replace(PLAIN, audience=Audience(alleys=(1,), activities=("waits",)), alleys=("Lorong Bakau",))
    assert lines(narrowed) == ["Alley: Lorong Bakau.", "Activity: waiting for something.", "Nobody."]


def test_who_is_left_out_is_counted_by_reason() -> None:
    text = audience_views.audience_home(speak("en"), PLAIN, 3, 0).text
    assert text.split("\n")[1:] == [
        "412 people: 203 read Malay, 121 read English and 88 read Chinese.",
        "Left out: 6 unreachable, 1 blocked and 9 who opted out.",
    ]


def test_eight_drops_are_offered_on_a_page_and_the_next_is_a_tap_away() -> None:
    choices = [BroadcastChoice(id=number, name=f"Kuih {number}", at=NOW + DAY) for number in range(1, 10)]
    first, second = (schedule_views.drop_choice(speak("en"), choices, ZONE, page) for page in (1, 2))
    chosen = [
        [
            button.callback.drop
            for row in page.rows
            for button in row
            if isinstance(button.callback, ChooseLeadTime)
        ]
        for page in (first, second)
    ]
    assert chosen == [[*range(1, 9)], [9]]
