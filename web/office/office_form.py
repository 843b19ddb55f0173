"""A form of the office: for whoever is signed in, in the office's frame. What is sent after a right was lost changes nothing, and the answer says so."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from aiohttp import web

from locales.say import Say
from market.office_session import OfficeReader
from market.refusal import Refusal
from web.office.office_page import NO_PAGE, Office, OfficeRequest, refused_html, signed_in
from web.office.screen_page import number_of
from web.office.sign_in_page import how_html
from web.parts.form import FormPage, PageForm, ShownForm, add_form_page
from web.parts.frame import PageRequest
from web.security_headers import FORM_POLICY, POLICY

Posted = TypeVar("Posted", bound=PageForm)


class ActOnce(Protocol):
    """Do an action of the market, once for a number; None where it was done before."""

    def __call__(
        self, reader: OfficeReader, say: Say, action: Callable[..., Any], /, *, number: int, **fields: Any
    ) -> Awaitable[Any]: ...


@dataclass(frozen=True, kw_only=True)
class OfficeForm(Generic[Posted]):
    """A page of the office with a form. `show` returns its HTML, `act` does what it asks for, once for a number, and returns the path of its outcome.

    What `show` raises as a Refusal is said on a page, what `act` raises above the form. `params` are the parameters that the page knows.
    """

    path: str
    kind: type[Posted]
    button: Callable[[Say], str]
    show: Callable[[OfficeRequest, ShownForm], Awaitable[str]]
    act: Callable[[OfficeRequest, Posted, int], Awaitable[str]]
    params: tuple[str, ...] = ()


def add_office_form(app: web.Application, office: Office, form: OfficeForm[Any]) -> None:
    """Add `GET` and `POST` of a form. Others are led to signing in, or read that nothing was done."""

    async def show(page_request: PageRequest, shown: ShownForm) -> str:
        reader = await (
            signed_in(page_request, office) if shown.is_new else _still_here(page_request, office)
        )
        office_request = OfficeRequest(page=page_request, reader=reader)
        try:
            return await form.show(office_request, shown)
        except Refusal as refusal:
            if type(refusal) in NO_PAGE:
                raise
            raise _forbidden(refused_html(office, office_request, refusal)) from refusal

    async def act(page_request: PageRequest, posted: Any) -> str:
        reader = await _still_here(page_request, office)
        return await form.act(
            OfficeRequest(page=page_request, reader=reader), posted, number_of(page_request.token)
        )

    page = FormPage(
        kind=form.kind,
        button=form.button,
        site=office.site,
        show=show,
        unknown=lambda say: (say("Office"), say("There is no page at this address.")),
        act=act,
        params=form.params,
    )
    add_form_page(app, form.path, page, office.tokens)


async def _still_here(page_request: PageRequest, office: Office) -> OfficeReader:
    """Return who sends a form. Raises HTTPForbidden, which says that nothing was done, for somebody who is not signed in any more."""
    reader = await office.find_reader(page_request.session) if page_request.session else None
    if reader is None:
        raise _forbidden(how_html(page_request, office.site, is_refused=True))
    return reader


def _forbidden(html: str) -> web.HTTPForbidden:
    forbidden = web.HTTPForbidden(text=html, content_type="text/html", headers={"Cache-Control": "no-store"})
    forbidden[POLICY] = FORM_POLICY
    return forbidden
