"""The notification kinds of tickets."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from market.notification.kind import NotificationKind
from market.notification.priority import Priority
from market.packaging.place import PlaceRef, hub_ref, stall_ref

TWO_DAYS = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class TicketIssued(NotificationKind):
    """To the holder: a pickup ticket, or a returns ticket for packaging."""

    priority: ClassVar[Priority] = Priority.BOOKING
    useful_for: ClassVar[timedelta | None] = TWO_DAYS
    drop_id: int
    item_id: int
    ticket_id: int


@dataclass(frozen=True, kw_only=True)
class PackagingReturned(NotificationKind):
    """To the holder of a returns ticket: a stall took packaging back. Due when the scan cannot be undone any more."""

    useful_for: ClassVar[timedelta | None] = TWO_DAYS
    drop_id: int
    item_id: int
    scan_id: int
    ticket_id: int


@dataclass(frozen=True, kw_only=True)
class HandedOverWithoutPhone(NotificationKind):
    """To the holder of a pickup or admission ticket: it was used without being shown. Due when the scan cannot be undone any more."""

    priority: ClassVar[Priority] = Priority.BOOKING
    useful_for: ClassVar[timedelta | None] = TWO_DAYS
    drop_id: int
    item_id: int
    scan_id: int


@dataclass(frozen=True, kw_only=True)
class TwoScans(NotificationKind):
    """To the owner of the ticket's stall, or the staff of its hub: a scan does not fit beside those that count, and a person has to decide."""

    useful_for: ClassVar[timedelta | None] = TWO_DAYS
    conflict_id: int


@dataclass(frozen=True, kw_only=True)
class ConflictsWait(NotificationKind):
    """To who decides about what kiosks sent to a stall or hub (the other is 0): more than one scan or sale waits."""

    useful_for: ClassVar[timedelta | None] = TWO_DAYS
    stall_id: int
    hub_id: int = 0

    @property
    def place(self) -> PlaceRef:
        return hub_ref(self.hub_id) if self.hub_id else stall_ref(self.stall_id)

    @property
    def about(self) -> str:
        return f"hub:{self.hub_id}/conflicts" if self.hub_id else f"stall:{self.stall_id}/conflicts"


@dataclass(frozen=True, kw_only=True)
class HubScansUndecided(NotificationKind):
    """To organisers: scans at a hub wait for a decision, and everybody who works there had a part in them."""

    useful_for: ClassVar[timedelta | None] = TWO_DAYS
    hub_id: int

    @property
    def about(self) -> str:
        return f"hub:{self.hub_id}/undecided"
