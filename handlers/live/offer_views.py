"""The screens of what is sold live now, as everybody sees them."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.drop import ShowDrop, ShowDrops
from handlers.callbacks.live import BookLive, ShowLiveItem, ShowLiveNow
from handlers.drop.short_name import short_name
from handlers.drop.views import picture_of
from handlers.live.live_goods import LiveGoods
from handlers.ui.button_layout import LABEL_WIDTHS, layout_buttons
from handlers.ui.screen import Button, Screen
from handlers.waitlist.choice_views import MAX_UNITS, available_text, units_label
from handlers.waitlist.views import ANYWHERE, card_button, item_details, order_button
from locales.formats import format_datetime, format_number
from locales.say import Say
from locales.user_text import DROP, STALL, sanitize_name
from market.drop.facts import DropFacts
from market.drop.item_text import full_name, price_text

MOST_LISTED = 12
"""Items on the list of what is live: each is a line and a button."""


def live_offer(say: Say, goods: LiveGoods) -> Screen:
    """Shows how to book what is sold live now. Where a spoken word is asked for, only the written line books."""
    live, drop, item = goods.live, goods.drop, goods.item
    most = min(MAX_UNITS, drop.most_each(item))
    units = [] if live.asks_word else [_units_button(say, goods, units) for units in range(1, most + 1)]
    return Screen(
        text=Markup("\n").join(
            (
                say("<b>Live now</b> · <code>{code}</code>", code=goods.code),
                item_details(say, drop, item),
                say.sentences(*available_text(say, item), _minutes(say, live.minutes)),
                _how(say, goods.code, with_word=live.asks_word),
            )
        ),
        rows=layout_buttons(
            units,
            [card_button(say, drop, ANYWHERE, say.label("Details")), order_button(say, drop)],
            [Button(label=say.label("Back"), callback=ShowLiveNow())],
        ),
        picture=picture_of(drop),
    )


def _units_button(say: Say, goods: LiveGoods, units: int) -> Button:
    return Button(label=units_label(say, goods.drop, goods.item, units), callback=_booking(goods, units))


def mine_button(say: Say, goods: LiveGoods, units: int) -> Button:
    """Returns the button that books live what was written: "a001 · 2 for RM12.00"."""
    label = f"{goods.code} · {units_label(say, goods.drop, goods.item, units)}"
    return Button(label=label, callback=_booking(goods, units), style="primary")


def _booking(goods: LiveGoods, units: int) -> BookLive:
    return BookLive(letters=goods.live.letters, place=goods.place, units=units)


def _minutes(say: Say, minutes: int) -> Markup:
    return say.many(
        "You get {count} minute to confirm.",
        "You get {count} minutes to confirm.",
        minutes,
    )


def _how(say: Say, code: str, *, with_word: bool) -> Markup:
    if with_word:
        return say(
            "The live seller says a word. Write it behind the code: <code>MINE {code} 1 word</code>",
            code=code,
        )
    return say("Tap how many, or write <code>MINE {code} 2</code>.", code=code)


def live_list(say: Say, goods: Sequence[LiveGoods], announced: Sequence[DropFacts]) -> Screen:
    """Shows what is sold live now and what will be next, each with the way to it."""
    lines = [_line(say, each) for each in goods[:MOST_LISTED]]
    heading = say("<b>Live now</b>") if lines else say("Nobody is live now.")
    how = [say("Tap one, or write <code>MINE {code} 2</code>.", code=goods[0].code)] if goods else []
    return Screen(
        text=Markup("\n").join((heading, *lines, *how, *(_next(say, drop) for drop in announced))),
        rows=layout_buttons(
            [goods_button(say, each) for each in goods[:MOST_LISTED]],
            [_drop_button(drop) for drop in announced],
            [Button(label=say.label("All drops"), callback=ShowDrops(back_to=ANYWHERE.code))],
        ),
    )


def goods_button(say: Say, goods: LiveGoods) -> Button:
    """Returns the way to what is sold live: "a001 onde-onde"."""
    name = short_name(say, goods.drop, goods.item, LABEL_WIDTHS[1] - len(goods.code) - 1)
    return Button(
        label=f"{goods.code} {name}", callback=ShowLiveItem(letters=goods.live.letters, place=goods.place)
    )


def _drop_button(drop: DropFacts) -> Button:
    return Button(
        label=sanitize_name(drop.name, LABEL_WIDTHS[1]),
        callback=ShowDrop(drop=drop.id, back_to=ANYWHERE.code),
    )


def _line(say: Say, goods: LiveGoods) -> Markup:
    spare = goods.drop.spare(goods.item)
    return say(
        "<code>{code}</code> {item} · {stall} · {price} · {left}",
        code=goods.code,
        item=full_name(say, goods.drop, goods.item),
        stall=sanitize_name(goods.drop.stall.name, STALL),
        price=price_text(say, goods.drop, goods.item),
        left=say.many("{count} left", "{count} left", spare) if spare else say("waitlist"),
    )


def _next(say: Say, drop: DropFacts) -> Markup:
    name, stall = sanitize_name(drop.name, DROP), sanitize_name(drop.stall.name, STALL)
    at = format_datetime(say, drop.starts_at, drop.alley.zone)
    return say("<b>Next live</b>: {drop}, {when}.", drop=f"{name} · {stall}", when=at)


def which_note(say: Say) -> Markup:
    return say("Which one? Tap it.")


def live_beside_note(say: Say, goods: LiveGoods, units: int) -> Markup:
    """Says that something of this name is sold live beside what was found."""
    return say(
        "Live now: {item}. Write <code>MINE {code} {units}</code> to book it.",
        item=full_name(say, goods.drop, goods.item),
        code=goods.code,
        units=units,
    )


def none_named_note(say: Say, words: str, *, runs: bool) -> Markup:
    """Says that nothing of a name is sold live."""
    if not runs:
        return say("Nobody is live now.")
    return say("Nothing that is live is called “{words}”.", words=sanitize_name(words, DROP))


def time_left_note(say: Say, until: datetime, now: datetime) -> Markup:
    """Says how long there is to confirm a hold, to the second."""
    minutes, seconds = divmod(max(0, int((until - now).total_seconds())), 60)
    return say("Time left to confirm: {left}.", left=f"{format_number(say, minutes)}:{seconds:02}")
