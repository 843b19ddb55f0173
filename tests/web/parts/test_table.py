"""Tables of pages: every row is reached by keys, what people typed stays text on the page and in the file, and a phone shows all of it."""

import csv
import io
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from playwright.async_api import Page

from locales.languages import CODES
from locales.say import speak
from market.paging import KeyPage, PageKey, key_page
from tests.sandbox.page.page_harness import violations
from tests.web.page_harness import SITE, asked, got, served
from web import templating
from web.parts.frame import PageRequest, page_html
from web.parts.public_page import add_public_page
from web.parts.table import (
    TABLE_PARAMS,
    Column,
    TablePart,
    csv_response,
    read_page_key,
    read_words,
    shown_table,
    table_csv,
)
from web.security_headers import FORM_POLICY

SIZE = 5
HOSTILE = "\"><script>alert(1)</script>{{7*7}}'&\u202e"
PAGE = (
    '{% extends "layout.html" %}{% from "table.html" import table as table_html %}'
    "{% block main %}<h1>{{ frame.title }}</h1>{{ table_html(table) }}{% endblock %}"
)


@dataclass(frozen=True)
class Sample:
    id: int
    name: str
    units: int | None = None


COLUMNS = (
    Column[Sample](
        label=lambda say: "Stall", value=lambda say, row: row.name, link=lambda row: f"/s/{row.id}"
    ),
    Column[Sample](label=lambda say: "Words", value=lambda say, row: Markup("<b>{}</b>").format(row.name)),
    Column[Sample](label=lambda say: "Units", value=lambda say, row: row.units, is_number=True),
    Column[Sample](
        label=lambda say: "Share",
        value=lambda say, row: say("{count} %", count=row.id),
        is_number=True,
        raw=lambda row: row.id / 100,
    ),
)


def after(rows: list[Sample], key: PageKey, size: int = SIZE) -> KeyPage[Sample]:
    """A page of rows in the order of their ids, as a query finds them."""
    ordered = sorted(rows, key=lambda row: row.id)
    if key.row is None:
        found = ordered[: size + 1]
    elif key.is_backward:
        found = [row for row in ordered if row.id < (key.row or 0)][-size - 1 :]
    else:
        found = [row for row in ordered if row.id > (key.row or 0)][: size + 1]
    return key_page(found, key, size, lambda row: row.id)


