"""Settings."""

from handlers.settings import rest_views, views
from handlers.settings.callbacks import (
    ChooseClock,
    HearNews,
    MoveRest,
    PickRest,
    RestAsUsual,
    RestNever,
    ShowClocks,
    ShowNews,
    ShowRest,
    ShowSettings,
    StopNews,
)
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Tap
from market.settings import (
    Chosen,
    choose_clock,
    chosen,
    city_of,
    clocks,
    hear_news,
    move_rest,
    rest_as_usual,
    rest_never,
    stop_news,
)

routes = Routes()

PAGE = 7


@routes.command("settings")
async def settings(tap: Tap, words: str) -> Screen:
    return views.settings(tap.say, tap.chosen, await own(tap))


@routes.wish(ShowSettings)
async def show_settings(tap: Tap, wish: ShowSettings) -> Screen:
    return await settings(tap, "")


async def own(tap: Tap) -> Chosen:
    return await tap.read(chosen, tap.person, tap.house.zone)


@routes.wish(ShowRest)
async def show_rest(tap: Tap, wish: ShowRest) -> Screen:
    rest = (await own(tap)).rest
    return rest_views.quiet_hours(tap.say, rest, await tap.read(city_of, rest.zone), tap.now)


@routes.wish(PickRest)
async def pick_rest(tap: Tap, wish: PickRest) -> Screen:
    rest = (await own(tap)).rest
    return rest_views.rest_picker(tap.say, wish.end, rest, await tap.read(city_of, rest.zone), tap.now)


@routes.wish(MoveRest)
async def moved(tap: Tap, wish: MoveRest) -> Shown:
    await tap.act(move_rest, tap.person, wish.end, wish.minute)
    return await _rest_set(tap)


@routes.wish(RestAsUsual)
async def usual(tap: Tap, wish: RestAsUsual) -> Shown:
    await tap.act(rest_as_usual, tap.person)
    return await _rest_set(tap)


@routes.wish(RestNever)
async def never(tap: Tap, wish: RestNever) -> Shown:
    await tap.act(rest_never, tap.person)
    return await _rest_set(tap)


async def _rest_set(tap: Tap) -> Shown:
    screen = await show_rest(tap, ShowRest())
    return Shown(screen, toast=views.quiet_words(tap.say, (await own(tap)).rest).striptags())


@routes.wish(ShowClocks)
async def show_clocks(tap: Tap, wish: ShowClocks) -> Screen:
    every = await tap.read(clocks, tap.house.zone, tap.now)
    pages = -(-len(every) // PAGE)
    page = min(max(wish.page, 1), pages)
    return rest_views.clock_list(tap.say, every[(page - 1) * PAGE : page * PAGE], page, pages, tap.now)


@routes.wish(ChooseClock)
async def clock_chosen(tap: Tap, wish: ChooseClock) -> Shown:
    await tap.act(choose_clock, tap.person, wish.zone)
    return Shown(await show_rest(tap, ShowRest()), toast=tap.say.plain("Time zone set."))


@routes.wish(ShowNews)
async def show_news(tap: Tap, wish: ShowNews) -> Screen:
    mine = await own(tap)
    return views.news(tap.say, mine.no_news_at, mine.rest.zone)


@routes.wish(StopNews)
async def stop(tap: Tap, wish: StopNews) -> Shown:
    await tap.act(stop_news, tap.person, tap.now)
    return Shown(
        await show_news(tap, ShowNews()),
        toast=tap.say.plain("Promotions off. You can turn them on again any time."),
    )


@routes.wish(HearNews)
async def again(tap: Tap, wish: HearNews) -> Shown:
    await tap.act(hear_news, tap.person)
    return Shown(await show_news(tap, ShowNews()), toast=tap.say.plain("Promotions on."))
