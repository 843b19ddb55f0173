"""All drops for organisers, hidden ones too, and the question why one is hidden."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.hidden_drop import AskHiding, HideDrop, OverseeDrop, OverseeDrops, UnhideDrop
from handlers.callbacks.organiser import ShowAdmin
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.reason_question import hiding_ask, reason_lines, reason_rows
from handlers.ui.screen import Button, Screen
from locales.decision_reasons import OF_HIDING
from locales.formats import format_datetime
from locales.say import Say
from locales.user_text import sanitize_name
from market.organiser.drops import OverseenDrop

PAGE = 6


def hiding_reasons(say: Say, drop: OverseenDrop) -> Screen:
    """Asks why a drop is hidden."""
    rows = reason_rows(say, OF_HIDING, lambda reason: HideDrop(drop=drop.id, reason=reason))
    return Screen(text=hiding_ask(say, drop.name), rows=rows)


def drop_oversight(say: Say, drops: Sequence[OverseenDrop], page: int) -> Screen:
    """Shows all drops, hidden ones too, six a page."""
    part = page_of(drops, page, PAGE)
    lines = [_drop_row(say, drop) for drop in part.shown] or [say("No upcoming drops.")]
    lines += page_text(say, part.number, part.pages)
    return Screen(
        text=Markup("\n").join(lines),
        rows=layout_buttons(
            *(
                [
                    Button(
                        label=shorten_label(sanitize_name(drop.name, 28)), callback=OverseeDrop(drop=drop.id)
                    )
                ]
                for drop in part.shown
            ),
            *pager(say, part.number, part.pages, lambda other: OverseeDrops(page=other)),
            [Button(label=say.label("Back"), callback=ShowAdmin())],
        ),
    )


def overseen_card(say: Say, drop: OverseenDrop) -> Screen:
    if drop.hidden_at:
        button = Button(label=say.label("Unhide"), callback=UnhideDrop(drop=drop.id), style="primary")
        hidden = say("Hidden {at}.", at=format_datetime(say, drop.hidden_at, drop.zone))
        lines = [hidden, *reason_lines(say, drop.hidden_reason)]
    else:
        button, lines = Button(label=say.label("Hide it"), callback=AskHiding(drop=drop.id)), []
    return Screen(
        text=Markup("\n").join((_drop_row(say, drop), *lines)),
        rows=layout_buttons([button], [Button(label=say.label("Back"), callback=OverseeDrops(page=1))]),
    )


def _drop_row(say: Say, drop: OverseenDrop) -> Markup:
    words = {
        "drop": sanitize_name(drop.name, 40),
        "stall": sanitize_name(drop.stall, 40),
        "at": format_datetime(say, drop.starts_at, drop.zone),
    }
    if drop.hidden_at:
        return say("{drop}, {stall} · {at} · hidden", **words)
    return say("{drop}, {stall} · {at}", **words)
