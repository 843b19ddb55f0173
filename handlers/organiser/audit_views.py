"""The audit log: one line for each change, the newest first."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, assert_never

from markupsafe import Markup

from handlers.callbacks.organiser import ShowAdmin, ShowAuditLog
from handlers.ui.button_layout import layout_buttons
from handlers.ui.paging import pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_date, format_datetime
from locales.rejection_reasons import rejection_reason
from locales.say import Say
from locales.staff_roles import role_name
from locales.user_text import sanitize_name
from market.audit_log import AuditLine, AuditPage
from market.staff.helpers import LEFT
from storage.audit import AuditAction
from storage.report import ObjectionState, ReportState

PersonAction = Literal[
    AuditAction.PERSON_BANNED,
    AuditAction.BAN_LIFTED,
    AuditAction.ORGANISER_NAMED,
    AuditAction.ORGANISER_REMOVED,
    AuditAction.PERSON_FORGOTTEN,
    AuditAction.ACCOUNT_MOVED,
]
StaffAction = Literal[
    AuditAction.STALL_STAFF_NAMED,
    AuditAction.STALL_STAFF_REMOVED,
    AuditAction.HUB_STAFF_NAMED,
    AuditAction.HUB_STAFF_REMOVED,
]
StallAction = Literal[
    AuditAction.STALL_APPROVED,
    AuditAction.STALL_TURNED_DOWN,
    AuditAction.STALL_CLOSED,
    AuditAction.STALL_REOPENED,
]
PaymentAction = Literal[
    AuditAction.DEPOSITS_ALLOWED,
    AuditAction.DEPOSITS_STOPPED,
    AuditAction.PAYEE_SENT,
    AuditAction.PAYEE_CONFIRMED,
    AuditAction.PAYEE_STOPPED,
    AuditAction.COUNTER_KEPT,
    AuditAction.COUNTER_REMOVED,
]
LicenceAction = Literal[
    AuditAction.LICENCE_WAIVED,
    AuditAction.LICENCE_WAIVER_ENDED,
    AuditAction.LICENCE_REVIVED,
    AuditAction.LICENCE_CHECKED,
]
PlaceAction = Literal[
    AuditAction.ALLEY_CLOSED,
    AuditAction.ALLEY_OPENED,
    AuditAction.PERMIT_CHANGED,
    AuditAction.HUB_CLOSED,
    AuditAction.DROP_HIDDEN,
    AuditAction.DROP_SHOWN,
]
ComplaintAction = Literal[AuditAction.REPORT_DECIDED, AuditAction.OBJECTION_ANSWERED]


def audit_log(say: Say, page: AuditPage, zone: str) -> Screen:
    lines = [
        say("{at}: {change}", at=format_datetime(say, line.at, zone), change=_change_text(say, line))
        for line in page.shown
    ]
    return Screen(
        text=Markup("\n").join(lines or [say("Nothing was changed yet.")]),
        rows=layout_buttons(
            *pager(say, page.page, page.pages, lambda other: ShowAuditLog(page=other)),
            [Button(label=say.label("Back"), callback=ShowAdmin())],
        ),
    )


@dataclass(frozen=True, kw_only=True)
class _Change:
    """The facts of a line as they are read: who did it, to whom, to which stall, alley, hub or drop, and the details as they are stored."""

    actor: str
    subject: str
    thing: str
    details: str


def _change_of(say: Say, line: AuditLine) -> _Change:
    return _Change(
        actor=sanitize_name(line.actor, 32) if line.actor else say("(a forgotten person)"),
        subject=sanitize_name(line.subject, 32) if line.subject else say("(a forgotten person)"),
        thing=sanitize_name(line.thing, 40) if line.thing else say("(no longer there)"),
        details=line.details,
    )


def _change_text(say: Say, line: AuditLine) -> Markup:
    change = _change_of(say, line)
    match line.action:
        case (
            AuditAction.PERSON_BANNED
            | AuditAction.BAN_LIFTED
            | AuditAction.ORGANISER_NAMED
            | AuditAction.ORGANISER_REMOVED
            | AuditAction.PERSON_FORGOTTEN
            | AuditAction.ACCOUNT_MOVED
        ):
            return _person_text(say, line.action, change)
        case (
            AuditAction.STALL_STAFF_NAMED
            | AuditAction.STALL_STAFF_REMOVED
            | AuditAction.HUB_STAFF_NAMED
            | AuditAction.HUB_STAFF_REMOVED
        ):
            return _staff_text(say, line.action, change)
        case (
            AuditAction.STALL_APPROVED
            | AuditAction.STALL_TURNED_DOWN
            | AuditAction.STALL_CLOSED
            | AuditAction.STALL_REOPENED
        ):
            return _stall_text(say, line.action, change)
        case (
            AuditAction.DEPOSITS_ALLOWED
            | AuditAction.DEPOSITS_STOPPED
            | AuditAction.PAYEE_SENT
            | AuditAction.PAYEE_CONFIRMED
            | AuditAction.PAYEE_STOPPED
            | AuditAction.COUNTER_KEPT
            | AuditAction.COUNTER_REMOVED
        ):
            return _payment_text(say, line.action, change)
        case (
            AuditAction.LICENCE_WAIVED
            | AuditAction.LICENCE_WAIVER_ENDED
            | AuditAction.LICENCE_REVIVED
            | AuditAction.LICENCE_CHECKED
        ):
            return _licence_text(say, line.action, change)
        case (
            AuditAction.ALLEY_CLOSED
            | AuditAction.ALLEY_OPENED
            | AuditAction.PERMIT_CHANGED
            | AuditAction.HUB_CLOSED
            | AuditAction.DROP_HIDDEN
            | AuditAction.DROP_SHOWN
        ):
            return _place_text(say, line.action, change)
        case AuditAction.REPORT_DECIDED | AuditAction.OBJECTION_ANSWERED:
            return _complaint_text(say, line.action, change)
        case _:
            assert_never(line.action)


def _person_text(say: Say, action: PersonAction, change: _Change) -> Markup:
    actor, subject = change.actor, change.subject
    match action:
        case AuditAction.PERSON_BANNED:
            return say("{actor} banned {subject}.", actor=actor, subject=subject)
        case AuditAction.BAN_LIFTED:
            return say("{actor} lifted the ban of {subject}.", actor=actor, subject=subject)
        case AuditAction.ORGANISER_NAMED:
            return say("{actor} made {subject} an organiser.", actor=actor, subject=subject)
        case AuditAction.ORGANISER_REMOVED:
            return say("{actor} took the organiser role from {subject}.", actor=actor, subject=subject)
        case AuditAction.PERSON_FORGOTTEN:
            return say("A person asked to be forgotten.")
        case AuditAction.ACCOUNT_MOVED:
            return say(
                "{actor} moved the account of {subject}, who lost a phone.", actor=actor, subject=subject
            )
        case _:
            assert_never(action)


def _staff_text(say: Say, action: StaffAction, change: _Change) -> Markup:
    actor, subject, thing = change.actor, change.subject, change.thing
    match action:
        case AuditAction.STALL_STAFF_NAMED:
            role = role_name(say, change.details)
            return say(
                "{subject} helps at the stall {thing}: {role}.", subject=subject, thing=thing, role=role
            )
        case AuditAction.STALL_STAFF_REMOVED if change.details == LEFT:
            return say("{subject} helps at the stall {thing} no more.", subject=subject, thing=thing)
        case AuditAction.STALL_STAFF_REMOVED:
            return say(
                "{actor} took {subject} off the stall {thing}.", actor=actor, subject=subject, thing=thing
            )
        case AuditAction.HUB_STAFF_NAMED:
            return say("{actor} let {subject} work at {thing}.", actor=actor, subject=subject, thing=thing)
        case AuditAction.HUB_STAFF_REMOVED:
            return say("{actor} took {subject} off {thing}.", actor=actor, subject=subject, thing=thing)
        case _:
            assert_never(action)


def _stall_text(say: Say, action: StallAction, change: _Change) -> Markup:
    actor, thing = change.actor, change.thing
    match action:
        case AuditAction.STALL_APPROVED:
            return say("{actor} approved the stall {thing}.", actor=actor, thing=thing)
        case AuditAction.STALL_TURNED_DOWN:
            reason = rejection_reason(say, change.details)
            return say(
                "{actor} rejected the stall {thing}: {reason}.", actor=actor, thing=thing, reason=reason
            )
        case AuditAction.STALL_CLOSED if change.details == LEFT:
            return say("{actor} closed their stall {thing}.", actor=actor, thing=thing)
        case AuditAction.STALL_CLOSED:
            return say("The stall {thing} was closed: its owner is forgotten.", thing=thing)
        case AuditAction.STALL_REOPENED:
            return say("{actor} opened the stall {thing} again.", actor=actor, thing=thing)
        case _:
            assert_never(action)


def _payment_text(say: Say, action: PaymentAction, change: _Change) -> Markup:
    actor, thing = change.actor, change.thing
    match action:
        case AuditAction.DEPOSITS_ALLOWED:
            return say("{actor} allowed the stall {thing} to take deposits.", actor=actor, thing=thing)
        case AuditAction.DEPOSITS_STOPPED:
            return say("{actor} stopped the deposits of the stall {thing}.", actor=actor, thing=thing)
        case AuditAction.PAYEE_SENT:
            return say("{actor} sent a bank QR for the stall {thing}.", actor=actor, thing=thing)
        case AuditAction.PAYEE_CONFIRMED:
            return say("{actor} confirmed the bank QR of the stall {thing}.", actor=actor, thing=thing)
        case AuditAction.PAYEE_STOPPED:
            return say("{actor} stopped the bank QR of the stall {thing}.", actor=actor, thing=thing)
        case AuditAction.COUNTER_KEPT:
            return say(
                "{actor} said that a payment QR is that of the stall {thing}.", actor=actor, thing=thing
            )
        case AuditAction.COUNTER_REMOVED:
            return say("{actor} removed a payment QR of the stall {thing}.", actor=actor, thing=thing)
        case _:
            assert_never(action)


def _licence_text(say: Say, action: LicenceAction, change: _Change) -> Markup:
    actor, thing = change.actor, change.thing
    match action:
        case AuditAction.LICENCE_WAIVED:
            return say(
                "{actor} let the stall {thing} publish without a licence until {day}.",
                actor=actor,
                thing=thing,
                day=_day(say, change.details),
            )
        case AuditAction.LICENCE_WAIVER_ENDED:
            return say("{actor} asked for the licence of the stall {thing} again.", actor=actor, thing=thing)
        case AuditAction.LICENCE_REVIVED:
            return say(
                "{actor} revived the licence of the stall {thing}: until {day}.",
                actor=actor,
                thing=thing,
                day=_day(say, change.details),
            )
        case AuditAction.LICENCE_CHECKED:
            return say(
                "{actor} checked the licence of the stall {thing}: until {day}.",
                actor=actor,
                thing=thing,
                day=_day(say, change.details),
            )
        case _:
            assert_never(action)


def _place_text(say: Say, action: PlaceAction, change: _Change) -> Markup:
    actor, thing = change.actor, change.thing
    match action:
        case AuditAction.ALLEY_CLOSED:
            return say("{actor} closed the alley {thing}.", actor=actor, thing=thing)
        case AuditAction.ALLEY_OPENED:
            return say("{actor} opened the alley {thing} again.", actor=actor, thing=thing)
        case AuditAction.PERMIT_CHANGED:
            return _permit_text(say, actor, thing, change.details)
        case AuditAction.HUB_CLOSED:
            return say("{actor} closed the hub {thing}.", actor=actor, thing=thing)
        case AuditAction.DROP_HIDDEN:
            return say("{actor} hid the drop {thing}.", actor=actor, thing=thing)
        case AuditAction.DROP_SHOWN:
            return say("{actor} showed the drop {thing} again.", actor=actor, thing=thing)
        case _:
            assert_never(action)


def _complaint_text(say: Say, action: ComplaintAction, change: _Change) -> Markup:
    actor, subject, thing = change.actor, change.subject, change.thing
    match action:
        case AuditAction.REPORT_DECIDED if change.details == ReportState.ACTED:
            return say("{actor} acted on a report about {thing}.", actor=actor, thing=thing)
        case AuditAction.REPORT_DECIDED:
            return say(
                "{actor} closed a report about {thing}: nothing was changed.", actor=actor, thing=thing
            )
        case AuditAction.OBJECTION_ANSWERED if change.details == ObjectionState.LIFTED:
            return say("{subject} objected to a decision. {actor} lifted it.", actor=actor, subject=subject)
        case AuditAction.OBJECTION_ANSWERED:
            return say(
                "{subject} objected to a decision. {actor} left it as it is.", actor=actor, subject=subject
            )
        case _:
            assert_never(action)


def _permit_text(say: Say, actor: str, thing: str, day: str) -> Markup:
    if not day:
        return say("{actor} removed the last day of the permit of {thing}.", actor=actor, thing=thing)
    return say(
        "{actor} set the last day of the permit of {thing} to {day}.",
        actor=actor,
        thing=thing,
        day=_day(say, day),
    )


def _day(say: Say, stored: str) -> str:
    return format_date(say, date.fromisoformat(stored))
