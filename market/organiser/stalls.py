"""Applications of stalls, and the decisions about them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from market.actor import Actor, StallUnknown, require_organiser
from market.audit_log import record_change
from market.city_rules import rules_of
from market.notification.outbox import notify
from market.organiser.notifications import StallApproved, StallRejected
from market.organiser.objection_end import end_objection
from market.organiser.reason import fit_reason, logged_reason
from market.organiser.refusals import ApplicationWithdrawn, StallDecided
from market.showroom.ended import end_showrooms
from market.stall import names_alike
from market.waitlist.hold_clock import run_drops, stop_drops
from storage.alley import Alley
from storage.audit import AuditAction
from storage.dossier import delete_dossier_link
from storage.drop import Drop
from storage.person import Person
from storage.report import Objection
from storage.shown import ShownKind, mark_subject
from storage.stall import Stall, StallApproval
from storage.store import mark_changed


@dataclass(frozen=True, kw_only=True)
class StallApplication:
    """A stall for organisers. `owner` and `decided_by` are first names, "" where unknown. `stream_url` is the published address, "" for none."""

    id: int
    name: str
    words: str
    language: str
    owner: str
    owner_language: str
    alley: str
    zone: str
    state: StallApproval
    reason: str
    asked_at: datetime
    decided_at: datetime | None
    decided_by: str
    deposits_at: datetime | None = None
    licence_until: date | None = None
    licence_waived_until: date | None = None
    has_licence_fee: bool
    closed_at: datetime | None = None
    stream_url: str = ""
    alike: tuple[tuple[str, str], ...] = ()
    """Names and alleys of other stalls whose names look like this one's."""

    is_withdrawn: bool
    """Whether its owner withdrew the application before anybody decided about it."""


@dataclass(frozen=True, kw_only=True)
class Approvals:
    """One of the open applications: the `place`th of `count`, oldest first. `stall` is None without any; `last` is the last decision's time."""

    stall: StallApplication | None
    place: int
    count: int
    last: datetime | None


def approvals(session: Session, actor: Actor, previous_id: int = 0) -> Approvals:
    """Return the application after the stall `previous_id`, or the oldest. Raises NotOrganiser."""
    require_organiser(session, actor)
    stall_application = (
        select(Stall.id)
        .where(col(Stall.state) == StallApproval.ASKED)
        .order_by(col(Stall.asked_at), col(Stall.id))
    )
    ids = [stall or 0 for stall in session.exec(stall_application)]
    last = session.exec(select(func.max(Stall.decided_at))).one()
    if not ids:
        return Approvals(stall=None, place=0, count=0, last=last)
    place = (ids.index(previous_id) + 1) % len(ids) if previous_id in ids else 0
    return Approvals(stall=_application(session, ids[place]), place=place + 1, count=len(ids), last=last)


def stall_application(session: Session, actor: Actor, stall: int) -> StallApplication:
    """Return the application of a stall. Raises NotOrganiser, StallUnknown."""
    require_organiser(session, actor)
    return _application(session, stall)


def application_in_state(
    session: Session, actor: Actor, stall: int, expected_state: StallApproval
) -> StallApplication:
    """Return an application that is still in `expected_state`. Raises NotOrganiser, StallUnknown, ApplicationWithdrawn, StallDecided."""
    application = stall_application(session, actor, stall)
    if application.is_withdrawn:
        raise ApplicationWithdrawn
    if application.state != expected_state:
        raise StallDecided
    return application


def open_application(session: Session, stall: int) -> StallApplication:
    """Return an application for the notification about it. Raises StallUnknown; StallDecided where it was decided or withdrawn before."""
    application = _application(session, stall)
    if application.state != StallApproval.ASKED:
        raise StallDecided
    return application


def approve(
    session: Session, actor: Actor, stall: int, expected_state: StallApproval, now: datetime
) -> StallApplication:
    """Approve a stall in `expected_state`, also one that its owner closed: its drops may be published, and those that stood still go on.

    Raises NotOrganiser, StallUnknown, ApplicationWithdrawn, StallDecided. locks: stall, objection, drop, item, hold
    """
    return _decide(session, actor, stall, expected_state, state=StallApproval.APPROVED, reason="", now=now)


