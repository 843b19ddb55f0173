"""The words of "remind me" in the languages people type, beside those of the stock line. All lower case, as `normalize` returns them."""

from collections.abc import Mapping
from datetime import time, timedelta

POLITE = ("please", "pls", "tolong", "sila", "请", "請", "麻烦")
REMIND = ("remind me", "remind", "ingatkan saya", "ingatkan aku", "ingatkan", "提醒我", "提醒")
"""The beginnings of a reminder."""

REMIND_ANYWHERE = ("提醒我",)
"""Words that make a reminder at any position."""

MINUTES = ("minutes", "minute", "mins", "min", "minit", "menit", "分钟", "分鐘")
HOURS = ("hours", "hour", "hrs", "hr", "h", "jam", "小时", "小時", "钟头", "鐘頭")
DAYS = ("days", "day", "hari", "天", "日")
WEEKS = ("weeks", "week", "minggu", "周", "星期", "礼拜")
SPANS: Mapping[str, timedelta] = {
    **dict.fromkeys(MINUTES, timedelta(minutes=1)),
    **dict.fromkeys(HOURS, timedelta(hours=1)),
    **dict.fromkeys(DAYS, timedelta(days=1)),
    **dict.fromkeys(WEEKS, timedelta(weeks=1)),
}
WHOLE_SPANS: Mapping[str, timedelta] = {
    **dict.fromkeys(
        ("half an hour", "half hour", "setengah jam", "半小时", "半个小时", "半小時", "半個小時", "半个钟头"),
        timedelta(minutes=30),
    ),
    **dict.fromkeys(("an hour", "one hour", "sejam", "satu jam"), timedelta(hours=1)),
    **dict.fromkeys(("a day", "one day", "sehari", "satu hari"), timedelta(days=1)),
    **dict.fromkeys(("a week", "one week", "seminggu", "satu minggu"), timedelta(weeks=1)),
}
"""Durations written without a digit."""

BEFORE_SPAN = ("in", "dalam masa", "dalam", "within", "after", "selepas", "setelah", "再过", "过")
AFTER_SPAN = ("from now", "later", "lagi", "kemudian", "之后", "以后", "之後", "以後", "后", "後")
AND = ("and", "dan", "又", "零")

NEXT_WEEK_BEFORE, NEXT_WEEK_AFTER = ("next", "下个", "下個", "下"), ("depan",)
"""Words before and after a weekday that mean next week's."""

PAST: Mapping[str, int] = {
    **dict.fromkeys(("yesterday", "last night", "semalam", "kelmarin", "昨天", "昨日", "昨晚"), -1),
    **dict.fromkeys(("前天", "前日"), -2),
}
"""Days before today."""

EVENING_DAYS = (
    "tonight",
    "last night",
    "malam ini",
    "malam ni",
    "mlm ini",
    "mlm ni",
    "malam esok",
    "esok malam",
    "besok malam",
    "今晚",
    "明晚",
    "昨晚",
)
PARTS: Mapping[str, time] = {
    **dict.fromkeys(("morning", "pagi", "早上", "上午", "早晨"), time(9)),
    **dict.fromkeys(("noon", "midday", "tengah hari", "tengahari", "siang", "中午"), time(12)),
    **dict.fromkeys(("afternoon", "petang", "ptg", "sore", "下午"), time(15)),
    **dict.fromkeys(("evening", "night", "malam", "mlm", "晚上", "傍晚"), time(19)),
}
"""Parts of the day, beside a day and without a time."""

DEFAULT_CLOCK = time(9)
DEFAULT_EVENING_CLOCK = time(19)
BEFORE_PART = ("in the", "at", "on", "pada waktu", "waktu", "的")

NUMERALS: Mapping[str, int] = {
    **{sign: value for value, sign in enumerate("〇一二三四五六七八九")},
    **{"零": 0, "两": 2, "兩": 2},
}
TEN = "十"
AFTER_ONE = ("早", "晚", "快", "有", "多", "少")
"""Before 一点, which is no hour after these."""

NOISE = (
    *("to", "about", "that", "of", "for", "on", "at", "by", "is", "it's"),
    *("untuk", "supaya", "tentang", "pasal", "agar", "bahawa", "bahwa", "pada", "nak"),
)
"""Words at the edges of the remaining text that are no part of it."""

LONE_NOISE = ("在", "于", "的", "要", "到", "记得", "記得")
"""Words that are no part of the text if they stand alone."""
