""" "remind me fri 5pm load-in": every spelling means the same time, and nonsense never raises."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from handlers.own_reminder.reminder_parser import (
    ReminderReading,
    begins_with_repeat,
    is_bare_repeat,
    is_reminder,
    read_reminder,
)
from locales.reminder_vocabulary import EVERY_DAY
from locales.time_vocabulary import DAYS_WITH_PART, MONTHS, RELATIVE_DAYS, WEEKDAYS
from market.recurrence import Recurrence

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
"""Tuesday, ten in the morning in Kota Kinabalu."""

KUCHING = "Asia/Kuching"
ZONES = (KUCHING, "Australia/Adelaide", "Europe/London", "Asia/Kathmandu", "America/New_York")
WORDS = ("load-in", "angkat barang", "进场", "buy 3 kotak gula", "Ken’s crates", "🎂")
SCRIPTS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９", "๐๑๒๓๔๕๖๗๘๙")


def read(text: str) -> ReminderReading:
    return read_reminder(text, NOW, KUCHING)


def wall(text: str) -> str:
    """Returns the local time in Kota Kinabalu."""
    at = read(text).due_at
    return f"{at.astimezone(ZoneInfo(KUCHING)):%a %d %b %Y %H:%M}" if at else ""


@pytest.mark.parametrize(
    "text",
    [
        "remind me yesterday 5pm crates",
        "ingatkan saya semalam 5 petang crates",
        "ingatkan saya kelmarin 5 petang crates",
        "提醒我昨天下午5点 crates",
    ],
)
def test_yesterday_is_over(text: str) -> None:
    found = read(text)
    assert found == ReminderReading(
        words="crates",
        due_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
        missed_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "text",
    [
        "remind me 31 feb 5pm oven",
        "remind me fri 31/2 5pm oven",
        "ingatkan saya 31 feb oven",
        "提醒我2月31日 oven",
    ],
)
def test_a_day_that_no_month_has(text: str) -> None:
    assert read(text) == ReminderReading(words="oven", due_at=None, no_day=True)


def test_a_share_is_no_day() -> None:
    assert read("remind me fri 5pm split 50/50").words == "split 50/50"


FRIDAY, TOMORROW, NOON = "Fri 27 Nov 2026 17:00", "Wed 25 Nov 2026 09:00", "Tue 24 Nov 2026 12:00"


@pytest.mark.parametrize(
    ("text", "when", "words"),
    [
        ("remind me Friday 5pm load-in", FRIDAY, "load-in"),
        ("Please remind me to load in on friday at 5 p.m.", FRIDAY, "load in"),
        ("remind me Friday load-in 5pm", FRIDAY, "load-in"),
        ("remind me fri 5 load-in", FRIDAY, "load-in"),
        ("remind me Fri 27 Nov 17:00 load-in", FRIDAY, "load-in"),
        ("remind me load-in, 27/11 5:00 pm", FRIDAY, "load-in"),
        ("remind me friday 5pm pay Ken RM8.50", FRIDAY, "pay Ken RM8.50"),
        ("remind me pay Ken RM8.50 friday 5pm", FRIDAY, "pay Ken RM8.50"),
        ('remind me friday 5pm "friday 9am show"', FRIDAY, "friday 9am show"),
        ("remind me tomorrow 9 call the gas man", TOMORROW, "call the gas man"),
        ("remind me buy sun cream tomorrow 9", TOMORROW, "buy sun cream"),
        ("remind me tomorrow morning crates", TOMORROW, "crates"),
        ("remind me tomorrow crates", TOMORROW, "crates"),
        ("remind me tomorrow 12 boxes for Siti at 7pm", "Wed 25 Nov 2026 19:00", "12 boxes for Siti"),
        ("remind me tonight close", "Tue 24 Nov 2026 19:00", "close"),
        ("remind me tonight 8:30 close", "Tue 24 Nov 2026 20:30", "close"),
        ("remind me at noon eat", NOON, "eat"),
        ("remind me 9am eat", TOMORROW, "eat"),
        ("remind me next friday 5pm fair", "Fri 04 Dec 2026 17:00", "fair"),
        ("remind me in 2 hours oven", NOON, "oven"),
        ("remind me oven in 1 hour and 60 minutes", NOON, "oven"),
        ("remind me half an hour from now oven", "Tue 24 Nov 2026 10:30", "oven"),
        ("remind me in 1.5 hours oven", "Tue 24 Nov 2026 11:30", "oven"),
        ("remind me in 3 days check", "Fri 27 Nov 2026 10:00", "check"),
        ("remind me in 3 days 5pm check", FRIDAY, "check"),
        ("ingatkan saya Jumaat 5 petang angkat barang", FRIDAY, "angkat barang"),
        ("tolong ingatkan saya untuk angkat barang, jumaat pukul 5", FRIDAY, "angkat barang"),
        ("ingatkan saya esok 9 beli gula", TOMORROW, "beli gula"),
        ("ingatkan saya besok pagi beli gula", TOMORROW, "beli gula"),
        ("ingatkan aku lusa jam 9 pagi bazar", "Thu 26 Nov 2026 09:00", "bazar"),
        ("ingatkan saya malam esok 8.30 pasar malam", "Wed 25 Nov 2026 20:30", "pasar malam"),
        ("ingatkan saya jumaat depan 5 petang bazar", "Fri 04 Dec 2026 17:00", "bazar"),
        ("ingatkan saya Jum, 27 Nov 17:00 bazar", FRIDAY, "bazar"),
        ("ingatkan saya dalam 2 jam tutup ketuhar", NOON, "tutup ketuhar"),
        ("ingatkan saya 2 jam lagi tutup ketuhar", NOON, "tutup ketuhar"),
        ("ingatkan saya setengah jam lagi tutup ketuhar", "Tue 24 Nov 2026 10:30", "tutup ketuhar"),
        ("ingatkan saya jum 5 ptg angkat barang", FRIDAY, "angkat barang"),
        ("ingatkan saya mlm ni 8:30 tutup", "Tue 24 Nov 2026 20:30", "tutup"),
        ("ingatkan saya malam ni tutup", "Tue 24 Nov 2026 19:00", "tutup"),
        ("remind me buy kha soup tomorrow 9", TOMORROW, "buy kha soup"),
        ("提醒我 周五下午5点 进场", FRIDAY, "进场"),
        ("提醒我拜五下午5点进场", FRIDAY, "进场"),
        ("星期五17:00提醒我进场", FRIDAY, "进场"),
        ("请提醒我周五下午五点进场", FRIDAY, "进场"),
        ("提醒我11月27日周五 17:00 进场", FRIDAY, "进场"),
        ("2小时后提醒我关火", NOON, "关火"),
        ("提醒我两个小时后关火", NOON, "关火"),
        ("提醒我半小时后关火", "Tue 24 Nov 2026 10:30", "关火"),
        ("提醒我明天早上买三天的货", TOMORROW, "买三天的货"),
        ("提醒我明晚8点收摊", "Wed 25 Nov 2026 20:00", "收摊"),
        ("提醒我下周五下午五点半进场", "Fri 04 Dec 2026 17:30", "进场"),
        ("提醒我十二点三十分吃饭", "Tue 24 Nov 2026 12:30", "吃饭"),
    ],
)  # fmt: skip
def test_a_reminder_is_parsed_in_our_languages(text: str, when: str, words: str) -> None:
    assert is_reminder(text)
    assert (wall(text), read(text).words, read(text).missed_at) == (when, words, None)


@pytest.mark.parametrize(
    "text", ["12 kuih lapis RM8.50", "kuih", "reminder cards x12 @8", "12个 提醒卡 RM15", ""]
)
def test_what_does_not_ask_to_be_reminded_is_none(text: str) -> None:
    assert not is_reminder(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("remind me to buy sugar", "buy sugar"),
        ("remind me today load", "today load"),
        ("remind me 25:99 load", "25:99 load"),
        ("提醒我早一点收摊", "早一点收摊"),
        ("remind me", ""),
    ],
)
def test_without_a_time_the_words_stay(text: str, words: str) -> None:
    assert read(text) == ReminderReading(words=words, due_at=None)


@pytest.mark.parametrize(
    ("text", "over", "next_time"),
    [
        ("remind me tuesday 9am load", "24 Nov 2026 09:00", "01 Dec 2026 09:00"),
        ("提醒我今天9点进场", "24 Nov 2026 09:00", "25 Nov 2026 09:00"),
        ("remind me 1 nov 9am load", "01 Nov 2026 09:00", "01 Nov 2027 09:00"),
        ("remind me 29/2/2024 9am load", "29 Feb 2024 09:00", "25 Nov 2026 09:00"),
        ("remind me 1/11/2001 9am load", "01 Nov 2001 09:00", "25 Nov 2026 09:00"),
    ],
)
def test_a_past_time_offers_the_next_one_like_it(text: str, over: str, next_time: str) -> None:
    found = read(text)
    assert found.due_at is not None
    assert found.missed_at is not None
    shown = [f"{at.astimezone(ZoneInfo(KUCHING)):%d %b %Y %H:%M}" for at in (found.missed_at, found.due_at)]
    assert shown == [over, next_time]


def test_a_time_that_the_clocks_leap_over_is_as_much_later() -> None:
    now = datetime(2027, 3, 27, 12, tzinfo=UTC)
    found = read_reminder("remind me 28/3/2027 01:30 load", now, "Europe/London")
    assert found.due_at is not None
    assert f"{found.due_at.astimezone(ZoneInfo('Europe/London')):%H:%M}" == "02:30"


def test_a_span_of_hours_is_no_wall_and_a_span_of_days_is() -> None:
    """Across the night in which London's clocks go back."""
    now = datetime(2026, 10, 24, 12, tzinfo=UTC)
    for text, hours in (("in 24 hours", 24), ("in 1 day", 25)):
        assert read_reminder(f"remind me {text} load", now, "Europe/London").due_at == now + timedelta(
            hours=hours
        )


