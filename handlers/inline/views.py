"""A drop's card for any chat: nothing personal, and a link that opens the drop with the bot."""

from datetime import datetime
from hashlib import sha256

from markupsafe import Markup, escape

from handlers.drop.list_views import short_status
from handlers.drop.views import picture_of
from handlers.ui.button_layout import layout_buttons
from handlers.ui.inline_card import InlineCard
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_day, format_time_range
from locales.say import Say
from locales.user_text import ALLEY, DROP, STALL, sanitize_name
from market.drop.facts import DropFacts
from market.drop.item_text import age_mark, left_text, lowest_price
from market.drop.status import Status, status
from market.drop.status_text import status_text

WHOLE_MARKET = "all drops"
"""The id of the card of the whole market: no drop's code has a space."""


def inline_card(
    say: Say, drop: DropFacts, now: datetime, username: str, *, public_url: str = ""
) -> InlineCard:
    """Returns the card of a drop as it is now; the time on it says when that was. `public_url` is the address of the market's pages, "" for none."""
    name, stall = sanitize_name(drop.name, DROP), sanitize_name(drop.stall.name, STALL)
    when = _when(say, drop)
    parts = [Markup("<b>{}</b>{} · {}").format(name, age_mark(drop), stall)]
    parts.append(Markup("{} · {}").format(when, sanitize_name(drop.alley.name, ALLEY)))
    price = _price(say, drop)
    as_of = say("As of {at}.", at=format_datetime(say, now, drop.alley.zone))
    parts.append(
        Markup(" · ").join(filter(None, (escape(price), _standing(say, drop, status(drop, now)), as_of)))
    )
    link = f"https://t.me/{username}?start=d_{drop.code}"
    return InlineCard(
        id=drop.code,
        title=name + age_mark(drop),
        description=" · ".join(filter(None, (stall, when, price))),
        screen=Screen(
            text=Markup("\n").join(parts),
            picture=picture_of(drop),
            rows=layout_buttons([Button(label=say.label("Join in Lorong"), url=link)]),
        ),
        picture_url=_picture_url(drop, public_url),
    )


def market_card(say: Say, username: str) -> InlineCard:
    """Returns the card of the whole market. Telegram shows results as a list with names only where one of them is no picture."""
    return InlineCard(
        id=WHOLE_MARKET,
        title=say.plain("All drops"),
        description=say.plain("Everything that is coming"),
        screen=Screen(
            text=say(
                "Stalls of the alley market sell small batches. See what is coming, and join, in our chat."
            ),
            rows=layout_buttons([Button(label=say.label("Open Lorong"), url=f"https://t.me/{username}")]),
        ),
    )


def _picture_url(drop: DropFacts, public_url: str) -> str:
    """Returns the address of a drop's picture, another one when the picture is: Telegram keeps what it has fetched. It fetches from the internet alone."""
    if not public_url.startswith("https://"):
        return ""
    version = sha256(picture_of(drop).key.encode()).hexdigest()[:8]
    return f"{public_url}/d/{drop.code}.jpg?v={version}"


def _standing(say: Say, drop: DropFacts, drop_status: Status) -> Markup:
    """Returns how many are left of the only item, else the status. It says "waitlist" and not "you would be next": everybody reads it, and later."""
    if drop_status is Status.FULL:
        return short_status(say, drop, drop_status)
    left = left_text(say, drop, drop.offered[0], drop_status) if len(drop.offered) == 1 else None
    return left or status_text(say, drop, drop_status)


def _when(say: Say, drop: DropFacts) -> str:
    zone = drop.alley.zone
    # text: a day, and the hours of a drop on it
    return say.plain(
        "{first}, {second}",
        first=format_day(say, drop.starts_at, zone),
        second=format_time_range(say, drop.starts_at, drop.ends_at, zone),
    )


def _price(say: Say, drop: DropFacts) -> str:
    """Returns the price as lists say it; "" where nothing can be joined by itself."""
    return str(lowest_price(say, drop)) if drop.offered else ""
