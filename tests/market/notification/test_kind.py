"""A notification kind: registered once by its name, written as JSON, and read back also from older versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, ClassVar

import pytest

import market
from market.notification.kind import NotificationKind, UnreadableNotification, read_notification
from market.notification.outbox import row_values
from tests.market.notification_samples import SampleBooking

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
USEFUL_FOR = {
    HOUR: "AlleyFilling BroadcastTest",
    12 * HOUR: "ComplaintsCame ComplaintsOnDuty CounterReported HelpAnswered HelpAsked HelpChanged HelpWords",
    DAY: "AccountAsked BroadcastCorrection BroadcastMessage BroadcastRecall MarketDayGoesOn MarketDayStopped MergeWaits RecoveryRequested TroubleFound",
    2 * DAY: (
        "BookingPassedOn ConflictsWait DrawResult DropCancelledByStall DropChanged ItemTextChanged DropMoved DropPausedByStall DropResumedByStall "
        "ExchangeAsked FollowDigest GiftAccepted HoldEnded "
        "HandedOverWithoutPhone HubScansUndecided PackagingReturned PlaceEmptyAgain SaleDoubted ShiftChanged ShiftOffered "
        "ShiftsOpen SoldAfterClose SoldTooMany StallDayCancelled StallDayMoved StallDayPaused StallDayResumed StallNoteSent StallWeek TicketIssued TwoScans"
    ),
    14 * DAY: (
        "AccountMoved AccountReceived LicenceSent MergeAgreed ObjectionAnswered ReportDecided "
        "StallApproved StallRejected SupportAnswered"
    ),
}


@dataclass(frozen=True, kw_only=True)
class Versioned(NotificationKind):
    """Version 1 had `drop` for `drop_id`, and no `days`."""

    version: ClassVar[int] = 2
    drop_id: int
    starts_at: datetime | None = None
    days: tuple[date, ...] = ()

    @classmethod
    def upgrade(cls, payload: Mapping[str, Any], version: int) -> Mapping[str, Any]:
        return {"drop_id": payload["drop"]}


def test_a_payload_keeps_times_and_days_and_its_version() -> None:
    one = Versioned(drop_id=12, starts_at=NOW, days=(date(2026, 11, 27),))
    assert one.to_payload() == {
        "version": 2,
        "drop_id": 12,
        "starts_at": "2026-11-24T02:00:00+00:00",
        "days": ["2026-11-27"],
    }
    assert read_notification("Versioned", one.to_payload()) == one


def test_a_payload_of_an_older_version_is_upgraded() -> None:
    assert Versioned.read({"drop": 12}) == Versioned(drop_id=12)
    assert Versioned.read({"version": 1, "drop": 12}) == Versioned(drop_id=12)


def test_an_unknown_field_is_ignored_and_a_missing_one_takes_its_default() -> None:
    assert Versioned.read({"version": 2, "drop_id": 12, "extra": "x"}) == Versioned(drop_id=12)


@pytest.mark.parametrize(
    ("kind", "payload", "reason"),
    [
        ("NoSuchKind", {}, "unknown kind NoSuchKind"),
        ("Versioned", {"version": 3, "drop_id": 1}, "Versioned: version 3 is newer than 2"),
        ("Versioned", {"version": 2}, "Versioned: no drop_id"),
        ("Versioned", {"version": 2, "drop_id": True}, "Versioned: drop_id cannot be read"),
        (
            "Versioned",
            {"version": 2, "drop_id": 1, "starts_at": "soon"},
            "Versioned: starts_at cannot be read",
        ),
        ("Versioned", {"version": 2, "drop_id": 1, "days": "2026-11-27"}, "Versioned: days cannot be read"),
    ],
)
def test_what_cannot_be_read_says_why(kind: str, payload: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnreadableNotification, match=reason):
        read_notification(kind, payload)


def test_a_second_kind_of_one_name_is_an_error() -> None:
    with pytest.raises(TypeError, match="two notification kinds are named Versioned"):
        type("Versioned", (NotificationKind,), {})


def test_a_name_longer_than_its_column_is_an_error() -> None:
    with pytest.raises(TypeError, match="longer than 32"):
        type("N" * 33, (NotificationKind,), {})


def test_a_kind_without_a_rule_of_lateness_needs_one_from_its_writer() -> None:
    with pytest.raises(ValueError, match="give late_after"):
        row_values(Versioned(drop_id=1), NOW, about="drop:1")
    late = NOW + timedelta(minutes=5)
    assert row_values(Versioned(drop_id=1), NOW, about="drop:1", late_after=late)["late_after"] == late
    assert row_values(SampleBooking(), NOW, about="drop:1")["late_after"] == NOW + timedelta(hours=1)


def test_what_is_late_is_sent_for_a_week_unless_it_is_worth_less_or_more() -> None:
    for module in walk_packages(market.__path__, "market."):
        import_module(module.name)
    said = {name: each for each, names in USEFUL_FOR.items() for name in names.split()}
    kinds = {
        name: kind for name, kind in NotificationKind.known.items() if kind.__module__.startswith("market.")
    }
    found = {name: kind.useful_for for name, kind in kinds.items() if kind.useful_for}
    assert found == {name: said.get(name, 7 * DAY) for name in found}
    assert said.keys() <= found.keys()