def test_never_before_what_was_said() -> None:
    at = read_reminder("remind me in 1 minute load", NOW + timedelta(seconds=30), KUCHING).due_at
    assert at == NOW + timedelta(minutes=2)


EIGHT, SEVEN = 8 * 60, 19 * 60


@pytest.mark.parametrize(
    ("text", "minute", "weekday", "words"),
    [
        ("every friday 8am wash crates", EIGHT, 4, "wash crates"),
        ("remind me every Friday 8am to wash crates", EIGHT, 4, "wash crates"),
        ("remind me to wash crates every fri 8:00", EIGHT, 4, "wash crates"),
        ("fridays 8am wash crates", EIGHT, 4, "wash crates"),
        ("on fridays at 8am wash crates", EIGHT, 4, "wash crates"),
        ("every week on friday 8am wash crates", EIGHT, 4, "wash crates"),
        ("every day 7pm close the till", SEVEN, None, "close the till"),
        ("remind me every evening at 7 close the till", SEVEN, None, "close the till"),
        ("daily 7pm close the till", SEVEN, None, "close the till"),
        ("every 7pm close the till", SEVEN, None, "close the till"),
        ("setiap Jumaat 8 pagi basuh bakul", EIGHT, 4, "basuh bakul"),
        ("setiap hari Jumaat 8 pagi basuh bakul", EIGHT, 4, "basuh bakul"),
        ("ingatkan saya basuh bakul tiap jum 8 pagi", EIGHT, 4, "basuh bakul"),
        ("setiap hari 7 malam tutup kedai", SEVEN, None, "tutup kedai"),
        ("ingatkan saya setiap malam 7 tutup kedai", SEVEN, None, "tutup kedai"),
        ("每周五早上8点 洗箱子", EIGHT, 4, "洗箱子"),
        ("每个星期五早上8点洗箱子", EIGHT, 4, "洗箱子"),
        ("提醒我每周五早上八点洗箱子", EIGHT, 4, "洗箱子"),
        ("每天晚上7点 收摊", SEVEN, None, "收摊"),
        ("每晚7点收摊", SEVEN, None, "收摊"),
    ],
)  # fmt: skip
def test_a_repeat_is_read_in_our_languages(text: str, minute: int, weekday: int | None, words: str) -> None:
    assert is_reminder(text) or is_bare_repeat(text, NOW, KUCHING)
    found = read(text)
    assert (found.repeats, found.words) == (Recurrence(minute=minute, weekday=weekday), words)
    assert (found.missed_at, found.asks_repeat) == (None, False)
    day = "Fri 27" if weekday == 4 else "Tue 24"
    assert wall(text) == f"{day} Nov 2026 {minute // 60:02}:00"


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("remind me every day water plants", 9 * 60),
        ("remind me every night lock", 19 * 60),
        ("ingatkan saya setiap pagi buka kedai", 9 * 60),
    ],
)
def test_each_day_without_a_clock_is_at_nine_or_as_its_part_says(text: str, minute: int) -> None:
    assert read(text).repeats == Recurrence(minute=minute)


