"""Who did not come, by number, never by name; and why nothing of a line moves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from handlers.desk.callbacks import AskNoShow, ReleaseNoShow, ShowNoShows, ShowWaitlist
from handlers.drop.lines import LINE
from handlers.ui.rows import packed, turning
from handlers.ui.screen import Button, Screen
from handlers.waitlist.causes import cause_words
from locales.formats import clock, moment
from locales.say import Say
from locales.units import counted
from locales.words import name
from market.drop.facts import DropFacts, LineFacts
from market.waitlist.no_show import NotCome
from market.waitlist.why import Cause, Reason, WhyLine

PAGE = 8


def no_show_list(
    say: Say,
    drop: DropFacts,
    line: LineFacts,
    since: datetime,
    claims: Sequence[NotCome],
    page: int,
    now: datetime,
) -> Screen:
    """`since`: from when units may be given on; before it each button says when, and the refusal why."""
    pages = max(1, -(-len(claims) // PAGE))
    page = min(max(page, 1), pages)
    shown = claims[(page - 1) * PAGE : page * PAGE]
    return Screen(
        Markup("\n").join(
            (_head(say, drop, line, since, len(claims)), *(_row(say, line, each) for each in shown))
        ),
        packed(
            *([_step(say, drop, line, each, since, now)] for each in shown),
            turning(say, page, pages, lambda other: ShowNoShows(line=line.id, page=other)),
            [Button(say.label("Back"), ShowWaitlist(line=line.id))],
        ),
    )


def _head(say: Say, drop: DropFacts, line: LineFacts, since: datetime, claims: int) -> Markup:
    words = name(line.name, LINE)
    if not claims:
        return say("{line}: nobody is missing. Everything booked was collected.", line=words)
    missing = say.many(
        "{line}: {count} booking not collected at all yet.",
        "{line}: {count} bookings not collected at all yet.",
        claims,
        line=words,
    )
    return say.sentences(
        missing, say("You can pass these on from {at}.", at=moment(say, since, drop.alley.zone))
    )


def _row(say: Say, line: LineFacts, claim: NotCome) -> Markup:
    units = counted(say, line.unit, claim.units)
    if claim.coming:
        return say("Number {number}, {units}, said they are coming.", number=claim.number, units=units)
    return say("Number {number}, {units}.", number=claim.number, units=units)


def _step(
    say: Say, drop: DropFacts, line: LineFacts, claim: NotCome, since: datetime, now: datetime
) -> Button:
    if now < since:
        at = clock(say, since, drop.alley.zone)
        shut = say.label("From {at}", at=at)
        return Button(shut, ReleaseNoShow(line=line.id, claim=claim.claim))
    label = say.label("Number {number}: {count}", number=claim.number, count=claim.units)
    return Button(label, AskNoShow(line=line.id, claim=claim.claim))


def no_show_confirm(say: Say, line: LineFacts, claim: NotCome) -> Screen:
    """It cannot be undone."""
    text = say(
        "Number {number}, {units}: their ticket stops working and we tell them. This cannot be undone.",
        number=claim.number,
        units=counted(say, line.unit, claim.units),
    )
    give = say.label("Pass on no. {number}", number=claim.number)
    return Screen(
        text,
        packed(
            [Button(give, ReleaseNoShow(line=line.id, claim=claim.claim), style="danger")],
            [Button(say.label("Keep it for them"), ShowNoShows(line=line.id), style="primary")],
        ),
    )


def why_line(say: Say, why: WhyLine) -> Screen:
    """To the stall."""
    words = cause_words(say, _of_the_head(why.cause), why.drop.alley.zone)
    return Screen(
        say("{line}: {reason}", line=name(why.line.name, LINE), reason=words),
        packed([Button(say.label("Back"), ShowWaitlist(line=why.line.id))]),
    )


def _of_the_head(cause: Cause) -> Cause:
    """Who reads is not the party that is waited for."""
    return replace(cause, reason=Reason.HEAD_PARTY) if cause.reason is Reason.OWN_PARTY else cause
