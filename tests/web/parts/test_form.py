"""Forms: what is posted with a good token is done once; anything else changes nothing, says why, and loses nothing that was typed."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from pydantic import StringConstraints

from market.actor import StallUnknown
from tests.web.page_harness import SITE, served
from web.parts.form import Control, ControlKind, FieldOffer, FormPage, PageForm, ShownForm, add_form_page
from web.parts.form_token import FormTokens, new_browser
from web.parts.frame import PageRequest, page_html

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script>'


class Sample(PageForm):
    words: Annotated[
        str,
        StringConstraints(min_length=1, max_length=20),
        Control(label=lambda say: "Words", hint=lambda say: "Any", kind=ControlKind.LINES),
    ]
    name: Annotated[str, StringConstraints(max_length=10), Control(label=lambda say: "Name")] = ""
    days: Annotated[tuple[int, ...], Control(label=lambda say: "Days", kind=ControlKind.SEVERAL)] = ()
    then: Annotated[str, Control(label=lambda say: "", kind=ControlKind.BUTTONS)] = ""


@dataclass
class Site:
    """A page with the sample form, and what was done there."""

    address: str
    tokens: FormTokens
    done: list[Sample] = field(default_factory=list)
    now: datetime = NOW
    refuses: bool = False
    offers: dict[str, FieldOffer] = field(default_factory=dict)


@asynccontextmanager
async def sample_site() -> AsyncIterator[Site]:
    site = Site("", FormTokens(key=b"k" * 32, now=lambda: site.now))

    async def show(page_request: PageRequest, form: ShownForm) -> str:
        if page_request.code != "ABC":
            raise StallUnknown
        return page_html(
            "sample_form.html", page_request, SITE, title="Sample", form=form.offering(site.offers)
        )

    async def act(page_request: PageRequest, sample: Sample) -> str:
        if site.refuses:
            raise StallUnknown
        site.done.append(sample)
        return "/done"

    page = FormPage(
        kind=Sample,
        button=lambda say: "Send",
        show=show,
        site=SITE,
        unknown=lambda say: ("None", "None"),
        act=act,
    )

    def add(app: web.Application) -> None:
        add_form_page(app, "/f/{code}", page, site.tokens)

    async with served(add) as address:
        site.address = f"{address}/f/abc"
        yield site


@pytest.fixture(autouse=True)
def sample_template(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """A page that is a form and nothing else, beside the templates there are."""
    from jinja2 import ChoiceLoader, DictLoader

    from web import templating

    environment = templating._environment()
    text = '{% extends "layout.html" %}{% from "form.html" import form as form_html %}{% block main %}{{ form_html(form) }}{% endblock %}'
    monkeypatch.setattr(
        environment,
        "loader",
        ChoiceLoader([DictLoader({"sample_form.html": text}), environment.loader]),  # type: ignore[list-item]
    )


def token_in(html: str) -> str:
    found = re.search(r'name="token" value="([^"]*)"', html)
    assert found is not None
    return found[1]


async def post(
    session: aiohttp.ClientSession,
    address: str,
    fields: dict[str, str] | list[tuple[str, str]],
    **headers: str,
) -> tuple[int, str, str]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with session.post(address, data=fields, headers=sent, allow_redirects=False) as answer:
        return answer.status, await answer.text(), answer.headers.get("Location", "")


@asynccontextmanager
async def opened(site: Site) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    """A browser that has opened the form, and the token in it."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        async with session.get(site.address) as answer:
            assert answer.status == 200
            assert "form-action 'self'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["Cache-Control"] == "no-store"
            cookie = answer.cookies["form"]
            assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
            token = token_in(await answer.text())
        yield session, token


async def test_a_form_is_done_once_and_leads_on() -> None:
    async with sample_site() as site, opened(site) as (session, token):
        fields = {"token": token, "words": "  hello ", "name": "Aina", "more": "x"}
        assert await post(session, site.address, fields, Origin=site.address[:-6]) == (
            303,
            "303: See Other",
            "/done",
        )
        assert site.done == [Sample(words="hello", name="Aina")]
        status, html, _ = await post(session, site.address, fields)
        assert status == 403
        assert "sent already" in html
        assert "hello" in html, "what was typed is there"
        assert len(site.done) == 1
        assert (await post(session, site.address, fields | {"token": token_in(html)}))[0] == 303


@pytest.mark.parametrize(
    ("fields", "headers"),
    [
        ({"token": ""}, {}),
        ({"token": "0.aaaaaaaaaaaaaaaa." + "0" * 32}, {}),
        ({"token": "é" * 400}, {}),
        ({}, {"Origin": "https://evil.example"}),
        ({}, {"Origin": "null"}),
        ({}, {"Sec_Fetch_Site": "cross-site"}),
        ({}, {"Sec_Fetch_Site": "same-site"}),
        ({}, {"Cookie": "form=aaaaaaaaaaaaaaaaaaaaaa"}),
        ({}, {"Cookie": ""}),
    ],
)
async def test_without_a_good_token_or_from_elsewhere_nothing_is_done(
    fields: dict[str, str], headers: dict[str, str]
) -> None:
    async with sample_site() as site, opened(site) as (session, token):
        if "Cookie" in headers:
            session.cookie_jar.clear()
        status, html, _ = await post(
            session, site.address, {"token": token, "words": "hello"} | fields, **headers
        )
        assert (status, site.done) == (403, [])
        assert 'role="alert"' in html
        assert "hello" in html


