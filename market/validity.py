"""Validity of documents: a stall's licence and an alley's permit, each by its last day, and the reminders before it ends."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import assert_never
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, delete, select

from market.actor import Actor, Right, require_organiser, require_right
from market.admins import Admins, organiser_ids
from market.alley import AlleyUnknown
from market.audit_log import record_change
from market.city_rules import ANYWHERE, CityRules, LicenceRules, rules_of
from market.licence import is_waived, licence_end
from market.licence_rules import (
    LicenceStanding,
    latest_end,
    licence_standing,
)
from market.notification.outbox import notify_each
from market.person import lock_unblocked_person
from market.refusal import Refusal
from market.reminder.repeat import repeat_subject
from market.validity_notifications import LicenceEnds, PermitEnds, ValidityEnds
from storage.alley import Alley
from storage.audit import AuditAction
from storage.notification import Notification, NotificationState, delete_queued_about
from storage.permit import permit_end
from storage.stall import Stall
from storage.store import mark_changed


@dataclass
class LastDayOver(Refusal):
    """The last day is in the past."""


@dataclass
class LastDayTooFar(Refusal):
    """The last day is more than ten years ahead."""


@dataclass
class LastDayAfterYear(Refusal):
    """A licence of this city ends by 31 December of the next year, `latest`."""

    latest: date


@dataclass
class ValidityChanged(Refusal):
    """The last day is not the one in the notification."""


@dataclass
class LicenceOver(Refusal):
    """The last day of a licence that has lapsed cannot be removed."""


@dataclass
class LicenceCancelled(Refusal):
    """The licence lapsed too long ago to be revived without an organiser."""


class ValidityKind(StrEnum):
    """Whose validity it is: the licence of a stall or the permit of an alley."""

    LICENCE = "licence"
    PERMIT = "permit"


REMINDERS: dict[ValidityKind, type[ValidityEnds]] = {
    ValidityKind.LICENCE: LicenceEnds,
    ValidityKind.PERMIT: PermitEnds,
}
STAGES = (30, 14, 7, 1)
"""Days before the last day."""
MORNING = time(10)
DAY, MAX_AHEAD = timedelta(days=1), timedelta(days=3653)


@dataclass(frozen=True, kw_only=True)
class Validity:
    """The validity of a stall's licence or an alley's permit (`kind`). `holder_id` is the stall or alley.

    `until` is its last day in `zone`, None where none is known. `city_rules` are those of the city, for a licence.
    `ends` is the day with which it ends where that is before `until`, since a fee is not paid.
    """

    kind: ValidityKind
    holder_id: int
    name: str
    until: date | None
    zone: str
    city_rules: CityRules = ANYWHERE
    ends: date | None = None

    @property
    def rules(self) -> LicenceRules:
        """Return the rules for licences in its city."""
        return self.city_rules.licence

    def standing(self, today: date) -> LicenceStanding:
        """Return how it stands on a day, by its rules."""
        return licence_standing(self.ends or self.until, today, self.rules)

    def today(self, now: datetime) -> date:
        """Return the current day in `zone`."""
        return now.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True)
class ReminderStage:
    """A reminder `days` before the last day, of use until the next stage or the end of the last day."""

    days: int
    due_at: datetime
    late_after: datetime


@dataclass(frozen=True)
class ValidityEnd:
    """The content of a reminder: the document and the days left until its last day."""

    validity: Validity
    days: int


def own_validity(session: Session, actor: Actor, kind: ValidityKind, holder_id: int) -> Validity:
    """Return the validity, for the stall itself or for organisers.

    Raises StallUnknown, NotYourStall, NotOrganiser, AlleyUnknown.
    """
    return _validity(session, _owner_row(session, actor, kind, holder_id))


def set_last_day(
    session: Session, actor: Actor, stall: int, until: date | None, admins: Admins, now: datetime
) -> None:
    """Set, change or (None) remove the last day of a stall's licence; its queued reminders are replaced.

    A licence that has lapsed is revived by a new last day and cannot be removed; one that is cancelled by the rules of its city needs an organiser first.

    Raises StallUnknown, NotYourStall, Blocked, LastDayOver, LastDayTooFar, LastDayAfterYear, LicenceOver, LicenceCancelled. locks: person, stall
    """
    lock_unblocked_person(session, actor.person)
    row = require_right(session, actor, stall, Right.OWN)
    session.refresh(row, with_for_update={"key_share": True})
    today = _validity(session, row).today(now)
    if until and until < today:
        raise LastDayOver
    if until and until > today + MAX_AHEAD:
        raise LastDayTooFar
    latest = latest_end(today, _validity(session, row).rules)
    if until and latest and until > latest:
        raise LastDayAfterYear(latest)
    _renew(session, actor, row, until, now=now)
    row.licence_until = until
    session.flush()
    _rewrite(session, row, admins, now)


def remind_of_permit(session: Session, alley: Alley, admins: Admins, now: datetime) -> date | None:
    """Replace the queued reminders of an alley's permit, which was changed, and return its last day, None where no permit is valid."""
    return _rewrite(session, alley, admins, now).until


