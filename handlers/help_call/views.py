"""Calls for help: the caller's screens, and the organisers'."""

from enum import StrEnum
from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.help_call import (
    AskEndHelpCall,
    AskHelp,
    AskHelpAnswer,
    AskHelpWords,
    CallForHelp,
    EndHelpCall,
    GiveBackHelpCall,
    TakeHelpCall,
)
from handlers.callbacks.start import ShowStart
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.danger_question import danger_question
from handlers.ui.screen import Button, Screen, Shown
from locales.formats import format_datetime, format_language
from locales.say import Say
from locales.user_text import ALLEY, HELP_WORDS, NAME, STALL, quoted, sanitize_name
from market.help_call.call import PING_EVERY
from market.help_call.facts import HelpCallFacts, HelpOffer
from storage.help_call import HelpCallState
from storage.shown import ShownKind


class HelpForm(StrEnum):
    """The message about a call: an organiser's, or its caller's."""

    ORGANISER = "help"
    CALLER = "help-caller"


def help_ask(say: Say, offer: HelpOffer, source: AskHelp) -> Screen:
    """Says who will be told what, before anybody is."""
    told = say.many(
        "We will tell {count} organiser at once: your first name, and that you need help at {place}.",
        "We will tell {count} organisers at once: your first name, and that you need help at {place}.",
        offer.organisers,
        place=_place(offer.stall, offer.alley),
    )
    call = CallForHelp(alley=source.alley, stall=source.stall, drop=source.drop, ticket=source.ticket)
    return Screen(
        text=Markup("\n").join((_danger(say), told)),
        rows=layout_buttons(
            [Button(label=say.label("Call organisers now"), callback=call, style="primary")],
            [Button(label=say.label("Back"), callback=source.fallback())],
        ),
    )


def caller_page(say: Say, call: HelpCallFacts) -> Screen:
    """Shows a caller how their call stands."""
    words = [say("You wrote: “{words}”", words=quoted(call.words, HELP_WORDS))] if call.words else []
    more = Button(label=say.label("Say more"), callback=AskHelpWords(call=call.id))
    again = AskHelp(alley=call.place.alley, stall=call.place.stall)
    over = call.state is HelpCallState.OVER
    return Screen(
        text=Markup("\n").join((_caller_state(say, call), *words)),
        rows=layout_buttons(
            [Button(label=say.label("I need help"), callback=again)] if over else [],
            [] if over or words else [more],
            [Button(label=say.label("Back"), callback=ShowStart())],
        ),
        shows=Shown(kind=ShownKind.ORGANISER_REQUEST, subject=call.id, form=HelpForm.CALLER),
    )


def words_ask(say: Say) -> Screen:
    return Screen(
        text=say("What do you need? Write one sentence; the organisers get it at once."),
        reply_placeholder=say.plain("My mother fainted"),
    )


def organiser_page(say: Say, call: HelpCallFacts, reader: int) -> Screen:
    """Shows an organiser a call, who needs help where, and who comes."""
    return Screen(
        text=Markup("\n").join(
            (_head(say, call), *_about_caller(say, call), _organiser_state(say, call, reader))
        ),
        rows=layout_buttons(*_organiser_buttons(say, call, reader)),
        shows=Shown(kind=ShownKind.ORGANISER_REQUEST, subject=call.id, form=HelpForm.ORGANISER),
    )


def end_ask(say: Say, call: HelpCallFacts) -> Screen:
    """Asks an organiser before a call is over: nobody comes after that."""
    return danger_question(
        say("Is it over at {place}? After that nobody comes.", place=place_text(call)),
        say.label("Yes, it's over"),
        EndHelpCall(call=call.id),
        keep=say.label("Not yet"),
    )


def answer_ask(say: Say, call: HelpCallFacts) -> Screen:
    """Asks an organiser what to write to the caller."""
    return Screen(
        text=say(
            "Your answer to {person}, who reads {language}.",
            person=sanitize_name(call.caller, NAME),
            language=format_language(say, call.caller_language),
        ),
        reply_placeholder=say.plain("Two minutes away."),
    )


