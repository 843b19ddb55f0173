"""The language of a language code: a guess that never fails and never misleads."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locales import languages
from locales.languages import CODES, LANGUAGES, resolve

SOME_CODES = st.one_of(st.none(), st.text(), st.from_regex(r"[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8}){0,4}"))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("", "en"),
        (None, "en"),
        ("en", "en"),
        ("en-raw", "en"),
        ("EN_us", "en"),
        ("ms", "ms"),
        ("ms-MY", "ms"),
        ("zsm", "ms"),
        ("zh", "zh_Hans"),
        ("zh-hans", "zh_Hans"),
        ("zh_CN", "zh_Hans"),
        ("zh-hant", "zh_Hans"),
        ("zh_TW", "zh_Hans"),
        ("zh-HK", "zh_Hans"),
        ("zh-hant-hk", "zh_Hans"),
        ("pt-br", "en"),
        ("id", "en"),
        ("in", "en"),
        ("id-ID", "en"),
        ("-", "en"),
        ("ms\0", "en"),
        ("😀", "en"),
        ("m" * 10_000, "en"),
    ],
)
def test_a_code_means_the_nearest_language_we_speak(code: str | None, expected: str) -> None:
    assert resolve(code) == expected


@settings(deadline=None)
@given(SOME_CODES, SOME_CODES)
def test_any_code_resolves_to_a_language_we_speak(code: str | None, default: str | None) -> None:
    assert resolve(code, default or "") in CODES


@settings(deadline=None)
@given(st.sampled_from(["id", "in", "ID", "id_ID", "in-ID"]))
def test_an_indonesian_reader_is_never_given_malay(code: str) -> None:
    assert resolve(code, default="ms") == "en"


def test_a_code_we_do_not_speak_gets_the_default() -> None:
    assert resolve("pt-br", default="ms") == "ms"


@pytest.mark.parametrize(
    ("code", "expected"), [("zh-HK", "zh_Hant"), ("zh_Hant_HK", "zh_Hant"), ("zh-CN", "zh_Hans")]
)
def test_traditional_readers_get_traditional_once_it_is_here(
    monkeypatch: pytest.MonkeyPatch, code: str, expected: str
) -> None:
    monkeypatch.setattr(languages, "CODES", CODES | {"zh_Hant"})
    assert resolve(code) == expected


def test_each_language_has_a_code_its_own_name_and_two_letters_for_telegram() -> None:
    assert [(one.code, one.name, one.telegram) for one in LANGUAGES] == [
        ("en", "English", "en"),
        ("ms", "Bahasa Melayu", "ms"),
        ("zh_Hans", "简体中文", "zh"),
    ]
