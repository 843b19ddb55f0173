"""The notification kinds of licences and permits."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind, ReminderKind


@dataclass(frozen=True, kw_only=True)
class ValidityEnds(ReminderKind, abstract=True):
    """The base of reminders before a last day. `stage`: how many days before, as "14d". Of no use after the next stage is due."""

    holder_id: int
    until: date
    stage: str

    def repeat_key(self) -> str:
        return self.stage


@dataclass(frozen=True, kw_only=True)
class LicenceWaived(NotificationKind):
    """To the stall: an organiser lets it publish without a licence until a day."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=7)
    stall_id: int
    until: date


@dataclass(frozen=True, kw_only=True)
class LicenceSent(NotificationKind):
    """To organisers: a stall has sent the document of its licence."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=14)
    stall_id: int


@dataclass(frozen=True, kw_only=True)
class LicenceChecked(NotificationKind):
    """To the stall: an organiser has checked its licence, which is valid until a day."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=7)
    stall_id: int
    until: date


@dataclass(frozen=True, kw_only=True)
class LicenceEnds(ValidityEnds):
    """To the owner of a stall; `holder_id` is the stall."""


@dataclass(frozen=True, kw_only=True)
class LicenceFeeDue(ReminderKind):
    """To the owner of a stall: the fee of `month` is due by `due`. Of no use after the next stage is due."""

    stall_id: int
    month: date
    due: date
    stage: str

    def repeat_key(self) -> str:
        return self.stage


@dataclass(frozen=True, kw_only=True)
class LicenceFeeVoided(NotificationKind):
    """To a stall: what an organiser had noted as paid for a month counts no more."""

    useful_for: ClassVar[timedelta | None] = timedelta(days=7)
    stall_id: int
    month: date


@dataclass(frozen=True, kw_only=True)
class PermitEnds(ValidityEnds):
    """To organisers; `holder_id` is the alley."""
