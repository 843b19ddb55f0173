"""Forms: a typed class becomes a form, and what was posted becomes a value of it, or errors beside its fields."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from http import HTTPStatus
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, ValidationError

from locales.formats import format_number
from locales.refusals import sentence
from locales.say import Say
from market.refusal import Refusal
from web.parts.form_token import BROWSER, FormTokens, new_browser
from web.parts.frame import PageRequest, Site
from web.parts.public_page import read_page_request
from web.parts.reader import keep_language
from web.parts.verdict_page import UnknownWords, unknown_code_html
from web.security_headers import FORM_POLICY, POLICY

BROWSER_COOKIE, TOKEN_FIELD = "form", "token"
Typed = str | bytes | tuple[str, ...]
"""The value of a field as it was sent: several where several may be chosen, the bytes of a file."""
Pairs = Sequence[tuple[str, str | bytes]]
MOST_BYTES, MOST_FIELDS = 64 * 1024, 64
MOST_FILE_BYTES = 1024 * 1024 + MOST_BYTES
"""What is read of a form with a file."""


class PageForm(BaseModel):
    """A form. Each field has a Control in its annotation; spaces around what was typed are cut off."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True, extra="ignore")


class ControlKind(StrEnum):
    TEXT = "text"
    LINES = "lines"
    DAY = "day"
    CHOICE = "choice"
    SEVERAL = "several"
    BUTTONS = "buttons"
    FILE = "file"


@dataclass(frozen=True, kw_only=True)
class Control:
    """The way a field is asked for. A choice has its values with their words; of `SEVERAL`, any number may be chosen.

    `BUTTONS` are other ways to send the form, which tell it their value.
    """

    label: Callable[[Say], str]
    hint: Callable[[Say], str] | None = None
    kind: ControlKind = ControlKind.TEXT
    choices: Callable[[Say], Mapping[str, str]] | None = None


@dataclass(frozen=True, kw_only=True)
class FormField:
    """A field as `form.html` shows it, with what was typed and what is wrong with it."""

    name: str
    label: str
    hint: str
    kind: ControlKind
    choices: Mapping[str, str]
    value: Typed
    error: Markup | None
    is_required: bool
    longest: int | None


@dataclass(frozen=True, kw_only=True)
class FieldOffer:
    """The choices of a field as they are now, the hint above it, and the value that it begins with."""

    value: Typed
    choices: Mapping[str, str] | None = None
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class ShownForm:
    """A form on its page. `problem` is what is wrong with all of it; `is_new`: nothing was sent yet."""

    fields: tuple[FormField, ...]
    token: str
    problem: Markup | None
    button: str
    is_new: bool

    @property
    def has_file(self) -> bool:
        return any(field.kind is ControlKind.FILE for field in self.fields)

    def offering(self, offers: Mapping[str, FieldOffer]) -> "ShownForm":
        """Return the form with what the market offers now; what was typed stays."""
        return replace(
            self, fields=tuple(self._offering(each, offers.get(each.name)) for each in self.fields)
        )

    def _offering(self, field: FormField, offer: FieldOffer | None) -> FormField:
        if offer is None:
            return field
        value = offer.value if self.is_new else field.value
        choices = field.choices if offer.choices is None else offer.choices
        return replace(field, choices=choices, hint=offer.hint or field.hint, value=value)


Posted = TypeVar("Posted", bound=PageForm)


@dataclass(frozen=True, kw_only=True)
class FormPage(Generic[Posted]):
    """A page with a form: `show` returns its HTML; `act` does what it asks for and returns the path of its outcome, or the way there with cookies.

    Both raise a Refusal of the market: `show` where there is no such page; that of `act` is shown above the form.
    `params` are the parameters of its address that the page knows.
    """

    kind: type[Posted]
    button: Callable[[Say], str]
    site: Site
    show: Callable[[PageRequest, ShownForm], Awaitable[str]]
    unknown: UnknownWords
    act: Callable[[PageRequest, Posted], Awaitable[str | web.HTTPSeeOther]]
    params: tuple[str, ...] = ()


def add_form_page(app: web.Application, path: str, page: FormPage[Any], tokens: FormTokens) -> None:
    """Add `GET path` with a form, and `POST path`, which alone does something."""

    async def show(request: web.Request) -> web.Response:
        return await _answer(request, page, tokens, typed={}, status=HTTPStatus.OK)

    async def post(request: web.Request) -> web.Response:
        page_request = read_page_request(request, page.params)
        answer = partial(_answer, request, page, tokens)
        has_file = any(control.kind is ControlKind.FILE for _, control in _controls(page.kind))
        pairs = await (_posted_parts(request) if has_file else _posted_pairs(request))
        if pairs is None:
            unreadable = page_request.say(
                "This could not be read. Nothing was done. Please send it again, shorter."
            )
            return await answer(typed={}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, problem=unreadable)
        typed = _typed(page.kind, pairs)
        token = str(dict(pairs).get(TOKEN_FIELD, ""))
        if is_foreign(request) or not tokens.is_good(token, request.path, browser_of(request)):
            stale = page_request.say(
                "This page was open too long, or was sent already. Nothing was done. Please send it again."
            )
            return await answer(typed=typed, status=HTTPStatus.FORBIDDEN, problem=stale)
        try:
            form = page.kind.model_validate(typed)
        except ValidationError as wrong:
            errors = field_errors(page_request.say, wrong)
            return await answer(typed=typed, status=HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors)
        tokens.use(token)
        try:
            outcome = await page.act(replace(page_request, token=token), form)
        except Refusal as refusal:
            said = sentence(page_request.say, type(refusal).__name__, refusal.facts())
            return await answer(typed=typed, status=HTTPStatus.CONFLICT, problem=said)
        raise web.HTTPSeeOther(outcome) if isinstance(outcome, str) else outcome

    app.router.add_get(path, show)
    app.router.add_post(path, post)