@pytest.mark.parametrize(
    "text",
    [
        "every friday coffee",
        "every day coffee",
        "every friday",
        "every friday 8am?",
        "every day 8am open?",
        "每天早上8点开门吗",
        "every friday 12 kuih lapis",
        "friday 8am wash crates",
        "wash crates every friday 8am",
        "every one of them",
        "daily bread 5pm",
        "",
    ],
)
def test_a_line_without_the_word_is_a_reminder_only_where_it_can_be_nothing_else(text: str) -> None:
    assert not is_bare_repeat(text, NOW, KUCHING)


@pytest.mark.parametrize(
    "text",
    [
        "every friday 6pm",
        "fridays 6pm",
        "setiap jumaat 6 petang",
        "每周五晚上6点",
        "every day 8am",
        "每晚7点",
    ],
)
def test_a_repeat_and_a_clock_alone_is_a_reminder_unless_words_are_needed(text: str) -> None:
    assert is_bare_repeat(text, NOW, KUCHING)
    assert not is_bare_repeat(text, NOW, KUCHING, needs_words=True)
    assert read(text).words == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("remind me fri 5pm buy daily bread", "buy daily bread"),
        ("remind me fri 5pm call thursdays vendor", "call thursdays vendor"),
        ("remind me to call every vendor fri 5pm", "call every vendor"),
    ],
)
def test_words_of_a_repeat_within_the_words_repeat_nothing(text: str, words: str) -> None:
    found = read(text)
    assert (found.words, found.repeats, found.asks_repeat) == (words, None, False)
    assert wall(text) == FRIDAY


