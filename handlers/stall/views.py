"""What is seen of one's own stall."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.deposit.callbacks import ShowPayee
from handlers.desk.callbacks import ShowDesk
from handlers.paper.callbacks import ShowPaper
from handlers.stall.callbacks import AskStallWords, PickAlley
from handlers.start.callbacks import ShowStart
from handlers.stock.callbacks import AskStock
from handlers.ui.rows import narrow, packed
from handlers.ui.screen import Button, Screen
from locales.formats import moment
from locales.reasons import reason
from locales.say import Say
from locales.words import name
from market.alley import AlleyName
from market.paper import LICENCE
from market.stall import StallState

STALL, ALLEY, WORDS = 40, 32, 300


def stall_form(say: Say, alleys: Sequence[AlleyName]) -> Screen:
    """The first question: where."""
    back = Button(say.label("Back"), ShowStart())
    if not alleys:
        return Screen(say("There is no alley yet. An organiser has to add the first one."), packed([back]))
    return Screen(
        say("Your stall: in which alley? You can add other alleys later."),
        packed(
            *([Button(narrow(name(alley.name, ALLEY)), PickAlley(alley=alley.id))] for alley in alleys),
            [back],
        ),
    )


def ask_name(say: Say) -> Screen:
    return Screen(
        say("What is your stall called?"),
        ask=say.plain("Dapur Nenek Ros"),
    )


def ask_words(say: Say) -> Screen:
    return Screen(
        say("Describe your stall in one or two sentences."),
        ask=say.plain("Kuih as my grandmother made them"),
    )


def stall_page(say: Say, stall: StallState) -> Screen:
    words = Markup("{}").format(name(stall.words, WORDS)) if stall.words else Markup()
    head = Markup("<b>{}</b> · {}").format(name(stall.name, STALL), name(stall.alley, ALLEY))
    return Screen(
        Markup("\n").join(part for part in (head, words, _stands(say, stall)) if part),
        packed(
            [Button(say.label("Post stock"), AskStock(), style="primary")],
            [Button(say.label("Desk"), ShowDesk()), Button(say.label("Description"), AskStallWords())],
            [Button(say.label("Licence"), ShowPaper(kind=LICENCE, of=stall.id))],
            [Button(say.label("Deposits and bank QR"), ShowPayee())] if stall.takes_deposits else [],
            [Button(say.label("Back"), ShowStart())],
        ),
    )


def asked_letter(say: Say, stall: StallState) -> Screen:
    """To an organiser."""
    return Screen(
        say(
            "New stall request: {stall}, {alley}, sent {at}. Review it in /admin.",
            stall=name(stall.name, STALL),
            alley=name(stall.alley, ALLEY),
            at=moment(say, stall.asked_at, stall.zone),
        )
    )


def _stands(say: Say, stall: StallState) -> Markup:
    match stall.state:
        case "approved":
            return say("Your stall is open. Everyone can see what you publish.")
        case "turned_down":
            return say("Turned down: “{reason}”. Your drops are saved.", reason=reason(say, stall.reason))
        case _:
            return say(
                "Request sent to the organisers {at}. You can prepare drops now and publish once approved.",
                at=moment(say, stall.asked_at, stall.zone),
            )
