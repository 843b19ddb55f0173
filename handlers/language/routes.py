"""Routes that choose the language Lorong uses with a person."""

from handlers.callbacks.language import ChooseLanguage, ReportText, ShowLanguages
from handlers.language import views
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, ScreenReply
from locales.languages import resolve
from locales.say import speak
from market.person import choose_language

routes = Routes()


@routes.command("language")
async def languages(ctx: HandlerContext, words: str) -> Screen:
    return views.language_list(ctx.say)


@routes.callback(ShowLanguages)
async def show_languages(ctx: HandlerContext, callback: ShowLanguages) -> Screen:
    return views.language_list(ctx.say)


@routes.callback(ChooseLanguage)
async def choose_language_tapped(ctx: HandlerContext, callback: ChooseLanguage) -> ScreenReply:
    """Sets the language and answers in it."""
    language = resolve(callback.language)
    await ctx.act(choose_language, ctx.person, language)
    say = speak(language)
    return ScreenReply(views.language_list(say), toast=say.plain("We speak English with you now."))


@routes.callback(ReportText)
async def report_text(ctx: HandlerContext, callback: ReportText) -> Screen:
    return views.report_text(ctx.say, ctx.services.contact)
