"""A licence's document, to its stall and to organisers, and its public card."""

import hashlib
from datetime import datetime

from markupsafe import Markup

from handlers.callbacks.callback import Callback
from handlers.callbacks.licence import (
    AskDocument,
    AskNumber,
    CheckDocument,
    MakeCard,
    OverseeDocument,
    PrintCard,
    SendPdf,
    ShowCard,
    ShowDocument,
    ShowFees,
)
from handlers.callbacks.stall_application import ShowStallRequest
from handlers.callbacks.start import ShowStart
from handlers.callbacks.validity import ShowValidity
from handlers.stall.decider_views import decider_buttons, decider_lines, nobody_decides
from handlers.ui.button_layout import layout_buttons
from handlers.ui.day_number import day_number
from handlers.ui.screen import Button, Document, Screen, ScreenPicture
from locales.formats import format_datetime, format_long_date
from locales.licence_words import licence_kind_name, licence_verdict
from locales.say import Say
from locales.user_text import ALLEY, STALL, sanitize_name
from market.deciders import Decider
from market.licence_card import CardFacts
from market.licence_document import DocumentFacts, StallLicence
from market.validity import ValidityKind
from storage.licence import LicenceKind


def document_page(say: Say, licence: StallLicence, decides: Decider) -> Screen:
    """Shows the stall what it sent of its licence, and whether it was checked. An owner who organises reads where nobody can check it."""
    document = licence.document
    if document is None:
        text = Markup("\n").join(
            (
                say(
                    "Send a photo or a PDF of your licence here, at most 5 MB. We then ask which licence it is, and its number."
                ),
                say(
                    "The organisers check it, and your public card then says so. Only you and they see the file, unless your dossier shows it."
                ),
            )
        )
    else:
        text = Markup("\n").join((*_document_lines(say, document), _checked_text(say, document)))
    is_stuck = decides is Decider.NOBODY and (document is None or document.checked_at is None)
    groups = (
        _pdf_button(say, document, overseen=False) if document else [],
        [_send_button(say, licence.stall)] if document else [],
        decider_buttons(say, decides) if is_stuck else [],
        [_to_card(say, licence.stall)],
        [_back(say, _to_licence(licence.stall))],
    )
    return Screen(
        text=text + "\n" + nobody_decides(say) if is_stuck else text,
        picture=_picture(document) if document else None,
        rows=layout_buttons(*groups),
    )


def kind_ask(say: Say, licence: StallLicence) -> Screen:
    """Asks which of the city's licences it is."""
    kinds = [
        Button(label=licence_kind_name(say, kind), callback=AskNumber(stall=licence.stall, kind=kind))
        for kind in licence.rules.kinds
    ]
    back = _back(say, ShowDocument(stall=licence.stall))
    return Screen(text=say("Which licence is it?"), rows=layout_buttons(kinds, [back]))


def number_ask(say: Say, stall: int, kind: LicenceKind) -> Screen:
    text = say("{licence}: write the number that is on it.", licence=licence_kind_name(say, kind))
    return Screen(text=text, rows=layout_buttons([_back(say, ShowDocument(stall=stall))]))


def file_ask(say: Say, stall: int) -> Screen:
    """Asks for the document; which licence it is comes next."""
    lines = (
        say(
            "Send a photo or a PDF of your licence here, at most 5 MB. We then ask which licence it is, and its number."
        ),
        say("Only you and the organisers see it, unless your dossier shows it."),
    )
    back = _back(say, ShowDocument(stall=stall))
    return Screen(text=Markup("\n").join(lines), rows=layout_buttons([back]))


