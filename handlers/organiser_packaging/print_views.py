"""Pages of what organisers print of packaging: which paper, which pieces, and what stands below a file."""

from handlers.callbacks.editable import EditableKind, ShowRecord
from handlers.callbacks.organiser_packaging import (
    AskLabels,
    OverseeHub,
    OverseePlace,
    ShowLabels,
)
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Document, Screen
from locales.formats import format_number
from locales.say import Say
from locales.user_text import NAME, sanitize_name
from market.packaging.packaging_type import PackagingFacts
from market.packaging.place import PlaceRef


def label_paper_choice(say: Say, kind: PackagingFacts) -> Screen:
    """Asks on which paper labels are printed."""
    return Screen(
        text=say(
            "Labels for {packaging}, 40 × 30 mm, each with a QR. On which paper?",
            packaging=sanitize_name(kind.name, NAME),
        ),
        rows=layout_buttons(
            [
                Button(label=say.label("A4, to cut"), callback=AskLabels(packaging=kind.id, cut=True)),
                Button(label=say.label("Label printer"), callback=AskLabels(packaging=kind.id, cut=False)),
            ],
            [
                Button(
                    label=say.label("Back"),
                    callback=ShowRecord(kind=EditableKind.PACKAGING, owner=0, record=kind.id),
                )
            ],
        ),
    )


def labels_ask(say: Say, kind: PackagingFacts, limit: int) -> Screen:
    """Asks how many labels, `limit` at a time, or for which pieces."""
    text = (
        say(
            "For which pieces? Write their numbers, like <code>0001 0002</code>, or a range, like <code>0001-0045</code>. At most {most}.",
            most=format_number(say, limit),
        )
        if kind.single
        else say(
            "How many labels? Write a number, at most {most}. One page has 45.",
            most=format_number(say, limit),
        )
    )
    back = Button(label=say.label("Back"), callback=ShowLabels(packaging=kind.id))
    return Screen(text=text, rows=layout_buttons([back]))


def labels_file(say: Say, packaging: int, cut: bool, document: Document) -> Screen:
    text = (
        say("Your labels, to print on A4 at full size and cut: 45 on a page.")
        if cut
        else say("Your labels, one on each page of 40 × 30 mm, for a label printer.")
    )
    back = Button(
        label=say.label("Back"),
        callback=ShowRecord(kind=EditableKind.PACKAGING, owner=0, record=packaging),
        below=True,
    )
    return Screen(text=text, rows=layout_buttons([back]), document=document)


def strip_file(say: Say, place: PlaceRef, tickets: int, document: Document) -> Screen:
    text = say.many(
        "{count} paper ticket, to print on A4 and cut. The person who has one gets the refund, so keep it safe.",
        "{count} paper tickets, to print on A4 and cut. The person who has one gets the refund, so keep them safe.",
        tickets,
    )
    back = Button(label=say.label("Back"), callback=OverseePlace(kind=place.kind, place=place.id), below=True)
    return Screen(text=text, rows=layout_buttons([back]), document=document)


def hub_poster_file(say: Say, hub: int, document: Document) -> Screen:
    return Screen(
        text=say("The hub's poster, to print on A4: one page for the wall, and one to cut into four cards."),
        rows=layout_buttons([Button(label=say.label("Back"), callback=OverseeHub(hub=hub), below=True)]),
        document=document,
    )
