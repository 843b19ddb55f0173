"""The language of a page: what the browser wants most among those that we speak."""

import pytest
from aiohttp.test_utils import make_mocked_request
from hypothesis import given, settings
from hypothesis import strategies as st

from locales.languages import CODES
from web.parts.reader import reader_language


def read(header: str) -> str:
    return reader_language(make_mocked_request("GET", "/", headers={"Accept-Language": header}))


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("ms", "ms"),
        ("ms-MY,ms;q=0.9,en;q=0.8", "ms"),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh_Hans"),
        ("zh-Hant-HK", "zh_Hans"),
        ("fr-FR,fr;q=0.9,ms;q=0.5", "ms"),
        ("de, zh-CN;q=0.7, en;q=0.3", "zh_Hans"),
        ("en;q=0.2, ms;q=0.8", "ms"),
        ("en;q=0.5,ms;q=0.5", "en"),
        ("ms;q=0,zh;q=0.1", "zh_Hans"),
        ("id,en;q=0.5", "en"),
        ("id,ms;q=0.5", "ms"),
        ("*", "en"),
        ("fr,*;q=0.1", "en"),
        ("ms ; q = 0.9 , zh", "zh_Hans"),
        ("ms;q=nan,zh;q=0.2", "zh_Hans"),
        (";;,,q=1", "en"),
        ("fr," * 200 + "ms", "en"),
    ],
)
def test_the_language_most_wanted_among_ours_is_taken(header: str, language: str) -> None:
    assert read(header) == language


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="latin-1", exclude_categories=["Cc"])))
def test_any_header_gives_a_language_of_ours(header: str) -> None:
    assert read(header) in CODES


@pytest.mark.parametrize(
    ("path", "cookie", "language"),
    [
        ("/?language=zh_Hans", "language=ms", "zh_Hans"),
        ("/", "language=ms", "ms"),
        ("/?language=xx", "language=ms", "ms"),
        ("/?language=%F0%9F%8D%9C", "language=../../etc", "en"),
        ("/?language=", "", "en"),
    ],
)
def test_a_chosen_language_wins_and_the_address_over_the_cookie(
    path: str, cookie: str, language: str
) -> None:
    headers = {"Accept-Language": "en", "Cookie": cookie}
    assert reader_language(make_mocked_request("GET", path, headers=headers)) == language
