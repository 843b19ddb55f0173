"""Changing a drop of one's own, by buttons where there is a choice and by words where there is none."""

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.stock import change_views
from handlers.stock.callbacks import (
    AskCancel,
    AskChange,
    CancelDrop,
    ChangeDrop,
    PauseDrop,
    PickDay,
    PickLimit,
    PickPlace,
    ResumeDrop,
)
from handlers.stock.line import read_line, read_price
from handlers.stock.photo import kept
from handlers.stock.routes import done, own, read_number, when_choice
from handlers.stock.rules import ask_rule, close_told
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Photo, Tap
from market.alley import alley_names
from market.drop.change import (
    change_deposit,
    change_limit,
    change_picture,
    change_price,
    change_quantity,
    change_tags,
    change_words,
    move,
    move_alley,
    rename,
)
from market.drop.concerned import concerned
from market.drop.facts import DropFacts, LineFacts
from market.drop.own import own_drop
from market.drop.pause import cancel, explain, pause, resume
from market.drop.stock import Stock
from market.refusal import ButtonForged

routes = Routes()

OF_LINE = ("price", "deposit", "quantity")
NO_TAGS = ("-", "–", "—")
TYPED = ("price", "deposit", "quantity", "name", "words", "tags", "photo")


@routes.wish(ChangeDrop)
async def change_drop(tap: Tap, wish: ChangeDrop) -> Screen:
    return change_views.change_menu(tap.say, await tap.read(own_drop, tap.acting, wish.drop))


@routes.wish(AskChange)
async def ask_change(tap: Tap, wish: AskChange) -> Screen:
    facts = await tap.read(own_drop, tap.acting, wish.drop)
    match wish.what:
        case "when":
            await tap.ask(f"change:{facts.id}/when")
            return when_choice(tap, facts)
        case "alley":
            return change_views.alley_choice(tap.say, facts, await tap.look(alley_names))
        case "rule" | "close" | "fitting":
            return await ask_rule(tap, facts, wish.what)
        case "limit":
            return change_views.limit_choice(tap.say, facts)
        case what if what in OF_LINE and not wish.line and len(facts.lines) > 1:
            return change_views.line_choice(tap.say, facts, what)
        case what if what in TYPED and facts.lines:
            line = _line(facts, wish.line)
            await tap.ask(f"change:{facts.id}/{what}/{line.id}")
            return change_views.change_ask(tap.say, facts, what, line)
        case _:
            raise ButtonForged


@routes.answer("change")
async def change_told(tap: Tap, words: str, about: str) -> Screen | Shown:
    drop, what, line = [*about.split("/"), ""][:3]
    facts = await tap.read(own_drop, tap.acting, int(drop))
    if what == "when":
        return await _when_told(tap, facts, words)
    if what == "close":
        return await close_told(tap, facts, words)
    of = _line(facts, int(line))
    if not await _changed(tap, facts, of, what, words):
        return Shown(
            change_views.change_ask(tap.say, facts, what, of), note=tap.say("I did not understand that.")
        )
    return await done(tap, facts.id)


async def _changed(tap: Tap, facts: DropFacts, line: LineFacts, what: str, words: str) -> bool:
    """Whether the words were an answer."""
    price = read_price(words, facts.alley.currency, tap.today)
    number = read_number(words)
    tags = read_line(words, facts.alley.currency, tap.today).stock.tags
    match what:
        case "price" if price is not None:
            await tap.act(change_price, tap.acting, line.id, price, tap.now)
        case "deposit" if price is not None:
            await tap.act(change_deposit, tap.acting, line.id, price, tap.now)
        case "quantity" if number is not None:
            await tap.act(change_quantity, tap.acting, line.id, number, tap.now)
        case "tags" if tags or words.strip() in NO_TAGS:
            await tap.act(change_tags, tap.acting, facts.id, tags, tap.now)
        case "name":
            await tap.act(rename, tap.acting, facts.id, words, tap.now)
        case "words":
            await tap.act(change_words, tap.acting, facts.id, words, tap.say.language, tap.now)
        case _:
            return False
    return True


