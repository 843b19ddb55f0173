"""Posting stock: the line is read, shown back, published or taken back."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from handlers.stall import views as stall_views
from handlers.stock import change_views, views
from handlers.stock.callbacks import AskStock, PublishDrop, ShowExamples, ShowOwn, UndoDrop, UseReading
from handlers.stock.lacking import PRICE, WHEN, asked_of, known, lacking
from handlers.stock.line import read_price
from handlers.stock.photo import kept
from handlers.stock.post import Post, as_posted, read_post, write_post
from handlers.stock.words import folded
from handlers.ui.routes import Routes
from handlers.ui.screen import Reply, Screen, Shown
from handlers.ui.tap import Photo, Tap
from market.alley import alley_names
from market.drop.change import change_price, change_quantity
from market.drop.concerned import concerned
from market.drop.draft import has_stood, prepare, publish, undo
from market.drop.facts import DropFacts, LineFacts
from market.drop.own import own_drop
from market.picture import picture_beginning
from market.refusal import TooLong
from market.stall import StallState, stall_of

routes = Routes()

LONGEST = 900
BEGINNING = 48
"""Signs of a picture's key that fit into an open question: 192 bits of it."""
DAYS, COPIED = 6, 256


@routes.command("post", "stock")
async def post(tap: Tap, words: str) -> Reply:
    """Ask for a line, or read the one that follows the command."""
    stall = await tap.read(stall_of, tap.person)
    if stall is None:
        return stall_views.stall_form(tap.say, await tap.look(alley_names))
    if words:
        return await posted(tap, stall, words)
    await tap.ask("stock")
    return views.stock_ask(tap.say)


@routes.wish(AskStock)
async def ask_stock(tap: Tap, wish: AskStock) -> Reply:
    return await post(tap, "")


@routes.wish(ShowExamples)
async def show_examples(tap: Tap, wish: ShowExamples) -> Screen:
    return views.examples(tap.say)


@routes.answer("stock")
async def stock_written(tap: Tap, words: str, about: str) -> Reply:
    """`about` is how the key of a picture begins that came before its line."""
    stall = await tap.read(stall_of, tap.person)
    if stall is None:
        return await post(tap, "")
    picture = await tap.read(picture_beginning, about) if about else None
    return await posted(tap, stall, words, picture)


@routes.guess
async def line_written(tap: Tap, words: str) -> Reply | None:
    """What nobody asked for, from somebody with a stall, if it looks like stock."""
    stall = await tap.read(stall_of, tap.person)
    if stall is None or not _read(tap, stall, words[:LONGEST]).looks_like_stock:
        return None
    return await posted(tap, stall, words)


@routes.photo
async def photo_sent(tap: Tap, photo: Photo) -> Reply | None:
    """From somebody with a stall: its caption is the line."""
    stall = await tap.read(stall_of, tap.person)
    if stall is None or tap.expects.startswith("change:"):
        return None
    picture = await kept(tap, photo)
    if photo.caption:
        return await posted(tap, stall, photo.caption, picture)
    await tap.ask(f"stock:{picture[:BEGINNING]}")
    return views.picture_alone(tap.say)


async def posted(tap: Tap, stall: StallState, words: str, picture: str | None = None) -> Reply:
    """Keep what was read as a draft, show it back, and ask for what it lacks."""
    if len(words) > LONGEST:
        raise TooLong(len(words), LONGEST)
    read = _read(tap, stall, words)
    if not read.wares.lines:
        await tap.ask(f"stock:{picture[:BEGINNING]}" if picture else "stock")
        return views.no_line(tap.say)
    stood = await tap.read(has_stood, stall.id)
    drop = await tap.act(
        prepare,
        tap.acting,
        stall.id,
        read.wares,
        read.words,
        picture,
        tap.say.language,
        tap.now,
        tap.house.dice,
    )
    return await _understood(tap, drop, read, lacking(read.wares, stood))


def _read(tap: Tap, stall: StallState, words: str) -> Post:
    return read_post(words, stall.currency, tap.now.astimezone(ZoneInfo(stall.zone)).date())


async def _understood(tap: Tap, drop: int, read: Post, asked: list[str]) -> Reply:
    await tap.ask("")
    meant = next((each for each in read.unread if each.price is not None), None)
    if meant and PRICE in asked:
        others = ".".join(what for what in asked if what != PRICE)
        return views.stock_unclear(tap.say, await tap.read(own_drop, tap.acting, drop), meant, others)
    if asked:
        note = tap.say.sentences(*views.unread(tap.say, read.unread))
        return Shown(await ask_next(tap, drop, asked), note=note)
    facts = await tap.read(own_drop, tap.acting, drop)
    return views.own(tap.say, facts, link(tap, facts), read.unread)


