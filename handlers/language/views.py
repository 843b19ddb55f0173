"""The list of languages."""

from handlers.callbacks.language import ChooseLanguage, ReportText, ShowLanguages
from handlers.callbacks.settings import ShowSettings
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.languages import LANGUAGES
from locales.say import Say


def language_list(say: Say) -> Screen:
    text = say(
        "Choose a language. We use it for everything we tell you. No native speaker has reviewed these texts yet; if one is wrong, tell us."
    )
    shown = [
        Button(
            label=say.label("{language} (current)", language=language.name)
            if language.code == say.language
            else language.name,
            callback=ChooseLanguage(language=language.code),
            style="primary" if language.code == say.language else "",
        )
        for language in LANGUAGES
    ]
    return Screen(
        text=text,
        rows=layout_buttons(
            shown,
            [Button(label=say.label("Report a mistake"), callback=ReportText())],
            [Button(label=say.label("Back"), callback=ShowSettings())],
        ),
    )


def report_text(say: Say, contact: str) -> Screen:
    text = say("Tell {contact} which text is wrong and what it should say. Thank you.", contact=contact)
    return Screen(text=text, rows=layout_buttons([Button(label=say.label("Back"), callback=ShowLanguages())]))
