"""A time in an alley, with the alley's zone where its reader keeps another one."""

from datetime import datetime

from locales.formats import format_datetime
from locales.say import Say
from market.drop.facts import AlleyFacts


def format_deadline(say: Say, instant: datetime, alley: AlleyFacts, reader_zone: str) -> str:
    """Returns "Thu 26 Nov 11:30", and for a reader of another zone "Thu 26 Nov 11:30 (Kota Kinabalu time)"; "" is the alley's."""
    words = format_datetime(say, instant, alley.zone)
    if reader_zone in ("", alley.zone):
        return words
    # text: a time, and the city by whose clock it is
    return say.plain("{time} ({city} time)", time=words, city=alley.city)