async def test_a_token_is_for_one_path_one_browser_and_two_hours() -> None:
    async with sample_site() as site, opened(site) as (session, token):
        assert (await post(session, site.address.replace("abc", "ABC"), {"token": token, "words": "x"}))[
            0
        ] == 403
        async with opened(site) as (_, other):
            assert (await post(session, site.address, {"token": other, "words": "x"}))[0] == 403
        site.now = NOW + timedelta(hours=2)
        assert (await post(session, site.address, {"token": token, "words": "x"}))[0] == 403
        assert site.done == []


async def test_what_does_not_fit_is_said_beside_its_field_and_what_was_typed_stays() -> None:
    async with sample_site() as site, opened(site) as (session, token):
        fields = {"token": token, "words": HOSTILE * 3, "name": "Nobody in particular"}
        status, html, _ = await post(session, site.address, fields, Accept_Language="ms")
        assert (status, site.done) == (422, [])
        assert 'aria-describedby="words-error words-hint"' in html
        assert 'id="name-error"' in html
        assert "Nobody in particular" in html
        assert "<script>alert" not in html
        assert '<html lang="ms">' in html
        empty = await post(session, site.address, {"token": token_in(html), "words": "   "})
        assert empty[0] == 422
        assert "Please fill this in." in empty[1]


async def test_several_may_be_chosen_of_what_is_offered_and_a_button_says_which_it_was() -> None:
    async with sample_site() as site, opened(site) as (session, token):
        site.offers = {
            "words": FieldOffer(value=HOSTILE),
            "days": FieldOffer(value=("6",), choices={"6": "Sat", "7": HOSTILE}, hint="Which?"),
            "then": FieldOffer(value="", choices={"send": "Send it"}),
        }
        async with session.get(site.address) as answer:
            html = await answer.text()
        assert 'name="days" value="6" checked' in html
        assert 'name="days" value="7">' in html
        assert '<button name="then" value="send"' in html
        assert "<script>alert" not in html
        fields = [("token", token), ("words", "x"), ("days", "7"), ("days", "6"), ("then", "send")]
        status, html, _ = await post(session, site.address, [*fields, ("days", "Sunday")])
        assert (status, site.done) == (422, [])
        assert 'name="days" value="6" checked' in html
        assert 'id="days-error"' in html
        fields[0] = "token", token_in(html)
        assert (await post(session, site.address, fields))[0] == 303
        assert site.done == [Sample(words="x", days=(7, 6), then="send")]


async def test_a_refusal_of_the_market_stands_above_the_form() -> None:
    async with sample_site() as site, opened(site) as (session, token):
        site.refuses = True
        status, html, _ = await post(session, site.address, {"token": token, "words": "hello"})
        assert (status, site.done) == (409, [])
        assert 'role="alert"' in html
        assert "hello" in html
        site.refuses = False
        assert (await post(session, site.address, {"token": token_in(html), "words": "hello"}))[0] == 303


async def test_what_is_no_form_is_refused_kindly() -> None:
    async with sample_site() as site, opened(site) as (session, token):
        for data, kind in (
            (b"x" * (1 << 20), "application/x-www-form-urlencoded"),
            (b"token=\xff\xfe&words=%ff", "application/x-www-form-urlencoded"),
            (b"&".join(b"a%d=1" % each for each in range(99)), "application/x-www-form-urlencoded"),
            (b"{}", "application/json"),
            (b"", "multipart/form-data; boundary=x"),
        ):
            headers = {"Content-Type": kind}
            async with session.post(site.address, data=data, headers=headers) as answer:
                assert answer.status == 413, kind
                assert 'role="alert"' in await answer.text()
        assert site.done == []
        assert token


async def test_a_page_that_is_not_there_has_no_form() -> None:
    async with sample_site() as site, aiohttp.ClientSession() as session:
        async with session.get(site.address.replace("abc", "zzz")) as answer:
            assert answer.status == 404
        assert (await post(session, site.address.replace("abc", "zzz"), {"words": "x"}))[0] == 404
        for method in ("PUT", "DELETE", "PATCH"):
            async with session.request(method, site.address) as answer:
                assert answer.status == 405
        assert site.done == []


@given(st.text(max_size=80), st.text(max_size=40))
def test_no_other_text_is_a_token(token: str, browser: str) -> None:
    tokens = FormTokens(key=b"k" * 32, now=lambda: NOW)
    ours, good = new_browser(), ""
    good = tokens.issue("/f", ours)
    assert tokens.is_good(good, "/f", ours)
    assert not tokens.is_good(token, "/f", ours)
    assert not tokens.is_good(good, "/f", browser)
    assert not FormTokens(key=b"j" * 32, now=lambda: NOW).is_good(good, "/f", ours)
