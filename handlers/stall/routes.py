"""Opening a stall, and one's own."""

from handlers.stall import views
from handlers.stall.callbacks import AskStallWords, OpenStall, PickAlley, ShowMyStall
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen
from handlers.ui.tap import Tap
from market.alley import alley_names
from market.stall import ask_stall, change_stall_words, stall_of

routes = Routes()


@routes.command("stall")
async def my_stall(tap: Tap, words: str) -> Screen:
    """One's own, or the form for one."""
    stall = await tap.read(stall_of, tap.person)
    if stall:
        return views.stall_page(tap.say, stall)
    return views.stall_form(tap.say, await tap.look(alley_names))


@routes.wish(ShowMyStall)
async def show_my_stall(tap: Tap, wish: ShowMyStall) -> Screen:
    return await my_stall(tap, "")


@routes.wish(OpenStall)
async def open_stall(tap: Tap, wish: OpenStall) -> Screen:
    return await my_stall(tap, "")


@routes.wish(PickAlley)
async def pick_alley(tap: Tap, wish: PickAlley) -> Screen:
    await tap.ask(f"stall:{wish.alley}")
    return views.ask_name(tap.say)


@routes.answer("stall")
async def stall_named(tap: Tap, words: str, about: str) -> Screen:
    await tap.act(
        ask_stall,
        tap.acting,
        words,
        int(about),
        tap.say.language,
        tuple(tap.house.admins),
        tap.now,
        tap.house.dice,
    )
    await tap.ask("")
    return await my_stall(tap, "")


@routes.wish(AskStallWords)
async def ask_words(tap: Tap, wish: AskStallWords) -> Screen:
    await tap.ask("stall-words")
    return views.ask_words(tap.say)


@routes.answer("stall-words")
async def stall_described(tap: Tap, words: str, about: str) -> Screen:
    stall = await tap.read(stall_of, tap.person)
    if stall:
        await tap.act(change_stall_words, tap.acting, stall.id, words, tap.say.language)
    await tap.ask("")
    return await my_stall(tap, "")
