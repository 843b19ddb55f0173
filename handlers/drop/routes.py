"""Routes for browsing drops: lists, filters, months, stalls."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from markupsafe import Markup

from handlers.callbacks.drop import (
    AddToCalendar,
    FilterAlley,
    FilterTag,
    FilterWhen,
    ShowDropDay,
    ShowDrops,
    ShowFilters,
    ShowMonth,
    ShowPolicy,
    ShowStall,
    ShowStallDrops,
)
from handlers.callbacks.list_location import ListLocation, fits_callback
from handlers.drop import calendar_views, list_views, month_view, views
from handlers.drop.followed import followed_drops, follows
from handlers.ui.context import HandlerContext
from handlers.ui.paging import Page, page_of
from handlers.ui.routes import Routes, reads_only
from handlers.ui.screen import Reply, Screen, ScreenReply, Toast
from locales.formats import format_date
from locales.refusals import sentence
from locales.user_text import tag_text
from market.alley import alley_by_code, alley_names
from market.drop.browse import drop_card, drop_cards, drops_of_stall, planned, stall_by_code
from market.drop.calendar_file import calendar_file
from market.drop.facts import DropFacts
from market.drop.planned_drops import DropFilter, DropPeriod, span
from market.live.live_order import was_live
from market.live.next_live import stall_live
from market.seller import public_seller
from market.showroom.host import has_showroom
from market.waitlist.position import OwnMark, own_marks

routes = Routes()

CHOICES = 8


@routes.command("drops")
@reads_only
async def drops(ctx: HandlerContext, words: str) -> Screen:
    return await list_page(ctx, ListLocation())


@routes.callback(ShowDrops)
@reads_only
async def show_drops(ctx: HandlerContext, callback: ShowDrops) -> Screen:
    return await list_page(ctx, ListLocation.read(callback.back_to))


async def list_page(ctx: HandlerContext, location: ListLocation) -> Screen:
    """Shows a page of the filtered list; a page beyond the last is the last."""
    everything = await ctx.read_cached(planned, ctx.minute)
    chosen = location.drop_filter.chosen(everything, ctx.today)
    part = page_of(chosen, location.page, list_views.PAGE)
    location = location.at(part.number)
    cards = await ctx.read_cached(drop_cards, tuple(drop.id for drop in part.shown))
    elsewhere = len(location.drop_filter.without("alley").chosen(everything, ctx.today))
    tag = location.drop_filter.tag
    return list_views.drop_list(
        ctx.say,
        location,
        cards,
        len(chosen),
        alleys=await alley_names_by_id(ctx),
        now=ctx.now,
        elsewhere=elsewhere,
        new=(await followed_drops(ctx)).new,
        marks=await marks_of_reader(ctx),
        follows_tag=bool(tag) and tag in (await follows(ctx)).tags,
    )


async def marks_of_reader(ctx: HandlerContext) -> Mapping[int, OwnMark]:
    """Returns what the reader has in the drops ahead; no query for somebody who never joined anything."""
    me = await ctx.known()
    return await ctx.read(own_marks, ctx.person, ctx.now) if me and me.entered else {}


async def alley_names_by_id(ctx: HandlerContext) -> Mapping[int, str]:
    return {alley.id: alley.name for alley in await ctx.read_cached(alley_names)}


@routes.callback(ShowFilters)
@reads_only
async def show_filters(ctx: HandlerContext, callback: ShowFilters) -> Screen:
    location = ListLocation.read(callback.back_to)
    chosen = location.drop_filter.chosen(await ctx.read_cached(planned, ctx.minute), ctx.today)
    return list_views.filter_list(ctx.say, location, await alley_names_by_id(ctx), len(chosen))


@routes.callback(FilterWhen)
@reads_only
async def filter_when(ctx: HandlerContext, callback: FilterWhen) -> Screen:
    location = ListLocation.read(callback.back_to)
    drop_filter = location.drop_filter
    ways = [DropFilter(when, drop_filter.alley, drop_filter.tag) for when in DropPeriod]
    return await _choices(
        ctx,
        location,
        ctx.say("Which days?"),
        [(list_views.period_text(ctx.say, way.when), way) for way in ways],
        kind=FilterWhen,
    )


@routes.callback(FilterAlley)
@reads_only
async def filter_alley(ctx: HandlerContext, callback: FilterAlley) -> Screen:
    location = ListLocation.read(callback.back_to)
    drop_filter, known = location.drop_filter, await alley_names_by_id(ctx)
    ways = [DropFilter(drop_filter.when, alley, drop_filter.tag) for alley in (0, *known)]
    words = [list_views.alley_text(ctx.say, way.alley, known) for way in ways]
    return await _choices(
        ctx, location, ctx.say("Which alley?"), list(zip(words, ways, strict=True)), kind=FilterAlley
    )


@routes.callback(FilterTag)
@reads_only
async def filter_tag(ctx: HandlerContext, callback: FilterTag) -> Screen:
    location = ListLocation.read(callback.back_to)
    drop_filter = location.drop_filter
    near = drop_filter.without("tag").chosen(await ctx.read_cached(planned, ctx.minute), ctx.today)
    tags = Counter(tag for drop in near for tag in drop.tags if fits_callback(tag)).most_common()
    ways = [DropFilter(drop_filter.when, drop_filter.alley, tag) for tag in ("", *(tag for tag, _ in tags))]
    words = [Markup("{}").format(tag_text(way.tag)) if way.tag else ctx.say("all") for way in ways]
    return await _choices(
        ctx, location, ctx.say("Which tag?"), list(zip(words, ways, strict=True)), kind=FilterTag
    )


async def _choices(
    ctx: HandlerContext,
    location: ListLocation,
    question: Markup,
    ways: list[tuple[Markup, DropFilter]],
    kind: type[FilterWhen | FilterAlley | FilterTag],
) -> Screen:
    """Shows a page of the choices; the page is that of the location, which is otherwise not needed here."""
    everything = await ctx.read_cached(planned, ctx.minute)
    part = page_of(ways, location.page, CHOICES)
    counted = tuple((words, way, len(way.chosen(everything, ctx.today))) for words, way in part.shown)
    return list_views.choice_list(
        ctx.say,
        question,
        Page(shown=counted, number=part.number, pages=part.pages, first=part.first),
        location.at(1),
        callback_for=lambda page: kind(back_to=location.at(page).code),
    )


@routes.command("calendar")
@reads_only
async def this_month(ctx: HandlerContext, words: str) -> Screen:
    return await _month(ctx, ListLocation(DropFilter(f"{ctx.today:%Y%m}")))


@routes.callback(ShowMonth)
@reads_only
async def show_month(ctx: HandlerContext, callback: ShowMonth) -> Reply:
    """Shows a month. A past month leads to the present one, so that an old Back button works."""
    location = ListLocation.read(callback.back_to)
    if _first_of_month(ctx, location) < ctx.today.replace(day=1):
        this_month = ListLocation(replace(location.drop_filter, when=f"{ctx.today:%Y%m}"))
        return ScreenReply(await _month(ctx, this_month), toast=sentence(ctx.say, "PastMonth", {}).unescape())
    return await _month(ctx, location)


async def _month(ctx: HandlerContext, location: ListLocation) -> Screen:
    first = _first_of_month(ctx, location)
    everything = await ctx.read_cached(planned, ctx.minute)
    drop_filter = DropFilter(f"{first:%Y%m}", location.drop_filter.alley, location.drop_filter.tag)
    alleys = await ctx.read_cached(alley_names)
    return month_view.month_calendar(
        ctx.say,
        ListLocation(drop_filter),
        first,
        ctx.today,
        drops=drop_filter.chosen(everything, ctx.today),
        last=max((drop.day for drop in everything), default=None),
        alleys={alley.id: alley.name for alley in alleys},
        territory=alleys[0].territory if alleys else "001",
        marks=await marks_of_reader(ctx),
    )


def _first_of_month(ctx: HandlerContext, location: ListLocation) -> date:
    days = span(location.drop_filter.when)
    return (days[0] if days else ctx.today).replace(day=1)


@routes.callback(ShowDropDay)
@reads_only
async def show_day(ctx: HandlerContext, callback: ShowDropDay) -> Reply:
    location = ListLocation.read(callback.back_to)
    days = span(location.drop_filter.when)
    if location.drop_filter.chosen(await ctx.read_cached(planned, ctx.minute), ctx.today) or not days:
        return await list_page(ctx, location)
    return Toast(sentence(ctx.say, "DayEmpty", {"day": format_date(ctx.say, days[0])}).unescape())


@routes.callback(AddToCalendar)
async def add_to_calendar(ctx: HandlerContext, callback: AddToCalendar) -> Screen:
    drop = await ctx.read(drop_card, callback.drop)
    data = await asyncio.to_thread(calendar_file, ctx.say, drop, ctx.services.username, item=callback.item)
    return calendar_views.calendar_screen(ctx.say, drop, data, ctx.services.public_url)


@routes.callback(ShowPolicy)
@reads_only
async def show_details(ctx: HandlerContext, callback: ShowPolicy) -> Screen:
    drop = await ctx.read_cached(drop_card, callback.drop)
    link = f"https://t.me/{ctx.services.username}?start=d_{drop.code}"
    return views.drop_details(
        ctx.say,
        drop,
        ListLocation.read(callback.back_to),
        link,
        inline=ctx.services.inline,
        was_live=await ctx.read_cached(was_live, drop.id),
    )


@routes.callback(ShowStall)
@reads_only
async def show_stall(ctx: HandlerContext, callback: ShowStall) -> Screen:
    drops = await ctx.read_cached(drops_of_stall, callback.stall, ctx.minute)
    return await _stall_card(ctx, drops, ListLocation.read(callback.back_to), callback.drop, page=1)


@routes.callback(ShowStallDrops)
@reads_only
async def show_stall_drops(ctx: HandlerContext, callback: ShowStallDrops) -> Screen:
    drops = await ctx.read_cached(drops_of_stall, callback.stall, ctx.minute)
    return await _stall_card(ctx, drops, ListLocation(), callback.drop, page=callback.page)


@routes.link("s")
@reads_only
async def open_stall(ctx: HandlerContext, code: str) -> Screen:
    drops = await ctx.read_cached(stall_by_code, code, ctx.minute)
    return await _stall_card(ctx, drops, ListLocation(), 0, page=1)


@routes.link("y")
@reads_only
async def open_alley(ctx: HandlerContext, code: str) -> Screen:
    alley = await ctx.read_cached(alley_by_code, code)
    return await list_page(ctx, ListLocation(DropFilter(DropPeriod.ALL, alley)))


async def _stall_card(
    ctx: HandlerContext, drops: tuple[DropFacts, ...], back_to: ListLocation, drop: int, page: int
) -> Screen:
    stall = drops[0].stall.id
    followed = (await follows(ctx)).has_stall(stall)
    return views.stall_card(
        ctx.say,
        drops,
        back_to,
        drop,
        page=page,
        followed=followed,
        showroom=await ctx.read(has_showroom, stall),
        seller=await ctx.read(public_seller, stall),
        live=await ctx.read(stall_live, stall, ctx.now),
        new=(await followed_drops(ctx)).new if followed else frozenset(),
    )
