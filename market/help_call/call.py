"""Calling for help: the organisers are told, once more where nobody comes, and people are forgotten after a month (docs/help_call.md)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, text
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from locales.user_text import HELP_WORDS
from market.actor import Actor
from market.admins import Admins
from market.help_call.duty import all_others, first_told
from market.help_call.facts import HelpCallFacts, HelpPlace, facts_of, named_place, refuse_words
from market.help_call.notifications import USEFUL_FOR, HelpAsked, HelpCallKind, HelpChanged, HelpWords
from market.help_call.refusals import HelpCallUnknown, NobodyReachable
from market.notification.outbox import notify, notify_each, withdraw
from market.person import lock_people
from market.support import QuestionWordless
from market.text_checks import check_words, on_one_line
from storage.alley import Alley
from storage.column import HELP_CALL
from storage.help_call import (
    UNTAKEN,
    HelpCall,
    HelpCallState,
    about_call,
    delete_duties,
    forget_people_of,
)
from storage.shown import ShownKind, mark_subject

PING_EVERY, TAKEN_WITHIN = timedelta(minutes=2), timedelta(minutes=3)
"""The least time between two pings of a person, or of a place from its pages; and how long the organisers have before they are told once more."""


@dataclass(frozen=True, kw_only=True)
class HelpCalled:
    """A call. Where it `is_new` the organisers were told just now, else they were told before."""

    call: HelpCallFacts
    is_new: bool


def call_for_help(
    session: Session, place: HelpPlace, caller: int | None, admins: Admins, *, now: datetime
) -> HelpCalled:
    """Tell the organisers on duty, or all, that somebody needs help here; once in two minutes for one person, who may be blocked.

    `caller` is None for somebody without a chat: then it is once in two minutes for one place, whoever calls. Raises AlleyUnknown,
    StallUnknown, NobodyReachable. locks: person, or alley where there is none
    """
    if caller is None:
        session.exec(select(Alley.id).where(col(Alley.id) == place.alley).with_for_update(key_share=True))
        recent = strangers_call(session, place, now)
    else:
        lock_people(session, (caller,))
        recent = recent_call(session, caller, now)
    if recent:
        return HelpCalled(call=recent, is_new=False)
    alley, stall = named_place(session, place)
    row = HelpCall(
        alley_id=alley.id or 0,
        stall_id=stall.id if stall else None,
        caller_id=caller,
        asked_at=now,
        told_at=now,
    )
    session.add(row)
    session.flush()
    if not tell_organisers(session, row, HelpAsked(call_id=row.id or 0), admins, now=now):
        raise NobodyReachable
    return HelpCalled(call=facts_of(session, row), is_new=True)


def recent_call(session: Session, caller: int, now: datetime) -> HelpCallFacts | None:
    """Return the call of a person that is less than two minutes away from `now`, also where the clock was set back meanwhile."""
    return _newest(session, col(HelpCall.caller_id) == caller, now=now, within=PING_EVERY)


def strangers_call(
    session: Session, place: HelpPlace, now: datetime, *, within: timedelta = PING_EVERY
) -> HelpCallFacts | None:
    """Return the newest call from this place, by whoever is not known, that is less than `within` away from `now`."""
    here = col(HelpCall.alley_id) == place.alley, col(HelpCall.stall_id) == (place.stall or None)
    return _newest(session, col(HelpCall.caller_id).is_(None), *here, now=now, within=within)


def _newest(
    session: Session, *conditions: ColumnElement[bool], now: datetime, within: timedelta
) -> HelpCallFacts | None:
    near = col(HelpCall.asked_at) > now - within, col(HelpCall.asked_at) < now + within
    rows = select(HelpCall).where(*conditions, *near).order_by(col(HelpCall.id).desc())
    row = session.exec(rows.limit(1)).first()
    return facts_of(session, row) if row else None


def say_more(session: Session, actor: Actor, call: int, words: str, admins: Admins, *, now: datetime) -> None:
    """Add a line to one's own call, once, and tell the organisers.

    Raises HelpCallUnknown, HelpCallOver, HelpWordsAdded, QuestionWordless, TooLong. locks: help_call
    """
    row = locked_call(session, call)
    refuse_words(session, actor.person, call)
    row.words = check_words(on_one_line(words), HELP_WORDS)
    if not row.words:
        raise QuestionWordless
    tell_organisers(session, row, HelpWords(call_id=call), admins, now=now)
    mark_call(session, call, now)


def untaken_calls(session: Session, now: datetime) -> list[int]:
    """Return the calls that nobody took in three minutes, but for old ones, and those whose caller has called again."""
    later = aliased(HelpCall)
    called_again = exists().where(
        col(later.caller_id) == col(HelpCall.caller_id), col(later.id) > col(HelpCall.id)
    )
    waits = select(HelpCall.id).where(
        text(UNTAKEN), col(HelpCall.told_at).between(now - USEFUL_FOR, now - TAKEN_WITHIN)
    )
    return [each or 0 for each in session.exec(waits.where(~called_again).order_by(col(HelpCall.id)))]


def tell_again(session: Session, call: int, admins: Admins, now: datetime) -> None:
    """Tell the organisers once more of a call that nobody took, and its caller that nobody is coming yet. locks: help_call"""
    row = locked_call(session, call)
    if row.state is not HelpCallState.ASKED or row.told_again_at or row.told_at > now - TAKEN_WITHIN:
        return
    row.told_at = row.told_again_at = now
    tell_organisers(session, row, HelpAsked(call_id=call), admins, now=now)
    tell_caller(session, row, now)
    mark_call(session, call, now)


def forget_callers(session: Session, now: datetime) -> int:
    """Forget who called a month ago, what they wrote, who came and who was on duty; return how many calls. locks: person, help_call"""
    month = now - timedelta(days=HELP_CALL.days or 0)
    delete_duties(session, month.date())
    return forget_people_of(session, month)


def tell_organisers(
    session: Session, row: HelpCall, notification: HelpCallKind, admins: Admins, *, now: datetime
) -> int:
    """Tell the organisers on duty, or where nobody is, and from the second time on, all; return how many."""
    caller, alley = row.caller_id, session.get_one(Alley, row.alley_id)
    told = (
        all_others(session, caller, admins)
        if row.told_again_at
        else first_told(session, alley, caller, admins, now=now)
    )
    notify_each(session, [(each, about_call(row.id or 0), notification) for each in told], now)
    return len(told)


def tell_caller(session: Session, row: HelpCall, now: datetime) -> None:
    """Tell the caller how their call stands now, if they are known, instead of what is queued about it."""
    if row.caller_id is not None:
        about = about_call(row.id or 0)
        withdraw(session, row.caller_id, HelpChanged, about)
        notify(session, row.caller_id, HelpChanged(call_id=row.id or 0, state=row.state), now, about=about)


def mark_call(session: Session, call: int, now: datetime) -> None:
    """Have the messages that show a call drawn again."""
    mark_subject(session, call, ShownKind.ORGANISER_REQUEST, now=now)


def locked_call(session: Session, call: int) -> HelpCall:
    """Lock a call and return its row. Raises HelpCallUnknown. locks: help_call"""
    rows = select(HelpCall).where(col(HelpCall.id) == call).with_for_update(key_share=True)
    return HelpCallUnknown.unless(session.exec(rows.execution_options(populate_existing=True)).first())
