"""The words of "remind me" in the languages people type. All lower case, as `normalize` returns them."""

from collections.abc import Mapping

from locales.time_vocabulary import WEEKDAYS

POLITE = ("please", "pls", "tolong", "sila", "请", "請", "麻烦")
REMIND = ("remind me", "remind", "ingatkan saya", "ingatkan aku", "ingatkan", "提醒我", "提醒")
"""The beginnings of a reminder."""

REMIND_ANYWHERE = ("提醒我",)
"""Words that make a reminder at any position."""

EVERY = (
    *("every", "each", "every week", "weekly", "setiap", "tiap-tiap", "tiap", "setiap minggu", "tiap minggu"),
    *("每个", "每个礼拜的", "每周的", "每逢", "逢", "每"),
)
"""Words right before a weekday or a clock that ask for a repeat."""

EVERY_DAY: Mapping[str, str] = {
    **dict.fromkeys(("every day", "everyday", "each day", "daily"), "today"),
    **dict.fromkeys(("setiap hari", "tiap-tiap hari", "tiap hari", "hari-hari"), "hari ini"),
    **dict.fromkeys(("每天", "天天"), "今天"),
    "每日": "今日",
    "every morning": "this morning",
    "every afternoon": "this afternoon",
    "every evening": "this evening",
    "every night": "tonight",
    **{
        f"{every} {part}": f"{part} ini"
        for every in ("setiap", "tiap")
        for part in ("pagi", "tengah hari", "petang", "malam")
    },
    "每早": "今早",
    "每晚": "今晚",
}
"""Words that ask for a repeat on each day, and those no longer than them that name one such day."""

EVERY_DAY_ADJECTIVES = ("daily", "everyday")
"""Of the words for each day, those that stand before a noun too: daily bread."""

EVERY_OTHERWISE = (
    *("every other", "every second", "every two", "every month", "monthly", "every year", "yearly"),
    *("every weekday", "weekdays", "every weekend", "weekends"),
    *(
        "setiap bulan",
        "tiap bulan",
        "setiap tahun",
        "tiap tahun",
        "每月",
        "每个月",
        "每年",
        "隔周",
        "隔天",
        "每两",
    ),
)
"""Words for repeats that are neither on each day nor on one weekday."""

WEEKDAY_PLURALS = tuple(f"{day}s" for day in WEEKDAYS if day.endswith("day"))
"""Words that ask for a repeat on a weekday by themselves."""

ASKS = ("?", "吗")
"""The ends of a question."""

NOISE = (
    *("to", "about", "that", "of", "for", "on", "at", "by", "is", "it's"),
    *("untuk", "supaya", "tentang", "pasal", "agar", "bahawa", "bahwa", "pada", "nak"),
)
"""Words at the edges of the remaining text that are no part of it."""

LONE_NOISE = ("在", "于", "的", "要", "到", "记得", "記得")
"""Words that are no part of the text if they stand alone."""