@pytest.fixture(autouse=True)
def sample_template(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is a table and nothing else, beside the templates there are."""
    from jinja2 import ChoiceLoader, DictLoader

    environment = templating._environment()
    loaders: Any = [DictLoader({"sample_table.html": PAGE}), environment.loader]
    monkeypatch.setattr(environment, "loader", ChoiceLoader(loaders))


def html_of(request: PageRequest, page: KeyPage[Sample], **values: Any) -> str:
    part = TablePart(
        caption=values.pop("caption", "All stalls"),
        columns=COLUMNS,
        page=page,
        nothing="No stall has applied yet.",
        **values,
    )
    return page_html("sample_table.html", request, SITE, title="Stalls", table=shown_table(request, part))


def way(html: str, label: str) -> dict[str, str] | None:
    """The parameters that a link of a page asks for; None where there is no such link."""
    found = re.search(rf'<a href="([^"]*)">{label}</a>', html)
    if found is None:
        return None
    address = urlsplit(found[1].replace("&amp;", "&"))
    assert address.fragment == "table"
    return {name: values[0] for name, values in parse_qs(address.query).items()}


def ids(html: str) -> list[int]:
    return [int(one) for one in re.findall(r'<a href="/s/(\d+)">', html)]


@given(st.sets(st.integers(1, 10**18 - 1), max_size=40), st.integers(1, 7))
def test_every_row_is_reached_once_forward_and_again_backward(keys: set[int], size: int) -> None:
    rows = [Sample(key, f"stall {key}") for key in keys]
    params: dict[str, str] | None = {}
    seen: list[int] = []
    last = ""
    while params is not None:
        last = html_of(asked(**params), after(rows, read_page_key(asked(**params)), size))
        seen += ids(last)
        params = way(last, "Next")
    assert seen == sorted(keys)
    back, params = ids(last), way(last, "Previous")
    while params is not None:
        html = html_of(asked(**params), after(rows, read_page_key(asked(**params)), size))
        back, params = ids(html) + back, way(html, "Previous")
        assert way(html, "First") == {}
    assert back == sorted(keys)


def test_rows_that_come_and_go_while_pages_are_turned_move_no_other() -> None:
    rows = [Sample(key, "x") for key in range(10, 110, 10)]
    first = after(rows, PageKey())
    assert (first.previous, first.next) == (None, 50)
    fewer = [row for row in rows if row.id not in (10, 50)] + [Sample(5, "new")]
    second = after(fewer, PageKey(50))
    assert [row.id for row in second.rows] == [60, 70, 80, 90, 100]
    assert (second.previous, second.next) == (60, None)
    back = after(fewer, PageKey(60, is_backward=True))
    assert [row.id for row in back.rows] == [5, 20, 30, 40]
    assert (back.previous, back.next) == (None, 40)


def test_beyond_the_last_row_there_is_a_way_back_to_the_first() -> None:
    rows = [Sample(key, "x") for key in range(1, 4)]
    for params in ({"next": "999"}, {"previous": "1"}):
        html = html_of(asked(**params), after(rows, read_page_key(asked(**params))))
        assert "Nothing more is in this list." in html
        assert way(html, "First") == {}
        assert way(html, "Next") is None
        assert way(html, "Previous") is None


@pytest.mark.parametrize(
    "value", ["", "x", "-1", "1e3", "٣", "1 ", "1;drop", "0x1", "9" * 19, "1\u0000", "1.0", "None"]
)
def test_what_is_no_key_is_the_beginning(value: str) -> None:
    assert read_page_key(asked(next=value, previous=value)) == PageKey()


def test_a_key_of_18_digits_is_taken_and_next_goes_first() -> None:
    assert read_page_key(asked(next="9" * 18, previous="3")) == PageKey(10**18 - 1)
    assert read_page_key(asked(previous="3")) == PageKey(3, is_backward=True)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", ""),
        ("   \t ", ""),
        ("\u200b\u200d", ""),
        (" kuih\n lapis ", "kuih lapis"),
        ("50% _off\\", "50% _off\\"),
        ("\u0000a\u202eb\ud800", "ab"),
        ("巷子 🍜", "巷子 🍜"),
        ("x" * 500, "x" * 63 + "…"),
    ],
)
def test_what_is_looked_for_is_one_line_that_a_database_takes(typed: str, words: str) -> None:
    assert read_words(asked(words=typed)) == words


def test_a_search_keeps_the_other_parameters_and_leaves_the_page() -> None:
    rows = [Sample(key, "x") for key in range(1, 20)]
    params = {"alley": "BAKAU", "words": HOSTILE, "next": "3"}
    html = html_of(asked(**params), after(rows, PageKey(3)), search="Name of a stall", csv_path="/stalls.csv")
    assert '<input type="hidden" name="alley" value="BAKAU">' in html
    assert 'name="next"' not in html
    assert way(html, "Next") == {"alley": "BAKAU", "words": HOSTILE, "next": "8"}
    assert way(html, "First") == {"alley": "BAKAU", "words": HOSTILE}
    assert '<a href="?alley=BAKAU">Show all</a>' in html
    file = re.search(r'<a href="/stalls.csv\?([^"]*)">Save as CSV</a>', html)
    assert file is not None
    assert parse_qs(file[1].replace("&amp;", "&")) == {"alley": ["BAKAU"], "words": [HOSTILE]}
    assert '"/stalls.csv"' in html_of(asked(next="3"), after(rows, PageKey(3)), csv_path="/stalls.csv")
    assert "<script>alert" not in html


def test_an_empty_table_says_why() -> None:
    nothing = KeyPage[Sample](())
    assert "No stall has applied yet." in html_of(asked(), nothing, search="Name")
    found = html_of(asked(words=HOSTILE), nothing, search="Name", csv_path="/stalls.csv")
    assert "Nothing here has “" in found
    assert "No stall has applied yet." not in found
    assert "<script>alert" not in found
    assert "<table" not in found
    assert "/stalls.csv" not in found
    assert "No stall has applied yet." in html_of(asked(words="x"), nothing), "it is not searched"


def test_words_stay_text_and_numbers_are_written_as_the_reader_does() -> None:
    html = html_of(asked(), KeyPage([Sample(12, HOSTILE, 4312)]), caption=HOSTILE)
    assert "<script>alert" not in html
    assert html.count("<b>&#34;&gt;&lt;script&gt;") == 1
    assert '<th scope="row"><a href="/s/12">&#34;&gt;' in html
    assert '<td class="number">4,312</td><td class="number">' in html
    assert '<td class="number"></td>' in html_of(asked(), KeyPage([Sample(1, "x", None)]))


def test_zero_is_a_number_and_not_nothing() -> None:
    assert '<td class="number">0</td>' in html_of(asked(), KeyPage([Sample(1, "x", 0)]))


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+60 12", "-2", "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1", "  =1", "\u200b=1", "\u2212 1"],
)
def test_a_spreadsheet_evaluates_nothing_that_somebody_typed(name: str) -> None:
    [_, row] = read_csv(table_csv(speak("en"), COLUMNS, [Sample(50, name, -3)]))
    assert row[0] == f"'{name}"
    assert row[1].startswith("'") or not re.match(r"[=+\-@]", row[1])
    assert row[2:] == ["-3", "0.5"], "numbers stay numbers"


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=30), max_size=6))
def test_a_file_gives_back_what_was_written(names: list[str]) -> None:
    data = table_csv(speak("en"), COLUMNS[:1], [Sample(1, name) for name in names])
    assert data.startswith(b"\xef\xbb\xbf")
    heads, *rows = read_csv(data)
    assert heads == ["Stall"]
    assert [(row or [""])[0].removeprefix("'") for row in rows] == [
        name.replace("\u2068", "").replace("\u2069", "").removeprefix("'") for name in names
    ]


def test_lines_end_and_quotes_are_doubled_as_rfc_4180_has_it() -> None:
    data = table_csv(speak("en"), COLUMNS[:1], [Sample(1, 'a "b", c'), Sample(2, "line\nline")])
    assert data.decode("utf-8-sig") == 'Stall\r\n"a ""b"", c"\r\n"line\nline"\r\n'


def add_sample(app: web.Application) -> None:
    """A page of 12 stalls whose names have what is looked for, and their file."""
    rows = [Sample(key, f"{HOSTILE} {'long name ' * 8}{key}", key * 1000) for key in range(1, 13)]

    async def make(request: PageRequest) -> str:
        words = read_words(request)
        found = [row for row in rows if words in row.name]
        page = after(found, read_page_key(request))
        return html_of(request, page, search="Name of a stall", csv_path="/stalls.csv")

    async def file(request: web.Request) -> web.Response:
        return await csv_response(speak("en"), COLUMNS, rows, "stalls")

    app.router.add_get("/stalls.csv", file)
    add_public_page(
        app, "/stalls", make, site=SITE, unknown=lambda say: ("", ""), params=TABLE_PARAMS, policy=FORM_POLICY
    )


async def test_over_http_words_are_taken_as_they_come_and_the_file_is_saved() -> None:
    async with served(add_sample) as address:
        for words in ("%00", "%ff%fe", "%ed%a0%80", quote(HOSTILE), "a" * 5000, "%25_", "=1"):
            answer = await got(f"{address}/stalls?words={words}&next=zz")
            assert answer.status == 200, words
            assert "<script>alert" not in answer.text
        assert ids((await got(f"{address}/stalls?words=12")).text) == [12]
        file = await got(f"{address}/stalls.csv")
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert file.headers["Content-Disposition"] == 'attachment; filename="stalls.csv"'
    assert file.headers["Cache-Control"] == "no-store"
    assert len(read_csv(file.text.encode())) == 13


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_a_phone_scrolls_the_table_alone(page: Page, scheme: Any) -> None:
    await page.emulate_media(color_scheme=scheme)
    async with served(add_sample) as address:
        for width in (320, 390, 1280):
            await page.set_viewport_size({"width": width, "height": 844})
            await page.goto(f"{address}/stalls")
            assert await violations(page) == []
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
            await page.get_by_label("Name of a stall").fill("long name 12")
            await page.keyboard.press("Enter")
            await page.get_by_role("link", name="Show all").wait_for()
            assert await page.locator("tbody tr").count() == 1
            await page.get_by_role("link", name="Show all").click()
            await page.get_by_role("link", name="Next").click()
            assert await page.locator("tbody tr").count() == SIZE
            assert await page.locator(".table").evaluate("each => each.scrollWidth >= each.clientWidth")


@pytest.mark.parametrize("language", sorted(CODES))
async def test_its_own_words_are_in_the_readers_language(language: str) -> None:
    rows = [Sample(key, "x") for key in range(1, 20)]
    request = asked(language, next="3", words="x")
    html = html_of(request, after(rows, PageKey(3)), search="?", csv_path="/x.csv")
    say = speak(language)
    for label in ("First", "Previous", "Next", "Save as CSV", "Search", "Show all"):
        assert f">{say.label(label)}<" in html
        assert language == "en" or say.label(label) != label