async def _when_told(tap: Tap, facts: DropFacts, words: str) -> Screen | Shown:
    said = read_line(words, facts.alley.currency, tap.now.astimezone(ZoneInfo(facts.alley.zone)).date()).stock
    when = Stock(day=said.day, start=said.start, end=said.end)
    if when == Stock():
        return Shown(when_choice(tap, facts), note=tap.say("I did not understand that."))
    await tap.act(move, tap.acting, facts.id, when, tap.now)
    return await done(tap, facts.id)


@routes.photo
async def photo_changed(tap: Tap, photo: Photo) -> Shown | None:
    """The answer to a question for one."""
    question, _, about = tap.expects.partition(":")
    drop, _, what = about.partition("/")
    if question != "change" or not what.startswith("photo"):
        return None
    await tap.read(own_drop, tap.acting, int(drop))
    await tap.act(change_picture, tap.acting, int(drop), await kept(tap, photo), tap.now)
    return await done(tap, int(drop))


@routes.wish(PickDay)
async def pick_day(tap: Tap, wish: PickDay) -> Shown:
    try:
        day = datetime.strptime(str(wish.day), "%Y%m%d").date()  # noqa: DTZ007
    except ValueError as error:
        raise ButtonForged from error
    await tap.act(move, tap.acting, wish.drop, Stock(day=day), tap.now)
    return await done(tap, wish.drop)


@routes.wish(PickPlace)
async def pick_place(tap: Tap, wish: PickPlace) -> Shown:
    await tap.act(move_alley, tap.acting, wish.drop, wish.alley, tap.now)
    return await done(tap, wish.drop)


@routes.wish(PickLimit)
async def pick_limit(tap: Tap, wish: PickLimit) -> Shown:
    await tap.act(change_limit, tap.acting, wish.drop, wish.limit, tap.now)
    return await done(tap, wish.drop)


@routes.wish(PauseDrop)
async def pause_drop(tap: Tap, wish: PauseDrop) -> Shown:
    told = await tap.act(pause, tap.acting, wish.drop, tap.now)
    return await _told(
        tap,
        wish.drop,
        tap.say.many("Paused. We told {count} person.", "Paused. We told {count} people.", told)
        if told
        else tap.say("Paused."),
    )


@routes.wish(ResumeDrop)
async def resume_drop(tap: Tap, wish: ResumeDrop) -> Shown:
    told = await tap.act(resume, tap.acting, wish.drop, tap.now)
    return await _told(
        tap,
        wish.drop,
        tap.say.many("Resumed. We told {count} person.", "Resumed. We told {count} people.", told)
        if told
        else tap.say("Resumed."),
    )


@routes.wish(AskCancel)
async def ask_cancel(tap: Tap, wish: AskCancel) -> Screen:
    facts = await tap.read(own_drop, tap.acting, wish.drop)
    if facts.state == "cancelled":
        return own(tap, facts)
    await tap.ask(f"cancel:{facts.id}")
    return change_views.cancel_confirm(tap.say, facts, len(await tap.read(concerned, facts.id)), facts.reason)


@routes.answer("cancel")
async def cancel_explained(tap: Tap, words: str, about: str) -> Screen:
    await tap.act(explain, tap.acting, int(about), words, tap.now)
    return await ask_cancel(tap, AskCancel(drop=int(about)))


@routes.wish(CancelDrop)
async def cancel_drop(tap: Tap, wish: CancelDrop) -> Shown:
    told = await tap.act(cancel, tap.acting, wish.drop, tap.now)
    said = (
        tap.say.many("Cancelled. We told {count} person.", "Cancelled. We told {count} people.", told)
        if told
        else tap.say("Cancelled.")
    )
    return await _told(tap, wish.drop, said)


async def _told(tap: Tap, drop: int, said: str) -> Shown:
    screen = own(tap, await tap.read(own_drop, tap.acting, drop))
    return Shown(screen, toast=said)


def _line(facts: DropFacts, line: int) -> LineFacts:
    return next((each for each in facts.lines if each.id == line), facts.lines[0])
