"""The last day of a licence or a permit: shown, asked for, set and forgotten."""

from datetime import date

from handlers.paper import views
from handlers.paper.callbacks import AskLastDay, ChooseLastDay, ForgetLastDay, ShowPaper
from handlers.stock.when import read_day
from handlers.stock.words import folded
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Photo, Tap
from locales.formats import full_day
from locales.refusals import sentence
from market.drop.planned import span
from market.paper import Paper, own_paper, set_last_day
from market.refusal import ButtonForged, LastDayOver, LastDayTooFar

routes = Routes()

QUESTION = "paper"


@routes.wish(ShowPaper)
async def show_paper(tap: Tap, wish: ShowPaper) -> Screen:
    paper = await tap.read(own_paper, tap.acting, wish.kind, wish.of)
    if paper.until is None:
        return await _ask(tap, paper)
    return views.paper_page(tap.say, paper, paper.until)


@routes.wish(AskLastDay)
async def ask_last_day(tap: Tap, wish: AskLastDay) -> Screen:
    return await _ask(tap, await tap.read(own_paper, tap.acting, wish.kind, wish.of))


async def _ask(tap: Tap, paper: Paper) -> Screen:
    await tap.ask(f"{QUESTION}:{paper.kind}/{paper.of}")
    return views.last_day_ask(tap.say, paper, paper.today(tap.now))


@routes.photo
async def photo_sent(tap: Tap, photo: Photo) -> Shown | None:
    """In answer to the question, and nothing else; the question stays."""
    question, _, about = tap.expects.partition(":")
    if question != QUESTION:
        return None
    kind, _, of = about.partition("/")
    paper = await tap.read(own_paper, tap.acting, kind, int(of))
    asked = views.last_day_ask(tap.say, paper, paper.today(tap.now))
    return Shown(asked, note=tap.say("Photos are not kept. Write the expiry date."))


@routes.answer(QUESTION)
async def last_day_said(tap: Tap, words: str, about: str) -> Shown:
    """What cannot be is asked for again."""
    kind, _, of = about.partition("/")
    paper = await tap.read(own_paper, tap.acting, kind, int(of))
    asked = views.last_day_ask(tap.say, paper, paper.today(tap.now))
    day, _ = read_day(folded(words), paper.today(tap.now))
    if day is None:
        return Shown(asked, note=tap.say("I could not find a date in that. Write it like 24/12/2026."))
    try:
        shown = await _set(tap, kind, int(of), day)
    except (LastDayOver, LastDayTooFar) as refusal:
        return Shown(asked, note=sentence(tap.say, type(refusal).__name__, refusal.facts()))
    await tap.ask("")
    return shown


@routes.wish(ChooseLastDay)
async def set_by_tap(tap: Tap, wish: ChooseLastDay) -> Shown:
    days = span(str(wish.day))
    if days is None or days[0] != days[1]:
        raise ButtonForged
    return await _set(tap, wish.kind, wish.of, days[0])


async def _set(tap: Tap, kind: str, of: int, day: date) -> Shown:
    await tap.act(set_last_day, tap.acting, kind, of, day, tap.house.admins, tap.now)
    paper = await tap.read(own_paper, tap.acting, kind, of)
    toast = tap.say.plain("Expiry date set: {day}.", day=full_day(tap.say, day))
    return Shown(views.paper_page(tap.say, paper, paper.until or day), toast=toast)


@routes.wish(ForgetLastDay)
async def forget_last_day(tap: Tap, wish: ForgetLastDay) -> Shown:
    await tap.act(set_last_day, tap.acting, wish.kind, wish.of, None, tap.house.admins, tap.now)
    screen = await show_paper(tap, ShowPaper(kind=wish.kind, of=wish.of))
    return Shown(screen, toast=tap.say.plain("Date removed. No reminders."))
