"""The words of "remind me" in the languages people type. All lower case, as `normalize` returns them."""

POLITE = ("please", "pls", "tolong", "sila", "请", "請", "麻烦")
REMIND = ("remind me", "remind", "ingatkan saya", "ingatkan aku", "ingatkan", "提醒我", "提醒")
"""The beginnings of a reminder."""

REMIND_ANYWHERE = ("提醒我",)
"""Words that make a reminder at any position."""

EVERY = ("every", "each", "setiap", "tiap-tiap", "tiap", "每个", "每")
"""Words right before a time that ask for a repeat."""

EVERY_DAY = ("every day", "everyday", "daily", "setiap hari", "tiap-tiap hari", "tiap hari", "每天", "每日")
"""Words that ask for a repeat on each day."""

NOISE = (
    *("to", "about", "that", "of", "for", "on", "at", "by", "is", "it's"),
    *("untuk", "supaya", "tentang", "pasal", "agar", "bahawa", "bahwa", "pada", "nak"),
)
"""Words at the edges of the remaining text that are no part of it."""

LONE_NOISE = ("在", "于", "的", "要", "到", "记得", "記得")
"""Words that are no part of the text if they stand alone."""
