"""Asking for one's old account after a lost phone, taking the request back, and objecting once an account was moved."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, col, func, or_, select

from market.actor import Actor, require_organiser
from market.admins import Admins, organiser_ids
from market.notification.outbox import notify, notify_each
from market.person import lock_people, lock_unblocked_person
from market.public_code import new_code
from market.recovery.notifications import AccountAsked, RecoveryRefused, RecoveryRequested, RecoveryStopped
from market.recovery.refusals import (
    NoOtherOrganiser,
    ObjectionOver,
    OwnAccount,
    OwnRecovery,
    RecoveryGone,
    RecoveryOpen,
    TooManyRecoveries,
)
from market.support import ask
from market.ticket.code_attempts import count_failed_code, refuse_guessing
from market.ticket.ticket_code import read_code
from storage.recovery import Recovery, RecoveryState, asked_by
from storage.shown import ShownKind, mark_subject
from storage.stall import Stall, is_withdrawn
from storage.ticket import Ticket

LIVES, DAY = timedelta(hours=24), timedelta(days=1)
MAX_A_DAY = 3
OBJECT_WITHIN = timedelta(days=14)
"""The time from the move in which the old account can object."""


@dataclass(frozen=True)
class Proof:
    """The account that a person named by a valid ticket, or by its stall."""

    account: int
    ticket: int | None = None
    stall: int | None = None


def ask_recovery(
    session: Session, actor: Actor, words: str, *, zone: str, admins: Admins, now: datetime, rng: Random
) -> str | None:
    """Ask for the account that has a valid ticket with this code, or the stall of this name; tell organisers and account, and return the request's code.

    None where the words name nothing: that counts as a wrong code. Raises Blocked, TooManyCodes, RecoveryOpen, TooManyRecoveries, OwnAccount.
    locks: person
    """
    lock_unblocked_person(session, actor.person)
    refuse_guessing(session, actor.person, zone, now)
    _refuse_another(session, actor.person, now)
    proof = proof_in(session, words)
    if proof is None:
        count_failed_code(session, actor, now)
        return None
    if proof.account == actor.person:
        raise OwnAccount
    row = Recovery(
        code=new_code(session, Recovery, rng),
        person_id=actor.person,
        account_id=proof.account,
        ticket_id=proof.ticket,
        stall_id=proof.stall,
        asked_at=now,
        until=now + LIVES,
    )
    session.add(row)
    session.flush()
    _tell_organisers(session, row, admins, now)
    notify(session, proof.account, AccountAsked(recovery_id=row.id or 0), now, about=f"recovery:{row.id}")
    return row.code


def ask_to_join(
    session: Session, asker: int, account: int, admins: Admins, *, now: datetime, rng: Random
) -> int:
    """Ask the organisers, other than these two, for the word by which two accounts that agreed become one, and return the request.

    What either asked for before ends. Both are locked. Raises NoOtherOrganiser, TooManyRecoveries. locks: recovery
    """
    if not _other_organisers(session, (asker, account), admins):
        raise NoOtherOrganiser
    for person in (asker, account):
        _end_requests(session, person, RecoveryState.ENDED, now)
    _refuse_many(session, asker, now)
    row = Recovery(
        code=new_code(session, Recovery, rng),
        person_id=asker,
        account_id=account,
        asked_at=now,
        until=now + LIVES,
    )
    session.add(row)
    session.flush()
    _tell_organisers(session, row, admins, now)
    return row.id or 0


def withdraw_recovery(session: Session, actor: Actor, now: datetime) -> None:
    """Take back the person's own request, if one waits; either of two accounts that agreed to become one may. locks: person"""
    lock_people(session, (actor.person,))
    _end_requests(session, actor.person, RecoveryState.WITHDRAWN, now)


