"""The desk: today's or the next lines, and their numbers."""

from handlers.desk import no_show_views, views
from handlers.desk.callbacks import (
    AskNoShow,
    AskQuantity,
    ChangeQuantity,
    ReleaseNoShow,
    SellOut,
    ShowDesk,
    ShowNoShows,
    ShowQuantity,
    ShowWaitlist,
    ShowWhyLine,
)
from handlers.stall import views as stall_views
from handlers.stock.routes import read_number
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Tap
from market.alley import alley_names
from market.desk import desk, desk_line, line_waitlist
from market.drop.change import change_quantity, sell_out
from market.stall import stall_of
from market.waitlist.no_show import not_come, release_no_show
from market.waitlist.why import why_line

routes = Routes()


@routes.command("desk")
async def my_desk(tap: Tap, words: str) -> Screen:
    stall = await tap.read(stall_of, tap.person)
    if stall is None:
        return stall_views.stall_form(tap.say, await tap.look(alley_names))
    drops = await tap.read(desk, tap.acting, stall.id, tap.now)
    return views.desk_today(tap.say, drops, tap.now, stall.takes_deposits)


@routes.wish(ShowDesk)
async def show_desk(tap: Tap, wish: ShowDesk) -> Screen:
    return await my_desk(tap, "")


@routes.wish(ShowQuantity)
async def show_quantity(tap: Tap, wish: ShowQuantity) -> Screen:
    return views.line_quantity(tap.say, *await tap.read(desk_line, tap.acting, wish.line))


@routes.wish(ChangeQuantity)
async def change(tap: Tap, wish: ChangeQuantity) -> Shown:
    return await _now(tap, wish.line, wish.quantity)


@routes.wish(SellOut)
async def sold_out(tap: Tap, wish: SellOut) -> Shown:
    quantity = await tap.act(sell_out, tap.acting, wish.line, tap.now)
    screen = await show_quantity(tap, ShowQuantity(line=wish.line))
    return Shown(screen, toast=tap.say.plain("Sold out at {count}.", count=quantity))


@routes.wish(AskQuantity)
async def ask_quantity(tap: Tap, wish: AskQuantity) -> Screen:
    _, numbers = await tap.read(desk_line, tap.acting, wish.line)
    await tap.ask(f"quantity:{wish.line}")
    return views.quantity_ask(tap.say, numbers)


@routes.answer("quantity")
async def quantity_told(tap: Tap, words: str, about: str) -> Screen | Shown:
    number = read_number(words)
    if number is None:
        return await ask_quantity(tap, AskQuantity(line=int(about)))
    shown = await _now(tap, int(about), number)
    await tap.ask("")
    return shown


@routes.wish(ShowWaitlist)
async def show_waitlist(tap: Tap, wish: ShowWaitlist) -> Screen:
    return views.waitlist_of_line(tap.say, await tap.read(line_waitlist, tap.acting, wish.line, wish.page))


@routes.wish(ShowWhyLine)
async def show_why_line(tap: Tap, wish: ShowWhyLine) -> Screen:
    return no_show_views.why_line(tap.say, await tap.read(why_line, tap.acting, wish.line, tap.now))


@routes.wish(ShowNoShows)
async def show_no_shows(tap: Tap, wish: ShowNoShows) -> Screen:
    drop, numbers = await tap.read(desk_line, tap.acting, wish.line)
    since, claims = await tap.read(not_come, tap.acting, wish.line, tap.now)
    return no_show_views.no_show_list(tap.say, drop, numbers.line, since, claims, wish.page, tap.now)


@routes.wish(AskNoShow)
async def ask_no_show(tap: Tap, wish: AskNoShow) -> Screen:
    """The list as it is now, where they came or were given on meanwhile."""
    _, numbers = await tap.read(desk_line, tap.acting, wish.line)
    _, claims = await tap.read(not_come, tap.acting, wish.line, tap.now)
    asked = next((each for each in claims if each.claim == wish.claim), None)
    if asked is None:
        return await show_no_shows(tap, ShowNoShows(line=wish.line))
    return no_show_views.no_show_confirm(tap.say, numbers.line, asked)


@routes.wish(ReleaseNoShow)
async def give_on(tap: Tap, wish: ReleaseNoShow) -> Shown:
    number = await tap.act(release_no_show, tap.acting, wish.claim, tap.now)
    toast = (
        tap.say.plain("Passed on to number {number}.", number=number)
        if number
        else tap.say.plain("Passed on.")
    )
    return Shown(await show_no_shows(tap, ShowNoShows(line=wish.line)), toast=toast)


async def _now(tap: Tap, line: int, quantity: int) -> Shown:
    went_to = await tap.act(change_quantity, tap.acting, line, quantity, tap.now)
    toast = (
        tap.say.plain("Now {count}. We told number {number}.", count=quantity, number=went_to)
        if went_to
        else tap.say.plain("Now {count}.", count=quantity)
    )
    return Shown(await show_quantity(tap, ShowQuantity(line=line)), toast=toast)
