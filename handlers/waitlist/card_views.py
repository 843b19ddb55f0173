"""The card of a drop: what everyone sees of it, the reader's position on it, and the buttons that join."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.drop import (
    AskAlert,
    CancelOpeningReminder,
    RemindOpening,
    ShowDrop,
    ShowDrops,
    ShowPolicy,
    StopAlert,
)
from handlers.callbacks.list_location import ListLocation
from handlers.drop.share_button import share_button
from handlers.drop.views import picture_of
from handlers.ui.button_layout import layout_buttons
from handlers.ui.pitch_text import pitch_lines
from handlers.ui.screen import Button, Row, Screen, Shown
from handlers.ui.telegram_calls import ALERT_LIMIT, CAPTION_LIMIT, text_units
from handlers.ui.text_height import text_lines
from handlers.waitlist.draw_position import public_draw_buttons
from handlers.waitlist.join_steps import join_steps
from handlers.waitlist.part_shown import part_shown
from handlers.waitlist.position_text import item_step, position_buttons, position_rows
from locales.formats import day_hours
from locales.say import Say
from locales.user_text import ALLEY, DROP, STALL, sanitize_name
from market.drop.facts import DropFacts
from market.drop.item_text import age_mark, first_item_rows, head_name, item_rows
from market.drop.item_texts import NO_TEXTS
from market.drop.stall_words import description, note_lines
from market.drop.status import Status, full_items, status
from market.drop.status_text import FINISHED, moved_row, short_rule_text, status_text
from market.waitlist.position import NO_POSITION, Position, PositionEntry

MAX_ROWS = 4
CARD_WORDS = 60
"""Characters of a description on a card; Details has the rest."""
MAX_LINES, LINES_OF_A_ROW = 14, 2
"""Lines of text on a card of 480 px without buttons, and lines that a row of buttons takes; a longer card has no description."""
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
    reader_zone: str = "",
) -> Screen:
    """Returns the card of a drop.

    `link` opens this card, `inline`: the bot's inline mode is on.
    `is_reminded`: this person is told when it opens, or when it is available again. `previous_id` and `next_id` are the adjacent drops of the list, 0 for none.
    `position` is this person's position on the drop, `reader_zone` the time zone they live by, "" for the alley's.
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
        city=drop.alley.city if reader_zone not in ("", drop.alley.zone) else "",
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
    city: str,
) -> Screen:
    """Returns the card; cached, since everyone looks at a drop that opens."""
    steps = _steps(
        say, drop, drop_status, position, back_to=back_to, is_reminded=is_reminded, calling=calling
    )
    details = Button(label=say.label("Details"), callback=ShowPolicy(drop=drop.id, back_to=back_to.code))
    share = share_button(say, drop, link, inline=inline)
    rows = _rows(
        steps, [details, share], _around_back(say, drop, back_to, previous_id=previous_id, next_id=next_id)
    )
    lines = MAX_LINES - LINES_OF_A_ROW * len(rows)
    return Screen(
        text=_card_text(
            say, drop, drop_status, _as_told(drop, position), calling=calling, city=city, lines=lines
        ),
        picture=picture_of(drop),
        rows=rows,
        shows=_card_shown(drop, position, back_to),
    )


def _card_shown(drop: DropFacts, position: Position, back_to: ListLocation) -> Shown | None:
    """Returns what keeps the card true for somebody who has something in the drop: of several what needs an answer, then what waits."""
    in_order: tuple[PositionEntry, ...] = (*position.held, *position.waiting, *position.booked)
    chief = next(iter(in_order), None)
    return part_shown(drop, drop.item(chief.item), position.all, back_to) if chief else None


def _rows(steps: list[list[Button]], about: list[Button], around_back: list[Button]) -> tuple[Row, ...]:
    """Returns at most MAX_ROWS rows: Details, the first of `about`, joins a lone step, and many steps leave no room for the neighbours."""
    details, *_ = about
    has_lone_step = bool(steps) and len(steps[-1]) == 1
    shown = layout_buttons(*_with_last(steps, [details] if has_lone_step else about))
    if len(shown) < MAX_ROWS:
        return (*shown, *layout_buttons(around_back))
    back = [button for button in around_back if isinstance(button.callback, ShowDrops)]
    return (*layout_buttons(*steps)[: MAX_ROWS - 1], *layout_buttons([details, *back]))


def _steps(
    say: Say,
    drop: DropFacts,
    drop_status: Status,
    position: Position,
    *,
    back_to: ListLocation,
    is_reminded: bool,
    calling: frozenset[int],
) -> list[list[Button]]:
    """Returns what the reader can do about the drop, the main step first."""
    code = back_to.code
    draw = public_draw_buttons(say, drop, drop_status, position, back_to=code)
    joins = join_steps(say, drop, drop_status, position, back_to=code)
    if len(position.all) > 1:
        return [[item_step(say, drop, each, code) for each in position.all], *joins]
    alert = _alert_buttons(say, drop, drop_status, position, location_code=code, is_reminded=is_reminded)
    if alert:
        joins = [[*alert, *(joins[0] if joins else [])], *joins[1:]]
    own = [*position_buttons(say, drop, position, code, calling=calling)]
    return [*own, *_with_last(joins, draw)]