@pytest.mark.parametrize(
    "text",
    [
        "remind me every 5 dec 9am pay rent",
        "remind me every other friday 8am pay",
        "remind me every mon and thu 9am gym",
        "remind me every monday to friday 8am open",
        "remind me every day except friday 7pm close",
        "ingatkan saya setiap bulan 1/12 bayar sewa",
        "提醒我每月12月1日交租",
    ],
)
def test_another_repeat_is_set_once_and_known_to_be_asked_for(text: str) -> None:
    found = read(text)
    assert (found.repeats, found.asks_repeat) == (None, True)
    assert found.due_at is not None


def test_the_word_that_stands_for_every_day_is_no_longer_than_it() -> None:
    assert [word for word, one in EVERY_DAY.items() if len(one) > len(word)] == []


moments = st.integers(0, 3 * 366 * 24 * 3600).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def days(today: date, ahead: int) -> st.SearchStrategy[str]:
    """Spellings of a day."""
    day = today + timedelta(days=ahead)
    months = [word for word, month in MONTHS.items() if month == day.month]
    dated = [f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}", f"{day.year}年{day.month}月{day.day}日"]
    ways = [*dated, *(f"{day.day} {month} {day.year}" for month in months)]
    if ahead < 150:
        ways += [
            f"{day.day}/{day.month}",
            f"{day.month}月{day.day}号",
            *(f"on {day.day} {month}" for month in months),
        ]
    if ahead < 7:
        ways += [word for word, weekday in WEEKDAYS.items() if weekday == day.weekday()]
    ways += [word for word, later in RELATIVE_DAYS.items() if later == ahead and word not in DAYS_WITH_PART]
    return st.sampled_from(ways)


