"""What a person can set."""

from handlers.help.callbacks import ShowHelp
from handlers.language.callbacks import ShowLanguages
from handlers.privacy.callbacks import ShowPrivacy
from handlers.start.callbacks import ShowStart
from handlers.ui.rows import packed
from handlers.ui.screen import Button, Screen
from locales.languages import language_name
from locales.say import Say


def settings(say: Say, chosen: bool) -> Screen:
    language = language_name(say.language)
    if chosen:
        text = say("Settings. Language: {language}, your choice.", language=language)
    else:
        text = say("Settings. Language: {language}, as Telegram says.", language=language)
    return Screen(
        text,
        packed(
            [Button(say.label("Language"), ShowLanguages(), style="primary")],
            [
                Button(say.label("Privacy"), ShowPrivacy()),
                Button(say.label("Help"), ShowHelp(role="shopper")),
            ],
            [Button(say.label("Back"), ShowStart())],
        ),
    )
