"""A vendor's own stall."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.deposit import ShowPayee
from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.dossier import ShowDossier
from handlers.callbacks.kiosk import ShowKiosk
from handlers.callbacks.live import ShowStream
from handlers.callbacks.place import place_code
from handlers.callbacks.power import AskPower
from handlers.callbacks.printing import PrintStallPoster
from handlers.callbacks.sale import ShowStatement
from handlers.callbacks.seller import ShowSeller
from handlers.callbacks.stall import (
    AskStallName,
    AskStallWords,
    OpenStall,
    PickAlley,
    RestoreStall,
    WithdrawStall,
)
from handlers.callbacks.stall_closing import ReopenStall, ShowLeaving
from handlers.callbacks.start import ShowStart
from handlers.callbacks.stock import AskStock
from handlers.callbacks.validity import ShowValidity
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.paging import page_of, page_text, pager
from handlers.ui.screen import Button, Screen
from locales.decision_reasons import decision_reason
from locales.formats import format_datetime
from locales.say import Say
from locales.user_text import ALLEY, STALL, WORDS, sanitize_name
from market.alley import AlleyName
from market.packaging.place import stall_ref
from market.stall import StallState
from market.stall_closing import UNDO_TIME
from market.validity import ValidityKind
from storage.power import PowerKind
from storage.stall import StallApproval

PAGE = 8


def stall_form(say: Say, alleys: Sequence[AlleyName], page: int, *, former: str | None = None) -> Screen:
    """Asks for the alley of a new stall. `former` is the stall where the reader helped and does not any more."""
    back = Button(label=say.label("Back"), callback=ShowStart())
    if not alleys:
        return Screen(
            text=say("There is no alley yet. An organiser has to add the first one."),
            rows=layout_buttons([back]),
        )
    part = page_of(alleys, page, PAGE)
    question = say("You have no stall yet. In which alley will it be? You can add other alleys later.")
    return Screen(
        text=Markup("\n").join(
            [*_former_text(say, former), question, *page_text(say, part.number, part.pages)]
        ),
        rows=layout_buttons(
            *(
                [
                    Button(
                        label=shorten_label(sanitize_name(alley.name, ALLEY)),
                        callback=PickAlley(alley=alley.id),
                    )
                ]
                for alley in part.shown
            ),
            *pager(say, part.number, part.pages, lambda other: OpenStall(page=other)),
            [back],
        ),
    )


def _former_text(say: Say, former: str | None) -> list[Markup]:
    if former is None:
        return []
    return [say("You no longer help at {stall}.", stall=sanitize_name(former, STALL))]


def ask_name(say: Say) -> Screen:
    return Screen(
        text=say("What is your stall called?"),
        reply_placeholder=say.plain("Dapur Nenek Ros"),
    )


def ask_words(say: Say) -> Screen:
    return Screen(
        text=say("Describe it in one or two sentences."),
        reply_placeholder=say.plain("Kuih as my grandmother made them"),
    )


def stall_page(say: Say, stall: StallState, alike: Iterable[tuple[str, str]] = ()) -> Screen:
    """Shows the vendor's stall; while it waits for approval also the other stalls whose names look like its own, `alike`, with their alleys."""
    words = Markup("{}").format(sanitize_name(stall.words, WORDS)) if stall.words else Markup()
    head = Markup("<b>{}</b> · {}").format(
        sanitize_name(stall.name, STALL), sanitize_name(stall.alley, ALLEY)
    )
    groups = (
        [Button(label=say.label("Post stock"), callback=AskStock(), style="primary")],
        [
            Button(label=say.label("Desk"), callback=ShowDesk()),
            Button(label=say.label("Description"), callback=AskStallWords()),
        ],
        [
            Button(
                label=say.label("Licence"),
                callback=ShowValidity(kind=ValidityKind.LICENCE, holder_id=stall.id),
            ),
            Button(label=say.label("Seller and contact"), callback=ShowSeller(stall=stall.id)),
            Button(label=say.label("Stream link"), callback=ShowStream(stall=stall.id)),
            Button(label=say.label("Power needed"), callback=AskPower(kind=PowerKind.STALL, owner=stall.id)),
            *_dossier_button(say, stall),
        ],
        [*_kiosk_button(say, stall), *_poster_button(say, stall)],
        _application_buttons(say, stall),
        [Button(label=say.label("Deposits and bank QR"), callback=ShowPayee())]
        if stall.takes_deposits
        else [],
        [Button(label=say.label("Leave the market"), callback=ShowLeaving(stall=stall.id))]
        if stall.state is StallApproval.APPROVED
        else [],
        [Button(label=say.label("Back"), callback=ShowStart())],
    )
    return Screen(
        text=Markup("\n").join(
            part for part in (head, words, _approval_text(say, stall), *_alike_rows(say, alike)) if part
        ),
        rows=layout_buttons(*groups),
    )


