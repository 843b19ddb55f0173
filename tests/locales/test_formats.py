"""Times by the alley's zone and money in its currency, in the reader's language."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from locales.formats import (
    first_weekday,
    format_datetime,
    format_day,
    format_list_and,
    format_money,
    format_month,
    format_number,
    format_time,
    weekday_heads,
)
from locales.languages import LANGUAGES
from locales.say import speak

EVENING = dt.datetime(2026, 11, 27, 10, 0, tzinfo=dt.UTC)
KOTA_KINABALU = "Asia/Kuching"
LANGUAGE = st.sampled_from([one.code for one in LANGUAGES])


@pytest.mark.parametrize(
    ("language", "date", "whole"),
    [
        ("en", "Fri 27 Nov", "Fri 27 Nov 18:00"),
        ("ms", "Jum 27 Nov", "Jum 27 Nov 18:00"),
        ("zh_Hans", "11月27日周五", "11月27日周五 18:00"),
    ],
)
def test_a_time_is_said_in_the_alleys_zone(language: str, date: str, whole: str) -> None:
    say = speak(language)
    assert format_day(say, EVENING, KOTA_KINABALU) == date
    assert format_time(say, EVENING, KOTA_KINABALU) == "18:00"
    assert format_datetime(say, EVENING, KOTA_KINABALU) == whole


def test_a_day_begins_at_the_alleys_midnight() -> None:
    late = dt.datetime(2026, 11, 27, 16, 30, tzinfo=dt.UTC)
    assert format_datetime(speak("en"), late, KOTA_KINABALU) == "Sat 28 Nov 00:30"
    assert format_datetime(speak("en"), late, "Asia/Jakarta") == "Fri 27 Nov 23:30"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without its zone"):
        format_day(speak("en"), EVENING.replace(tzinfo=None), KOTA_KINABALU)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "November 2026"), ("ms", "November 2026"), ("zh_Hans", "2026年11月")]
)
def test_a_month_has_its_year(language: str, said: str) -> None:
    assert format_month(speak(language), dt.date(2026, 11, 24)) == said


@pytest.mark.parametrize(
    ("language", "territory", "shown"),
    [
        ("en", "MY", "Mo Tu We Th Fr Sa Su"),
        ("en", "SG", "Su Mo Tu We Th Fr Sa"),
        ("ms", "MY", "Is Se Ra Kh Ju Sa Ah"),
        ("zh_Hans", "ID", "日 一 二 三 四 五 六"),
    ],
)
def test_a_month_starts_with_the_alleys_first_day(language: str, territory: str, shown: str) -> None:
    assert " ".join(weekday_heads(speak(language), territory)) == shown


@pytest.mark.parametrize(
    ("territory", "first"),
    [(one, 0) for one in ("MY", "VN", "CN")] + [(one, 6) for one in ("ID", "TH", "PH", "SG", "TW", "HK")],
)
def test_the_week_starts_as_it_does_there(territory: str, first: int) -> None:
    assert first_weekday(territory) == first


@pytest.mark.parametrize(
    ("minor", "currency", "territory", "shown"),
    [
        (850, "MYR", "MY", "RM8.50"),
        (0, "MYR", "MY", "RM0.00"),
        (123450, "MYR", "MY", "RM1,234.50"),
        (-850, "MYR", "MY", "-RM8.50"),
        (850, "SGD", "SG", "$8.50"),
        (850, "SGD", "MY", "SGD8.50"),
        (850, "PHP", "PH", "₱8.50"),
        (850, "THB", "TH", "฿8.50"),
        (1200, "JPY", "JP", "¥1,200"),
        (1200, "KRW", "KR", "₩1,200"),
        (12000, "VND", "VN", "12.000\u00a0₫"),
        (850_050, "IDR", "ID", "Rp8.501"),
        (850_049, "IDR", "ID", "Rp8.500"),
        (-3, "IDR", "ID", "Rp0"),
        (50, "XTR", "MY", "★50"),
    ],
)
def test_money_looks_as_on_the_alleys_price_tag(
    minor: int, currency: str, territory: str, shown: str
) -> None:
    assert {format_money(speak(one.code), minor, currency, territory) for one in LANGUAGES} == {shown}


@settings(deadline=None)
@given(LANGUAGE, st.integers(min_value=-(10**12), max_value=10**12))
def test_no_cent_is_lost_and_the_sign_stands_first(language: str, minor: int) -> None:
    shown = format_money(speak(language), minor, "MYR", "MY")
    assert shown.startswith("-RM" if minor < 0 else "RM")
    assert int(shown.replace("RM", "").replace(",", "").replace(".", "")) == minor


@settings(deadline=None)
@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_rupiah_are_rounded_half_up_to_whole_ones(minor: int) -> None:
    shown = format_money(speak("en"), minor, "IDR", "ID").replace("Rp", "").replace(".", "")
    assert Decimal(shown) == (Decimal(minor) / 100).quantize(Decimal(1), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "a, b and c"), ("ms", "a, b dan c"), ("zh_Hans", "a、b和c")]
)
def test_a_list_is_joined_as_the_language_does(language: str, said: str) -> None:
    assert format_list_and(speak(language), ["a", "b", "c"]) == said


def test_a_chinese_list_has_a_space_before_a_digit() -> None:
    assert format_list_and(speak("zh_Hans"), ["2 张票", "5 条消息"]) == "2 张票和 5 条消息"


def test_a_list_with_markup_escapes_the_others() -> None:
    assert format_list_and(speak("en"), [Markup("<b>a</b>"), "b & {c}"]) == Markup("<b>a</b> and b &amp; {c}")
    assert speak("en")("{all}", all=format_list_and(speak("en"), ["<a>", "b"])) == "&lt;a&gt; and b"


def test_numbers_are_grouped() -> None:
    assert format_number(speak("en"), 34_287_492) == "34,287,492"
