"""The payment QR on a stall's counter: whose account it pays. Compared by accounts, never by the name, which anybody can choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from market.actor import Actor, Right, is_organiser, require_right
from market.admins import Admins, organiser_ids
from market.audit_log import record_change
from market.deposit.emv import read_accounts
from market.deposit.notifications import CounterReported
from market.deposit.refusals import CounterCheckUnknown, CounterFull, QrNotPayment
from market.notification.outbox import notify
from market.person import lock_unblocked_person
from storage.alley import Alley
from storage.audit import AuditAction
from storage.counter import CounterCheck
from storage.deposit import Payee
from storage.stall import Stall

MOST_KEPT = 6
"""QRs that an owner says are the stall's own, at once."""


class CounterVerdict(StrEnum):
    """Whose account a payment QR pays. UNKNOWN: no account of the stall is known."""

    OWN = "own"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class CounterCheckFacts:
    """A check. `name` is the payee's in the QR; `ending` are the last characters of its account. `kept`: the owner said that it is the stall's own."""

    id: int
    stall: int
    stall_name: str
    alley_name: str
    zone: str
    name: str
    scheme: str
    ending: str
    verdict: CounterVerdict
    at: datetime
    kept: bool
    reported: bool


@dataclass(frozen=True, kw_only=True)
class StallCounter:
    """The newest check of a stall, and the QRs that its owner said are its own. `owned`: the reader is the owner."""

    stall: int
    newest: CounterCheckFacts | None
    kept: tuple[CounterCheckFacts, ...]
    owned: bool


def check_counter(
    session: Session, actor: Actor, stall: int, payloads: Sequence[str], *, now: datetime
) -> int:
    """Store whose account the payment QRs of one photo pay, and return the id of the check: of the first that is not the stall's own, if any.

    Raises Blocked, StallUnknown, NotYourStall, QrNotPayment without any, QrBroken, QrTooLong. locks: person
    """
    lock_unblocked_person(session, actor.person)
    require_right(session, actor, stall, Right.VIEW)
    if not payloads:
        raise QrNotPayment
    own = _own_accounts(session, stall)
    read = [(payload.strip(), read_accounts(payload)) for payload in payloads]
    payload, found = next(((text, each) for text, each in read if not each.accounts <= own), read[0])
    check = CounterCheck(
        stall_id=stall,
        payload=payload,
        name=found.name[:64],
        checked_by=actor.person,
        checked_at=now,
    )
    session.add(check)
    session.flush()
    return check.id or 0


def counter_check(session: Session, actor: Actor, check: int) -> CounterCheckFacts:
    """Return a check, for who acts for its stall and for organisers. Raises CounterCheckUnknown, NotYourStall."""
    row = CounterCheckUnknown.unless(session.get(CounterCheck, check))
    if not is_organiser(session, actor):
        require_right(session, actor, row.stall_id, Right.VIEW)
    return _facts(session, row)


def stall_counter(session: Session, actor: Actor, stall: int) -> StallCounter:
    """Return what is known of a stall's counter. Raises StallUnknown, NotYourStall."""
    row = require_right(session, actor, stall, Right.VIEW)
    newest = select(CounterCheck).where(col(CounterCheck.stall_id) == stall)
    last = session.exec(
        newest.order_by(col(CounterCheck.checked_at).desc(), col(CounterCheck.id).desc()).limit(1)
    ).first()
    return StallCounter(
        stall=stall,
        newest=_facts(session, last) if last else None,
        kept=tuple(_facts(session, each) for each in _kept(session, stall)),
        owned=row.owner_id == actor.person,
    )


def keep_counter(session: Session, actor: Actor, check: int, now: datetime) -> None:
    """Take the accounts of a check for the stall's own from now on. For the owner alone; a second time changes nothing.

    Raises Blocked, CounterCheckUnknown, NotYourStall, CounterFull. locks: person, stall
    """
    row = _owned(session, actor, check)
    if row.kept_at is not None and row.removed_at is None:
        return
    if len(_kept(session, row.stall_id)) >= MOST_KEPT:
        raise CounterFull(MOST_KEPT)
    row.kept_at, row.removed_at = now, None
    record_change(session, AuditAction.COUNTER_KEPT, actor.person, now, about=f"stall:{row.stall_id}")


