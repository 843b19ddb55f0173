"""A stall as organisers decide about it: its request, its deposits, its licence."""

from markupsafe import Markup

from handlers.callbacks.kiosk import ShowKiosk
from handlers.callbacks.licence import OverseeDocument, ShowFees
from handlers.callbacks.organiser import ShowAdmin
from handlers.callbacks.organiser_packaging import OverseePlace
from handlers.callbacks.place import place_code
from handlers.callbacks.power import AskPower
from handlers.callbacks.stall_application import (
    AllowDeposits,
    ApproveStall,
    ChooseReason,
    EndWaiver,
    RejectStall,
    ShowApprovals,
    StopDeposits,
    WaiveLicence,
)
from handlers.stall.decider_views import decider_buttons, decider_lines
from handlers.ui.button_layout import layout_buttons
from handlers.ui.reason_question import reason_ask, reason_rows
from handlers.ui.screen import Button, Screen, Shown
from locales.decision_reasons import OF_REJECTION, decision_reason
from locales.formats import format_datetime, format_day, format_language, format_long_date, format_number
from locales.say import Say
from locales.user_text import WORDS, sanitize_name
from market.deciders import Decider
from market.drop.stall_words import own_words
from market.organiser.stalls import Approvals, StallApplication
from market.packaging.place import stall_ref
from market.stall import StallDecision, StallState
from storage.packaging import PlaceKind
from storage.power import PowerKind
from storage.shown import ShownKind
from storage.stall import StallApproval


def approval_list(say: Say, overview: Approvals, zone: str) -> Screen:
    """Shows the oldest request; if there is none, when the last was decided."""
    if overview.stall:
        place = say(
            "{place} of {count}.",
            place=format_number(say, overview.place),
            count=format_number(say, overview.count),
        )
        return approval_card(say, overview.stall, place, skip=overview.count > 1)
    text = say("Nothing to approve.")
    if overview.last:
        text = say.sentences(
            text, say("The last decision was on {day}.", day=format_day(say, overview.last, zone))
        )
    return Screen(text=text, rows=layout_buttons([Button(label=say.label("Back"), callback=ShowAdmin())]))


def stall_request_message(say: Say, stall: StallApplication) -> Screen:
    """Tells an organiser of a new stall, with the decision in the message itself."""
    head = say(
        "<b>New stall: {stall}</b>, {alley}.",
        stall=sanitize_name(stall.name, 40),
        alley=sanitize_name(stall.alley, 32),
    )
    return Screen(
        text=Markup("\n").join([head, *_request_rows(say, stall)]),
        rows=layout_buttons(
            [_approve_button(say, stall), _reject_button(say, stall)],
            [Button(label=say.label("All requests"), callback=ShowApprovals(after_stall_id=0), below=True)],
        ),
        shows=Shown(kind=ShownKind.ORGANISER_REQUEST, subject=stall.id),
    )


def decided_request_message(say: Say, stall: StallState, decision: StallDecision) -> Screen:
    """Shows organisers who decided a request of a stall, or that its owner withdrew it."""
    if stall.closed_at and stall.is_withdrawn:
        return Screen(
            text=say(
                "{stall}, {alley}: withdrawn by its owner, {at}.",
                stall=sanitize_name(stall.name, 40),
                alley=sanitize_name(stall.alley, 32),
                at=format_datetime(say, stall.closed_at, stall.zone),
            )
        )
    facts = {
        "stall": sanitize_name(stall.name, 40),
        "alley": sanitize_name(stall.alley, 32),
        "name": sanitize_name(decision.by, 40) or say.plain("an organiser"),
        "at": format_datetime(say, decision.at or stall.asked_at, stall.zone),
    }
    if stall.state == StallApproval.APPROVED:
        return Screen(text=say("{stall}, {alley}: approved by {name}, {at}.", **facts))
    return Screen(text=say("{stall}, {alley}: rejected by {name}, {at}.", **facts))


def _approve_button(say: Say, stall: StallApplication) -> Button:
    callback = ApproveStall(stall=stall.id, expected_state=stall.state)
    label = say.label("Open again") if stall.closed_at else say.label("Approve")
    return Button(label=label, callback=callback, style="success")


def _reject_button(say: Say, stall: StallApplication) -> Button:
    callback = ChooseReason(stall=stall.id, expected_state=stall.state)
    return Button(label=say.label("Reject"), callback=callback)


def approval_card(
    say: Say,
    stall: StallApplication,
    place: Markup | str = "",
    skip: bool = False,
    decides: Decider = Decider.SELF,
) -> Screen:
    """Shows a request: the facts to decide on, and the decision. `decides` says whether this organiser decides about the licence."""
    text = Markup("\n").join(
        part
        for part in (
            _request_text(say, stall),
            _decision_text(say, stall),
            _deposits_text(say, stall),
            _licence_text(say, stall),
            *_stream_rows(say, stall),
            *decider_lines(say, decides),
            place,
        )
        if part
    )
    back = Button(label=say.label("Back"), callback=ShowAdmin())
    if stall.is_withdrawn:
        return Screen(text=text, rows=layout_buttons([back]))
    after = [Button(label=say.label("Skip"), callback=ShowApprovals(after_stall_id=stall.id))] if skip else []
    groups = (
        [_approve_button(say, stall)] if stall.state != StallApproval.APPROVED else [],
        _deposit_buttons(say, stall),
        _licence_buttons(say, stall, decides),
        decider_buttons(say, decides),
        [_kiosk_button(say, stall), _packaging_button(say, stall), _power_button(say, stall)]
        if stall.state == StallApproval.APPROVED
        else [],
        [_reject_button(say, stall)] if stall.state != StallApproval.TURNED_DOWN else [],
        [*after, back],
    )
    return Screen(
        text=text,
        rows=layout_buttons(*groups),
    )


