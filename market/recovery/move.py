"""Moving an account: all that the old one has becomes the new one's, in one transaction, by an organiser."""

from datetime import datetime
from random import Random

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col, select

from market.account_move import become_one, end_roles, lock_what_moves, move_column, stop_helping_oneself
from market.actor import Actor, require_organiser
from market.admins import Admins
from market.audit_log import record_change
from market.help_call.notifications import HelpAsked, HelpWords
from market.merge_notifications import MergeAgreed
from market.notification.outbox import notify
from market.organiser.notifications import (
    ObjectionMade,
    OrganiserAdded,
    OrganiserAppointed,
    OrganiserRemoved,
    ReportMade,
    TroubleFound,
)
from market.person import lock_people, mark_people_changed
from market.privacy.person_columns import person_columns
from market.recovery.notifications import AccountMoved, AccountReceived, RecoveryRequested, RecoveryStopped
from market.recovery.refusals import RecoveryBlocked, RecoveryGone
from market.recovery.request import end_request, end_requests_of, lock_request, refuse_own, still_proves
from market.stall_notifications import StallRequested
from market.support_notifications import SupportAsked
from market.ticket.issue import reissue_tickets
from market.validity_notifications import LicenceSent, PermitEnds
from storage.address import current_address
from storage.audit import AuditAction
from storage.dossier import delete_dossier_links_of
from storage.feed import FeedLink
from storage.hub import HubInvite
from storage.kiosk import KioskDevice, KioskLink
from storage.merge import MergeLink
from storage.notification import Notification, NotificationState
from storage.office import delete_sessions
from storage.person import Person
from storage.recovery import Recovery, RecoveryState
from storage.shown import mark_place
from storage.staff import DeskChoice, StallInvite
from storage.store import mark_changed
from storage.waitlist import Entry

HAS = frozenset(
    {
        "availability_alert.person_id",
        "booking.person_id",
        "deposit.person_id",
        "entry.person_id",
        "follower.person_id",
        "gift.giver_id",
        "gift.taker_id",
        "help_call.caller_id",
        "hold.person_id",
        "last_minute_alert.person_id",
        "live_booking.person_id",
        "loan.person_id",
        "mute.person_id",
        "neighbour.person_id",
        "notification.person_id",
        "objection.person_id",
        "received_photo.person_id",
        "reminder.person_id",
        "report.person_id",
        "screenshot.person_id",
        "seller.person_id",
        "showroom_busy.host_id",
        "showroom_visit.person_id",
        "split_party.person_id",
        "stall.owner_id",
        "stall_follow.person_id",
        "support_message.person_id",
        "support_thread.person_id",
        "tag_follow.person_id",
        "ticket.person_id",
    }
)
"""The columns of what a person has, all of which moves."""

DID = frozenset(
    {
        "alley_change.by_id",
        "audit_person.person_id",
        "broadcast.author_id",
        "cash_entry.by_id",
        "complaint.owner_id",
        "complaint_promise.by_id",
        "counter_check.checked_by",
        "day_close.by_id",
        "doubtful_sale.settled_by",
        "fee_waiver.by_id",
        "haul.received_by",
        "haul.sent_by",
        "help_call.taken_by",
        "hub_staff.named_by",
        "licence_document.checked_by",
        "licence_document.sent_by",
        "licence_fee.by_id",
        "objection.decided_by",
        "mix_limit.by_id",
        "organiser.named_by",
        "oversold.settled_by",
        "packaging_movement.by_id",
        "packaging_transfer.by_id",
        "payee.set_by",
        "payment.payer_id",
        "payment.settled_by",
        "permit.by_id",
        "power_cut.began_by",
        "power_cut.ended_by",
        "power_rating.by_id",
        "receipt.by_id",
        "recovery.account_id",
        "recovery.decided_by",
        "recovery.person_id",
        "report.decided_by",
        "scan.by_id",
        "scan_conflict.settled_by",
        "shift.person_id",
        "stall.decided_by",
        "stall.deposits_by",
        "stall_note.by_id",
        "stall_origin.by_id",
        "stop.by_id",
        "support_message.organiser_id",
        "task.owner_id",
        "task.settled_by",
        "task_list.began_by",
        "task_list.ended_by",
        "transfer.by_id",
        "wash.by_id",
    }
)
"""The columns of who did something: that stays true of the account that did it."""

ENDS = frozenset(
    {
        "address.person_id",
        "alley_draft.author_id",
        "desk_choice.person_id",
        "failed_code_attempt.person_id",
        "feed_link.person_id",
        "hub_invite.person_id",
        "hub_staff.person_id",
        "kiosk_device.person_id",
        "kiosk_link.person_id",
        "merge_link.person_id",
        "office_link.person_id",
        "office_session.person_id",
        "organiser.person_id",
        "organiser_duty.person_id",
        "shown.person_id",
        "stall_invite.person_id",
        "stall_staff.person_id",
    }
)
"""The columns of the old account itself, its rights, and what opens it: nothing of it reaches the new one."""

OF_ORGANISERS = (
    HelpAsked,
    HelpWords,
    LicenceSent,
    ObjectionMade,
    OrganiserAdded,
    OrganiserAppointed,
    OrganiserRemoved,
    PermitEnds,
    RecoveryRequested,
    RecoveryStopped,
    ReportMade,
    StallRequested,
    SupportAsked,
    TroubleFound,
)
"""Notifications to somebody as an organiser, which stay with the account that was one."""
AHEAD = (NotificationState.QUEUED, NotificationState.PAUSED)


