"""Looking around among the drops."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from markupsafe import Markup

from handlers.drop import list_views, month_view, views
from handlers.drop.callbacks import (
    FilterAlley,
    FilterTag,
    FilterWhen,
    ForgetOpening,
    RemindOpening,
    ShowDay,
    ShowDrop,
    ShowDrops,
    ShowFilters,
    ShowMonth,
    ShowPolicy,
    ShowStall,
)
from handlers.drop.where import WHEN, Where, carried
from handlers.ui.routes import Routes
from handlers.ui.screen import Reply, Screen, Shown, Toast
from handlers.ui.tap import Tap
from locales.formats import day_of, moment
from locales.refusals import sentence
from market.alley import alley_names
from market.drop.browse import drop_by_code, drop_card, drop_cards, drops_of_stall, planned, stall_by_code
from market.drop.facts import DropFacts
from market.drop.opening import forget_opening, opening_asked, remind_opening
from market.drop.planned import Planned, Wanted, span
from market.drop.status import Status, status
from market.waitlist.standing import NOTHING, standing

routes = Routes()

CHOICES = 9


@routes.command("drops")
async def drops(tap: Tap, words: str) -> Screen:
    return await listing(tap, Where())


@routes.wish(ShowDrops)
async def show_drops(tap: Tap, wish: ShowDrops) -> Screen:
    return await listing(tap, Where.read(wish.where))


async def listing(tap: Tap, where: Where) -> Screen:
    """A page of what is wanted; a page beyond the last is the last."""
    everything = await tap.look(planned, tap.minute)
    chosen = where.wanted.chosen(everything, tap.today)
    pages = max(1, -(-len(chosen) // list_views.PAGE))
    where = where.at(min(where.page, pages))
    cards = await tap.look(drop_cards, _page(chosen, where.page))
    elsewhere = len(where.wanted.without("alley").chosen(everything, tap.today))
    return list_views.drop_list(tap.say, where, cards, len(chosen), await names(tap), tap.now, elsewhere)


def _page(chosen: tuple[Planned, ...], page: int) -> tuple[int, ...]:
    return tuple(drop.id for drop in chosen[(page - 1) * list_views.PAGE : page * list_views.PAGE])


async def names(tap: Tap) -> Mapping[int, str]:
    return {alley.id: alley.name for alley in await tap.look(alley_names)}


@routes.wish(ShowFilters)
async def show_filters(tap: Tap, wish: ShowFilters) -> Screen:
    where = Where.read(wish.where)
    chosen = where.wanted.chosen(await tap.look(planned, tap.minute), tap.today)
    return list_views.filter_list(tap.say, where, await names(tap), len(chosen))


@routes.wish(FilterWhen)
async def filter_when(tap: Tap, wish: FilterWhen) -> Screen:
    where = Where.read(wish.where)
    wanted = where.wanted
    ways = [Wanted(when, wanted.alley, wanted.tag) for when in WHEN]
    return await _choices(
        tap, where, tap.say("Which days?"), [(list_views.when_words(tap.say, way.when), way) for way in ways]
    )


@routes.wish(FilterAlley)
async def filter_alley(tap: Tap, wish: FilterAlley) -> Screen:
    where = Where.read(wish.where)
    wanted, known = where.wanted, await names(tap)
    ways = [Wanted(wanted.when, alley, wanted.tag) for alley in (0, *known)][:CHOICES]
    words = [list_views.alley_words(tap.say, way.alley, known) for way in ways]
    return await _choices(tap, where, tap.say("Which alley?"), list(zip(words, ways, strict=True)))


@routes.wish(FilterTag)
async def filter_tag(tap: Tap, wish: FilterTag) -> Screen:
    where = Where.read(wish.where)
    wanted = where.wanted
    near = wanted.without("tag").chosen(await tap.look(planned, tap.minute), tap.today)
    tags = Counter(tag for drop in near for tag in drop.tags if carried(tag)).most_common(CHOICES - 1)
    ways = [Wanted(wanted.when, wanted.alley, tag) for tag in ("", *(tag for tag, _ in tags))]
    words = [Markup("#{}").format(way.tag) if way.tag else tap.say("all") for way in ways]
    return await _choices(tap, where, tap.say("Which tag?"), list(zip(words, ways, strict=True)))


async def _choices(tap: Tap, where: Where, asked: Markup, ways: list[tuple[Markup, Wanted]]) -> Screen:
    everything = await tap.look(planned, tap.minute)
    counted = [(words, way, len(way.chosen(everything, tap.today))) for words, way in ways]
    return list_views.choice_list(tap.say, asked, counted, where)


@routes.command("calendar")
async def this_month(tap: Tap, words: str) -> Screen:
    return await _month(tap, Where(Wanted(f"{tap.today:%Y%m}")))


@routes.wish(ShowMonth)
async def show_month(tap: Tap, wish: ShowMonth) -> Reply:
    """A month that is over leads to this one: an old list's Back must not be a wall."""
    where = Where.read(wish.where)
    if _first(tap, where) < tap.today.replace(day=1):
        this_month = Where(replace(where.wanted, when=f"{tap.today:%Y%m}"))
        return Shown(await _month(tap, this_month), toast=sentence(tap.say, "PastMonth", {}).unescape())
    return await _month(tap, where)