def place_text(call: HelpCallFacts) -> Markup:
    """Returns where a call is from."""
    return _place(call.stall, call.alley)


def _place(stall: str, alley: str) -> Markup:
    names = [sanitize_name(stall, STALL)] if stall else []
    return Markup(" · ").join((*names, sanitize_name(alley, ALLEY)))


def _danger(say: Say) -> Markup:
    return say("<b>In danger? First call the police or an ambulance.</b>")


def _caller_state(say: Say, call: HelpCallFacts) -> Markup:
    at = format_datetime(say, call.told_at, call.zone)
    match call.state:
        case HelpCallState.TAKEN if call.taker:
            taker = sanitize_name(call.taker, NAME)
            return say("<b>{person} is coming</b> to {place}.", person=taker, place=place_text(call))
        case HelpCallState.TAKEN:
            return say("<b>An organiser is coming</b> to {place}.", place=place_text(call))
        case HelpCallState.ASKED if call.told_again:
            waits = say("<b>Nobody is on the way yet.</b> We told the organisers again {at}.", at=at)
            return say.sentences(waits, say("Please ask at the nearest stall, too."))
        case HelpCallState.ASKED:
            told = say(
                "<b>The organisers were told</b> that you need help at {place}, {at}.",
                place=place_text(call),
                at=at,
            )
            here = say("We tell you here who is coming.")
            return Markup("\n").join((say.sentences(told, here), _danger(say)))
        case HelpCallState.OVER:
            over = say("An organiser has ended your call for help.")
            again = format_datetime(say, call.asked_at + PING_EVERY, call.zone)
            return say.sentences(
                over, say("If you still need help, you can call again from {at} on.", at=again)
            )
        case _:
            assert_never(call.state)


def _head(say: Say, call: HelpCallFacts) -> Markup:
    at = format_datetime(say, call.asked_at, call.zone)
    if not call.caller:
        return say("<b>Somebody needs help</b> at {place}, {at}.", place=place_text(call), at=at)
    person = sanitize_name(call.caller, NAME)
    return say("<b>{person} needs help</b> at {place}, {at}.", person=person, place=place_text(call), at=at)


def _about_caller(say: Say, call: HelpCallFacts) -> list[Markup]:
    if not call.caller:
        return []
    reads = say("Reads {language}.", language=format_language(say, call.caller_language))
    return [*([Markup("“{}”").format(quoted(call.words, HELP_WORDS))] if call.words else []), reads]


def _organiser_state(say: Say, call: HelpCallFacts, reader: int) -> Markup:
    match call.state:
        case HelpCallState.ASKED:
            return say("Nobody is on the way yet.")
        case HelpCallState.TAKEN if call.taken_by == reader:
            return say("You are coming.")
        case HelpCallState.TAKEN if call.taker:
            return say("{person} is coming.", person=sanitize_name(call.taker, NAME))
        case HelpCallState.TAKEN:
            return say("An organiser is coming.")
        case HelpCallState.OVER:
            return say("Over, {at}.", at=format_datetime(say, call.closed_at or call.told_at, call.zone))
        case _:
            assert_never(call.state)


def _organiser_buttons(say: Say, call: HelpCallFacts, reader: int) -> list[list[Button]]:
    coming = Button(label=say.label("I'm coming"), callback=TakeHelpCall(call=call.id), style="primary")
    not_coming = Button(label=say.label("I can't come"), callback=GiveBackHelpCall(call=call.id))
    over = Button(label=say.label("It's over"), callback=AskEndHelpCall(call=call.id))
    person = sanitize_name(call.caller, NAME)
    answer = Button(
        label=shorten_label(say.label("Answer {person}", person=person)), callback=AskHelpAnswer(call=call.id)
    )
    return [
        [coming] if call.state is HelpCallState.ASKED else [],
        [answer] if call.caller else [],
        [not_coming] if call.state is HelpCallState.TAKEN and call.taken_by == reader else [],
        [] if call.state is HelpCallState.OVER else [over],
    ]
