"""Signing in to the office: a link from the chat opens a page, and its button signs the browser in. Signing out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web
from markupsafe import Markup

from locales.say import Say
from market.office_session import OfficeLinkGone
from web.office.office_page import IDLE_SECONDS, PATH
from web.parts.form import FormPage, PageForm, ShownForm, add_form_page
from web.parts.form_token import FormTokens
from web.parts.frame import PageRequest, Site, page_html
from web.parts.public_page import SESSION, add_public_page
from web.parts.verdict_page import verdict_html


class SignInForm(PageForm):
    """It asks nothing: opening a link changes nothing, so a button uses it up."""


class SignOutForm(PageForm):
    """It asks nothing."""


@dataclass(frozen=True, kw_only=True)
class SignInPages:
    """Where the pages come from. `sign_in` uses a link up and returns the secret of the cookie, or raises a Refusal."""

    site: Site
    tokens: FormTokens
    works: Callable[[str], Awaitable[bool]]
    sign_in: Callable[[str], Awaitable[str]]
    sign_out: Callable[[str], Awaitable[None]]


def add_sign_in_pages(app: web.Application, pages: SignInPages) -> None:
    """Add `/office/in`, `/office/in/CODE` and `/office/out`."""

    async def how(page_request: PageRequest) -> str:
        return how_html(page_request, pages.site)

    async def show(page_request: PageRequest, form: ShownForm) -> str:
        if not (form.problem or await pages.works(page_request.secret)):
            raise OfficeLinkGone
        return sign_in_html(page_request, pages.site, form)

    async def sign_in(page_request: PageRequest, _: SignInForm) -> web.HTTPSeeOther:
        secret = await pages.sign_in(page_request.secret)
        outcome = web.HTTPSeeOther(PATH)
        set_office_cookie(outcome, pages.site, secret)
        return outcome

    async def ask(page_request: PageRequest, form: ShownForm) -> str:
        return sign_out_html(page_request, pages.site, form)

    async def sign_out(page_request: PageRequest, _: SignOutForm) -> web.HTTPSeeOther:
        await pages.sign_out(page_request.session)
        outcome = web.HTTPSeeOther(f"{PATH}/in")
        outcome.del_cookie(SESSION, path=PATH)
        return outcome

    def gone(say: Say) -> tuple[Markup, Markup]:
        return say("Office"), say("This link no longer works. Write /office to the bot for a new one.")

    signing_in = FormPage(
        kind=SignInForm,
        site=pages.site,
        button=lambda say: say.label("Sign in"),
        show=show,
        unknown=gone,
        act=sign_in,
    )
    signing_out = FormPage(
        kind=SignOutForm,
        site=pages.site,
        button=lambda say: say.label("Sign out"),
        show=ask,
        unknown=gone,
        act=sign_out,
    )
    add_public_page(app, f"{PATH}/in", how, site=pages.site, unknown=gone)
    add_form_page(app, f"{PATH}/in/{{secret}}", signing_in, pages.tokens)
    add_form_page(app, f"{PATH}/out", signing_out, pages.tokens)


def set_office_cookie(response: web.StreamResponse, site: Site, secret: str) -> None:
    """Let a browser keep the secret of its session, for the office alone."""
    response.set_cookie(
        SESSION,
        secret,
        path=PATH,
        max_age=IDLE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=site.public_url.startswith("https://"),
    )


def sign_in_html(page_request: PageRequest, site: Site, form: ShownForm) -> str:
    """Return the page with the button that signs the browser in."""
    say = page_request.say
    return page_html(
        "form_page.html",
        page_request,
        site,
        title=say.label("Office"),
        heading=say.label("Office"),
        lines=(
            say("Sign in on this browser? On a computer that others use, please sign out when you leave."),
        ),
        form=form,
    )


def sign_out_html(page_request: PageRequest, site: Site, form: ShownForm) -> str:
    """Return the page with the button that signs the browser out."""
    say = page_request.say
    return page_html(
        "form_page.html",
        page_request,
        site,
        title=say.label("Sign out"),
        heading=say.label("Sign out"),
        lines=(say("To come back, ask for a new link in the chat: /office"),),
        form=form,
    )


def how_html(page_request: PageRequest, site: Site, *, is_refused: bool = False) -> str:
    """Return the page that says how one signs in. `is_refused`: what was sent from a page of the office was not done."""
    say = page_request.say
    not_done = (
        (say("Nothing was done: you signed out, or no longer have a role here."),) if is_refused else ()
    )
    return verdict_html(
        page_request,
        site,
        title=say("Office"),
        look="plain",
        verdict=say("You are not signed in."),
        lines=(
            *not_done,
            say("Write /office to the bot, and open the link that it sends you."),
            say("The office is for organisers, for people of a stall and for staff of a hub."),
        ),
        links=((say.label("Open in Telegram"), site.chat_link("office")),),
    )
