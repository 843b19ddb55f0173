"""What a person can set."""

from datetime import datetime

from markupsafe import Markup

from handlers.help.callbacks import ShowHelp
from handlers.language.callbacks import ShowLanguages
from handlers.privacy.callbacks import ShowPrivacy
from handlers.settings.callbacks import (
    HearNews,
    ShowNews,
    ShowReminders,
    ShowRest,
    ShowSettings,
    StopNews,
)
from handlers.start.callbacks import ShowStart
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from locales.formats import clock_of, moment
from locales.languages import language_name
from locales.say import Say
from market.rest import Rest
from market.settings import Chosen


def settings(say: Say, by_choice: bool, chosen: Chosen) -> Screen:
    language = language_name(say.language)
    if by_choice:
        text = say("Settings. Language: {language}, your choice.", language=language)
    else:
        text = say("Settings. Language: {language}, same as Telegram.", language=language)
    return Screen(
        Markup("\n").join([text, quiet_words(say, chosen.rest)]),
        packed(
            [Button(say.label("Language"), ShowLanguages(), style="primary")],
            [
                Button(say.label("Quiet hours"), ShowRest()),
                Button(say.label("Reminders"), ShowReminders(page=1)),
                Button(say.label("Promotions"), ShowNews()),
                Button(say.label("Privacy"), ShowPrivacy()),
                Button(say.label("Help"), ShowHelp()),
            ],
            [Button(say.label("Back"), ShowStart())],
        ),
    )


def quiet_words(say: Say, rest: Rest) -> Markup:
    if rest.start == rest.end:
        return say("No quiet hours: messages come at any time.")
    return say("Quiet hours: {start} to {end}.", start=clock_of(say, rest.start), end=clock_of(say, rest.end))


def news(say: Say, no_news_at: datetime | None, zone: str) -> Screen:
    back = [Button(say.label("Back"), ShowSettings())]
    own = say("Messages about your own numbers, holds and bookings always arrive.")
    if no_news_at:
        text = say("Promotions are off since {since}.", since=moment(say, no_news_at, zone))
        turn = Button(say.label("Promotions on"), HearNews(), style="primary")
    else:
        text = say("You get promotions from this market, at most one a week.")
        turn = Button(say.label("Stop promotions"), StopNews())
    return Screen(Markup("\n").join([text, own]), packed([turn], back))
