"""The organisers' side of a call for help: coming, not coming after all, answering, and saying that it is over."""

from datetime import datetime

from sqlmodel import Session

from market.actor import Actor, require_organiser
from market.admins import Admins
from market.help_call.call import locked_call, mark_call, tell_caller, tell_organisers
from market.help_call.facts import facts_of, open_call
from market.help_call.notifications import HelpAnswered, HelpAsked
from market.help_call.refusals import HelpCallerUnknown, HelpCallTaken, NotComing
from market.notification.outbox import notify
from market.support import begin_question
from storage.help_call import HelpCall, HelpCallState


def take_call(session: Session, actor: Actor, call: int, now: datetime) -> None:
    """Say that one is coming, and tell the caller. To say it again changes nothing.

    Raises NotOrganiser, HelpCallUnknown, HelpCallTaken, HelpCallOver. locks: help_call
    """
    require_organiser(session, actor)
    row = locked_call(session, call)
    open_call(session, call)
    if row.state is HelpCallState.TAKEN:
        if row.taken_by == actor.person:
            return
        raise HelpCallTaken(facts_of(session, row).taker)
    row.state, row.taken_by, row.taken_at = HelpCallState.TAKEN, actor.person, now
    _tell_change(session, row, now)


def give_back_call(session: Session, actor: Actor, call: int, admins: Admins, now: datetime) -> None:
    """Say that one does not come after all; the other organisers and the caller are told.

    Raises NotOrganiser, HelpCallUnknown, HelpCallOver, NotComing. locks: help_call
    """
    require_organiser(session, actor)
    row = locked_call(session, call)
    open_call(session, call)
    if row.taken_by != actor.person:
        raise NotComing
    row.state, row.taken_by, row.taken_at = HelpCallState.ASKED, None, None
    row.told_at, row.told_again_at = now, None
    tell_organisers(session, row, HelpAsked(call_id=call), admins, now=now)
    _tell_change(session, row, now)


def end_call(session: Session, actor: Actor, call: int, now: datetime) -> None:
    """Say that it is over, and tell the caller, once. Raises NotOrganiser, HelpCallUnknown. locks: help_call"""
    require_organiser(session, actor)
    row = locked_call(session, call)
    if row.state is HelpCallState.OVER:
        return
    row.state, row.closed_at = HelpCallState.OVER, now
    _tell_change(session, row, now)


def answer_caller(session: Session, actor: Actor, call: int, words: str, now: datetime) -> None:
    """Write to the caller, who can write back in /support.

    Raises NotOrganiser, HelpCallUnknown, HelpCallerUnknown, QuestionWordless, TooLong. locks: help_call
    """
    require_organiser(session, actor)
    row = locked_call(session, call)
    if row.caller_id is None:
        raise HelpCallerUnknown
    message = begin_question(session, actor, row.caller_id, words, now=now)
    notify(session, row.caller_id, HelpAnswered(message_id=message), now, about=f"support:{message}")


def _tell_change(session: Session, row: HelpCall, now: datetime) -> None:
    """Tell the caller how it stands now, and have all messages about it drawn again."""
    tell_caller(session, row, now)
    mark_call(session, row.id or 0, now)