def remove_counter(session: Session, actor: Actor, check: int, now: datetime) -> None:
    """Take the accounts of a check for a stranger's again. For the owner alone; a second time changes nothing.

    Raises Blocked, CounterCheckUnknown, NotYourStall. locks: person, stall
    """
    row = _owned(session, actor, check)
    if row.kept_at is None or row.removed_at is not None:
        return
    row.removed_at = now
    record_change(session, AuditAction.COUNTER_REMOVED, actor.person, now, about=f"stall:{row.stall_id}")


def report_counter(session: Session, actor: Actor, check: int, admins: Admins, now: datetime) -> None:
    """Tell every organiser of a QR that is not the stall's own. A second time changes nothing.

    Raises Blocked, CounterCheckUnknown, NotYourStall. locks: person, stall
    """
    lock_unblocked_person(session, actor.person)
    row = _locked(session, check)
    require_right(session, actor, row.stall_id, Right.VIEW)
    if row.reported_at is not None or _verdict(session, row) is CounterVerdict.OWN:
        return
    row.reported_at = now
    session.flush()
    for person in sorted(organiser_ids(session, admins)):
        notify(session, person, CounterReported(check_id=check), now, about=f"counter:{check}")


def any_counter_check(session: Session, check: int) -> CounterCheckFacts:
    """Return a check, for a notification about it. Raises CounterCheckUnknown where the stall's owner was forgotten."""
    row = CounterCheckUnknown.unless(session.get(CounterCheck, check))
    return _facts(session, row)


def _verdict(session: Session, row: CounterCheck) -> CounterVerdict:
    """Return whose account a QR pays by what is the stall's own now: an account that was removed or stopped is a stranger's in older messages, too."""
    own = _own_accounts(session, row.stall_id)
    if not own:
        return CounterVerdict.UNKNOWN
    return CounterVerdict.OWN if read_accounts(row.payload).accounts <= own else CounterVerdict.OTHER


def _own_accounts(session: Session, stall: int) -> frozenset[str]:
    """Return the accounts of a stall: of its confirmed bank QRs, and of those that its owner kept."""
    payees = select(Payee.payload).where(
        col(Payee.stall_id) == stall, col(Payee.confirmed_at).is_not(None), col(Payee.revoked_at).is_(None)
    )
    payloads = [*session.exec(payees), *(row.payload for row in _kept(session, stall))]
    return frozenset().union(*(read_accounts(payload).accounts for payload in payloads))


def _kept(session: Session, stall: int) -> Sequence[CounterCheck]:
    rows = select(CounterCheck).where(
        col(CounterCheck.stall_id) == stall,
        col(CounterCheck.kept_at).is_not(None),
        col(CounterCheck.removed_at).is_(None),
    )
    return session.exec(rows.order_by(col(CounterCheck.id))).all()


def _owned(session: Session, actor: Actor, check: int) -> CounterCheck:
    """Lock a check for the stall's owner alone. Raises Blocked, CounterCheckUnknown, NotYourStall. locks: person, stall"""
    lock_unblocked_person(session, actor.person)
    row = _locked(session, check)
    require_right(session, actor, row.stall_id, Right.OWN)
    return row


def _locked(session: Session, check: int) -> CounterCheck:
    """Lock a check by its stall. Raises CounterCheckUnknown. locks: stall"""
    stall = CounterCheckUnknown.unless(
        session.exec(select(CounterCheck.stall_id).where(col(CounterCheck.id) == check)).first()
    )
    session.exec(select(Stall.id).where(col(Stall.id) == stall).with_for_update(key_share=True)).one()
    return CounterCheckUnknown.unless(session.get(CounterCheck, check, populate_existing=True))


def _facts(session: Session, row: CounterCheck) -> CounterCheckFacts:
    stall = session.get_one(Stall, row.stall_id)
    alley = session.get_one(Alley, stall.alley_id)
    found = read_accounts(row.payload)
    return CounterCheckFacts(
        id=row.id or 0,
        stall=row.stall_id,
        stall_name=stall.name,
        alley_name=alley.name,
        zone=alley.zone,
        name=row.name,
        scheme=found.scheme,
        ending=found.ending,
        verdict=_verdict(session, row),
        at=row.checked_at,
        kept=row.kept_at is not None and row.removed_at is None,
        reported=row.reported_at is not None,
    )
