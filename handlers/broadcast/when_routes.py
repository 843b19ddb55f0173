"""When a broadcast begins: by a tap, or by a time that is typed."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.broadcast import when_views as views
from handlers.broadcast.audience_routes import own
from handlers.broadcast.callbacks import (
    BeginAt,
    BeginBefore,
    BeginNow,
    ChooseBefore,
    ChooseDrop,
    ChooseWhen,
)
from handlers.broadcast.preview_views import sending
from handlers.stock.when import Span, read_clocks, read_day
from handlers.stock.words import folded
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Tap
from locales.refusals import sentence
from market.broadcast.choices import coming_drop, coming_drops
from market.broadcast.preparing import begin_at, begin_before
from market.refusal import WhenPassed

routes = Routes()

QUESTION = "broadcast_when"
MORNING = time(10)
LONGEST = 200
DAY, YEARS = timedelta(days=1), timedelta(days=3 * 366)


@routes.wish(ChooseWhen)
async def choose(tap: Tap, wish: ChooseWhen) -> Screen:
    return await when_page(tap)


async def when_page(tap: Tap, suggested: datetime | None = None) -> Screen:
    """What is suggested, tomorrow at ten where nothing else is; a time may be typed as well."""
    draft = await own(tap)
    await tap.ask(QUESTION)
    at = suggested or _on(tap, MORNING, 1)
    return views.when_choice(tap.say, draft, (at,), tap.now)


def _on(tap: Tap, clock: time, ahead: int) -> datetime:
    """This clock, so many days ahead, in this market."""
    return datetime.combine(tap.today + ahead * DAY, clock, ZoneInfo(tap.house.zone)).astimezone(UTC)


@routes.answer(QUESTION)
async def written(tap: Tap, words: str, about: str) -> Screen | Shown:
    """A clock alone is its next time; what is over is answered with the next time it is that o’clock."""
    read = _read(tap, words[:LONGEST])
    if read is None:
        return Shown(await when_page(tap), note=tap.say("I did not understand that."))
    at, following = read
    try:
        await tap.act(begin_at, tap.acting, at, tap.house.zone, tap.now)
    except WhenPassed as refusal:
        note = sentence(tap.say, "WhenPassed", refusal.facts())
        return Shown(await when_page(tap, following), note=note)
    await tap.ask("")
    return await _sending(tap)


def _read(tap: Tap, words: str) -> tuple[datetime, datetime] | None:
    """What was meant, and the next time the clock says the same; None where no clock is in it, or anything but a clock and a day."""
    plain = folded(words)
    clock, _, of_clock = read_clocks(plain, dotted=True)
    without_clock = _blanked(plain, of_clock)
    day, of_day = read_day(without_clock, tap.today)
    if clock is None or re.search(r"\w", _blanked(without_clock, of_day)):
        return None
    following = next(
        at for at in (_on(tap, clock, 0), _on(tap, clock, 1), _on(tap, clock, 2)) if at > tap.now
    )
    if day is None:
        return following, following
    day = min(max(day, tap.today - YEARS), tap.today + YEARS)
    return datetime.combine(day, clock, ZoneInfo(tap.house.zone)).astimezone(UTC), following


def _blanked(plain: str, spans: Sequence[Span]) -> str:
    for start, end in spans:
        plain = plain[:start] + " " * (end - start) + plain[end:]
    return plain


async def _sending(tap: Tap) -> Screen:
    return sending(tap.say, await own(tap), tap.now)


@routes.wish(BeginNow)
async def begin_now(tap: Tap, wish: BeginNow) -> Screen:
    await tap.act(begin_at, tap.acting, None, tap.house.zone, tap.now)
    return await _sending(tap)


@routes.wish(BeginAt)
async def begin_then(tap: Tap, wish: BeginAt) -> Screen:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=wish.at)
    await tap.act(begin_at, tap.acting, at, tap.house.zone, tap.now)
    return await _sending(tap)


@routes.wish(ChooseDrop)
async def choose_drop(tap: Tap, wish: ChooseDrop) -> Screen:
    drops = await tap.read(coming_drops, tap.acting, tap.now)
    ahead = [one for one in drops if one.at and one.at > tap.now]
    return views.drop_choice(tap.say, ahead, tap.house.zone, wish.page)


@routes.wish(ChooseBefore)
async def choose_before(tap: Tap, wish: ChooseBefore) -> Screen:
    drop = await tap.read(coming_drop, tap.acting, wish.drop, tap.now)
    return views.before_choice(tap.say, drop, tap.house.zone)


@routes.wish(BeginBefore)
async def begin_before_drop(tap: Tap, wish: BeginBefore) -> Screen:
    await tap.act(begin_before, tap.acting, wish.drop, wish.before, tap.house.zone, tap.now)
    return await _sending(tap)
