"""The consequences of a stall's licence: a stall whose licence has lapsed publishes nothing, unless an organiser lets it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from market.actor import Actor
from market.audit_log import record_change
from market.city_rules import LicenceRules, rules_of
from market.licence_fees import fees_until
from market.licence_rules import LicenceStanding, licence_standing
from market.notification.outbox import notify
from market.refusal import Refusal
from market.stall import lock_overseen_stall
from market.validity_notifications import LicenceWaived
from storage.alley import Alley
from storage.audit import AuditAction
from storage.stall import Stall

WAIVED_FOR = timedelta(days=30)
"""How long an organiser lets a stall publish without a licence."""


@dataclass
class LicenceLapsed(Refusal):
    """The licence ended with the day `until`."""

    until: date


@dataclass
class LicenceGood(Refusal):
    """Nothing keeps the stall from publishing."""


def require_licence(session: Session, stall: Stall, alley: Alley, now: datetime) -> None:
    """Refuse a stall whose licence has lapsed, unless an organiser lets it publish until today or later. Raises LicenceLapsed."""
    if standing_of(session, stall, alley, now).may_publish or is_waived(stall, alley, now):
        return
    until = licence_end(session, stall, rules_of(alley.territory, alley.city).licence)
    assert until is not None, "what has lapsed had a last day"
    raise LicenceLapsed(until)


def standing_of(session: Session, stall: Stall, alley: Alley, now: datetime) -> LicenceStanding:
    """Return how the licence of a stall stands, by the rules of its alley's city."""
    rules = rules_of(alley.territory, alley.city).licence
    return licence_standing(licence_end(session, stall, rules), _today(alley, now), rules)


def licence_end(session: Session, stall: Stall, rules: LicenceRules) -> date | None:
    """Return the day with which a licence ends: its last day or that until which its fees are paid, whichever is first; None where neither is known."""
    ends = (stall.licence_until, fees_until(session, stall.id or 0, rules))
    return min((day for day in ends if day), default=None)


def is_waived(stall: Stall, alley: Alley, now: datetime) -> bool:
    """Return whether an organiser lets a stall publish without a licence."""
    return stall.licence_waived_until is not None and _today(alley, now) <= stall.licence_waived_until


def waive_licence(session: Session, actor: Actor, stall: int, now: datetime) -> date:
    """Let a stall whose licence has lapsed publish for WAIVED_FOR, tell its owner, and return the last day. For organisers.

    Raises NotOrganiser, StallUnknown, OwnStallDecided, LicenceGood. locks: stall
    """
    row, alley = _locked(session, actor, stall)
    if standing_of(session, row, alley, now).may_publish or is_waived(row, alley, now):
        raise LicenceGood
    until = row.licence_waived_until = _today(alley, now) + WAIVED_FOR
    _record(session, AuditAction.LICENCE_WAIVED, actor, row, now=now)
    if row.owner_id is not None:
        waived = LicenceWaived(stall_id=stall, until=until)
        notify(session, row.owner_id, waived, now, about=f"stall:{stall}")
    return until


def end_waiver(session: Session, actor: Actor, stall: int, now: datetime) -> None:
    """Let a stall publish without a licence no more, if it may. For organisers. Raises NotOrganiser, StallUnknown, OwnStallDecided. locks: stall"""
    row, _ = _locked(session, actor, stall)
    if row.licence_waived_until is not None:
        row.licence_waived_until = None
        _record(session, AuditAction.LICENCE_WAIVER_ENDED, actor, row, now=now)


def _locked(session: Session, actor: Actor, stall: int) -> tuple[Stall, Alley]:
    """Lock a stall for an organiser who does not own it or help there. Raises NotOrganiser, StallUnknown, OwnStallDecided. locks: stall"""
    row = lock_overseen_stall(session, actor, stall)
    return row, session.get_one(Alley, row.alley_id)


def _record(session: Session, action: AuditAction, actor: Actor, stall: Stall, *, now: datetime) -> None:
    until = stall.licence_waived_until
    details = until.isoformat() if until else ""
    record_change(session, action, actor.person, now, about=f"stall:{stall.id}", details=details)
    session.flush()


def _today(alley: Alley, now: datetime) -> date:
    return now.astimezone(ZoneInfo(alley.zone)).date()