def remind_ending_permits(session: Session, admins: Admins, now: datetime) -> None:
    """Queue the permit reminders for organisers who have none yet. A second call changes nothing."""
    readers = organiser_ids(session, admins)
    end = permit_end(col(Alley.id))
    near = select(Alley, end).where(end.between(now.date() - DAY, now.date() + (STAGES[0] + 2) * DAY))
    for alley, until in session.exec(near.order_by(col(Alley.id))).all():
        _write(session, _permit_validity(alley, until), readers, now)


def forget_permits(session: Session, person: int) -> None:
    """Delete the queued permit reminders of a person who no longer organises. locks: notification"""
    theirs = delete(Notification).where(
        col(Notification.person_id) == person, col(Notification.kind) == PermitEnds.kind
    )
    session.exec(theirs.where(col(Notification.state) == NotificationState.QUEUED))
    mark_changed(session, "notification")


def validity_end(
    session: Session, kind: ValidityKind, holder_id: int, until: date, notification: int
) -> ValidityEnd:
    """Return the content of a reminder, with the days left when it is sent. Raises ValidityChanged where the last day has changed, or the stall was closed."""
    row = session.get(Stall, holder_id) if kind == ValidityKind.LICENCE else session.get(Alley, holder_id)
    has_closed = isinstance(row, Stall) and row.closed_at is not None
    validity = _validity(session, row) if row and not has_closed else None
    if validity is None or validity.until is None or validity.until != until:
        raise ValidityChanged
    sent = session.get_one(Notification, notification)
    return ValidityEnd(
        validity, max(0, (validity.until - validity.today(sent.claimed_at or sent.send_at)).days)
    )


def reminder_stages(until: date, zone: str) -> Iterator[ReminderStage]:
    """Return the stages of the reminders in their order, each due at 10:00 in `zone`."""
    due = [_at(until - days * DAY, MORNING, zone) for days in STAGES]
    ends = _at(until + DAY, time(), zone)
    for days, (due_at, late_after) in zip(STAGES, pairwise([*due, ends]), strict=True):
        yield ReminderStage(days, due_at, late_after)


class Extension(StrEnum):
    """The extension of a licence or a permit. YEAR_END: until 31 December."""

    MONTH = "30d"
    HALF_YEAR = "6m"
    YEAR = "1y"
    TWO_YEARS = "2y"
    YEAR_END = "31dec"


def last_day_choices(validity: Validity, today: date) -> tuple[tuple[Extension, date], ...]:
    """Return the choices offered as buttons, from the last day on, or from today where that is later.

    Where licences end with the year, YEAR_END as well, and no later day than the rules allow.
    """
    first = max(validity.until or today, today)
    ways = (
        (Extension.MONTH, first + 30 * DAY),
        (Extension.HALF_YEAR, _months_on(first, 6)),
        (Extension.YEAR, _months_on(first, 12)),
        (Extension.TWO_YEARS, _months_on(first, 24)),
    )
    latest = latest_end(today, validity.rules) or today + MAX_AHEAD
    year = ((Extension.YEAR_END, _year_end(first)),) if validity.rules.ends_with_year else ()
    return tuple((way, day) for way, day in (*ways, *year) if day <= latest)


