"""Screens of the chat in a browser: shown by GET, which changes nothing; tapped and answered by POST."""

from dataclasses import dataclass, replace
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import quote, unquote

from aiohttp import web
from markupsafe import Markup

from web.office.office_page import (
    PATH,
    Office,
    OfficeRequest,
    notice_html,
    office_html,
    office_response,
    screen_path,
    signed_in,
)
from web.office.screens import ChangesSomething, PageButton, PageScreen, ScreenOutcome
from web.office.sign_in_page import how_html
from web.parts.form import browser_of, is_foreign, keep_browser, posted_fields
from web.parts.form_token import new_browser
from web.parts.public_page import read_page_request

ROUTE = f"{PATH}/screen/{{data:.{{1,200}}}}"
SAID_COOKIE, SAID_SECONDS, LONGEST_SAID = "said", 60, 600
START = "s"
"""The data of the chat's first screen."""
LONGEST_FIELD = 4096
"""Characters of a field, as of a message in the chat."""


@dataclass(frozen=True, kw_only=True)
class ShownScreen:
    """A screen on its page, with the token of its forms. `at` is what its own button carries; `said` stands above it, or why nothing was done, `problem`."""

    screen: PageScreen
    at: str
    token: str
    said: str
    problem: Markup | None = None


def add_screen_pages(app: web.Application, office: Office) -> None:
    """Add `GET` and `POST /office/screen/DATA`."""

    async def show(request: web.Request) -> web.Response:
        office_request = await _office_request(request, office)
        say, data = office_request.page.say, request.match_info["data"]
        said = unquote(request.cookies.get(SAID_COOKIE, ""))[:LONGEST_SAID]
        try:
            outcome = await office.screens.show(office_request.reader, say, data)
        except ChangesSomething:
            button = PageButton(label=say.label("Continue"), data=data, look="primary")
            outcome = ScreenOutcome(
                screen=PageScreen(
                    text=say("This changes something: please press the button."), rows=((button,),)
                )
            )
        return _shown(request, office, office_request, replace(outcome, said=said or outcome.said))

    async def post(request: web.Request) -> web.Response:
        try:
            office_request = await _office_request(request, office)
        except web.HTTPSeeOther:
            html = how_html(read_page_request(request), office.site, is_refused=True)
            return office_response(request, html, HTTPStatus.FORBIDDEN)
        fields = await posted_fields(request)
        if fields is None:
            return await _not_done(request, office, office_request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if any(len(value) > LONGEST_FIELD for value in fields.values()):
            return await _not_done(request, office, office_request, HTTPStatus.UNPROCESSABLE_ENTITY)
        token, question = fields.get("token", ""), fields.get("question", "")
        if is_foreign(request) or not office.tokens.is_good(token, token_path(question), browser_of(request)):
            return await _not_done(request, office, office_request, HTTPStatus.FORBIDDEN)
        office.tokens.use(token)
        outcome = await _done(request, office, office_request, fields)
        if outcome.screen is None:
            raise _redirect(screen_path(outcome.leads_to or fields.get("at", START)), outcome.said)
        return _shown(request, office, office_request, outcome)

    app.router.add_get(ROUTE, show)
    app.router.add_post(ROUTE, post)


def number_of(token: str) -> int:
    """Return the number under which the effect of a token is stored once: negative, since Telegram's updates have the others."""
    return -1 - int.from_bytes(sha256(token.encode()).digest()[:7])


async def _office_request(request: web.Request, office: Office) -> OfficeRequest:
    page_request = read_page_request(request)
    return OfficeRequest(page=page_request, reader=await signed_in(page_request, office))


async def _done(
    request: web.Request, office: Office, office_request: OfficeRequest, fields: dict[str, str]
) -> ScreenOutcome:
    """Give what was posted to the chat's own handlers: words that answer a question, or the tap of a button."""
    reader, say, number = office_request.reader, office_request.page.say, number_of(fields["token"])
    if "words" in fields:
        question, words = fields.get("question", ""), fields["words"].replace("\r\n", "\n")
        return await office.screens.answer(reader, say, question, words=words, number=number)
    return await office.screens.press(reader, say, request.match_info["data"], number=number)


async def _not_done(
    request: web.Request, office: Office, office_request: OfficeRequest, status: HTTPStatus
) -> web.Response:
    """Return the screen as it is, and why nothing was done."""
    say = office_request.page.say
    if status is HTTPStatus.FORBIDDEN:
        problem = say(
            "This page was open too long, or was sent already. Nothing was done. Please send it again."
        )
    else:
        problem = say("This could not be read. Nothing was done. Please send it again, shorter.")
    try:
        outcome = await office.screens.show(office_request.reader, say, request.match_info["data"])
    except ChangesSomething:
        outcome = ScreenOutcome(screen=PageScreen(text=Markup()))
    return _shown(request, office, office_request, outcome, status=status, problem=problem)


def _shown(
    request: web.Request,
    office: Office,
    office_request: OfficeRequest,
    outcome: ScreenOutcome,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    problem: Markup | None = None,
) -> web.Response:
    """Return the page of a screen, with a token for its buttons and its field."""
    if outcome.screen is None:
        notice = outcome.said or office_request.page.say("There is no page at this address.")
        return office_response(request, notice_html(office, office_request, notice), HTTPStatus.NOT_FOUND)
    browser = browser_of(request) or new_browser()
    token = office.tokens.issue(token_path(outcome.screen.question), browser)
    shown = ShownScreen(
        screen=outcome.screen,
        at=request.match_info["data"],
        token=token,
        said=outcome.said,
        problem=problem,
    )
    response = office_response(request, screen_html(office, office_request, shown), status)
    keep_browser(request, response, browser)
    if SAID_COOKIE in request.cookies:
        response.del_cookie(SAID_COOKIE, path=PATH)
    return response


def screen_html(office: Office, office_request: OfficeRequest, shown: ShownScreen) -> str:
    """Return the page of a screen."""
    say = office_request.page.say
    return office_html(
        "office_screen.html",
        office,
        office_request,
        title=say.plain("Office"),
        shown=shown,
        preview_label=say("As others get it"),
        send_label=say.label("OK"),
        answer_label=say.plain("Write here"),
        copy_label=say.plain("To copy"),
    )


def _redirect(path: str, toast: str) -> web.HTTPSeeOther:
    """Return the way to a screen, above which a toast stands once."""
    outcome = web.HTTPSeeOther(path)
    if toast:
        outcome.set_cookie(
            SAID_COOKIE,
            quote(toast[:LONGEST_SAID]),
            path=PATH,
            max_age=SAID_SECONDS,
            httponly=True,
            samesite="Lax",
        )
    return outcome


def token_path(question: str) -> str:
    """Return what a token is for: a tap, or the answer to a question, which nobody else can make up."""
    return f"{PATH}/screen\n{question}"