def overseen_document(say: Say, licence: StallLicence, decides: Decider) -> Screen:
    """Shows the document to an organiser; one who decides compares it with the last day that the stall gave."""
    back = [_back(say, ShowStallRequest(stall=licence.stall))]
    stall, document = sanitize_name(licence.stall_name, STALL), licence.document
    if document is None:
        unsent = say("{stall} has not sent its licence.", stall=stall)
        return Screen(
            text=Markup("\n").join((unsent, *decider_lines(say, decides))),
            rows=layout_buttons(decider_buttons(say, decides), back),
        )
    head = say("{stall}: is this its licence?", stall=stall)
    lines = [
        head if decides is Decider.SELF else say("Licence of {stall}", stall=stall),
        *_document_lines(say, document),
    ]
    lines.append(_checked_text(say, document))
    if document.earlier:
        lines.append(
            say.many(
                "{count} earlier licence was checked.",
                "{count} earlier licences were checked.",
                document.earlier,
            )
        )
    lines += decider_lines(say, decides)
    return Screen(
        text=Markup("\n").join(lines),
        picture=_picture(document),
        rows=layout_buttons(
            _pdf_button(say, document, overseen=True),
            _check_button(say, document) if decides is Decider.SELF else decider_buttons(say, decides),
            back,
        ),
    )


def pdf_file(say: Say, document: DocumentFacts, pdf: str, *, overseen: bool) -> Screen:
    """Gives the PDF of a document as a file, with what to compare."""
    stall = say("Licence of {stall}", stall=sanitize_name(document.stall_name, STALL))
    lines = (stall, *_document_lines(say, document))
    callback = (OverseeDocument if overseen else ShowDocument)(stall=document.stall)
    back = Button(label=say.label("Back"), callback=callback, below=True)
    return Screen(
        text=Markup("\n").join(lines), rows=layout_buttons([back]), document=Document("licence.pdf", pdf=pdf)
    )


def card_offer(say: Say, stall: int) -> Screen:
    """Says what a public card is, before there is one."""
    text = say.sentences(
        say("A public card shows anyone who scans its QR whether your licence is valid."),
        say("The card shows your stall, the kind, number and expiry date of the licence; nothing about you."),
    )
    make = Button(label=say.label("Make the card"), callback=MakeCard(stall=stall), style="primary")
    return Screen(text=text, rows=layout_buttons([make], [_back(say, _to_licence(stall))]))


def own_card_page(say: Say, card: CardFacts, link: str, now: datetime) -> Screen:
    """Shows the stall its public card, with the QR that opens it."""
    return Screen(
        text=dated_card_text(say, card, now),
        picture=ScreenPicture(key=hashlib.sha256(link.encode()).hexdigest(), text=link),
        rows=layout_buttons(
            [Button(label=say.label("Print on A6"), callback=PrintCard(stall=card.stall), below=True)],
            [_back(say, _to_licence(card.stall))],
        ),
    )


def public_card_page(say: Say, card: CardFacts, now: datetime) -> Screen:
    """Shows a card to whoever opened its link."""
    start = Button(label=say.label("Start"), callback=ShowStart())
    return Screen(text=dated_card_text(say, card, now), rows=layout_buttons([start]))


def card_file(say: Say, stall: int, document: Document) -> Screen:
    text = say("Your licence card, to print on A6. You can keep using it when you renew your licence.")
    back = Button(label=say.label("Back"), callback=ShowCard(stall=stall), below=True)
    return Screen(text=text, rows=layout_buttons([back]), document=document)


def dated_card_text(say: Say, card: CardFacts, now: datetime) -> Markup:
    """Returns a card as it is at a moment: its message stays in the chat."""
    as_of = say("As of {at}.", at=format_datetime(say, now, card.zone))
    return card_text(say, card) + "\n" + as_of


