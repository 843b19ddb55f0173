"""Draws that wait for their beacon round, for organisers."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.callbacks.draw import AskSignature, ShowWaitingDraws
from handlers.callbacks.organiser import ShowAdmin
from handlers.ui.button_layout import labelled, layout_buttons
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_number
from locales.say import Say
from locales.user_text import DROP, sanitize_name
from market.draw.overdue_draws import OverdueDraw

PAGE = 6


def waiting_list(say: Say, draws: Sequence[OverdueDraw], page: int) -> Screen:
    """Shows the draws that wait for their round."""
    part = page_of(draws, page, PAGE)
    rows = [_waiting_row(say, overdue) for overdue in part.shown] or [say("No draws are waiting.")]
    rows += page_text(say, part.number, part.pages)
    paste_buttons = [
        [
            Button(
                label=labelled(say, say.label("Paste signature"), sanitize_name(overdue.drop, 24)),
                callback=AskSignature(draw=overdue.draw),
            )
        ]
        for overdue in part.shown
        if overdue.signed
    ]
    return Screen(
        text=Markup("\n").join(rows),
        rows=layout_buttons(
            *paste_buttons,
            *pager(say, part.number, part.pages, lambda other: ShowWaitingDraws(page=other)),
            [Button(label=say.label("Back"), callback=ShowAdmin())],
        ),
    )


def _waiting_row(say: Say, overdue: OverdueDraw) -> Markup:
    return say(
        "{drop}: round {round} was due {at}.",
        drop=sanitize_name(overdue.drop, DROP),
        round=format_number(say, overdue.round),
        at=format_datetime(say, overdue.at, overdue.zone),
    )


def ask_signature(say: Say, overdue: OverdueDraw) -> Screen:
    text = say(
        "Look up round {round} of drand quicknet anywhere and paste its signature (96 characters). We check it.",
        round=Markup("<code>{}</code>").format(overdue.round),
    )
    return Screen(
        text=_waiting_row(say, overdue) + "\n" + text, reply_placeholder=say.label("Paste signature")
    )


def waiting_message(say: Say, overdue: OverdueDraw) -> Screen:
    text = say("We keep asking for it; the numbers come out as soon as it is there. You can paste it too.")
    return Screen(
        text=_waiting_row(say, overdue) + "\n" + text,
        rows=layout_buttons(
            [Button(label=say.label("Waiting draws"), callback=ShowWaitingDraws(), below=True)]
        ),
    )
