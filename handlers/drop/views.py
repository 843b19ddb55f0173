"""A drop's picture, its policy, its stall, and the notification when it opens."""

from functools import lru_cache
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.alley import SendVenue
from handlers.callbacks.drop import ShowDrop, ShowStallDrops
from handlers.callbacks.list_location import ListLocation
from handlers.callbacks.start import ShowStart
from handlers.drop.calendar_views import calendar_button
from handlers.drop.draw_text import chances_text
from handlers.drop.placeholder_picture import motif
from handlers.drop.status_text import rule_text
from handlers.ui.button_layout import fit_label, layout_buttons
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen, ScreenPicture
from locales.formats import format_datetime, format_language
from locales.say import Say
from locales.units import ItemUnit, format_units
from locales.user_text import sanitize_name
from market.drop.facts import DropFacts
from storage.drop import DropPolicy, Fitting

DROP, STALL, ALLEY, WORDS = 64, 40, 32, 300
PAGE = 5
TITLE = 32
"""Characters of a name on a page with much other text."""


def picture_of(drop: DropFacts) -> ScreenPicture:
    """Returns the vendor's photo, or else the placeholder picture."""
    return ScreenPicture(key=drop.picture) if drop.picture else placeholder_of(drop)


@lru_cache(maxsize=2048)
def placeholder_of(drop: DropFacts) -> ScreenPicture:
    """Returns the placeholder picture of a drop without a photo; always the same one."""
    drawn = motif(drop.tags, drop.name)
    return ScreenPicture(key=f"placeholder:{drawn}:{drop.id}", motif=drawn, seed=drop.id)


def policy_page(say: Say, drop: DropFacts, back_to: ListLocation) -> Screen:
    """Explains what the policy means for people who join."""
    match drop.policy:
        case DropPolicy.DRAW:
            explanation = say(
                "Everyone who enters in time is in the draw, first or last. The numbers come from a "
                "sealed secret and public randomness that nobody can predict, so anyone can check them."
            )
            explanation = Markup("\n").join((explanation, *chances_text(say, drop)))
        case DropPolicy.POT:
            explanation = say(
                "Everyone who joins in the first minutes enters a draw, so a slow phone loses nothing, "
                "and anyone can check the numbers. Later, you take the next number."
            )
        case DropPolicy.QUEUE:
            explanation = say(
                "You get a number when you join, and it never changes. Any that become available go to the lowest waiting number."
            )
        case _:
            assert_never(drop.policy)
    parts = [
        Markup("<b>{}</b>").format(sanitize_name(drop.name, TITLE)),
        rule_text(say, drop),
        explanation,
        *_fitting_explanation(say, drop),
    ]
    return Screen(
        text=Markup("\n").join(parts),
        rows=layout_buttons(
            [
                Button(
                    label=say.label("Directions"),
                    callback=SendVenue(alley=drop.alley.id, drop=drop.id),
                    below=True,
                )
            ],
            [calendar_button(say, drop.id)],
            [Button(label=say.label("Back"), callback=ShowDrop(drop=drop.id, back_to=back_to.code))],
        ),
        picture=picture_of(drop),
    )


def _fitting_explanation(say: Say, drop: DropFacts) -> list[Markup]:
    """Explains what the fitting rule means for people who wait."""
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


def stall_card(say: Say, drops: tuple[DropFacts, ...], back_to: ListLocation, back: int, page: int) -> Screen:
    """Shows a stall and a page of its coming drops; `back` is the drop it was opened from, 0 for none."""
    stall, part = drops[0].stall, page_of(drops, page, PAGE)
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
        for place, drop in part.numbered()
    ]
    rows += page_text(say, part.number, part.pages)
    buttons = [
        Button(
            label=f"{place} {fit_label(sanitize_name(drop.name, 24), 26)}",
            callback=ShowDrop(drop=drop.id, back_to=back_to.code),
        )
        for place, drop in part.numbered()
    ]
    back_callback = ShowDrop(drop=back, back_to=back_to.code) if back else ShowStart()
    return Screen(
        text=Markup("\n").join(line for line in (head, words, *rows) if line),
        rows=layout_buttons(
            *([button] for button in buttons),
            *pager(
                say,
                part.number,
                part.pages,
                lambda other: ShowStallDrops(stall=stall.id, drop=back, page=other),
            ),
            [Button(label=say.label("Back"), callback=back_callback)],
        ),
    )


def drop_opened_message(say: Say, drop: DropFacts, back_to: ListLocation) -> Screen:
    """Tells a person that a drop has opened. It stays in the chat, so its times are absolute."""
    text = say(
        "{drop}, {stall}: opened {at}. {units}, on {day}.",
        drop=sanitize_name(drop.name, DROP),
        stall=sanitize_name(drop.stall.name, STALL),
        at=format_datetime(say, drop.opens_at, drop.alley.zone),
        units=format_units(say, drop.offered[0].unit if drop.offered else ItemUnit.PIECE, drop.quantity),
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
