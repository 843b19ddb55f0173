"""The settings of a person."""

from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.adults import SayAdult, ShowAge, WithdrawAdult
from handlers.callbacks.feed import ShowFeed
from handlers.callbacks.follow import ShowFollows
from handlers.callbacks.help import ShowHelp
from handlers.callbacks.language import ShowLanguages
from handlers.callbacks.last_minute_offer import ShowLastMinuteAlert
from handlers.callbacks.merge import OfferMerge
from handlers.callbacks.office import ShowOffice
from handlers.callbacks.privacy import ShowPrivacy
from handlers.callbacks.recovery import AskRecovery
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
from market.quiet_hours import QuietHours


def settings(say: Say, by_choice: bool, chosen: Preferences, *, has_office: bool = False) -> Screen:
    language = language_name(say.language)
    if by_choice:
        text = say("Settings. Language: {language}, your choice.", language=language)
    else:
        text = say("Settings. Language: {language}, same as Telegram.", language=language)
    return Screen(
        text=Markup("\n").join([text, quiet_hours_text(say, chosen.quiet_hours)]),
        rows=layout_buttons(
            [Button(label=say.label("Language"), callback=ShowLanguages(), style="primary")],
            [
                Button(label=say.label("Quiet hours"), callback=ShowQuietHours()),
                Button(label=say.label("Reminders"), callback=ShowReminders(page=1)),
                Button(label=say.label("Promotions"), callback=ShowPromotions()),
                Button(label=say.label("Following"), callback=ShowFollows(page=1)),
                Button(label=say.label("Last-minute offers"), callback=ShowLastMinuteAlert()),
                Button(label=say.label("My calendar"), callback=ShowFeed()),
                *([Button(label=say.label("Office"), callback=ShowOffice())] if has_office else []),
                Button(label=say.label("18+"), callback=ShowAge()),
                Button(label=say.label("Privacy"), callback=ShowPrivacy()),
                Button(label=say.label("Another account"), callback=OfferMerge()),
                Button(label=say.label("I lost my phone"), callback=AskRecovery()),
                Button(label=say.label("Help"), callback=ShowHelp()),
            ],
            [Button(label=say.label("Back"), callback=ShowStart())],
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
    back = [Button(label=say.label("Back"), callback=ShowSettings())]
    own_note = say("Messages about your own numbers, holds and bookings always arrive.")
    if no_promotions_at:
        text = say(
            "Promotions have been off since {since}.", since=format_datetime(say, no_promotions_at, zone)
        )
        turn = Button(label=say.label("Turn promotions on"), callback=ResumePromotions(), style="primary")
    else:
        text = say("You get promotions from this market, at most one a week.")
        turn = Button(label=say.label("Stop promotions"), callback=StopPromotions())
    return Screen(text=Markup("\n").join([text, own_note]), rows=layout_buttons([turn], back))


def age_page(say: Say, adult_at: datetime | None, zone: str) -> Screen:
    """Shows whether the person said that they are 18 or older, and takes it back."""
    back = [Button(label=say.label("Back"), callback=ShowSettings())]
    only = say("We store only that you said it and when, no date of birth.")
    if adult_at:
        at = format_datetime(say, adult_at, zone)
        text = say("You said {at} that you are 18 or older. Drops for adults do not ask again.", at=at)
        kept = [say("If you take it back, your bookings stay, and the next 18+ drop asks you again.")]
        turn = Button(label=say.label("Take my answer back"), callback=WithdrawAdult())
    else:
        text = say("Drops marked 18+ ask once whether you are 18 or older.")
        kept = []
        turn = Button(label=say.label("I am 18 or older"), callback=SayAdult())
    return Screen(text=Markup("\n").join([text, *kept, only]), rows=layout_buttons([turn], back))
