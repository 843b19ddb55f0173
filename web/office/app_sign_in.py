"""Signing in to the office inside Telegram: a script hands over what Telegram signed, and gets a session, or a link where no cookie is kept."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from aiohttp import web
from markupsafe import Markup

from locales.refusals import sentence
from locales.say import Say
from market.office_session import AppOpening
from market.refusal import Refusal
from web.init_data import InitDataForged
from web.office.office_page import PATH
from web.office.sign_in_page import set_office_cookie
from web.parts.form import is_foreign, posted_fields
from web.parts.frame import PageRequest, Site, page_html
from web.parts.public_page import add_public_page, read_page_request
from web.security_headers import APP_POLICY

APP_PATH = f"{PATH}/app"


@dataclass(frozen=True, kw_only=True)
class AppSignIn:
    """Where signing in comes from. `read` raises InitDataForged; `sign_in` returns the secret of the cookie and `make_link` the code of a link.

    Both raise a Refusal.
    """

    site: Site
    read: Callable[[str], Awaitable[AppOpening]]
    sign_in: Callable[[AppOpening], Awaitable[str]]
    make_link: Callable[[AppOpening], Awaitable[str]]


def add_app_sign_in(app: web.Application, by_app: AppSignIn) -> None:
    """Add `GET /office/app`, a page that is opened inside Telegram, and `POST /office/app`, to which its script sends the init data.

    The answer has the path to go to, or the path of a link for another browser where the page is in a frame; or the words of a refusal.
    """

    async def show(page_request: PageRequest) -> str:
        return app_html(page_request, by_app.site)

    def unknown(say: Say) -> tuple[Markup, Markup]:
        return say("Office"), say("There is no page at this address.")

    async def post(request: web.Request) -> web.Response:
        say = read_page_request(request).say
        fields = await posted_fields(request)
        if fields is None or is_foreign(request):
            return _refused(say("This could not be read. Nothing was done."))
        try:
            opening = await by_app.read(fields.get("init_data", ""))
            if fields.get("framed"):
                return _answer({"link": f"{PATH}/in/{await by_app.make_link(opening)}"})
            secret = await by_app.sign_in(opening)
        except InitDataForged:
            return _refused(
                say("Telegram did not say just now that it is you. Please close this page and open it again.")
            )
        except Refusal as refusal:
            return _refused(sentence(say, type(refusal).__name__, refusal.facts()))
        response = _answer({"path": PATH})
        set_office_cookie(response, by_app.site, secret)
        return response

    add_public_page(app, APP_PATH, show, site=by_app.site, unknown=unknown, policy=APP_POLICY)
    app.router.add_post(APP_PATH, post)


def app_html(page_request: PageRequest, site: Site) -> str:
    """Return the page. Without a script, or in a browser of its own, it says how one signs in."""
    say = page_request.say
    return page_html(
        "office_app.html",
        page_request,
        site,
        title=say.plain("Office"),
        heading=say.plain("Office"),
        how=say("Write /office to the bot, and open the link that it sends you."),
        wait=say("One moment, please."),
        failed=say("That did not work. Please close this page and open it again."),
        in_browser=say(
            "Here it is shown in a frame that stays signed out. This link works once, for 15 minutes."
        ),
        link_label=say.label("Open in a browser"),
    )


def _answer(content: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    response = web.json_response(content, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _refused(words: Markup) -> web.Response:
    return _answer({"words": words.striptags()}, HTTPStatus.FORBIDDEN)
