"""Settings and a person's own reminders: every screen in every language, with the longest texts."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from handlers.own_reminder import views
from handlers.settings import quiet_hours_views
from handlers.settings.reminder_views import reminders
from handlers.settings.views import promotions_page, settings
from handlers.ui.screen import Screen
from handlers.ui.telegram_calls import send_call
from locales.say import Say
from locales.user_text import REMINDER
from market.own_reminder import OwnReminder
from market.preferences.preferences import CLOCKS, ClockChoice, Preferences
from market.quiet_hours import QuietHours, QuietHoursEnd
from market.reminder.notifications import MarketDayNear, StallDayStage
from market.reminder.snooze_choices import SnoozeDelay
from tests.handlers.test_screens import AWKWARD, IDS, SAYS, check_screen
from tests.market.samples import DAY, NOW

HERE = "Asia/Kuching"
USUAL, NEVER = QuietHours(21 * 60, 8 * 60, HERE), QuietHours(0, 0, HERE)
CHOSEN = Preferences(zone="", quiet_hours=USUAL, no_promotions_at=None, muted=frozenset(), has_stall=True)
OWN = OwnReminder(id=7, words="load-in", at=NOW + DAY, zone=HERE, state="draft", comes_at=None)
SET = replace(OWN, state="set", comes_at=NOW + DAY)


def set_by_person(say: Say, words: str) -> Iterator[Screen]:
    muted = replace(CHOSEN, muted=frozenset({MarketDayNear.kind, StallDayStage.kind}), no_promotions_at=NOW)
    for chosen in (CHOSEN, muted):
        yield settings(say, False, chosen)
        yield promotions_page(say, chosen.no_promotions_at, HERE)
        yield reminders(say, chosen, (), 1, now=NOW)
    for quiet_hours in (USUAL, NEVER, QuietHours(60, 59, HERE)):
        yield quiet_hours_views.quiet_hours_page(say, quiet_hours, words[:40], NOW)
        for end in QuietHoursEnd:
            yield quiet_hours_views.quiet_hours_picker(say, end, quiet_hours, words[:40], now=NOW)
    clocks = [ClockChoice(zone, words[:40]) for zone in CLOCKS][:6]
    for page in (1, 2):
        yield quiet_hours_views.clock_list(say, clocks, page, 3, now=NOW)
    row = replace(SET, words=words[: REMINDER.longest])
    for page in (1, 2, 99):
        yield reminders(say, muted, [replace(row, id=n) for n in range(1, 12)], page, now=NOW)


def own_screens(say: Say, words: str) -> Iterator[Screen]:
    draft, row = replace(OWN, words=words[: REMINDER.longest]), replace(SET, words=words[: REMINDER.longest])
    yield views.reminder_read(say, draft, NOW)
    yield views.reminder_read(say, draft, NOW + 2 * DAY)
    yield views.reminder_read(say, replace(draft, at=None), NOW)
    for comes_at in (None, row.at, NOW + 400 * DAY):
        yield views.reminder_set(say, replace(row, comes_at=comes_at), NOW)
    yield views.reminder_change(say, row, NOW)
    yield views.reminder_due(say, row, 2**31 - 1, tuple(SnoozeDelay))


@pytest.mark.parametrize("say", SAYS, ids=IDS)
@pytest.mark.parametrize("words", AWKWARD)
def test_every_screen_keeps_to_the_limits_and_leads_on(say: Say, words: str) -> None:
    for screen in (*set_by_person(say, AWKWARD[words]), *own_screens(say, AWKWARD[words])):
        check_screen(say, screen)
        assert len(screen.rows) <= 10


@pytest.mark.parametrize("say", SAYS, ids=IDS)
@pytest.mark.parametrize("words", AWKWARD)
def test_every_question_has_an_example_to_write(say: Say, words: str) -> None:
    row = replace(OWN, words=AWKWARD[words][: REMINDER.longest])
    asks = (
        views.reminder_ask(say),
        views.when_ask(say, row),
        views.when_ask(say, replace(row, words="")),
        views.words_ask(say, row, NOW),
    )
    for screen in asks:
        reply = send_call(1, screen).params["reply_markup"]
        assert reply["force_reply"]
        assert 0 < len(reply["input_field_placeholder"]) <= 64


def test_what_is_primary_is_one() -> None:
    for screen in (*set_by_person(SAYS[0], "x"), *own_screens(SAYS[0], "x")):
        primary = [button for row in screen.rows for button in row if button.style == "primary"]
        assert len(primary) <= 1, screen.text


def test_the_hours_of_a_picker_are_twelve_each_and_shared_by_none() -> None:
    assert len({*quiet_hours_views.STARTS, *quiet_hours_views.ENDS}) == 24
