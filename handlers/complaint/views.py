"""Complaints in the chat: that it is loud now, and an alley's complaints for its organisers."""

from markupsafe import Markup

from handlers.callbacks.complaint import (
    AcknowledgeComplaint,
    AskComplaintAnswer,
    AskLoud,
    GiveBackComplaint,
    SayLoud,
    ShowComplaint,
    ShowComplaints,
    TakeComplaint,
)
from handlers.callbacks.validity import ShowValidity
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.formats import format_date, format_datetime, format_list_and, format_number
from locales.say import Say
from locales.user_text import ALLEY, NAME, NOTE, quoted, sanitize_name
from market.complaint.complaint_words import complaint_name, occasion_text, standing_text
from market.complaint.facts import WAITS, ComplaintFacts, OverseenComplaints, UnseenComplaints
from market.help_call.facts import HelpOffer
from market.validity import ValidityKind

MOST_LINES = 10


def loud_ask(say: Say, offer: HelpOffer, source: AskLoud) -> Screen:
    """Says who will be told what, before anybody is."""
    told = say.many(
        "We will tell {count} organiser that it is loud now at {alley}.",
        "We will tell {count} organisers that it is loud now at {alley}.",
        offer.organisers,
        alley=sanitize_name(offer.alley, ALLEY),
    )
    tell = SayLoud(alley=source.alley, drop=source.drop, ticket=source.ticket)
    return Screen(
        text=say.sentences(told, say("We do not store who you are.")),
        rows=layout_buttons(
            [Button(label=say.label("Tell the organisers"), callback=tell, style="primary")],
            [Button(label=say.label("Back"), callback=source.fallback())],
        ),
    )


def loud_said(say: Say, source: AskLoud, address: str) -> Screen:
    """Says that it was counted, once an hour, and where it can be followed; `address` is "" where this market has no pages."""
    told = say(
        "<b>The organisers hear of it.</b> They get one message in ten minutes, and you count once an hour."
    )
    follow = say("The answer will stand on a page that only you know. Its address is nowhere else.")
    return Screen(
        text=say.sentences(told, follow) if address else told,
        rows=layout_buttons(
            [Button(label=say.label("Follow it"), url=address)] if address else [],
            [Button(label=say.label("Back"), callback=source.fallback())],
        ),
    )


def complaints_message(say: Say, unseen: UnseenComplaints) -> Screen:
    """Tells organisers how many complaints nobody has seen, by kind."""
    kinds = [
        say.plain("{name}: {number}", name=complaint_name(say, kind), number=format_number(say, count))
        for kind, count in unseen.kinds
    ]
    text = say(
        "<b>Complaints about {alley}</b> that nobody has seen. {kinds}.",
        alley=sanitize_name(unseen.name, ALLEY),
        kinds=format_list_and(say, kinds),
    )
    see = Button(label=say.label("See them"), callback=ShowComplaints(alley=unseen.alley), below=True)
    return Screen(text=text, rows=layout_buttons([see]))


def complaint_list(say: Say, found: OverseenComplaints) -> Screen:
    """Shows an organiser the complaints of an alley that are not closed, what is due first, each by its number."""
    numbered = list(enumerate(found.complaints[:MOST_LINES], 1))
    others = found.count - len(numbered)
    name = sanitize_name(found.name, ALLEY)
    heading = say("<b>Complaints about {alley}</b>", alley=name)
    lines = [_line(say, number, complaint) for number, complaint in numbered]
    rest = [say("and {count} more", count=format_number(say, others))] if others else []
    numbers = [
        Button(label=format_number(say, number), callback=ShowComplaint(complaint=complaint.id))
        for number, complaint in numbered
    ]
    back = ShowValidity(kind=ValidityKind.PERMIT, holder_id=found.alley)
    return Screen(
        text=Markup("\n").join((heading, *(lines or [say("No complaint waits.")]), *rest)),
        rows=layout_buttons(numbers, [Button(label=say.label("Back"), callback=back)]),
    )


def _line(say: Say, number: int, complaint: ComplaintFacts) -> Markup:
    """Returns "1. Noise · Fri 27 Nov · by Sat 10:00 · Ken"."""
    return Markup(" · ").join(
        (
            Markup("{}. {}").format(format_number(say, number), complaint_name(say, complaint.kind)),
            Markup("{}").format(format_date(say, complaint.night)),
            say("by {at}", at=format_datetime(say, complaint.due_at, complaint.zone)),
            *([sanitize_name(complaint.owner, NAME)] if complaint.owner else []),
        )
    )


def complaint(say: Say, complaint: ComplaintFacts, reader: int) -> Screen:
    """Shows an organiser a complaint: what, when, in which words, and how it stands."""
    heading = Markup("<b>{} · {}</b>").format(
        complaint_name(say, complaint.kind), sanitize_name(complaint.alley_name, ALLEY)
    )
    lines = (
        heading,
        occasion_text(say, complaint),
        *([Markup("“{}”").format(quoted(complaint.words, NOTE))] if complaint.words else []),
        standing_text(say, complaint),
        *(
            [say("{name} has taken it.", name=sanitize_name(complaint.owner, NAME))]
            if complaint.owner
            else []
        ),
        *([say("The answer: “{words}”", words=quoted(complaint.answer, NOTE))] if complaint.answer else []),
    )
    back = Button(label=say.label("Back"), callback=ShowComplaints(alley=complaint.alley))
    return Screen(text=Markup("\n").join(lines), rows=layout_buttons(*_acts(say, complaint, reader), [back]))


def _acts(say: Say, complaint: ComplaintFacts, reader: int) -> list[list[Button]]:
    if complaint.closed_at:
        return []
    seen = Button(label=say.label("I have seen it"), callback=AcknowledgeComplaint(complaint=complaint.id))
    take = (
        Button(label=say.label("Give it back"), callback=GiveBackComplaint(complaint=complaint.id))
        if complaint.owner_id == reader
        else Button(label=say.label("I take it"), callback=TakeComplaint(complaint=complaint.id))
    )
    close = Button(label=say.label("Answer and close"), callback=AskComplaintAnswer(complaint=complaint.id))
    return [[seen] if complaint.state in WAITS else [], [take], [close]]


def answer_ask(say: Say, complaint: ComplaintFacts) -> Screen:
    """Asks an organiser for the words with which a complaint is closed."""
    return Screen(
        text=say(
            "{kind}: what was done? Write one sentence. Everybody reads it on the board.",
            kind=complaint_name(say, complaint.kind),
        ),
        reply_placeholder=say.plain("The music stopped at ten."),
    )
