"""What a person can set."""

from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.help import ShowHelp
from handlers.callbacks.language import ShowLanguages
from handlers.callbacks.privacy import ShowPrivacy
from handlers.callbacks.settings import (
    ResumePromotions,
    ShowPromotions,
    ShowQuietHours,
    ShowReminders,
    ShowSettings,
    StopPromotions,
)
from handlers.callbacks.start import ShowStart
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_minute_of_day
from locales.languages import language_name
from locales.say import Say
from market.preferences.preferences import Preferences
from market.preferences.quiet_hours import QuietHours


def settings(say: Say, by_choice: bool, chosen: Preferences) -> Screen:
    language = language_name(say.language)
    if by_choice:
        text = say("Settings. Language: {language}, your choice.", language=language)
    else:
        text = say("Settings. Language: {language}, same as Telegram.", language=language)
    return Screen(
        Markup("\n").join([text, quiet_hours_text(say, chosen.quiet_hours)]),
        layout_buttons(
            [Button(say.label("Language"), ShowLanguages(), style="primary")],
            [
                Button(say.label("Quiet hours"), ShowQuietHours()),
                Button(say.label("Reminders"), ShowReminders(page=1)),
                Button(say.label("Promotions"), ShowPromotions()),
                Button(say.label("Privacy"), ShowPrivacy()),
                Button(say.label("Help"), ShowHelp()),
            ],
            [Button(say.label("Back"), ShowStart())],
        ),
    )


def quiet_hours_text(say: Say, quiet_hours: QuietHours) -> Markup:
    if quiet_hours.start == quiet_hours.end:
        return say("No quiet hours: messages come at any time.")
    return say(
        "Quiet hours: {start} to {end}.",
        start=format_minute_of_day(say, quiet_hours.start),
        end=format_minute_of_day(say, quiet_hours.end),
    )


def promotions_page(say: Say, no_promotions_at: datetime | None, zone: str) -> Screen:
    back = [Button(say.label("Back"), ShowSettings())]
    own_note = say("Messages about your own numbers, holds and bookings always arrive.")
    if no_promotions_at:
        text = say("Promotions are off since {since}.", since=format_datetime(say, no_promotions_at, zone))
        turn = Button(say.label("Promotions on"), ResumePromotions(), style="primary")
    else:
        text = say("You get promotions from this market, at most one a week.")
        turn = Button(say.label("Stop promotions"), StopPromotions())
    return Screen(Markup("\n").join([text, own_note]), layout_buttons([turn], back))
