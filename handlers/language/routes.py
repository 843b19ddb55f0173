"""Which language Lorong speaks to a person."""

from handlers.language import views
from handlers.language.callbacks import ChooseLanguage, ReportText, ShowLanguages
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Tap
from locales.languages import resolve
from locales.say import speak
from market.person import choose_language

routes = Routes()


@routes.command("language")
async def languages(tap: Tap, words: str) -> Screen:
    return views.language_list(tap.say)


@routes.wish(ShowLanguages)
async def show_languages(tap: Tap, wish: ShowLanguages) -> Screen:
    return views.language_list(tap.say)


@routes.wish(ChooseLanguage)
async def choose(tap: Tap, wish: ChooseLanguage) -> Shown:
    """Answered in the language that was chosen."""
    language = resolve(wish.language)
    await tap.act(choose_language, tap.person, language)
    say = speak(language)
    return Shown(views.language_list(say), toast=say.plain("Lorong speaks English with you now."))


@routes.wish(ReportText)
async def report(tap: Tap, wish: ReportText) -> Screen:
    return views.report_text(tap.say, tap.house.contact)