def refuse_recovery(session: Session, actor: Actor, recovery: int, now: datetime) -> None:
    """Refuse a request and tell who asked, and both where both had agreed. For organisers. Raises NotOrganiser, RecoveryGone, OwnRecovery. locks: recovery"""
    require_organiser(session, actor)
    row = lock_request(session, recovery, now)
    refuse_own(row, actor)
    end_request(session, row, RecoveryState.REFUSED, now, decided_by=actor.person)
    told = (row.person_id, row.account_id) if row.by_consent else (row.person_id,)
    for person in filter(None, told):
        notify(session, person, RecoveryRefused(recovery_id=recovery), now, about=f"recovery:{row.id}")


def stop_recovery(session: Session, actor: Actor, recovery: int, admins: Admins, now: datetime) -> bool:
    """Say for the account that is asked for that its person did not ask, and tell the organisers; return whether the request was refused by that.

    It is so the first time; what the same person asks for again, organisers decide alone. A blocked person may. Raises RecoveryGone. locks: person, recovery
    """
    lock_people(session, (actor.person,))
    row = lock_request(session, recovery, now)
    if row.account_id != actor.person or row.by_consent:
        raise RecoveryGone
    first = stopped_at(session, row) is None
    _tell_organisers(session, row, admins, now, stopped=True)
    if first:
        end_request(session, row, RecoveryState.REFUSED, now, decided_by=actor.person)
        if row.person_id:
            notify(
                session,
                row.person_id,
                RecoveryRefused(recovery_id=recovery),
                now,
                about=f"recovery:{recovery}",
            )
    return first


def stopped_at(session: Session, row: Recovery) -> datetime | None:
    """Return when the account last refused a request of the same person; None for never."""
    stopped = select(func.max(col(Recovery.ended_at))).where(
        col(Recovery.person_id) == row.person_id,
        col(Recovery.account_id) == row.account_id,
        col(Recovery.state) == RecoveryState.REFUSED,
        col(Recovery.decided_by) == row.account_id,
    )
    return session.exec(stopped).one()


def object_to_move(
    session: Session, actor: Actor, recovery: int, words: str, *, zone: str, admins: Admins, now: datetime
) -> int:
    """Say for the old account that its person did not ask, once, within OBJECT_WITHIN of the move, and return the question to the organisers that `words` open.

    A blocked person may object. Raises RecoveryGone for anybody else, ObjectionOver, QuestionWordless, TooLong, TooManyQuestions. locks: person, recovery
    """
    lock_people(session, (actor.person,))
    row = _locked(session, recovery)
    if row is None or row.account_id != actor.person or row.ended_at is None or row.by_consent:
        raise RecoveryGone
    if row.state is not RecoveryState.MOVED:
        raise RecoveryGone
    until = row.ended_at + OBJECT_WITHIN
    if row.objected_at or until <= now:
        raise ObjectionOver(until, zone)
    row.objected_at = now
    session.flush()
    return ask(session, actor, words, admins, now=now)


def proof_in(session: Session, words: str) -> Proof | None:
    """Return the account that a ticket's code or a stall's name leads to; None where there is none, or more than one stall of the name."""
    if code := read_code(words):
        valid = select(Ticket).where(col(Ticket.code) == code, col(Ticket.revoked_at).is_(None))
        ticket = session.exec(valid).first()
        if ticket is not None and ticket.person_id is not None:
            return Proof(ticket.person_id, ticket=ticket.id)
    name = " ".join(words.split())
    named = or_(col(Stall.name) == name, func.lower(Stall.name) == name.lower())
    owned = col(Stall.owner_id).is_not(None), ~is_withdrawn()
    stalls = session.exec(select(Stall).where(named, *owned).limit(2)).all()
    if len(stalls) != 1 or stalls[0].owner_id is None:
        return None
    return Proof(stalls[0].owner_id, stall=stalls[0].id)


