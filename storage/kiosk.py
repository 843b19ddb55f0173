"""Kiosks: links to sign in, devices, what they sent, and scans that a person has to decide about."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text

from locales.user_text import DEVICE
from storage.column import AUTOINCREMENT, BIG, OWNER, PERSONAL, TRACE, column, enum_column, one_of
from storage.row import Row

IS_OPEN = "settled_at IS NULL"
ONE_PLACE = "(stall_id IS NULL) <> (hub_id IS NULL)"
ONE_OF_THREE = " + ".join(
    f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in ("stall_id", "hub_id", "alley_id")
)
"""The number of places that a row names: a stall, a hub, or an alley whose gate it is."""


class KioskAction(StrEnum):
    """The kind of a device's record. A refused scan changes nothing; it is kept so that somebody can see what was tried."""

    HAND_OVER = "hand_over"
    ADMIT = "admit"
    TAKE_BACK = "take_back"
    UNDO = "undo"
    SELL = "sell"
    ENTER = "enter"
    LEAVE = "leave"
    REFUSED = "refused"


class ScanRefusal(StrEnum):
    """Why the server refused a scan of a device. TOO_LATE is never stored: it follows from an undo and its scan."""

    UNKNOWN = "unknown"
    FORGED = "forged"
    OTHER_STALL = "other_stall"
    OTHER_ACTION = "other_action"
    OWN_PACKAGING = "own_packaging"
    UNITS = "units"
    ENDED = "ended"
    CLOCK = "clock"
    TOO_LATE = "too_late"
    SIGNATURE = "signature"
    RIGHT = "right"
    TRIED = "tried"


class ScanChoice(StrEnum):
    """The decision of a person about a scan that did not fit: it happened as well, it alone, or not at all."""

    BOTH = "both"
    ONLY_THIS = "only_this"
    ONLY_OTHERS = "only_others"


class KioskLink(Row, table=True):
    """A link with which one device signs in, once, before `until`; only the hash of its 128 random bits is stored."""

    __tablename__ = "kiosk_link"
    __table_args__ = (CheckConstraint(f"{ONE_OF_THREE} = 1", name="kiosk_link_place"),)

    code_hash: str = column(PERSONAL, primary_key=True, max_length=64)
    stall_id: int | None = column(PERSONAL, default=None, foreign_key="stall.id", index=True)
    hub_id: int | None = column(PERSONAL, default=None, foreign_key="hub.id", index=True)
    alley_id: int | None = column(PERSONAL, default=None, foreign_key="alley.id", index=True)
    person_id: int = column(PERSONAL, sa_type=BigInteger, foreign_key="person.id", index=True)
    until: datetime = column(PERSONAL)
    used_at: datetime | None = column(PERSONAL, default=None)


class KioskDevice(Row, table=True):
    """A device of a stall, a hub, or a gate of an alley. It acts with the rights of the person who made its link; without a person, or revoked, it has none.

    `public_key` is 32 bytes in hexadecimal digits; the private half is on the device alone.
    """

    __tablename__ = "kiosk_device"
    __table_args__ = (CheckConstraint(f"{ONE_OF_THREE} = 1", name="kiosk_device_place"), AUTOINCREMENT)

    id: int | None = column(TRACE, default=None, primary_key=True)
    stall_id: int | None = column(TRACE, default=None, foreign_key="stall.id", index=True)
    hub_id: int | None = column(TRACE, default=None, foreign_key="hub.id", index=True)
    alley_id: int | None = column(TRACE, default=None, foreign_key="alley.id", index=True)
    person_id: int | None = column(OWNER, sa_type=BigInteger, foreign_key="person.id", index=True)
    name: str = column(TRACE, max_length=DEVICE.longest)
    public_key: str = column(TRACE, max_length=64, unique=True)
    made_at: datetime = column(TRACE)
    seen_at: datetime = column(TRACE)
    revoked_at: datetime | None = column(TRACE, default=None)