def turn_down(
    session: Session,
    actor: Actor,
    stall: int,
    expected_state: StallApproval,
    reason: str,
    now: datetime,
) -> StallApplication:
    """Turn a stall down for a reason that its owner reads: its drops are not shown, nothing of them is given out, and visits to its showroom end.

    Raises NotOrganiser, StallUnknown, ApplicationWithdrawn, StallDecided, TooLong. locks: stall, drop
    """
    return _decide(
        session,
        actor,
        stall,
        expected_state,
        state=StallApproval.TURNED_DOWN,
        reason=fit_reason(reason),
        now=now,
    )


def _decide(
    session: Session,
    actor: Actor,
    stall: int,
    expected_state: StallApproval,
    state: StallApproval,
    reason: str,
    now: datetime,
) -> StallApplication:
    """Lock a stall and store the decision about it. locks: stall, objection, drop, item, hold"""
    require_organiser(session, actor)
    row = StallUnknown.unless(
        session.exec(select(Stall).where(col(Stall.id) == stall).with_for_update(key_share=True)).first()
    )
    if row.is_withdrawn:
        raise ApplicationWithdrawn
    if row.state != expected_state:
        raise StallDecided
    action = _action(row, state)
    row.state, row.reason, row.decided_at, row.decided_by = state, reason, now, actor.person
    row.closed_at = None
    session.flush()
    approved = state == StallApproval.APPROVED
    details = logged_reason(reason)
    decision = record_change(session, action, actor.person, now, about=f"stall:{stall}", details=details)
    objection_answered = approved and end_objection(session, actor, col(Objection.stall_id) == stall, now)
    if approved:
        run_drops(session, col(Drop.stall_id) == stall, now)
    else:
        end_showrooms(session, (stall,), now)
        delete_dossier_link(session, stall)
        stop_drops(session, col(Drop.stall_id) == stall, now)
    if row.owner_id is not None and not objection_answered:
        rejected = StallRejected(stall_id=stall, reason=reason, decision_id=decision)
        decided = StallApproved(stall_id=stall) if approved else rejected
        notify(session, row.owner_id, decided, now, about=f"stall:{stall}")
    mark_changed(session, "drop", ("person", row.owner_id))
    mark_subject(session, stall, ShownKind.ORGANISER_REQUEST, now=now)
    return _application(session, stall)


def _action(row: Stall, state: StallApproval) -> AuditAction:
    """Return what a decision is in the log. A stall that its owner closed is opened again."""
    if state != StallApproval.APPROVED:
        return AuditAction.STALL_TURNED_DOWN
    return AuditAction.STALL_REOPENED if row.closed_at else AuditAction.STALL_APPROVED


def _application(session: Session, stall: int) -> StallApplication:
    owner, decider = aliased(Person), aliased(Person)
    row = StallUnknown.unless(
        session.exec(
            select(Stall, Alley, owner, decider)
            .join(Alley, col(Alley.id) == col(Stall.alley_id))
            .outerjoin(owner, col(owner.id) == col(Stall.owner_id))
            .outerjoin(decider, col(decider.id) == col(Stall.decided_by))
            .where(col(Stall.id) == stall)
        ).first()
    )
    found, alley, owned_by, decided_by = row
    return StallApplication(
        id=stall,
        name=found.name,
        words=found.words,
        language=found.language,
        owner=owned_by.first_name if owned_by else "",
        owner_language=owned_by.language if owned_by else "",
        alley=alley.name,
        zone=alley.zone,
        state=found.state,
        reason=found.reason,
        asked_at=found.asked_at,
        decided_at=found.decided_at,
        decided_by=decided_by.first_name if decided_by else "",
        deposits_at=found.deposits_at,
        licence_until=found.licence_until,
        licence_waived_until=found.licence_waived_until,
        closed_at=found.closed_at,
        has_licence_fee=rules_of(alley.territory, alley.city).licence.fee is not None,
        stream_url=found.stream_url,
        alike=names_alike(session, stall),
        is_withdrawn=found.is_withdrawn,
    )
