"""The words of days, clocks and durations in the languages people type. All lower case, as `normalize` returns them."""

from collections.abc import Mapping
from datetime import time, timedelta
from enum import StrEnum

WEEKDAYS: Mapping[str, int] = {
    word: day
    for day, words in enumerate(
        (
            "monday mon isnin senin 星期一 周一 礼拜一 拜一",
            "tuesday tues tue tueday teusday selasa 星期二 周二 礼拜二 拜二",
            "wednesday weds wed wednesdy wensday wednsday wedneday rabu 星期三 周三 礼拜三 拜三",
            "thursday thurs thur thu thrusday thurday thursay khamis kamis khms khmis 星期四 周四 礼拜四 拜四",
            "friday fri firday fridy jumaat jumat jmt jumaaat 星期五 周五 礼拜五 拜五",
            "saturday sat saturady satuday saterday satruday saturdy sabtu sbtu sabtuu satbu 星期六 周六 礼拜六 拜六",
            "sunday sun sunady sundy ahad minggu 星期日 星期天 周日 周天 礼拜天 礼拜日 拜天 拜日",
        )
    )
    for word in words.split()
}
"""Monday is 0."""

SHORT_WEEKDAYS: Mapping[str, int] = {
    word: day for day, word in enumerate(("isn", "sel", "rab", "kha", "jum", "sab", "ahd"))
}
"""Short names of a Malay calendar: a day before a number, a sign or the end, else part of a name."""

MONTHS: Mapping[str, int] = {
    word: month
    for month, words in enumerate(
        (
            "january jan januari",
            "february feb februari",
            "march mar mac maret",
            "april apr",
            "may mei",
            "june jun juni",
            "july jul julai juli",
            "august aug ogos ogo agustus agu",
            "september sept sep",
            "october oct oktober okt",
            "november nov",
            "december dec disember dis desember des",
        ),
        1,
    )
    for word in words.split()
}


class DayPart(StrEnum):
    """A part of the day, which says which of two hours a clock means."""

    AM = "am"
    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    NIGHT = "night"


DAY_PARTS: Mapping[str, DayPart] = {
    **dict.fromkeys(("am", "a.m.", "凌晨"), DayPart.AM),
    **dict.fromkeys(("pagi", "pg", "早上", "上午", "早晨"), DayPart.MORNING),
    **dict.fromkeys(
        (
            "tengah hari",
            "tengahari",
            "tgh hari",
            "tgh hr",
            "tghari",
            "tghhari",
            "tgh",
            "siang",
            "noon",
            "中午",
        ),
        DayPart.NOON,
    ),
    **dict.fromkeys(("pm", "p.m.", "petang", "ptg", "sore", "下午", "傍晚"), DayPart.AFTERNOON),
    **dict.fromkeys(("tengah malam", "malam", "mlm", "midnight", "晚上", "夜里", "晚"), DayPart.NIGHT),
}
"""Parts of the day beside a clock: 7pm, 7 malam, 晚上7点."""

NOON_ENDS = ("noon", "midday", "tengah hari", "tengahari", "tgh hari", "tghari", "中午")
MIDNIGHT_ENDS = ("midnight", "tengah malam", "tgh malam", "午夜", "半夜")
"""Words for twelve o'clock at the end of a range."""

PARTS_BESIDE_A_DAY: Mapping[str, DayPart] = {
    **{word: part for word, part in DAY_PARTS.items() if word not in ("am", "a.m.", "pm", "p.m.")},
    "morning": DayPart.MORNING,
    "midday": DayPart.NOON,
    "afternoon": DayPart.AFTERNOON,
    **dict.fromkeys(("evening", "night", "nite"), DayPart.NIGHT),
}
"""Parts of the day after a day: sat evening, esok petang, 明天早上."""

ENGLISH_PARTS = ("morning", "midday", "noon", "afternoon", "evening", "night", "nite", "midnight")
"""Parts of the day that begin names too: evening tea."""

DEFAULT_CLOCK = time(9)
CLOCK_OF_PART: Mapping[DayPart, time] = {
    DayPart.AM: time(1),
    DayPart.MORNING: time(9),
    DayPart.NOON: time(12),
    DayPart.AFTERNOON: time(15),
    DayPart.NIGHT: time(19),
}
"""The time that a part of the day means without a clock."""

_TODAY = (
    *("today", "2day", "hari ini", "hari ni", "hr ni", "hr ini", "hri ni", "harini", "arini", "ari ni"),
    *("今天", "今日", "今儿"),
)
_TOMORROW = (
    "tomorrow",
    "tmr",
    "tmrw",
    "tmw",
    "2moro",
    "tomoro",
    "esok",
    "esk",
    "besok",
    "bsk",
    "明天",
    "明日",
)
_MALAY_PARTS = ("pagi", "pg", "tengah hari", "tengahari", "petang", "ptg", "malam", "mlm")

