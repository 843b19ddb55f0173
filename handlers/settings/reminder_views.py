"""Automatic reminders, and the person's own that wait."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.own_reminder import AskReminder, ShowOwnReminder
from handlers.callbacks.settings import MuteReminderKind, ShowReminders, ShowSettings, UnmuteReminderKind
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime_with_year, format_repeat
from locales.say import Say
from locales.user_text import sanitize_name
from market.own_reminder import OwnReminder
from market.preferences.preferences import Preferences
from market.reminder.notifications import (
    HoldHalfElapsed,
    LoansDue,
    MarketDayAfter,
    MarketDayNear,
    StallDayStage,
    StallWeek,
    VisitSoon,
)

PAGE, WORDS = 3, 60


def reminders(
    say: Say, chosen: Preferences, waiting: Sequence[OwnReminder], page: int, now: datetime
) -> Screen:
    """Shows the automatic kinds and a page of the person's own."""
    part = page_of(waiting, page, PAGE)
    text = [say("Automatic reminders. Tap one to turn it on or off.")]
    text += [say("Your own:") if waiting else say("You have no reminders of your own.")]
    text += [_reminder_row(say, number, reminder, now) for number, reminder in part.numbered()]
    text += page_text(say, part.number, part.pages)
    reminder = [
        Button(
            label=shorten_label(f"{number} {reminder.words}"), callback=ShowOwnReminder(reminder=reminder.id)
        )
        for number, reminder in part.numbered()
    ]
    return Screen(
        text=Markup("\n").join(text),
        rows=layout_buttons(
            _kind_toggles(say, chosen),
            reminder,
            *pager(say, part.number, part.pages, lambda other: ShowReminders(page=other)),
            [
                Button(label=say.label("Add reminder"), callback=AskReminder(reminder=0)),
                Button(label=say.label("Back"), callback=ShowSettings()),
            ],
        ),
    )


def _reminder_row(say: Say, number: int, reminder: OwnReminder, now: datetime) -> Markup:
    assert reminder.comes_at is not None, "it waits"
    when = (
        format_repeat(say, reminder.repeats.minute, reminder.repeats.weekday)
        if reminder.repeats
        else format_datetime_with_year(say, reminder.comes_at, reminder.zone, now)
    )
    return say(
        "{number}. {when}: {words}", number=number, when=when, words=sanitize_name(reminder.words, WORDS)
    )


def _kind_toggles(say: Say, chosen: Preferences) -> list[Button]:
    """Returns a button for each kind the person may get: it turns the kind on or off."""
    return [_kind_toggle(say, kind, kind in chosen.muted) for kind in chosen.stoppable]


def _kind_toggle(say: Say, kind: str, muted: bool) -> Button:
    # text: a kind of reminder that is switched off or on
    label = _label(say, kind, say.plain("off") if muted else say.plain("on"))
    return Button(
        label=label, callback=UnmuteReminderKind(kind=kind) if muted else MuteReminderKind(kind=kind)
    )


def _label(say: Say, kind: str, state: str) -> str:
    labels = {
        MarketDayNear.kind: say.label("Bookings: {state}", state=state),
        # text: the message on the morning after a market day
        MarketDayAfter.kind: say.label("Afterwards: {state}", state=state),
        HoldHalfElapsed.kind: say.label("On hold: {state}", state=state),
        StallDayStage.kind: say.label("My stall: {state}", state=state),
        StallWeek.kind: say.label("My week: {state}", state=state),
        LoansDue.kind: say.label("Returns: {state}", state=state),
        # text: reminders of visits to showrooms
        VisitSoon.kind: say.label("Visits: {state}", state=state),
    }
    return labels[kind]