async def _month(tap: Tap, where: Where) -> Screen:
    first = _first(tap, where)
    everything = await tap.look(planned, tap.minute)
    wanted = Wanted(f"{first:%Y%m}", where.wanted.alley, where.wanted.tag)
    alleys = await tap.look(alley_names)
    return month_view.month_calendar(
        tap.say,
        Where(wanted),
        first,
        tap.today,
        wanted.chosen(everything, tap.today),
        max((drop.day for drop in everything), default=None),
        {alley.id: alley.name for alley in alleys},
        alleys[0].territory if alleys else "001",
    )


def _first(tap: Tap, where: Where) -> date:
    days = span(where.wanted.when)
    return (days[0] if days else tap.today).replace(day=1)


@routes.wish(ShowDay)
async def show_day(tap: Tap, wish: ShowDay) -> Reply:
    where = Where.read(wish.where)
    days = span(where.wanted.when)
    if where.wanted.chosen(await tap.look(planned, tap.minute), tap.today) or not days:
        return await listing(tap, where)
    return Toast(sentence(tap.say, "DayEmpty", {"day": day_of(tap.say, days[0])}).unescape())


@routes.wish(ShowDrop)
async def show_drop(tap: Tap, wish: ShowDrop) -> Screen:
    return await card(tap, await tap.look(drop_card, wish.drop), Where.read(wish.where))


@routes.link("d")
async def open_drop(tap: Tap, code: str) -> Screen:
    return await card(tap, await tap.look(drop_by_code, code), Where())


async def card(tap: Tap, drop: DropFacts, where: Where) -> Screen:
    """The card, with what this person has on it and whether they are told at opening."""
    me = await tap.known()
    own = await tap.read(standing, tap.person, drop.id, tap.now) if me and me.entered else NOTHING
    upcoming = status(drop, tap.now) is Status.UPCOMING
    asked = upcoming and await tap.read(opening_asked, tap.person, drop.id)
    before, after = _neighbours(where.wanted.chosen(await tap.look(planned, tap.minute), tap.today), drop.id)
    link = f"https://t.me/{tap.house.username}?start=d_{drop.code}"
    return views.drop_card(tap.say, drop, where, tap.now, link, asked, before, after, own)


def _neighbours(chosen: tuple[Planned, ...], drop: int) -> tuple[int, int]:
    ids = [0, *(each.id for each in chosen), 0]
    if drop not in ids:
        return 0, 0
    place = ids.index(drop)
    return ids[place - 1], ids[place + 1]


@routes.wish(RemindOpening)
async def remind(tap: Tap, wish: RemindOpening) -> Shown:
    drop = await tap.act(remind_opening, tap.person, wish.drop, tap.now)
    at = moment(tap.say, drop.opens_at, drop.alley.zone)
    return Shown(
        await card(tap, drop, Where.read(wish.where)), toast=tap.say.plain("We will notify you {at}.", at=at)
    )


@routes.wish(ForgetOpening)
async def forget(tap: Tap, wish: ForgetOpening) -> Shown:
    await tap.act(forget_opening, tap.person, wish.drop)
    screen = await show_drop(tap, ShowDrop(drop=wish.drop, where=wish.where))
    return Shown(screen, toast=tap.say.plain("You will not be notified."))


@routes.wish(ShowPolicy)
async def show_policy(tap: Tap, wish: ShowPolicy) -> Screen:
    return views.policy_page(tap.say, await tap.look(drop_card, wish.drop), Where.read(wish.where))


@routes.wish(ShowStall)
async def show_stall(tap: Tap, wish: ShowStall) -> Screen:
    return views.stall_card(
        tap.say, await tap.look(drops_of_stall, wish.stall, tap.minute), Where.read(wish.where), wish.drop
    )


@routes.link("s")
async def open_stall(tap: Tap, code: str) -> Screen:
    return views.stall_card(tap.say, await tap.look(stall_by_code, code, tap.minute), Where(), 0)