def _kiosk_button(say: Say, stall: StallApplication) -> Button:
    return Button(label=say.label("Kiosk"), callback=ShowKiosk(place=place_code(stall_ref(stall.id))))


def _power_button(say: Say, stall: StallApplication) -> Button:
    callback = AskPower(kind=PowerKind.STALL, owner=stall.id, overseen=True)
    return Button(label=say.label("Power needed"), callback=callback)


def _packaging_button(say: Say, stall: StallApplication) -> Button:
    callback = OverseePlace(kind=PlaceKind.STALL, place=stall.id)
    return Button(label=say.label("Packaging"), callback=callback)


def _deposits_text(say: Say, stall: StallApplication) -> Markup | str:
    if stall.deposits_at is None:
        return ""
    return say("Allowed to take deposits since {at}.", at=format_datetime(say, stall.deposits_at, stall.zone))


def _stream_rows(say: Say, stall: StallApplication) -> list[Markup]:
    """Returns the whole address of its stream, as text: nothing opens by itself."""
    address = Markup("<code>{}</code>").format(stall.stream_url)
    return [say("Its stream: {address}", address=address)] if stall.stream_url else []


def _licence_text(say: Say, stall: StallApplication) -> Markup | str:
    if stall.licence_until is None:
        return ""
    licence = say("Its licence: until {day}.", day=format_long_date(say, stall.licence_until))
    if stall.licence_waived_until is None:
        return licence
    waived = say(
        "It may publish without one until {day}.", day=format_long_date(say, stall.licence_waived_until)
    )
    return say.sentences(licence, waived)


def _licence_buttons(say: Say, stall: StallApplication, decides: Decider) -> list[Button]:
    """Returns the ways to the document and the fees, and the button of one who decides that lets an approved stall publish without a licence, or ends that."""
    document = Button(label=say.label("Licence document"), callback=OverseeDocument(stall=stall.id))
    fees = Button(label=say.label("Licence fees"), callback=ShowFees(stall=stall.id, overseen=True))
    ways = [document, fees] if stall.has_licence_fee else [document]
    if stall.state != StallApproval.APPROVED or (stall.licence_until is None and not stall.has_licence_fee):
        return ways
    if decides is not Decider.SELF:
        return ways
    if stall.licence_waived_until:
        return [*ways, Button(label=say.label("Ask for its licence"), callback=EndWaiver(stall=stall.id))]
    return [*ways, Button(label=say.label("Allow for 30 days"), callback=WaiveLicence(stall=stall.id))]


def _deposit_buttons(say: Say, stall: StallApplication) -> list[Button]:
    """Returns the button that allows or stops deposits of an approved stall."""
    if stall.deposits_at:
        return [Button(label=say.label("Stop its deposits"), callback=StopDeposits(stall=stall.id))]
    if stall.state != StallApproval.APPROVED:
        return []
    return [Button(label=say.label("Allow deposits"), callback=AllowDeposits(stall=stall.id))]


def _request_text(say: Say, stall: StallApplication) -> Markup:
    head = say(
        "Stall: {stall}, {alley}.", stall=sanitize_name(stall.name, 40), alley=sanitize_name(stall.alley, 32)
    )
    return Markup("\n").join([head, *_request_rows(say, stall)])


def _request_rows(say: Say, stall: StallApplication) -> list[Markup]:
    """Returns the stall's own words, who asked when, and whose name it looks like."""
    asked = say(
        "Requested {at} by {person}, who reads {language}.",
        at=format_datetime(say, stall.asked_at, stall.zone),
        person=sanitize_name(stall.owner, 40),
        language=format_language(say, stall.owner_language or stall.language),
    )
    return [*own_words(say, stall.words, stall.language, WORDS.shown), asked, *_alike_rows(say, stall)]


def _alike_rows(say: Say, stall: StallApplication) -> list[Markup]:
    """Returns the other stalls whose names look like this one's."""
    return [
        say(
            "Its name looks like that of {stall}, {alley}: people may take one for the other.",
            stall=sanitize_name(name, 40),
            alley=sanitize_name(alley, 32),
        )
        for name, alley in stall.alike
    ]


def _decision_text(say: Say, stall: StallApplication) -> Markup | str:
    if stall.closed_at and stall.is_withdrawn:
        at = format_datetime(say, stall.closed_at, stall.zone)
        return say("Its owner withdrew the request {at}.", at=at)
    if stall.decided_at is None or stall.state == StallApproval.ASKED:
        return ""
    at, by = format_datetime(say, stall.decided_at, stall.zone), sanitize_name(stall.decided_by, 40)
    if stall.state == StallApproval.APPROVED:
        return say("Approved {at} by {person}.", at=at, person=by)
    if stall.closed_at:
        return say("Its owner closed it {at}.", at=format_datetime(say, stall.closed_at, stall.zone))
    return say(
        "Rejected {at} by {person}: {reason}.",
        at=at,
        person=by,
        reason=decision_reason(say, stall.reason),
    )


def reason_list(say: Say, stall: StallApplication) -> Screen:
    """Asks why a stall is rejected; the owner reads a prepared reason in their own language."""
    text = say("Why is {stall} rejected?", stall=sanitize_name(stall.name, 40))
    rows = reason_rows(
        say,
        OF_REJECTION,
        lambda reason: RejectStall(stall=stall.id, expected_state=stall.state, reason=reason),
    )
    return Screen(text=reason_ask(say, text), rows=rows)