def _with_last(joins: list[list[Button]], more: list[Button]) -> list[list[Button]]:
    """Returns the groups with `more` in the last, where it is a lone button."""
    if joins and len(joins[-1]) == 1:
        return [*joins[:-1], [*joins[-1], *more]]
    return [*joins, more]


def _around_back(
    say: Say, drop: DropFacts, back_to: ListLocation, *, previous_id: int, next_id: int
) -> list[Button]:
    def to(label: str, other: int) -> list[Button]:
        return [Button(label=label, callback=ShowDrop(drop=other, back_to=back_to.code))] if other else []

    return [
        *to(say.label("Previous"), previous_id),
        back_to_list(say, back_to),
        *to(say.label("Next"), next_id),
    ]


def back_to_list(say: Say, back_to: ListLocation) -> Button:
    """Returns the Back button to the list."""
    return Button(label=say.label("Back"), callback=ShowDrops(back_to=back_to.code))


def _alert_buttons(
    say: Say,
    drop: DropFacts,
    drop_status: Status,
    position: Position,
    *,
    location_code: str,
    is_reminded: bool,
) -> list[Button]:
    """Returns the button that asks for a message when the drop opens, or when what is full can be joined; or the one that stops it."""
    ask: Callback
    stop: Callback
    if drop_status is Status.UPCOMING:
        ask = RemindOpening(drop=drop.id, back_to=location_code)
        stop = CancelOpeningReminder(drop=drop.id, back_to=location_code)
    elif full_items(drop, drop_status) and not position.all:
        ask = AskAlert(drop=drop.id, back_to=location_code)
        stop = StopAlert(drop=drop.id, back_to=location_code)
    else:
        return []
    if is_reminded:
        return [Button(label=say.label("Stop this alert"), callback=stop)]
    return [Button(label=say.label("Notify me"), callback=ask, style="primary")]


@lru_cache(maxsize=2048)
def _card_text(
    say: Say,
    drop: DropFacts,
    drop_status: Status,
    position: Position,
    calling: frozenset[int],
    city: str,
    lines: int,
) -> Markup:
    """Returns the text; cached, since it is the same for all who have booked the same."""
    head = Markup("<b>{}</b>{}").format(sanitize_name(head_name(drop), DROP), age_mark(drop))
    stall = say(
        "{first}, {second}",
        first=sanitize_name(drop.stall.name, STALL),
        second=sanitize_name(drop.alley.name, ALLEY),
    )
    note = () if drop_status in FINISHED else note_lines(say, drop.note)
    place = () if drop_status in FINISHED else pitch_lines(say, "", drop.moved_to)
    begin = (head, stall, _time_text(say, drop, city), *place, *note)
    own_rows = position_rows(say, drop, position, calling)
    has_only_item = position.all and len(drop.offered) == 1 and drop_status is not Status.PAUSED
    public = (
        ()
        if has_only_item
        else (say.sentences(status_text(say, drop, drop_status), short_rule_text(say, drop, drop_status)),)
    )
    end = (*moved_row(say, drop), *own_rows, *public)
    items = () if drop_status in FINISHED else item_rows(say, drop, drop_status)
    full = _join_rows((*begin, *items, *description(say, drop, CARD_WORDS), *end))
    if text_lines(full) <= lines and text_units(full) <= CARD_LIMIT:
        return full
    short = (*begin, *items, *end)
    shortest, bare = (
        (*begin, *([] if drop_status in FINISHED else first_item_rows(say, shown, drop_status)), *end)
        for shown in (drop, _without_item_texts(drop))
    )
    return next(
        (text for text in map(_join_rows, (short, shortest)) if text_units(text) <= CARD_LIMIT),
        _join_rows(bare),
    )


def _as_told(drop: DropFacts, position: Position) -> Position:
    """Returns a position without which bookings it has and since when: the text does not say so."""
    booked = (replace(each, id=0, booked_at=drop.opens_at) for each in position.booked)
    return replace(position, booked=tuple(booked))


def _time_text(say: Say, drop: DropFacts, city: str) -> str:
    """Returns day and hours; with the city by whose clock it is, for a reader of another zone."""
    words = day_hours(say, drop.starts_at, drop.ends_at, drop.alley.zone)
    # text: a time, and the city by whose clock it is
    return say.plain("{time} ({city} time)", time=words, city=city) if city else words


def _without_item_texts(drop: DropFacts) -> DropFacts:
    """Returns the drop for a card on which names made of emoji leave no room for what is said of items."""
    return replace(drop, items=tuple(replace(item, **NO_TEXTS) for item in drop.items))


def _join_rows(parts: Iterable[str]) -> Markup:
    return Markup("\n").join(part for part in parts if part)