async def _answer(
    request: web.Request,
    page: FormPage[Any],
    tokens: FormTokens,
    /,
    *,
    typed: Mapping[str, Typed],
    status: HTTPStatus,
    errors: Mapping[str, Markup] | None = None,
    problem: Markup | None = None,
) -> web.Response:
    """Return the page with its form, and what was typed in it."""
    page_request = read_page_request(request, page.params)
    browser = browser_of(request) or new_browser()
    form = ShownForm(
        fields=form_fields(page_request.say, page.kind, typed, errors or {}),
        token=tokens.issue(request.path, browser),
        problem=problem,
        button=page.button(page_request.say),
        is_new=request.method == "GET",
    )
    try:
        html = await page.show(page_request, form)
    except Refusal:
        status, html = HTTPStatus.NOT_FOUND, unknown_code_html(page_request, page.site, page.unknown)
    response = web.Response(status=status, text=html, content_type="text/html")
    response[POLICY] = FORM_POLICY
    response.headers["Cache-Control"] = "no-store"
    keep_browser(request, response, browser)
    keep_language(request, response)
    return response


def keep_browser(request: web.Request, response: web.StreamResponse, browser: str) -> None:
    """Let a browser keep what ties its tokens to it."""
    response.set_cookie(
        BROWSER_COOKIE,
        browser,
        httponly=True,
        samesite="Strict",
        secure=request.headers.get("X-Forwarded-Proto") == "https",
    )


def browser_of(request: web.Request) -> str:
    """Return the value of the cookie that ties tokens to a browser; "" where it has none of ours."""
    given = request.cookies.get(BROWSER_COOKIE, "")
    return given if BROWSER.fullmatch(given) else ""


async def posted_fields(request: web.Request) -> dict[str, str] | None:
    """Return the fields of a POST, the last of each name; None where it is too large, or not what a form sends."""
    pairs = await _posted_pairs(request)
    return None if pairs is None else dict(pairs)


async def _posted_parts(request: web.Request) -> Pairs | None:
    """Return the fields of a form with a file; None where it is too large, or not what such a form sends."""
    if request.content_type != "multipart/form-data":
        return None
    try:
        posted = await request.clone(client_max_size=MOST_FILE_BYTES).post()
    except (ValueError, web.HTTPRequestEntityTooLarge):
        return None
    return [
        (name, value.file.read() if isinstance(value, web.FileField) else str(value))
        for name, value in posted.items()
    ]


async def _posted_pairs(request: web.Request) -> list[tuple[str, str]] | None:
    if request.content_type != "application/x-www-form-urlencoded":
        return None
    try:
        body = await request.clone(client_max_size=MOST_BYTES).read()
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except (ValueError, web.HTTPRequestEntityTooLarge):
        return None


def _typed(kind: type[PageForm], pairs: Pairs) -> dict[str, Typed]:
    """Return what was sent, with all values of a field of which several may be chosen."""
    several = [name for name, control in _controls(kind) if control.kind is ControlKind.SEVERAL]
    chosen = {name: tuple(str(value) for sent, value in pairs if sent == name) for name in several}
    return {**dict(pairs), **chosen}


def _controls(kind: type[PageForm]) -> Iterator[tuple[str, Control]]:
    for name, info in kind.model_fields.items():
        yield name, next(each for each in info.metadata if isinstance(each, Control))


def is_foreign(request: web.Request) -> bool:
    """Return whether a browser says that another site sends this."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host


def form_fields(
    say: Say, kind: type[PageForm], typed: Mapping[str, Typed], errors: Mapping[str, Markup]
) -> tuple[FormField, ...]:
    """Return the fields of a form, in the order of its class."""
    fields = []
    for name, control in _controls(kind):
        info = kind.model_fields[name]
        longest = next((each.max_length for each in info.metadata if hasattr(each, "max_length")), None)
        fields.append(
            FormField(
                name=name,
                label=control.label(say),
                hint=control.hint(say) if control.hint else "",
                kind=control.kind,
                choices=control.choices(say) if control.choices else {},
                value=typed.get(name, ""),
                error=errors.get(name),
                is_required=info.is_required(),
                longest=longest,
            )
        )
    return tuple(fields)


def field_errors(say: Say, wrong: ValidationError) -> dict[str, Markup]:
    """Return what is wrong with each field, in the reader's language."""
    return {
        str(error["loc"][0]): _error_text(say, error["type"], error.get("ctx", {}))
        for error in wrong.errors()
    }


def _error_text(say: Say, kind: str, limits: Mapping[str, Any]) -> Markup:
    match kind:
        case "missing" | "string_too_short":
            return say("Please fill this in.")
        case "string_too_long":
            return say(
                "This is too long: {count} characters at most.",
                count=format_number(say, limits["max_length"]),
            )
        case "date_from_datetime_parsing" | "date_parsing" | "date_type":
            return say("Please write the day like this: 2026-12-31.")
        case "enum" | "literal_error":
            return say("Please choose one of these.")
        case _:
            return say("This cannot be read. Please write it another way.")
