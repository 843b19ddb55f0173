"""Objections: what a person is asked and told, and the organisers' screens."""

from markupsafe import Markup

from handlers.callbacks.organiser import ShowAdmin
from handlers.callbacks.report import LiftDecision, ShowObjections, UpholdDecision
from handlers.callbacks.stall_application import ShowStallRequest
from handlers.people.views import stopped_deposits_rows, vendor_again
from handlers.ui.button_layout import layout_buttons, shorten_label
from handlers.ui.reason_question import reason_lines
from handlers.ui.screen import Button, Screen
from locales.formats import format_language
from locales.say import Say
from locales.user_text import NAME, OBJECTION, quoted, sanitize_name
from market.organiser.objections import ObjectionFacts, ObjectionQueue
from storage.audit import AuditAction
from storage.report import ObjectionState


def objection_ask(say: Say) -> Screen:
    """Asks why the person objects."""
    return Screen(
        text=say("Why is this wrong? Write it in one message. You can object once; the organisers read it."),
        reply_placeholder=say.plain("The photo shows another stall."),
    )


def answered_message(say: Say, objection: ObjectionFacts) -> Screen:
    """Tells the person what became of their objection."""
    thing = sanitize_name(objection.thing, NAME)
    lifted = objection.state == ObjectionState.LIFTED
    match objection.decision:
        case AuditAction.STALL_TURNED_DOWN if lifted:
            text = say("The organisers looked again: {stall} is approved.", stall=thing)
        case AuditAction.STALL_TURNED_DOWN:
            text = say("The organisers looked again: {stall} stays rejected. See /support.", stall=thing)
        case AuditAction.DROP_HIDDEN if lifted:
            text = say("The organisers looked again: everyone can see {drop}.", drop=thing)
        case AuditAction.DROP_HIDDEN:
            text = say("The organisers looked again: {drop} stays hidden. See /support.", drop=thing)
        case _ if lifted:
            return _block_lifted(say, objection)
        case _:
            text = say("The organisers looked again: you stay blocked. See /support.")
    return Screen(text=text)


def _block_lifted(say: Say, objection: ObjectionFacts) -> Screen:
    """Tells the person that they may take part again, and what of their stall is still stopped."""
    text = say("The organisers looked again: you can join, book and sell here.")
    if not objection.has_stall:
        return Screen(text=text)
    return vendor_again(say, text, deposits_stopped=bool(objection.without_deposits))


def made_message(say: Say, objection: ObjectionFacts) -> Screen:
    """Tells an organiser of an objection, with the decision in the message itself."""
    return Screen(
        text=_objection_text(say, objection),
        rows=layout_buttons(
            _decide_buttons(say, objection),
            [Button(label=say.label("All objections"), callback=ShowObjections(), below=True)],
        ),
    )


def objection_page(say: Say, objection: ObjectionFacts) -> Screen:
    lifted = objection.state == ObjectionState.LIFTED
    stopped = objection.without_deposits if lifted else ()
    text = Markup("\n").join(
        (
            _objection_text(say, objection),
            _state_text(say, objection),
            *stopped_deposits_rows(say, stopped),
        )
    )
    return Screen(
        text=text,
        rows=layout_buttons(
            _decide_buttons(say, objection),
            [
                Button(label=shorten_label(sanitize_name(name, 28)), callback=ShowStallRequest(stall=stall))
                for stall, name in stopped
            ],
            [Button(label=say.label("All objections"), callback=ShowObjections())],
        ),
    )


def objection_list(say: Say, queue: ObjectionQueue) -> Screen:
    """Shows one open objection, and the way to the next."""
    back = Button(label=say.label("Back"), callback=ShowAdmin())
    if queue.objection is None:
        text = say(
            "No objections are waiting for you. Others look first at those against your own decisions."
        )
        return Screen(text=text, rows=layout_buttons([back]))
    head = say.many(
        "<b>{count} objection is waiting.</b>", "<b>{count} objections are waiting.</b>", queue.count
    )
    skip = Button(label=say.label("Skip"), callback=ShowObjections(previous=queue.objection.id))
    return Screen(
        text=Markup("\n").join((head, _objection_text(say, queue.objection))),
        rows=layout_buttons(
            _decide_buttons(say, queue.objection), [*([skip] if queue.count > 1 else []), back]
        ),
    )


def _objection_text(say: Say, objection: ObjectionFacts) -> Markup:
    head = say(
        "<b>{person} objects</b>, reads {language}: “{words}”",
        person=sanitize_name(objection.person, NAME),
        language=format_language(say, objection.person_language),
        words=quoted(objection.words, OBJECTION),
    )
    decided = _decision_text(say, objection)
    by = say("Decided by {person}.", person=sanitize_name(objection.by, NAME) or say.plain("an organiser"))
    return Markup("\n").join((head, say.sentences(decided, by), *reason_lines(say, objection.reason)))


def _decision_text(say: Say, objection: ObjectionFacts) -> Markup:
    thing = sanitize_name(objection.thing, NAME)
    match objection.decision:
        case AuditAction.STALL_TURNED_DOWN:
            return say("Their stall {stall} was rejected.", stall=thing)
        case AuditAction.DROP_HIDDEN:
            return say("Their drop {drop} was hidden.", drop=thing)
        case _:
            return say("They were blocked.")


def _state_text(say: Say, objection: ObjectionFacts) -> Markup:
    if objection.state == ObjectionState.OPEN:
        return say("Waiting for an answer.")
    return say("Lifted.") if objection.state == ObjectionState.LIFTED else say("The decision stays.")


def _decide_buttons(say: Say, objection: ObjectionFacts) -> list[Button]:
    if objection.state != ObjectionState.OPEN:
        return []
    return [
        Button(label=_lift_label(say, objection), callback=LiftDecision(objection=objection.id)),
        Button(label=say.label("Keep the decision"), callback=UpholdDecision(objection=objection.id)),
    ]


def _lift_label(say: Say, objection: ObjectionFacts) -> str:
    match objection.decision:
        case AuditAction.STALL_TURNED_DOWN:
            return say.label("Approve")
        case AuditAction.DROP_HIDDEN:
            return say.label("Unhide")
        case _:
            return say.label("Lift the block")