def still_proves(session: Session, row: Recovery) -> bool:
    """Return whether what a request names is the old account's to this moment. Two accounts that agreed have nothing to prove."""
    if row.by_consent:
        return True
    if row.ticket_id is not None:
        ticket = session.get_one(Ticket, row.ticket_id, populate_existing=True)
        return ticket.revoked_at is None and ticket.person_id == row.account_id
    return session.get_one(Stall, row.stall_id, populate_existing=True).owner_id == row.account_id


def lock_request(session: Session, recovery: int, now: datetime) -> Recovery:
    """Lock a request that an organiser may decide and return its row. Raises RecoveryGone. locks: recovery"""
    row = _locked(session, recovery)
    if row is None or row.state is not RecoveryState.ASKED or row.until <= now:
        raise RecoveryGone
    return row


def refuse_own(row: Recovery, actor: Actor) -> None:
    """Refuse an organiser who decides about themselves. Raises OwnRecovery."""
    if actor.person in (row.person_id, row.account_id):
        raise OwnRecovery


def end_requests_of(session: Session, account: int, now: datetime) -> None:
    """End what waits for or about an account that was moved."""
    _end_requests(session, account, RecoveryState.ENDED, now)
    about = col(Recovery.account_id) == account, col(Recovery.state) == RecoveryState.ASKED
    for row in session.exec(select(Recovery).where(*about)).all():
        end_request(session, row, RecoveryState.ENDED, now)


def end_request(
    session: Session, row: Recovery, state: RecoveryState, now: datetime, *, decided_by: int | None = None
) -> None:
    """End a request, and have it drawn again where it is shown."""
    row.state, row.ended_at, row.decided_by = state, now, decided_by
    mark_subject(session, row.id or 0, ShownKind.ORGANISER_REQUEST, now=now)
    session.flush()


def _locked(session: Session, recovery: int) -> Recovery | None:
    rows = select(Recovery).where(col(Recovery.id) == recovery).with_for_update(key_share=True)
    return session.exec(rows.execution_options(populate_existing=True)).first()


def _end_requests(session: Session, person: int, state: RecoveryState, now: datetime) -> None:
    own = asked_by(person), col(Recovery.state) == RecoveryState.ASKED
    for row in session.exec(select(Recovery).where(*own).with_for_update(key_share=True)).all():
        end_request(session, row, state, now)


def _refuse_another(session: Session, person: int, now: datetime) -> None:
    """Refuse a second request while one waits, and more than MAX_A_DAY; one that has run out ends. Raises RecoveryOpen, TooManyRecoveries."""
    asked = asked_by(person), col(Recovery.state) == RecoveryState.ASKED
    waiting = session.exec(select(Recovery).where(*asked)).first()
    if waiting is not None and waiting.until > now:
        raise RecoveryOpen(waiting.code)
    if waiting is not None:
        end_request(session, waiting, RecoveryState.ENDED, now)
    _refuse_many(session, person, now)


def _refuse_many(session: Session, person: int, now: datetime) -> None:
    """Refuse more than MAX_A_DAY requests of a person. Raises TooManyRecoveries."""
    today = col(Recovery.person_id) == person, col(Recovery.asked_at) > now - DAY
    if session.exec(select(func.count()).select_from(Recovery).where(*today)).one() >= MAX_A_DAY:
        raise TooManyRecoveries(MAX_A_DAY)


def _tell_organisers(
    session: Session, row: Recovery, admins: Admins, now: datetime, *, stopped: bool = False
) -> None:
    kind = RecoveryStopped if stopped else RecoveryRequested
    told, about = kind(recovery_id=row.id or 0), f"recovery:{row.id}"
    others = _other_organisers(session, (row.person_id, row.account_id), admins)
    notify_each(session, [(other, about, told) for other in others], now)


def _other_organisers(session: Session, people: Collection[int | None], admins: Admins) -> list[int]:
    """Return the organisers who may decide about these people: all but themselves."""
    return [each for each in organiser_ids(session, admins) if each not in people]
