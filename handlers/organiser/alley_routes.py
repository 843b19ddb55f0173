"""Adding an alley: its name, then its place; the rest is read off the map and can be changed."""

from handlers.organiser import alley_views as views
from handlers.organiser.callbacks import AddAlley, AskAlley, ChooseZone, ShowAlleys, ShowZones
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Tap
from locales.refusals import sentence
from locales.words import name
from market.alley_zone import read_place, zones_near
from market.organiser.alleys import (
    add_alley,
    alley_draft,
    choose_zone,
    name_alley,
    name_city,
    overseen_alleys,
    place_alley,
)
from market.refusal import NameUnfit, PlaceUnfit, Refusal

routes = Routes()

QUESTION = "alley"
ZONES = 9


@routes.wish(ShowAlleys)
async def alleys(tap: Tap, wish: ShowAlleys) -> Screen:
    return views.alley_list(tap.say, await tap.read(overseen_alleys, tap.acting))


@routes.wish(AskAlley)
async def ask(tap: Tap, wish: AskAlley) -> Screen:
    await tap.read(alley_draft, tap.acting)
    return await _ask(tap, wish.what if wish.what in ("place", "city") else "name")


async def _ask(tap: Tap, what: str) -> Screen:
    await tap.ask(f"{QUESTION}:{what}")
    return views.alley_ask(tap.say, what)


@routes.answer(QUESTION)
async def answered(tap: Tap, words: str, about: str) -> Screen | Shown:
    """What cannot be is asked for again."""
    try:
        if about == "place":
            await tap.act(place_alley, tap.acting, *(read_place(words) or (999.0, 999.0)))
        else:
            await tap.act(name_city if about == "city" else name_alley, tap.acting, words)
    except (NameUnfit, PlaceUnfit) as refusal:
        return _again(tap, about, refusal)
    return await _next(tap)


@routes.location
async def shared(tap: Tap, latitude: float, longitude: float) -> Screen | None:
    """A location counts only where it was asked for."""
    if tap.expects != f"{QUESTION}:place":
        return None
    await tap.act(place_alley, tap.acting, latitude, longitude)
    return await _next(tap)


def _again(tap: Tap, what: str, refusal: Refusal) -> Shown:
    note = sentence(tap.say, type(refusal).__name__, refusal.facts())
    return Shown(views.alley_ask(tap.say, what), note=note)


async def _next(tap: Tap) -> Screen:
    draft = await tap.read(alley_draft, tap.acting)
    if not draft.name:
        return await _ask(tap, "name")
    if draft.latitude is None:
        return await _ask(tap, "place")
    await tap.ask("")
    return views.alley_drafted(tap.say, draft)


@routes.wish(ShowZones)
async def zones(tap: Tap, wish: ShowZones) -> Screen:
    draft = await tap.read(alley_draft, tap.acting)
    if draft.latitude is None or draft.longitude is None:
        return await _ask(tap, "place")
    return views.zone_list(tap.say, zones_near(draft.latitude, draft.longitude, ZONES))


@routes.wish(ChooseZone)
async def zone(tap: Tap, wish: ChooseZone) -> Screen:
    await tap.act(choose_zone, tap.acting, wish.zone)
    return await _next(tap)


@routes.wish(AddAlley)
async def add(tap: Tap, wish: AddAlley) -> Shown:
    added = await tap.act(add_alley, tap.acting, tap.house.dice)
    return Shown(
        await alleys(tap, ShowAlleys()), toast=tap.say.plain("Added: {alley}.", alley=name(added, 40))
    )