def _renew(session: Session, actor: Actor, stall: Stall, until: date | None, *, now: datetime) -> None:
    """Refuse what does not revive a licence that has lapsed, and record what does. Raises LicenceOver, LicenceCancelled."""
    alley = session.get_one(Alley, stall.alley_id)
    rules = rules_of(alley.territory, alley.city).licence
    standing = licence_standing(stall.licence_until, now.astimezone(ZoneInfo(alley.zone)).date(), rules)
    if standing.may_publish:
        return
    if until is None:
        raise LicenceOver
    if standing is LicenceStanding.CANCELLED and not is_waived(stall, alley, now):
        raise LicenceCancelled
    record_change(
        session,
        AuditAction.LICENCE_REVIVED,
        actor.person,
        now,
        about=f"stall:{stall.id}",
        details=until.isoformat(),
    )


def _owner_row(session: Session, actor: Actor, kind: ValidityKind, holder_id: int) -> Stall | Alley:
    match kind:
        case ValidityKind.LICENCE:
            return require_right(session, actor, holder_id, Right.OWN)
        case ValidityKind.PERMIT:
            require_organiser(session, actor)
            return AlleyUnknown.unless(session.get(Alley, holder_id))
        case _:
            assert_never(kind)


def _validity(session: Session, row: Stall | Alley) -> Validity:
    if isinstance(row, Alley):
        return _permit_validity(row, session.exec(select(permit_end(row.id))).one())
    alley = session.get_one(Alley, row.alley_id)
    rules = rules_of(alley.territory, alley.city)
    return Validity(
        kind=ValidityKind.LICENCE,
        holder_id=row.id or 0,
        name=row.name,
        until=row.licence_until,
        zone=alley.zone,
        city_rules=rules,
        ends=licence_end(session, row, rules.licence),
    )


def _permit_validity(alley: Alley, until: date | None) -> Validity:
    return Validity(
        kind=ValidityKind.PERMIT, holder_id=alley.id or 0, name=alley.name, until=until, zone=alley.zone
    )


def _rewrite(session: Session, row: Stall | Alley, admins: Admins, now: datetime) -> Validity:
    """Replace the queued reminders, and return what they are about."""
    validity = _validity(session, row)
    repeats = (repeat_subject(_about(validity), _stage(days)) for days in STAGES)
    session.connection().execute(delete_queued_about((_about(validity), *repeats)))
    _write(session, validity, _readers(session, row, admins), now)
    return validity


def _readers(session: Session, row: Stall | Alley, admins: Admins) -> Sequence[int]:
    if isinstance(row, Alley):
        return organiser_ids(session, admins)
    return [row.owner_id] if row.owner_id is not None else []


def _write(session: Session, validity: Validity, readers: Sequence[int], now: datetime) -> None:
    """Queue the reminders whose time is ahead."""
    for stage in reminder_stages(validity.until, validity.zone) if validity.until else ():
        if stage.due_at > now and validity.until:
            ends = REMINDERS[validity.kind](
                holder_id=validity.holder_id, until=validity.until, stage=_stage(stage.days)
            )
            people = [(person, _about(validity), ends) for person in readers]
            notify_each(session, people, stage.due_at, late_after=stage.late_after)
    mark_changed(session, "notification")


def _stage(days: int) -> str:
    return f"{days}d"


def _about(validity: Validity) -> str:
    return f"{validity.kind}:{validity.holder_id}"


def _at(day: date, hour: time, zone: str) -> datetime:
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))


def _year_end(day: date) -> date:
    """Return 31 December of the year of the day after."""
    return date((day + DAY).year, 12, 31)


def _months_on(day: date, months: int) -> date:
    """Return the same day of a later month, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