DAYS_WITH_PART: Mapping[str, tuple[int, DayPart]] = {
    **dict.fromkeys(("tonight", "tonite", "2nite"), (0, DayPart.NIGHT)),
    "this morning": (0, DayPart.MORNING),
    "this afternoon": (0, DayPart.AFTERNOON),
    "this evening": (0, DayPart.NIGHT),
    **{f"{part} {this}": (0, DAY_PARTS[part]) for part in _MALAY_PARTS for this in ("ini", "ni")},
    **{f"{part} {day}": (1, DAY_PARTS[part]) for part in _MALAY_PARTS for day in ("esok", "besok")},
    **{f"{day} {part}": (1, DayPart.NIGHT) for part in ("malam", "mlm") for day in ("esok", "besok")},
    **dict.fromkeys(("今晚上", "今晚"), (0, DayPart.NIGHT)),
    **dict.fromkeys(("明晚上", "明晚"), (1, DayPart.NIGHT)),
    "今早": (0, DayPart.MORNING),
    "明早": (1, DayPart.MORNING),
    **dict.fromkeys(("last night", "昨晚"), (-1, DayPart.NIGHT)),
}
"""Words of a day, in days from today, that name its part too."""

RELATIVE_DAYS: Mapping[str, int] = {
    **dict.fromkeys(_TODAY, 0),
    **dict.fromkeys(_TOMORROW, 1),
    **dict.fromkeys(("lusa", "后天", "後天"), 2),
    **dict.fromkeys(("tulat", "大后天", "大後天"), 3),
    **{word: days for word, (days, _) in DAYS_WITH_PART.items() if days >= 0},
}
"""Days from today."""

PAST_DAYS: Mapping[str, int] = {
    **dict.fromkeys(("yesterday", "semalam", "kelmarin", "昨天", "昨日"), -1),
    **dict.fromkeys(("前天", "前日"), -2),
    **{word: days for word, (days, _) in DAYS_WITH_PART.items() if days < 0},
}
"""Days before today."""

BEFORE_CLOCK = ("at", "from", "pukul", "pkl", "pkul", "kul", "jam", "dari", "dr", "从")
OCLOCK = ("pukul", "pkl", "pkul", "kul", "jam")
"""Before a bare hour they make it a clock."""
BETWEEN_CLOCKS = (
    "to",
    "until",
    "untill",
    "till",
    "til",
    "hingga",
    "sehingga",
    "hgga",
    "sampai",
    "smpai",
    "smp",
    "ke",
    "close",
    "closes",
    "tutup",
    "至",
    "到",
)
UNTIL = tuple(
    word for word in BETWEEN_CLOCKS if word not in ("to", "ke", "close", "closes", "tutup", "至", "到")
)
"""Before an hour they say when it ends, without a beginning."""
BEFORE_DAY = ("on", "pada", "this", "hari", "这个", "这", "本")
BEFORE_PART = ("in the", "at", "on", "pada waktu", "waktu", "的")
AFTER_DAY = ("ini", "ni", "nie")
"""After a weekday they mean the coming one: sabtu ni."""
CLEAR_DAYS = tuple(word for word in RELATIVE_DAYS if word not in ("lusa", "tulat")) + tuple(
    word
    for word in WEEKDAYS
    if not word.isascii() or word in ("isnin", "selasa", "rabu", "khamis", "jumaat", "sabtu", "ahad")
)
"""Words that are a day in front of other words too, as they are no part of a name."""
NEXT_WEEK_BEFORE, NEXT_WEEK_AFTER = ("next", "下个", "下個", "下"), ("depan",)
"""Words before and after a weekday that mean next week's."""
WEEKS_NOT_SUNDAYS = ("minggu depan", "minggu ini", "minggu ni")
""""minggu" is a week here."""

MINUTES = ("minutes", "minute", "mins", "min", "minit", "menit", "分钟", "分鐘")
HOURS = ("hours", "hour", "hrs", "hr", "h", "jam", "小时", "小時", "钟头", "鐘頭")
DAYS = ("days", "day", "hari", "天", "日")
WEEKS = ("weeks", "week", "minggu", "周", "星期", "礼拜")
DURATIONS: Mapping[str, timedelta] = {
    **dict.fromkeys(MINUTES, timedelta(minutes=1)),
    **dict.fromkeys(HOURS, timedelta(hours=1)),
    **dict.fromkeys(DAYS, timedelta(days=1)),
    **dict.fromkeys(WEEKS, timedelta(weeks=1)),
}
WHOLE_DURATIONS: Mapping[str, timedelta] = {
    **dict.fromkeys(
        ("half an hour", "half hour", "setengah jam", "半小时", "半个小时", "半小時", "半個小時", "半个钟头"),
        timedelta(minutes=30),
    ),
    **dict.fromkeys(("an hour", "one hour", "sejam", "satu jam"), timedelta(hours=1)),
    **dict.fromkeys(("a day", "one day", "sehari", "satu hari"), timedelta(days=1)),
    **dict.fromkeys(("a week", "one week", "seminggu", "satu minggu"), timedelta(weeks=1)),
}
"""Durations written without a digit."""

BEFORE_DURATION = ("in", "dalam masa", "dalam", "within", "after", "selepas", "setelah", "再过", "过")
AFTER_DURATION = ("from now", "later", "lagi", "kemudian", "之后", "以后", "之後", "以後", "后", "後")
AND = ("and", "dan", "又", "零")

NUMERALS: Mapping[str, int] = {
    **{sign: value for value, sign in enumerate("〇一二三四五六七八九")},
    **{"零": 0, "两": 2, "兩": 2},
}
TEN = "十"
