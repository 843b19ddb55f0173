"""People: naming organisers, finding somebody, shutting the market to them."""

from handlers.organiser import people_views as views
from handlers.organiser.callbacks import (
    AskBan,
    AskPeople,
    BanPerson,
    NameOrganiser,
    RemoveOrganiser,
    ShowOrganisers,
    ShowPerson,
    UnbanPerson,
)
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Tap
from market.organiser.ban import ban, unban
from market.organiser.home import overview
from market.organiser.people import find_people, person_page
from market.organiser.roles import name_organiser, organisers, remove_organiser
from market.refusal import TooLong

routes = Routes()

QUESTION, LONGEST = "people", 200


@routes.wish(ShowOrganisers)
async def show_organisers(tap: Tap, wish: ShowOrganisers) -> Screen:
    named = await tap.read(organisers, tap.acting, tap.house.admins)
    return views.organiser_list(tap.say, named, tap.house.zone)


@routes.wish(AskPeople)
async def ask(tap: Tap, wish: AskPeople) -> Screen:
    await tap.read(overview, tap.acting, tap.now)
    await tap.ask(QUESTION)
    return views.people_ask(tap.say)


@routes.answer(QUESTION)
async def found(tap: Tap, words: str, about: str) -> Screen:
    if len(words) > LONGEST:
        raise TooLong(len(words), LONGEST)
    count, people = await tap.read(find_people, tap.acting, words, tap.house.admins)
    await tap.ask("")
    return views.people_found(tap.say, words, count, people, tap.house.zone)


@routes.wish(ShowPerson)
async def show_person(tap: Tap, wish: ShowPerson) -> Screen:
    person = await tap.read(person_page, tap.acting, wish.person, tap.house.admins)
    return views.person_card(tap.say, person, tap.house.zone)


async def _shown(tap: Tap, person: int, toast: str) -> Shown:
    return Shown(await show_person(tap, ShowPerson(person=person)), toast=toast)


@routes.wish(NameOrganiser)
async def name(tap: Tap, wish: NameOrganiser) -> Shown:
    await tap.act(name_organiser, tap.acting, wish.person, tap.now)
    return await _shown(tap, wish.person, tap.say.plain("Made organiser. We told them."))


@routes.wish(RemoveOrganiser)
async def remove(tap: Tap, wish: RemoveOrganiser) -> Shown:
    await tap.act(remove_organiser, tap.acting, wish.person, tap.house.admins)
    return await _shown(tap, wish.person, tap.say.plain("Organiser role removed."))


@routes.wish(AskBan)
async def ask_ban(tap: Tap, wish: AskBan) -> Screen:
    person = await tap.read(person_page, tap.acting, wish.person, tap.house.admins)
    return views.ban_confirm(tap.say, person)


@routes.wish(BanPerson)
async def ban_person(tap: Tap, wish: BanPerson) -> Shown:
    await tap.act(ban, tap.acting, wish.person, tap.house.admins, tap.now)
    return await _shown(tap, wish.person, tap.say.plain("Banned. We told them."))


@routes.wish(UnbanPerson)
async def unban_person(tap: Tap, wish: UnbanPerson) -> Shown:
    await tap.act(unban, tap.acting, wish.person)
    return await _shown(tap, wish.person, tap.say.plain("Ban lifted."))
