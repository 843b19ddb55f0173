"""The entries of the audit log in words."""

from datetime import date
from typing import assert_never

from markupsafe import Markup

from locales.decision_reasons import decision_reason
from locales.formats import format_date
from locales.say import Say
from locales.staff_roles import role_name
from locales.user_text import sanitize_name
from market.account_move import AGREED
from market.audit_log import AuditLine
from market.staff.helpers import LEFT
from storage.audit import AuditAction
from storage.report import ObjectionState, ReportState


def change_text(say: Say, line: AuditLine) -> Markup:
    """Return what was changed, in a sentence."""
    actor = sanitize_name(line.actor, 32) if line.actor else say("(a person who deleted their data)")
    subject = sanitize_name(line.subject, 32) if line.subject else say("(a person who deleted their data)")
    thing = sanitize_name(line.thing, 40) if line.thing else say("(no longer there)")
    match line.action:
        case AuditAction.PERSON_BLOCKED if line.details:
            reason = decision_reason(say, line.details)
            return say("{actor} blocked {subject}: {reason}.", actor=actor, subject=subject, reason=reason)
        case AuditAction.PERSON_BLOCKED:
            return say("{actor} blocked {subject}.", actor=actor, subject=subject)
        case AuditAction.BLOCK_LIFTED:
            return say("{actor} lifted the block of {subject}.", actor=actor, subject=subject)
        case AuditAction.ORGANISER_NAMED:
            return say("{actor} made {subject} an organiser.", actor=actor, subject=subject)
        case AuditAction.ORGANISER_REMOVED:
            return say("{actor} took the organiser role from {subject}.", actor=actor, subject=subject)
        case AuditAction.STALL_APPROVED:
            return say("{actor} approved the stall {thing}.", actor=actor, thing=thing)
        case AuditAction.STALL_TURNED_DOWN:
            reason = decision_reason(say, line.details)
            return say(
                "{actor} rejected the stall {thing}: {reason}.", actor=actor, thing=thing, reason=reason
            )
        case AuditAction.STALL_CLOSED:
            if line.details == LEFT:
                return say("{actor} closed their stall {thing}.", actor=actor, thing=thing)
            return say("The stall {thing} was closed: its owner deleted their data.", thing=thing)
        case AuditAction.STALL_REOPENED:
            return say("{actor} opened the stall {thing} again.", actor=actor, thing=thing)
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
        case AuditAction.ALLEY_CLOSED:
            return say("{actor} closed the alley {thing}.", actor=actor, thing=thing)
        case AuditAction.ALLEY_OPENED:
            return say("{actor} opened the alley {thing} again.", actor=actor, thing=thing)
        case AuditAction.DROP_HIDDEN if line.details:
            reason = decision_reason(say, line.details)
            return say("{actor} hid the drop {thing}: {reason}.", actor=actor, thing=thing, reason=reason)
        case AuditAction.DROP_HIDDEN:
            return say("{actor} hid the drop {thing}.", actor=actor, thing=thing)
        case AuditAction.DROP_SHOWN:
            return say("{actor} showed the drop {thing} again.", actor=actor, thing=thing)
        case AuditAction.PERMIT_CHANGED:
            return _permit_text(say, actor, thing, line.details)
        case AuditAction.PERSON_FORGOTTEN:
            return say("A person asked to delete their data.")
        case AuditAction.STALL_STAFF_NAMED:
            return say(
                "{subject} helps at the stall {thing}: {role}.",
                subject=subject,
                thing=thing,
                role=role_name(say, line.details),
            )
        case AuditAction.STALL_STAFF_REMOVED if line.details == LEFT:
            return say("{subject} no longer helps at the stall {thing}.", subject=subject, thing=thing)
        case AuditAction.STALL_STAFF_REMOVED:
            return say(
                "{actor} took {subject} off the stall {thing}.", actor=actor, subject=subject, thing=thing
            )
        case AuditAction.HUB_STAFF_NAMED:
            return say("{actor} let {subject} work at {thing}.", actor=actor, subject=subject, thing=thing)
        case AuditAction.HUB_STAFF_REMOVED:
            return say("{actor} took {subject} off {thing}.", actor=actor, subject=subject, thing=thing)
        case AuditAction.ACCOUNT_MOVED:
            return say(
                "{actor} moved the account of {subject}, who lost a phone.", actor=actor, subject=subject
            )
        case AuditAction.ACCOUNTS_MERGED:
            return _merged_text(say, line, actor, subject)
        case AuditAction.LICENCE_WAIVED:
            return say(
                "{actor} let the stall {thing} publish without a licence until {day}.",
                actor=actor,
                thing=thing,
                day=format_date(say, date.fromisoformat(line.details)),
            )
        case AuditAction.LICENCE_WAIVER_ENDED:
            return say("{actor} asked for the licence of the stall {thing} again.", actor=actor, thing=thing)
        case AuditAction.LICENCE_REVIVED:
            return say(
                "{actor} revived the licence of the stall {thing}: until {day}.",
                actor=actor,
                thing=thing,
                day=format_date(say, date.fromisoformat(line.details)),
            )
        case AuditAction.REPORT_DECIDED if line.details == ReportState.ACTED:
            return say("{actor} acted on a report about {thing}.", actor=actor, thing=thing)
        case AuditAction.REPORT_DECIDED:
            return say(
                "{actor} closed a report about {thing}: nothing was changed.", actor=actor, thing=thing
            )
        case AuditAction.OBJECTION_ANSWERED if line.details == ObjectionState.LIFTED:
            return say("{subject} objected to a decision. {actor} lifted it.", actor=actor, subject=subject)
        case AuditAction.OBJECTION_ANSWERED:
            return say(
                "{subject} objected to a decision. {actor} left it as it is.", actor=actor, subject=subject
            )
        case AuditAction.LICENCE_CHECKED:
            return say(
                "{actor} checked the licence of the stall {thing}: until {day}.",
                actor=actor,
                thing=thing,
                day=format_date(say, date.fromisoformat(line.details)),
            )
        case AuditAction.PLACES_CHANGED if line.details:
            day = format_date(say, date.fromisoformat(line.details))
            return say(
                "{actor} changed who stands where in {thing} on {day}.", actor=actor, thing=thing, day=day
            )
        case AuditAction.PLACES_CHANGED:
            return say("{actor} changed places of {thing}.", actor=actor, thing=thing)
        case AuditAction.ALLEY_FACTS_CHANGED:
            return say("{actor} changed what is known of {thing}.", actor=actor, thing=thing)
        case AuditAction.HUB_CLOSED:
            return say("{actor} closed the hub {thing}.", actor=actor, thing=thing)
        case _:
            assert_never(line.action)


def _merged_text(say: Say, line: AuditLine, actor: str, subject: str) -> Markup:
    merged = (
        say("{actor} let {subject} make two accounts one.", actor=actor, subject=subject)
        if line.details == AGREED
        else say("{subject} made two accounts one.", subject=subject)
    )
    if not line.thing:
        return merged
    stall = say("The stall {stall} moved, too.", stall=sanitize_name(line.thing, 40))
    return say.sentences(merged, stall)


def _permit_text(say: Say, actor: str, thing: str, day: str) -> Markup:
    if not day:
        return say("{actor} removed the expiry date of the permit of {thing}.", actor=actor, thing=thing)
    return say(
        "{actor} set the expiry date of the permit of {thing} to {day}.",
        actor=actor,
        thing=thing,
        day=format_date(say, date.fromisoformat(day)),
    )