def _dossier_button(say: Say, stall: StallState) -> list[Button]:
    if stall.state is not StallApproval.APPROVED:
        return []
    return [Button(label=say.label("Dossier"), callback=ShowDossier(stall=stall.id))]


def _alike_rows(say: Say, alike: Iterable[tuple[str, str]]) -> list[Markup]:
    return [
        say(
            "Its name looks like that of {stall}, {alley}, and people may take one for the other. You can still rename yours.",
            stall=sanitize_name(name, STALL),
            alley=sanitize_name(alley, ALLEY),
        )
        for name, alley in alike
    ]


def closed_stall_page(say: Say, stall: StallState, closed_at: datetime, now: datetime) -> Screen:
    """Shows a stall that its owner closed at `closed_at`: its statements, and for a minute Undo."""
    text = say(
        "<b>{stall}</b> has left the market, {at}.",
        stall=sanitize_name(stall.name, STALL),
        at=format_datetime(say, closed_at, stall.zone),
    )
    again = say("To come back, ask the organisers at /support to open it again.")
    undo = Button(label=say.label("Undo"), callback=ReopenStall(stall=stall.id), style="primary")
    return Screen(
        text=Markup("\n").join((text, again)),
        rows=layout_buttons(
            [undo] if now < closed_at + UNDO_TIME else [],
            [
                Button(label=say.label("Statement"), callback=ShowStatement(stall=stall.id)),
                Button(label=say.label("Back"), callback=ShowStart()),
            ],
        ),
    )


def withdrawn_page(say: Say, stall: StallState, withdrawn_at: datetime) -> Screen:
    """Shows an application that was withdrawn less than a minute ago, with Undo."""
    text = say(
        "You have withdrawn the request for <b>{stall}</b>, {at}. The organisers see it too.",
        stall=sanitize_name(stall.name, STALL),
        at=format_datetime(say, withdrawn_at, stall.zone),
    )
    undo = Button(label=say.label("Undo"), callback=RestoreStall(stall=stall.id), style="primary")
    return Screen(
        text=text,
        rows=layout_buttons(
            [undo],
            [
                Button(label=say.label("Open a stall"), callback=OpenStall()),
                Button(label=say.label("Back"), callback=ShowStart()),
            ],
        ),
    )


def _application_buttons(say: Say, stall: StallState) -> list[Button]:
    """Returns what the owner may change while the stall waits for approval."""
    if stall.state != StallApproval.ASKED:
        return []
    return [
        Button(label=say.label("Rename"), callback=AskStallName(stall=stall.id)),
        Button(label=say.label("Withdraw"), callback=WithdrawStall(stall=stall.id)),
    ]


def _kiosk_button(say: Say, stall: StallState) -> list[Button]:
    """Returns the way to the devices of an approved stall."""
    if stall.state != StallApproval.APPROVED:
        return []
    return [Button(label=say.label("Kiosk"), callback=ShowKiosk(place=place_code(stall_ref(stall.id))))]


def _poster_button(say: Say, stall: StallState) -> list[Button]:
    """Returns the button for the poster of a stall that everybody can see."""
    button = Button(label=say.label("Poster"), callback=PrintStallPoster(), below=True)
    return [button] if stall.state is StallApproval.APPROVED else []


def _approval_text(say: Say, stall: StallState) -> Markup:
    match stall.state:
        case StallApproval.APPROVED:
            return say("Your stall is open. Everyone can see what you publish.")
        case StallApproval.TURNED_DOWN:
            return say(
                "Not approved: “{reason}”. Your drops are saved.", reason=decision_reason(say, stall.reason)
            )
        case StallApproval.ASKED:
            return say(
                "Request sent to the organisers {at}. You can prepare drops now and publish once approved.",
                at=format_datetime(say, stall.asked_at, stall.zone),
            )
        case _:
            assert_never(stall.state)