def clocks(at: time) -> st.SearchStrategy[str]:
    """Spellings of a time of day."""
    hour, minute = at.hour % 12 or 12, at.minute
    ways = [f"{at:%H:%M}", f"pukul {at:%H:%M}", f"{hour}:{minute:02}{at:%p}", f"{hour}.{minute:02} {at:%p}"]
    parts = {"pagi": range(1, 12), "petang": range(13, 19), "malam": range(19, 24)}
    ways += [f"{hour}.{minute:02} {part}" for part, among in parts.items() if at.hour in among]
    if at.hour in range(13, 24):
        ways.append(f"下午{hour}点{minute}分")
    if minute == 0:
        ways += [f"{hour}{at:%p}", f"at {hour} {at:%p}"]
    return st.sampled_from(ways)


def orders(day: str, clock: str, words: str) -> st.SearchStrategy[str]:
    ways = (
        f"remind me {day} {clock} {words}",
        f"Remind me to {words} {day} {clock}",
        f"remind me {clock} {day}, {words}",
        f"ingatkan saya {day} {clock} {words}",
        f"{day}{'' if day[-1] > 'z' else ' '}{clock}提醒我{words}",
        f"{day} {clock} 提醒我 {words}",
    )
    return st.sampled_from(ways)


@settings(deadline=None, max_examples=400)
@given(st.data(), moments, st.sampled_from(ZONES), st.integers(0, 300), st.times())
def test_whichever_way_it_is_written_it_means_the_same_moment(
    data: st.DataObject, now: datetime, zone: str, ahead: int, at: time
) -> None:
    at = at.replace(second=0, microsecond=0, fold=0)
    today = now.astimezone(ZoneInfo(zone)).date()
    expected = datetime.combine(today + timedelta(days=ahead), at, ZoneInfo(zone)).astimezone(UTC)
    assume(expected > now)
    words = data.draw(st.sampled_from(WORDS))
    item = data.draw(orders(data.draw(days(today, ahead)), data.draw(clocks(at)), words))
    item = item.translate(str.maketrans("0123456789", data.draw(st.sampled_from(SCRIPTS))))
    found = read_reminder(item, now, zone)
    assert (found.due_at, found.missed_at) == (expected, None), item
    assert (
        found.words.translate({ord(sign): str(n) for script in SCRIPTS for n, sign in enumerate(script)})
        == words
    ), item


pieces = st.sampled_from(
    [*WEEKDAYS, *RELATIVE_DAYS, *MONTHS, "remind me", "提醒我", "in", "2", "jam", "lagi", "99", "31/12/9999", "1/1/0001", "at",
     "every", "every day", "setiap", "daily", "fridays", "每", "每天", "天天",
     "5pm", ":", ".", '"', "下", "next", "小时后", "一", "十", "\0", "9999", "weeks", "\ud800", "🎂", "#", "23:59"]
)  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(
    st.one_of(st.text(max_size=200), st.lists(pieces, max_size=30).map(" ".join)),
    moments,
    st.sampled_from(ZONES),
)
def test_nonsense_never_raises_and_what_is_read_lies_ahead(text: str, now: datetime, zone: str) -> None:
    is_reminder(text)
    found = read_reminder(text, now, zone)
    assert found.due_at is None or found.due_at > now
    assert found.missed_at is None or (found.missed_at <= now and found.due_at is not None)
    assert found.repeats is None or found.due_at == found.repeats.next_after(now, zone)
    assert begins_with_repeat(text) or not is_bare_repeat(text, now, zone)


@settings(deadline=None, max_examples=300)
@given(st.data(), moments, st.sampled_from(ZONES), st.sampled_from(sorted(WEEKDAYS.items())), st.times())
def test_every_spelling_of_a_weekday_and_a_clock_repeats_alike(
    data: st.DataObject, now: datetime, zone: str, day: tuple[str, int], at: time
) -> None:
    at = at.replace(second=0, microsecond=0, fold=0)
    every = data.draw(st.sampled_from(("every ", "setiap ", "tiap ", "每", "remind me every ")))
    words = data.draw(st.sampled_from(WORDS))
    line = f"{every}{day[0]} {data.draw(clocks(at))} {words}"
    found = read_reminder(line, now, zone)
    assert found.repeats == Recurrence(minute=at.hour * 60 + at.minute, weekday=day[1]), line
    assert found.words == words, line
    assert is_reminder(line) or is_bare_repeat(line, now, zone), line
