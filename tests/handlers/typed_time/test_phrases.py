"""The same words mean the same day and hours in every feature."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.broadcast.start_parsing import read_start
from handlers.own_reminder.reminder_parser import read_reminder
from handlers.stock.hours_parsing import read_drop_hours
from handlers.stock.line_parser import parse_line
from handlers.typed_time.day_reading import read_day
from handlers.typed_time.hours_reading import read_hours
from handlers.typed_time.moment_reading import read_moment
from handlers.typed_time.normalized_text import normalize
from locales.time_vocabulary import (
    BETWEEN_CLOCKS,
    DAY_PARTS,
    DAYS_WITH_PART,
    MONTHS,
    NEXT_WEEK_BEFORE,
    RELATIVE_DAYS,
    WEEKDAYS,
)
from market.stock.entry_close import close_from_text
from market.stock.stock_line import StockLine

KUCHING = "Asia/Kuching"
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
"""Tuesday, ten in the morning in Kota Kinabalu."""
TODAY, TOMORROW, LUSA = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)
FRI, SAT, SUN, NEXT_FRI, NEXT_SAT = (date(2026, 11, 24) + timedelta(days=n) for n in (3, 4, 5, 10, 11))
DEC_12, DEC_31 = date(2026, 12, 12), date(2026, 12, 31)


class Said(NamedTuple):
    words: str
    day: date | None
    start: time
    end: time | None = None


PHRASES = [
    Said("7pm", None, time(19)),
    Said("7pm-10", None, time(19), time(22)),
    Said("7-10pm", None, time(19), time(22)),
    Said("7:00-10pm", None, time(19), time(22)),
    Said("from 10 to 2pm", None, time(10), time(14)),
    Said("tonight 8:30", TODAY, time(20, 30)),
    Said("tonight 7:30 to 10:30", TODAY, time(19, 30), time(22, 30)),
    Said("this afternoon 3:15", TODAY, time(15, 15)),
    Said("tomorrow 7pm", TOMORROW, time(19)),
    Said("Tomorrow morning 10:30", TOMORROW, time(10, 30)),
    Said("fri 7pm-10", FRI, time(19), time(22)),
    Said("on Friday 5 p.m.", FRI, time(17)),
    Said("Fri 27 Nov 17:00", FRI, time(17)),
    Said("27 Nov 5pm", FRI, time(17)),
    Said("next friday 5pm", NEXT_FRI, time(17)),
    Said("sat 10am-2", SAT, time(10), time(14)),
    Said("sat 9am till noon", SAT, time(9), time(12)),
    Said("sat 7pm - midnight", SAT, time(19), time(0)),
    Said("sat 10am-12", SAT, time(10), time(12)),
    Said("sat 11-2pm", SAT, time(11), time(14)),
    Said("sat 11:30-1pm", SAT, time(11, 30), time(13)),
    Said("sat 9pm-1", SAT, time(21), time(1)),
    Said("sat 10-2am", SAT, time(22), time(2)),
    Said("sat 7pm-12", SAT, time(19), time(0)),
    Said("sat 18:00 until 02:00", SAT, time(18), time(2)),
    Said("sat 6pm until 10pm", SAT, time(18), time(22)),
    Said("sat noon", SAT, time(12)),
    Said("sat night 8:30", SAT, time(20, 30)),
    Said("28/11 18:00 to 22:00", SAT, time(18), time(22)),
    Said("12/12 6pm", DEC_12, time(18)),
    Said("12/12/2026 6pm", DEC_12, time(18)),
    Said("31.12. 6pm", DEC_31, time(18)),
    Said("31.12.2026 18:00", DEC_31, time(18)),
    Said("31-12-2026 18:00", DEC_31, time(18)),
    Said("2026-12-31 18:00", DEC_31, time(18)),
    Said("2026-12-31T18:00", DEC_31, time(18)),
    Said("１２/１２ １８：００", DEC_12, time(18)),
    Said("8 malam", None, time(20)),
    Said("8.30 mlm", None, time(20, 30)),
    Said("malam ni 8", TODAY, time(20)),
    Said("mlm ni 8:30", TODAY, time(20, 30)),
    Said("8 malam ni", TODAY, time(20)),
    Said("malam ini 8 hingga 10", TODAY, time(20), time(22)),
    Said("7-10 malam ni", TODAY, time(19), time(22)),
    Said("petang ni 3", TODAY, time(15)),
    Said("esok 7 malam", TOMORROW, time(19)),
    Said("esok petang 3", TOMORROW, time(15)),
    Said("esok petang 3-5", TOMORROW, time(15), time(17)),
    Said("petang esok 3", TOMORROW, time(15)),
    Said("esok malam pukul 8", TOMORROW, time(20)),
    Said("malam esok 8:30", TOMORROW, time(20, 30)),
    Said("esok tengah hari", TOMORROW, time(12)),
    Said("lusa jam 9 pagi", LUSA, time(9)),
    Said("jum 5 ptg", FRI, time(17)),
    Said("Jumaat, 5 petang", FRI, time(17)),
    Said("sabtu malam pukul 8", SAT, time(20)),
    Said("sabtu 7 malam-10", SAT, time(19), time(22)),
    Said("sabtu pukul lapan malam", SAT, time(20)),
    Said("fri from six pm", FRI, time(18)),
    Said("sabtu pukul 5 hingga 7", SAT, time(17), time(19)),
    Said("sabtu pukul 7 hingga 10 malam", SAT, time(19), time(22)),
    Said("sabtu 7 malam hingga 12 malam", SAT, time(19), time(0)),
    Said("sabtu depan 7 malam", NEXT_SAT, time(19)),
    Said("ahad 10 pagi hingga 12", SUN, time(10), time(12)),
    Said("10 pagi hingga 12", None, time(10), time(12)),
    Said("10 pagi hingga 2", None, time(10), time(14)),
    Said("hari sabtu dari 7 malam sampai 11 malam", SAT, time(19), time(23)),
    Said("31hb Disember 6 petang", DEC_31, time(18)),
    Said("晚上7点", None, time(19)),
    Said("晚上7点到10点", None, time(19), time(22)),
    Said("从晚上7点到10点", None, time(19), time(22)),
    Said("晚上7点半到10点", None, time(19, 30), time(22)),
    Said("上午10点到12点", None, time(10), time(12)),
    Said("上午10点到2点", None, time(10), time(14)),
    Said("晚上10点到2点", None, time(22), time(2)),
    Said("今晚八点半", TODAY, time(20, 30)),
    Said("今晚8点钟", TODAY, time(20)),
    Said("明晚8点", TOMORROW, time(20)),
    Said("明早十点", TOMORROW, time(10)),
    Said("明天下午三点", TOMORROW, time(15)),
    Said("明天下午一点", TOMORROW, time(13)),
    Said("后天中午12点", LUSA, time(12)),
    Said("拜五下午5点", FRI, time(17)),
    Said("下周五下午五点", NEXT_FRI, time(17)),
    Said("周六晚上７点－１０点", SAT, time(19), time(22)),
    Said("星期六晚上七点到十点", SAT, time(19), time(22)),
    Said("周六下午5点三刻", SAT, time(17, 45)),
    Said("周六晚上12点", SUN, time(0)),
    Said("11月28日周六 下午6点", SAT, time(18)),
    Said("12月31日18:00", DEC_31, time(18)),
    Said("十二月三十一日晚上6点", DEC_31, time(18)),
]
"""Read alike among goods and alone."""

PHRASES_ALONE = [
    Said("fri 5", FRI, time(17)),
    Said("fri 8.30", FRI, time(8, 30)),
    Said("tomorrow 9", TOMORROW, time(9)),
    Said("tomorrow at 3", TOMORROW, time(15)),
    Said("esok 9", TOMORROW, time(9)),
    Said("tonight at 12", TOMORROW, time(0)),
    Said("at noon", None, time(12)),
]
"""A number beside a day is an hour where there are no goods it may count."""

Reader = Callable[[str], tuple[date | None, time | None, time | None]]


def fields(stock: StockLine | None) -> tuple[date | None, time | None, time | None]:
    assert stock is not None
    return stock.day, stock.start, stock.end


def in_stock_line(template: str) -> Reader:
    def read(words: str) -> tuple[date | None, time | None, time | None]:
        reading = parse_line(template.format(words), "MYR", TODAY)
        stock = reading.stock
        assert (stock.quantity, stock.name, stock.price, reading.unparsed) == (12, "kuih lapis", 850, ())
        return fields(stock)

    return read


STOCK_LINES = [in_stock_line("12 kuih lapis RM8.50 {}"), in_stock_line("{} 12 kuih lapis RM8.50")]


def moment(said: Said) -> datetime:
    """Returns the next time that the phrase means."""
    days = [said.day] if said.day else [TODAY, TOMORROW]
    moments = [datetime.combine(day, said.start, ZoneInfo(KUCHING)).astimezone(UTC) for day in days]
    return next(at for at in moments if at > NOW)


@pytest.mark.parametrize("read", STOCK_LINES)
def test_a_stock_line_reads_each(read: Reader) -> None:
    expected = {said.words: (said.day, said.start, said.end) for said in PHRASES}
    assert {words: read(words) for words in expected} == expected


def test_moving_a_drop_reads_each() -> None:
    expected = {said.words: (said.day, said.start, said.end) for said in PHRASES + PHRASES_ALONE}
    assert {words: fields(read_drop_hours(words, TODAY)) for words in expected} == expected


def test_closing_a_draw_reads_each() -> None:
    starts_at, read, expected = datetime(2027, 1, 1, 15, 59, tzinfo=UTC), {}, {}
    for said in PHRASES + PHRASES_ALONE:
        stock = read_drop_hours(said.words, TODAY)
        assert stock is not None, said
        day = said.day or date(2027, 1, 1)
        expected[said.words] = datetime.combine(day, said.start, ZoneInfo(KUCHING)).astimezone(UTC)
        read[said.words] = close_from_text(stock, starts_at, KUCHING)
    assert read == expected


@pytest.mark.parametrize("asked", ["remind me {} load-in", "ingatkan saya {}, load-in", "{} 提醒我 load-in"])
def test_an_own_reminder_reads_each(asked: str) -> None:
    read, expected = {}, {}
    for said in PHRASES + PHRASES_ALONE:
        reading = read_reminder(asked.format(said.words), NOW, KUCHING)
        read[said.words] = reading.due_at, reading.missed_at, reading.words
        expected[said.words] = moment(said), None, "load-in"
    assert read == expected


def test_a_broadcast_reads_each() -> None:
    expected = {said.words: moment(said) for said in PHRASES + PHRASES_ALONE}
    starts = {words: read_start(words, NOW, KUCHING) for words in expected}
    assert {words: start and start.at for words, start in starts.items()} == expected


def test_a_last_day_reads_the_day_of_each() -> None:
    expected = {
        said.words: said.day for said in PHRASES + PHRASES_ALONE if said.day and said.start != time(0)
    }
    days = {words: read_day(normalize(words), TODAY) for words in expected}
    assert {words: day and day.day for words, day in days.items()} == expected


@pytest.mark.parametrize("words", ["in 2 hours", "2 jam lagi", "两个小时后", "再过两个小时"])
def test_a_duration_is_read_by_reminders_and_broadcasts(words: str) -> None:
    due_at = NOW + timedelta(hours=2)
    assert read_reminder(f"remind me {words} oven", NOW, KUCHING).due_at == due_at
    start = read_start(words, NOW, KUCHING)
    assert start is not None
    assert start.at == due_at


@pytest.mark.parametrize("words", ["tomorrow", "esok pagi", "fri 18:00 or so", "some day", "25:99", ""])
def test_a_broadcast_does_not_guess_a_clock(words: str) -> None:
    assert read_start(words, NOW, KUCHING) is None


@pytest.mark.parametrize(
    "name",
    [
        "pasar malam kuih",
        "sun hats",
        "kuih semalam",
        "kuih minggu depan",
        "甜一点月饼",
        "点心",
        "kuih malam 8",
        "kopi sore 3",
        "nasi lemak malam",
    ],
)
def test_a_name_among_goods_is_not_taken_for_a_time(name: str) -> None:
    stock = parse_line(f"12 {name} @8.50", "MYR", TODAY).stock
    assert fields(stock) == (None, None, None)
    assert stock.quantity == 12


def test_a_part_of_the_day_at_the_end_of_a_name_stays_in_it() -> None:
    stock = parse_line("12 nasi lemak malam 7 to 9pm @8.50", "MYR", TODAY).stock
    assert (stock.name, stock.start, stock.end) == ("nasi lemak malam", time(19), time(21))
    reminder = read_reminder("remind me 7-10pm sat evening tea", NOW, KUCHING)
    assert reminder.words == "evening tea"


@pytest.mark.parametrize(
    ("line", "quantity", "day"),
    [
        ("sat 8 kuih RM5", 8, SAT),
        ("malam ni 12 kotak kuih RM5", 12, TODAY),
        ("周六12盒 月饼 RM15", 12, SAT),
        ("周六晚上7点12盒 月饼 RM15", 12, SAT),
    ],
)
def test_a_number_before_goods_counts_them(line: str, quantity: int, day: date | None) -> None:
    stock = parse_line(line, "MYR", TODAY).stock
    assert (stock.quantity, stock.day) == (quantity, day)


PIECES = st.sampled_from(
    [*WEEKDAYS, *RELATIVE_DAYS, *DAYS_WITH_PART, *MONTHS, *DAY_PARTS, *BETWEEN_CLOCKS, *NEXT_WEEK_BEFORE, "at", "pukul",
     "-", "7", "12", "31.12.", "12/12", "1/1/0001", "31/12/9999", "点", "半", "一", "十", "月", "日", ":", ".", "\0", "9999", "kuih", "🎂"]
)  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(
    st.one_of(
        st.text(max_size=120),
        st.lists(PIECES, max_size=20).map(" ".join),
        st.lists(PIECES, max_size=20).map("".join),
    ),
    st.dates(),
    st.booleans(),
    st.booleans(),
)
def test_nonsense_never_raises_and_no_span_is_read_twice(
    text: str, today: date, dotted: bool, among_goods: bool
) -> None:
    plain = normalize(text)
    hours = read_hours(plain, today, dotted, among_goods)
    spans = sorted(hours.spans)
    assert all(0 <= begin <= end <= len(text) for begin, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert bool(spans) >= bool(hours.day or hours.start or hours.end)
    read_moment(plain, datetime.combine(today, time(12), UTC))
