"""The card of a drop: what everyone sees of it, the reader's position on it, and the buttons that join."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from markupsafe import Markup

from handlers.callbacks.drop import (
    CancelOpeningReminder,
    RemindOpening,
    ShowDrop,
    ShowDrops,
    ShowPolicy,
    ShowStall,
)
from handlers.callbacks.list_location import ListLocation
from handlers.drop.item_text import first_item_rows, item_rows, tag_words
from handlers.drop.share_button import share_button
from handlers.drop.status_text import FINISHED, rule_text, status_text
from handlers.drop.views import ALLEY, DROP, STALL, WORDS, picture_of
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from handlers.ui.telegram_calls import ALERT_LIMIT, CAPTION_LIMIT, text_units
from handlers.waitlist.draw_position import public_draw_buttons
from handlers.waitlist.join_steps import join_steps
from handlers.waitlist.position_text import position_buttons, position_rows
from locales.formats import format_datetime, format_day, format_language, format_time_range
from locales.say import Say
from locales.user_text import sanitize_name
from market.drop.facts import DropFacts
from market.drop.status import Status, status
from market.waitlist.position import NO_POSITION, Position
from storage.drop import DropState

CARD_LIMIT = CAPTION_LIMIT - ALERT_LIMIT - len("\n\n")
"""Characters of a card; the rest of the caption is for the note above it after an outdated button, and an empty line."""


def drop_card(
    say: Say,
    drop: DropFacts,
    back_to: ListLocation,
    now: datetime,
    link: str,
    inline: bool = False,
    is_reminded: bool = False,
    previous_id: int = 0,
    next_id: int = 0,
    position: Position = NO_POSITION,
) -> Screen:
    """Returns the card of a drop.

    `inline`: the bot's inline mode is on. `is_reminded`: this person is notified at opening.
    `previous_id` and `next_id` are the adjacent drops of the list, 0 for none. `position` is this person's position on the drop.
    """
    return _card(
        say,
        drop,
        back_to,
        status(drop, now),
        link=link,
        inline=inline,
        is_reminded=is_reminded,
        previous_id=previous_id,
        next_id=next_id,
        position=position,
        calling=drop.calling(now),
    )


@lru_cache(maxsize=2048)
def _card(
    say: Say,
    drop: DropFacts,
    back_to: ListLocation,
    drop_status: Status,
    link: str,
    inline: bool,
    is_reminded: bool,
    previous_id: int,
    next_id: int,
    position: Position,
    calling: frozenset[int],
) -> Screen:
    """Returns the card; cached, since everyone looks at a drop that opens."""
    location_code = back_to.code
    neighbours = [(say.label("Previous drop"), previous_id), (say.label("Next drop"), next_id)]
    groups = (
        *position_buttons(say, drop, position, location_code, calling=calling),
        _opening_buttons(say, drop, drop_status, location_code, is_reminded=is_reminded),
        *join_steps(say, drop, drop_status, position, back_to=location_code),
        public_draw_buttons(say, drop, drop_status, position, back_to=location_code),
        [
            Button(
                label=say.label("How it is shared"),
                callback=ShowPolicy(drop=drop.id, back_to=location_code),
            ),
            Button(
                label=say.label("Stall"),
                callback=ShowStall(stall=drop.stall.id, drop=drop.id, back_to=location_code),
            ),
        ],
        [share_button(say, drop, link, inline=inline), Button(label=say.label("Copy link"), copy=link)],
        [
            Button(label=label, callback=ShowDrop(drop=other, back_to=location_code))
            for label, other in neighbours
            if other
        ],
        [back_to_list(say, back_to)],
    )
    return Screen(
        text=_card_text(say, drop, drop_status, position, calling=calling),
        picture=picture_of(drop),
        rows=layout_buttons(*groups),
    )


def back_to_list(say: Say, back_to: ListLocation) -> Button:
    """Returns the Back button to the list."""
    return Button(label=say.label("Back"), callback=ShowDrops(back_to=back_to.code))


def _opening_buttons(
    say: Say, drop: DropFacts, drop_status: Status, location_code: str, is_reminded: bool
) -> list[Button]:
    if drop_status is not Status.UPCOMING:
        return []
    if is_reminded:
        return [
            Button(
                label=say.label("Stop this alert"),
                callback=CancelOpeningReminder(drop=drop.id, back_to=location_code),
            )
        ]
    return [
        Button(
            label=say.label("Notify me"),
            callback=RemindOpening(drop=drop.id, back_to=location_code),
            style="primary",
        )
    ]


def _card_text(
    say: Say, drop: DropFacts, drop_status: Status, position: Position, calling: frozenset[int]
) -> Markup:
    head = Markup("<b>{}</b> · {}").format(
        sanitize_name(drop.name, DROP), sanitize_name(drop.stall.name, STALL)
    )
    place = say(
        "{when}, {hours}, {alley} ({city} time)",
        when=format_day(say, drop.starts_at, drop.alley.zone),
        hours=format_time_range(say, drop.starts_at, drop.ends_at, drop.alley.zone),
        alley=sanitize_name(drop.alley.name, ALLEY),
        city=drop.alley.city,
    )
    own_rows = position_rows(say, drop, position, calling)
    has_only_item = position.all and len(drop.offered) == 1 and drop_status is not Status.PAUSED
    ruled = () if drop_status in FINISHED else (rule_text(say, drop),)
    public = () if has_only_item else (status_text(say, drop, drop_status), *ruled)
    end = (*_moved_row(say, drop), *own_rows, *public)
    full = (
        head,
        place,
        *item_rows(say, drop, drop_status),
        *_description_rows(say, drop),
        tag_words(say, drop.tags),
        *end,
    )
    short = (head, place, *item_rows(say, drop, drop_status), *end)
    shortest, bare = (
        (head, place, *([] if drop_status in FINISHED else first_item_rows(say, shown, drop_status)), *end)
        for shown in (drop, _without_allergens(drop))
    )
    return next(
        (text for text in map(_join_rows, (full, short, shortest)) if text_units(text) <= CARD_LIMIT),
        _join_rows(bare),
    )


def _without_allergens(drop: DropFacts) -> DropFacts:
    """Returns the drop for a card on which names made of emoji leave no room for allergens."""
    return replace(drop, items=tuple(replace(item, allergens="") for item in drop.items))


def _moved_row(say: Say, drop: DropFacts) -> list[Markup]:
    if drop.moved_from is None or drop.state == DropState.CANCELLED:
        return []
    zone = drop.alley.zone
    return [
        say(
            "Moved to {now} (was {was}).",
            now=format_datetime(say, drop.starts_at, zone),
            was=format_datetime(say, drop.moved_from, zone),
        )
    ]


def _join_rows(parts: Iterable[Markup]) -> Markup:
    return Markup("\n").join(part for part in parts if part)


def _description_rows(say: Say, drop: DropFacts) -> list[Markup]:
    if not drop.words:
        return []
    words = Markup("{}").format(sanitize_name(drop.words, WORDS))
    if drop.language != say.language:
        words = say("{words} (in {language})", words=words, language=format_language(say, drop.language))
    return [words]