class KioskScan(Row, table=True):
    """A scan, a sale or a count of people as a device sent and signed it. `why` is None unless it was refused.

    `scan_id` is the scan it became, `receipt_id` the sale.

    `other_body` is the last other body that came with the same uuid or number: the first counts.
    """

    __tablename__ = "kiosk_scan"
    __table_args__ = (
        UniqueConstraint("device_id", "seq", name="kiosk_scan_seq"),
        CheckConstraint(one_of("action", KioskAction), name="kiosk_scan_action"),
        CheckConstraint(one_of("why", ScanRefusal), name="kiosk_scan_why"),
        CheckConstraint("why IS NULL OR (scan_id IS NULL AND receipt_id IS NULL)", name="kiosk_scan_refused"),
        CheckConstraint("receipt_id IS NULL OR action = 'sell'", name="kiosk_scan_sold"),
        CheckConstraint("(action = 'undo') = (undoes IS NOT NULL)", name="kiosk_scan_undoes"),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    uuid: str = column(TRACE, max_length=36, unique=True)
    device_id: int = column(TRACE, foreign_key="kiosk_device.id")
    seq: int = column(TRACE, sa_type=BigInteger)
    body: str = column(TRACE, max_length=1000)
    signature: str = column(TRACE, max_length=86)
    action: KioskAction = enum_column(TRACE, KioskAction, 12)
    ticket_id: int | None = column(TRACE, default=None, foreign_key="ticket.id", sa_type=BIG, index=True)
    units: int = column(TRACE)
    at: datetime = column(TRACE)
    undoes: str | None = column(TRACE, default=None, max_length=36, index=True)
    received_at: datetime = column(TRACE)
    why: ScanRefusal | None = enum_column(TRACE, ScanRefusal, 16, default=None, nullable=True)
    scan_id: int | None = column(TRACE, default=None, foreign_key="scan.id", sa_type=BIG, unique=True)
    receipt_id: int | None = column(TRACE, default=None, foreign_key="receipt.id", sa_type=BIG, unique=True)
    other_body: str | None = column(TRACE, default=None, max_length=1000)


class ScanConflict(Row, table=True):
    """A scan that does not fit beside those that count, for a person of the stall, or of a hub that lent it, to decide; one is open for each scan."""

    __tablename__ = "scan_conflict"
    __table_args__ = (
        CheckConstraint(one_of("decision", ScanChoice), name="scan_conflict_decision"),
        CheckConstraint("(settled_at IS NULL) = (decision IS NULL)", name="scan_conflict_settled"),
        Index(
            "scan_conflict_open",
            "scan_id",
            unique=True,
            sqlite_where=text(IS_OPEN),
            postgresql_where=text(IS_OPEN),
        ),
        CheckConstraint(ONE_PLACE, name="scan_conflict_place"),
        Index(
            "scan_conflict_of_stall",
            "stall_id",
            "id",
            sqlite_where=text(IS_OPEN),
            postgresql_where=text(IS_OPEN),
        ),
        Index(
            "scan_conflict_of_hub",
            "hub_id",
            "id",
            sqlite_where=text(IS_OPEN),
            postgresql_where=text(IS_OPEN),
        ),
        AUTOINCREMENT,
    )

    id: int | None = column(TRACE, default=None, primary_key=True, sa_type=BIG)
    stall_id: int | None = column(TRACE, default=None, foreign_key="stall.id", index=True)
    hub_id: int | None = column(TRACE, default=None, foreign_key="hub.id", index=True)
    scan_id: int = column(TRACE, foreign_key="scan.id", sa_type=BIG, index=True)
    opened_at: datetime = column(TRACE)
    settled_at: datetime | None = column(TRACE, default=None)
    settled_by: int | None = column(
        OWNER, default=None, sa_type=BigInteger, foreign_key="person.id", index=True
    )
    decision: ScanChoice | None = enum_column(TRACE, ScanChoice, 12, default=None, nullable=True)
