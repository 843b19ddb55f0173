"""Words of complaints, for the chat, the office and the public pages."""

from datetime import timedelta
from typing import assert_never

from markupsafe import Markup

from locales.formats import format_date, format_datetime, format_number
from locales.say import Say
from market.complaint.facts import ComplaintFacts
from storage.complaint import ComplaintKind, ComplaintState, MeasuredWith

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def complaint_name(say: Say, kind: ComplaintKind) -> str:
    """Return what a complaint is about."""
    match kind:
        case ComplaintKind.NOISE:
            return say.plain("Noise")
        case ComplaintKind.LIGHT:
            return say.plain("Glaring light")
        case ComplaintKind.SMELL:
            return say.plain("Smell")
        case ComplaintKind.RUBBISH:
            return say.plain("Rubbish")
        case ComplaintKind.BLOCKED_WAY:
            return say.plain("Blocked way")
        case _:
            assert_never(kind)


def meter_name(say: Say, measured_with: MeasuredWith) -> str:
    """Return what measured a level of sound."""
    match measured_with:
        case MeasuredWith.PHONE:
            return say.plain("App on a phone")
        case MeasuredWith.METER:
            return say.plain("Sound level meter")
        case _:
            assert_never(measured_with)


def occasion_text(say: Say, complaint: ComplaintFacts) -> Markup:
    """Return when it was, and what was measured."""
    at = complaint.happened_at
    when = format_datetime(say, at, complaint.zone) if at else format_date(say, complaint.night)
    if complaint.decibels is None or complaint.measured_with is None:
        return Markup("{}").format(when)
    return say(
        "{at} · {decibels} dB(A), {meter}",
        at=when,
        decibels=format_number(say, complaint.decibels),
        meter=meter_name(say, complaint.measured_with),
    )


def standing_text(say: Say, complaint: ComplaintFacts) -> Markup:
    """Return how a complaint stands, and until when something is due."""
    due = format_datetime(say, complaint.due_at, complaint.zone)
    match complaint.state:
        case ComplaintState.OPEN:
            return say("Nobody has seen it yet. The organisers promise to look by {at}.", at=due)
        case ComplaintState.ACKNOWLEDGED:
            return say("An organiser has seen it. They promise an answer by {at}.", at=due)
        case ComplaintState.REOPENED:
            return say("Opened again: the answer was not so. The organisers promise to look by {at}.", at=due)
        case ComplaintState.CLOSED:
            closed_at = complaint.closed_at or complaint.made_at
            return say("Closed {at}.", at=format_datetime(say, closed_at, complaint.zone))
        case _:
            assert_never(complaint.state)


def duration_text(say: Say, duration: timedelta) -> Markup:
    """Return a duration in minutes, hours or days, rounded up."""
    if duration <= HOUR:
        return say.many("{count} minute", "{count} minutes", -(-duration // timedelta(minutes=1)))
    if duration <= 3 * DAY:
        return say.many("{count} hour", "{count} hours", -(-duration // HOUR))
    return say.many("{count} day", "{count} days", -(-duration // DAY))