async def ask_next(tap: Tap, drop: int, asked: list[str]) -> Screen:
    """The first question that is open, or the drop as it was understood."""
    facts = await tap.read(own_drop, tap.acting, drop)
    await tap.ask(f"lacking:{drop}/{'.'.join(asked)}" if asked else "")
    if not asked:
        return own(tap, facts)
    if asked[0] == WHEN:
        await tap.ask(f"change:{drop}/when")
        return when_choice(tap, facts)
    what, place = asked_of(asked[0])
    return change_views.change_ask(tap.say, facts, what, _line(facts, place))


@routes.answer("lacking")
async def lacking_told(tap: Tap, words: str, about: str) -> Screen:
    drop, _, rest = about.partition("/")
    first, *later = rest.split(".")
    what, place = asked_of(first)
    facts = await tap.read(own_drop, tap.acting, int(drop))
    line = _line(facts, place)
    price = read_price(words, facts.alley.currency, tap.today)
    number = read_number(words)
    if what == "quantity" and number is not None:
        await tap.act(change_quantity, tap.acting, line.id, number, tap.now)
    elif what == "price" and price is not None:
        await tap.act(change_price, tap.acting, line.id, price, tap.now)
    else:
        return change_views.change_ask(tap.say, facts, what, line)
    return await ask_next(tap, facts.id, later)


@routes.wish(ShowOwn)
async def show_own(tap: Tap, wish: ShowOwn) -> Screen:
    return own(tap, await tap.read(own_drop, tap.acting, wish.drop))


@routes.wish(UseReading)
async def use_reading(tap: Tap, wish: UseReading) -> Screen:
    facts = await tap.read(own_drop, tap.acting, wish.drop)
    await tap.act(change_price, tap.acting, facts.lines[0].id, wish.price, tap.now)
    return await ask_next(tap, wish.drop, known(wish.lacking))


@routes.wish(PublishDrop)
async def publish_drop(tap: Tap, wish: PublishDrop) -> Shown:
    await tap.act(publish, tap.acting, wish.drop, tap.house.beacon.kind, tap.now, tap.house.dice)
    return Shown(await show_own(tap, ShowOwn(drop=wish.drop)), toast=tap.say.plain("Published."))


@routes.wish(UndoDrop)
async def undo_drop(tap: Tap, wish: UndoDrop) -> Shown:
    if await tap.act(undo, tap.acting, wish.drop, tap.now):
        screen = await show_own(tap, ShowOwn(drop=wish.drop))
        return Shown(screen, toast=tap.say.plain("Unpublished. Nobody can see it now."))
    return Shown(views.examples(tap.say), toast=tap.say.plain("Discarded."))


async def done(tap: Tap, drop: int) -> Shown:
    """The drop as it is after a change, and how many were told."""
    await tap.ask("")
    facts = await tap.read(own_drop, tap.acting, drop)
    told = len(await tap.read(concerned, drop)) if facts.state != "draft" else 0
    if not told:
        return Shown(own(tap, facts), toast=tap.say.plain("Changed."))
    said = tap.say.many("Changed. We told {count} person.", "Changed. We told {count} people.", told)
    return Shown(own(tap, facts), toast=said.striptags())


def own(tap: Tap, facts: DropFacts) -> Screen:
    again = write_post(as_posted(facts), facts.alley.currency) if facts.state != "draft" else ""
    return views.own(tap.say, facts, link(tap, facts), again=again if len(again) <= COPIED else "")


def link(tap: Tap, facts: DropFacts) -> str:
    return f"https://t.me/{tap.house.username}?start=d_{facts.code}"


def when_choice(tap: Tap, facts: DropFacts) -> Screen:
    """The days that come."""
    today = tap.now.astimezone(ZoneInfo(facts.alley.zone)).date()
    return change_views.when_choice(tap.say, facts, [today + timedelta(days=ahead) for ahead in range(DAYS)])


def _line(facts: DropFacts, place: int) -> LineFacts:
    return facts.lines[min(place, len(facts.lines)) - 1]


def read_number(words: str) -> int | None:
    number = folded(words).strip().replace(",", "")
    return int(number) if number.isdecimal() and len(number) <= 7 else None
