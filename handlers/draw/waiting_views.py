"""Draws that wait for their round: what an organiser sees of them."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.draw.callbacks import AskSignature, ShowWaitingDraws
from handlers.drop.views import DROP
from handlers.organiser.callbacks import ShowAdmin
from handlers.ui.rows import labelled, packed
from handlers.ui.screen import Button, Screen
from locales.formats import moment, number
from locales.say import Say
from locales.words import name
from market.draw.waiting import Waits


def waiting_list(say: Say, draws: Sequence[Waits]) -> Screen:
    """Draws that wait for their round, to an organiser."""
    rows = [_waits(say, waits) for waits in draws] or [say("No draws are waiting.")]
    bring = [
        [
            Button(
                labelled(say, say.label("Paste signature"), name(waits.drop, 24)),
                AskSignature(draw=waits.draw),
            )
        ]
        for waits in draws
        if waits.signed
    ]
    return Screen(Markup("\n").join(rows), packed(*bring, [Button(say.label("Back"), ShowAdmin())]))


def _waits(say: Say, waits: Waits) -> Markup:
    return say(
        "{drop}: round {round} was due {at}.",
        drop=name(waits.drop, DROP),
        round=number(say, waits.round),
        at=moment(say, waits.at, waits.zone),
    )


def ask_signature(say: Say, waits: Waits) -> Screen:
    text = say(
        "Look up round {round} of drand quicknet anywhere and paste its signature (96 characters). Lorong checks it.",
        round=Markup("<code>{}</code>").format(waits.round),
    )
    return Screen(_waits(say, waits) + "\n" + text, ask=say.label("Paste the signature"))


def waits_letter(say: Say, waits: Waits) -> Screen:
    text = say(
        "Lorong keeps asking for it; the numbers come out as soon as it is there. You can paste it too."
    )
    return Screen(
        _waits(say, waits) + "\n" + text,
        packed([Button(say.label("Waiting draws"), ShowWaitingDraws(), below=True)]),
    )