def move_account(
    session: Session, actor: Actor, recovery: int, admins: Admins, *, now: datetime, rng: Random
) -> None:
    """Give all that the old account of a request has to who asked, once, and tell both. For organisers.

    Tickets that open something are replaced by new ones, its kiosk devices are revoked, and its roles end: who organises or works at a hub is
    decided by somebody who trusts the person, not by a ticket that they show. Two accounts that agreed become one, as with `accept_merge`.

    Raises NotOrganiser, RecoveryGone, OwnRecovery, RecoveryBlocked, NamedInSettings, BothHaveStalls, BothInDrop.
    locks: person, recovery, stall, stall day, drop
    """
    require_organiser(session, actor)
    named = session.get(Recovery, recovery)
    if named is None or named.person_id is None or named.account_id is None:
        raise RecoveryGone
    person, account = named.person_id, named.account_id
    refuse_own(named, actor)
    blocked = lock_people(session, {actor.person, person, account})
    row = lock_request(session, recovery, now)
    if not still_proves(session, row):
        raise RecoveryGone
    if blocked & {person, account}:
        raise RecoveryBlocked
    end_request(session, row, RecoveryState.MOVED, now, decided_by=actor.person)
    if row.by_consent:
        _join(session, actor, row, admins, now=now)
        return
    lock_what_moves(session, account, person, now)
    end_roles(session, actor, account, admins, now=now)
    _sign_out(session, account, now)
    _move_all(session, person, account, now, rng=rng)
    record_change(
        session, AuditAction.ACCOUNT_MOVED, actor.person, now, subject=account, about=f"recovery:{recovery}"
    )
    _tell_both(session, recovery, person, account, now=now)


def _join(session: Session, actor: Actor, row: Recovery, admins: Admins, *, now: datetime) -> None:
    """Make two accounts that agreed one person, and tell each where it writes from. What waits for an organiser stays unread."""
    asker, account = row.person_id or 0, row.account_id or 0
    end_requests_of(session, account, now)
    of_role = col(Notification.kind).in_([each.kind for each in OF_ORGANISERS])
    waits = col(Notification.person_id) == account, col(Notification.state).in_(AHEAD), of_role
    session.connection().execute(delete(Notification).where(*waits))
    addresses = [
        session.connection().execute(select(current_address(each))).scalar() for each in (asker, account)
    ]
    become_one(session, account, asker, actor=actor, admins=admins, now=now)
    for address in filter(None, addresses):
        notify(session, asker, MergeAgreed(), now, about=f"merge:{address}", address=address)


def _sign_out(session: Session, account: int, now: datetime) -> None:
    """End the account's devices, links, requests and open question."""
    connection = session.connection()
    devices = col(KioskDevice.person_id) == account, col(KioskDevice.revoked_at).is_(None)
    connection.execute(update(KioskDevice).where(*devices).values(revoked_at=now))
    connection.execute(delete(KioskLink).where(col(KioskLink.person_id) == account))
    connection.execute(delete(MergeLink).where(col(MergeLink.person_id) == account))
    connection.execute(delete(FeedLink).where(col(FeedLink.person_id) == account))
    delete_sessions(session, account)
    delete_dossier_links_of(session, account)
    connection.execute(delete(StallInvite).where(col(StallInvite.person_id) == account))
    connection.execute(delete(HubInvite).where(col(HubInvite.person_id) == account))
    connection.execute(delete(DeskChoice).where(col(DeskChoice.person_id) == account))
    connection.execute(update(Person).where(col(Person.id) == account).values(pending_prompt=""))
    end_requests_of(session, account, now)


def _move_all(session: Session, person: int, account: int, now: datetime, *, rng: Random) -> None:
    entered = [*session.exec(select(Entry.item_id).where(col(Entry.person_id) == account).distinct())]
    items = {*entered, *reissue_tickets(session, person, account, now, rng=rng)}
    for place in person_columns():
        name = f"{place.table.name}.{place.column.name}"
        if name in HAS and name != "ticket.person_id":
            move_column(session, place, account, person, conditions=_movable(name))
    stop_helping_oneself(session, person, now)
    _keep_age(session, person, account)
    session.expire_all()
    for item in sorted(items):
        mark_place(session, item, account, now)
    mark_people_changed(session, (person, account))
    mark_changed(session, "drop", "notification", "units")


def _keep_age(session: Session, person: int, account: int) -> None:
    """Keep that the person said that they are 18 or older."""
    row = session.get_one(Person, person)
    row.adult_at = row.adult_at or session.get_one(Person, account).adult_at
    session.flush()


def _movable(name: str) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which rows move: of notifications those that are still to be sent, and not those to an organiser."""
    if name != "notification.person_id":
        return ()
    return col(Notification.state).in_(AHEAD), col(Notification.kind).not_in(
        [each.kind for each in OF_ORGANISERS]
    )


def _tell_both(session: Session, recovery: int, person: int, account: int, *, now: datetime) -> None:
    about = f"recovery:{recovery}"
    notify(session, account, AccountMoved(recovery_id=recovery), now, about=about)
    notify(session, person, AccountReceived(recovery_id=recovery), now, about=about)
