"""The office of the demo with one click: its browser is signed in as the organiser, without a link. No other command has this route."""

from typing import TYPE_CHECKING

from aiohttp import web

from market.address import person_at
from market.office_session import begin_office_session
from web.office.office_page import PATH
from web.office.sign_in_page import set_office_cookie

if TYPE_CHECKING:
    from bot.app import App

OFFICE_PATH = "/demo/office"


def add_demo_office(pages: web.Application, *, app: "App", telegram_id: int) -> None:
    """Add `GET /demo/office`, which signs the browser in as a person of the demo."""

    async def open_office(request: web.Request) -> web.Response:
        office = app.office
        person = await app.store.read_page(person_at, telegram_id)
        assert person is not None, "the seed has them"
        secret = await app.store.write(begin_office_session, person, app.now(), rng=office.rng)
        response = web.HTTPSeeOther(PATH)
        set_office_cookie(response, office.site, secret)
        raise response

    pages.router.add_get(OFFICE_PATH, open_office)
