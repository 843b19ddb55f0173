"""What is seen of one drop: its card, its rule, its stall."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import assert_never

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
from handlers.callbacks.start import ShowStart
from handlers.draw.draw_text import chances_text, public_draw_buttons
from handlers.drop.item_text import first_item_rows, item_rows, tag_words
from handlers.drop.placeholder_picture import motif
from handlers.drop.status_text import FINISHED, rule_text, status_text
from handlers.ui.button_layout import fit_label, layout_buttons
from handlers.ui.screen import Button, Screen, ScreenPicture
from handlers.ui.telegram_calls import ALERT_LIMIT, CAPTION_LIMIT, text_units
from handlers.waitlist.join_steps import join_steps
from handlers.waitlist.position_text import position_buttons, position_rows
from locales.formats import format_datetime, format_day, format_language, format_time_range
from locales.say import Say
from locales.units import format_units
from locales.user_text import sanitize_name
from market.drop.facts import DropFacts
from market.drop.status import Status, status
from market.waitlist.position import NO_POSITION, Position
from storage.drop import DropPolicy, DropState, Fitting

DROP, STALL, ALLEY, WORDS = 64, 40, 32, 300
TITLE = 32
"""Where a page says much else."""
CARD_LIMIT = CAPTION_LIMIT - ALERT_LIMIT
"""For a card: what is said above it, after a stale tap, must fit as well."""


def drop_card(
    say: Say,
    drop: DropFacts,
    back_to: ListLocation,
    now: datetime,
    link: str,
    is_reminded: bool = False,
    previous_id: int = 0,
    next_id: int = 0,
    position: Position = NO_POSITION,
) -> Screen:
    """`is_reminded`: this person is told at opening; `previous_id` and `next_id` are the neighbours in the list, 0 where there is none;
    `position`: what this person has on it."""
    return _card(
        say,
        drop,
        back_to,
        status(drop, now),
        link=link,
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
    is_reminded: bool,
    previous_id: int,
    next_id: int,
    position: Position,
    calling: frozenset[int],
) -> Screen:
    """Kept, for a drop that opens is looked at by everybody."""
    location_code = back_to.code
    neighbours = [(say.label("Previous drop"), previous_id), (say.label("Next drop"), next_id)]
    return Screen(
        text=_card_text(say, drop, drop_status, position, calling=calling),
        picture=picture_of(drop),
        rows=layout_buttons(
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
            [Button(label=say.label("Copy link"), copy=link)],
            [
                Button(label=label, callback=ShowDrop(drop=other, back_to=location_code))
                for label, other in neighbours
                if other
            ],
            [back_to_list(say, back_to)],
        ),
    )


def picture_of(drop: DropFacts) -> ScreenPicture:
    """The vendor's photo, or else the drop's plate."""
    return ScreenPicture(key=drop.picture) if drop.picture else placeholder_of(drop)


@lru_cache(maxsize=2048)
def placeholder_of(drop: DropFacts) -> ScreenPicture:
    """The plate that stands for a drop without a photo; the same one for ever."""
    drawn = motif(drop.tags, drop.name)
    return ScreenPicture(key=f"plate:{drawn}:{drop.id}", motif=drawn, seed=drop.id)


def back_to_list(say: Say, back_to: ListLocation) -> Button:
    """A list of one day was opened from the month."""
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
    theirs = position_rows(say, drop, position, calling)
    whole_line = position.all and len(drop.offered) == 1 and drop_status is not Status.PAUSED
    ruled = () if drop_status in FINISHED else (rule_text(say, drop),)
    public = () if whole_line else (status_text(say, drop, drop_status), *ruled)
    end = (*_moved_row(say, drop), *theirs, *public)
    whole = (
        head,
        place,
        *item_rows(say, drop, drop_status),
        *_description_rows(say, drop),
        tag_words(say, drop.tags),
        *end,
    )
    short = (head, place, *item_rows(say, drop, drop_status), *end)
    shortest = (
        head,
        place,
        *([] if drop_status in FINISHED else first_item_rows(say, drop, drop_status)),
        *end,
    )
    return next(
        (text for text in map(_join_rows, (whole, short)) if text_units(text) <= CARD_LIMIT),
        _join_rows(shortest),
    )


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


def policy_page(say: Say, drop: DropFacts, back_to: ListLocation) -> Screen:
    """Why this rule: what it means for who joins."""
    match drop.policy:
        case DropPolicy.DRAW:
            why = say(
                "Everyone who enters in time is in the draw, first or last. The numbers come from a "
                "sealed secret and public randomness that nobody can predict, so anyone can check them."
            )
            why = Markup("\n").join((why, *chances_text(say, drop)))
        case DropPolicy.POT:
            why = say(
                "Everyone who joins in the first minutes enters a draw, so a slow phone loses nothing, "
                "and anyone can check the numbers. Later, you take the next number."
            )
        case DropPolicy.QUEUE:
            why = say(
                "You get a number when you join, and it never changes. Any that become available go to the lowest waiting number."
            )
        case _:
            assert_never(drop.policy)
    parts = [
        Markup("<b>{}</b>").format(sanitize_name(drop.name, TITLE)),
        rule_text(say, drop),
        why,
        *_fitting_explanation(say, drop),
    ]
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(
            [Button(label=say.label("Back"), callback=ShowDrop(drop=drop.id, back_to=back_to.code))]
        ),
        picture=picture_of(drop),
    )


def _fitting_explanation(say: Say, drop: DropFacts) -> list[Markup]:
    """What the rule for parties means for who waits."""
    if drop.per_person == 1:
        return []
    if drop.fitting == Fitting.SPLIT:
        return [
            say(
                "If you agreed to split, you get what is left when it is your turn and keep waiting for the rest."
            )
        ]
    if drop.fitting == Fitting.STRICT or not drop.skips:
        return [say("The rest is kept for the person whose turn it is, so a large request is never skipped.")]
    return [
        say(
            "People who want fewer may go first, but only a few times. After that, everyone waits for the larger request."
        )
    ]


def stall_card(say: Say, drops: tuple[DropFacts, ...], back_to: ListLocation, back: int) -> Screen:
    """A stall and what it has ahead; `back` is the drop it was opened from, 0 for none."""
    stall = drops[0].stall
    head = Markup("<b>{}</b> · {}").format(
        sanitize_name(stall.name, STALL), sanitize_name(stall.alley.name, ALLEY)
    )
    words = Markup("{}").format(sanitize_name(stall.words, WORDS))
    if stall.words and stall.language != say.language:
        words = say("{words} (in {language})", words=words, language=format_language(say, stall.language))
    rows = [
        say(
            "{number}. {drop} · {when}",
            number=place,
            drop=sanitize_name(drop.name, DROP),
            when=format_datetime(say, drop.starts_at, drop.alley.zone),
        )
        for place, drop in enumerate(drops[:5], 1)
    ]
    buttons = [
        Button(
            label=f"{place} {fit_label(sanitize_name(drop.name, 24), 26)}",
            callback=ShowDrop(drop=drop.id, back_to=back_to.code),
        )
        for place, drop in enumerate(drops[:5], 1)
    ]
    leave = ShowDrop(drop=back, back_to=back_to.code) if back else ShowStart()
    return Screen(
        text=Markup("\n").join(part for part in (head, words, *rows) if part),
        rows=layout_buttons(
            *([button] for button in buttons), [Button(label=say.label("Back"), callback=leave)]
        ),
    )


def drop_opened_message(say: Say, drop: DropFacts, back_to: ListLocation) -> Screen:
    """The letter at opening: kept, so its times are absolute."""
    text = say(
        "{drop}, {stall}: opened {at}. {units}, on {day}.",
        drop=sanitize_name(drop.name, DROP),
        stall=sanitize_name(drop.stall.name, STALL),
        at=format_datetime(say, drop.opens_at, drop.alley.zone),
        units=format_units(say, drop.offered[0].unit if drop.offered else "piece", drop.quantity),
        day=format_datetime(say, drop.starts_at, drop.alley.zone),
    )
    return Screen(
        text=Markup("\n").join((text, rule_text(say, drop))),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Details"),
                    callback=ShowDrop(drop=drop.id, back_to=back_to.code),
                    style="primary",
                )
            ]
        ),
    )