def card_text(say: Say, card: CardFacts) -> Markup:
    """Returns what anyone may read of a licence."""
    until, lapses = (format_long_date(say, day) if day else "" for day in (card.until, card.lapses_after))
    stall = say(
        "{first}, {second}",
        first=sanitize_name(card.stall_name, STALL),
        second=sanitize_name(card.alley, ALLEY),
    )
    lines = [Markup("<b>{}</b>").format(stall), licence_verdict(say, card.standing, until, lapses)]
    if card.kind is not None:
        name = licence_kind_name(say, card.kind)
        lines.append(say("{licence}, number {number}.", licence=name, number=card.number))
    if card.checked_day is None:
        lines.append(say("The organisers have not checked it."))
    else:
        lines.append(say("Checked by the organisers {day}.", day=format_long_date(say, card.checked_day)))
    return Markup("\n").join(lines)


def licence_sent_message(say: Say, stall: int, name: str) -> Screen:
    """Tells an organiser that there is a licence to look at."""
    text = say("{stall} has sent its licence.", stall=sanitize_name(name, STALL))
    look = Button(label=say.label("Open request"), callback=OverseeDocument(stall=stall), below=True)
    return Screen(text=text, rows=layout_buttons([look]))


def licence_checked_message(say: Say, stall: int, name: str, day: str) -> Screen:
    """Tells a stall that its licence was checked."""
    text = say(
        "The organisers have checked the licence of {stall}: valid until {day}.",
        stall=sanitize_name(name, STALL),
        day=day,
    )
    card = Button(label=say.label("Public card"), callback=ShowCard(stall=stall), below=True)
    return Screen(text=text, rows=layout_buttons([card]))


def licence_buttons(say: Say, stall: int, *, has_fees: bool) -> list[Button]:
    """Returns the ways from a licence's last day to its document, its public card and its fees."""
    document = Button(label=say.label("Licence document"), callback=ShowDocument(stall=stall))
    fees = Button(label=say.label("Licence fees"), callback=ShowFees(stall=stall))
    return [document, _to_card(say, stall), *([fees] if has_fees else [])]


def _document_lines(say: Say, document: DocumentFacts) -> list[Markup]:
    name = licence_kind_name(say, document.kind)
    lines = [say("{licence}, number {number}.", licence=name, number=document.number)]
    if document.until:
        lines.append(say("Expires {day}.", day=format_long_date(say, document.until)))
    at = format_datetime(say, document.sent_at, document.zone)
    sent = say("Sent as a PDF {at}.", at=at) if document.pdf else say("Sent {at}.", at=at)
    return [*lines, sent]


def _picture(document: DocumentFacts) -> ScreenPicture | None:
    return ScreenPicture(key=document.picture) if document.picture else None


def _pdf_button(say: Say, document: DocumentFacts, *, overseen: bool) -> list[Button]:
    """Returns the button that sends the PDF below; none for a picture, which is on the page."""
    if not document.pdf:
        return []
    callback = SendPdf(stall=document.stall, overseen=overseen)
    return [Button(label=say.label("Show the PDF"), callback=callback, below=True)]


def _checked_text(say: Say, document: DocumentFacts) -> Markup:
    if document.checked_at is None:
        return say("The organisers have not checked it.")
    return say(
        "Checked by the organisers {day}.", day=format_datetime(say, document.checked_at, document.zone)
    )


def _check_button(say: Say, document: DocumentFacts) -> list[Button]:
    """Returns the button of an organiser who finds the document and its last day to agree; none once it was checked."""
    if document.checked_at or document.until is None:
        return []
    check = CheckDocument(stall=document.stall, document=document.id, until=day_number(document.until))
    return [Button(label=say.label("I have checked it"), callback=check, style="primary")]


def _send_button(say: Say, stall: int) -> Button:
    return Button(label=say.label("Send a new one"), callback=AskDocument(stall=stall))


def _to_card(say: Say, stall: int) -> Button:
    return Button(label=say.label("Public card"), callback=ShowCard(stall=stall))


def _to_licence(stall: int) -> Callback:
    return ShowValidity(kind=ValidityKind.LICENCE, holder_id=stall)


def _back(say: Say, callback: Callback) -> Button:
    return Button(label=say.label("Back"), callback=callback)
