"""One valid row of each table, and empty databases to migrate."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from storage.tables import metadata

Rows = dict[str, dict[str, Any]]

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def rows() -> Rows:
    """Column values by table, in an order in which they can be inserted; ids no database gives by itself."""
    rows: Rows = {
        "person": {"id": 1001, "first_name": "Aina", "language": "ms", "created_at": NOW},
        "address": {
            "id": 900_201,
            "channel": "telegram",
            "external_id": 7_312_345_678,
            "person_id": 1001,
            "written_since": NOW,
        },
        "merge_link": {"person_id": 1001, "code_hash": "ef" * 32, "until": NOW},
        "alley": {
            "id": 900_011,
            "code": "GAYA",
            "name": "Gaya Lane",
            "city": "Kota Kinabalu",
            "zone": "Asia/Kuching",
            "territory": "MY",
            "currency": "MYR",
            "latitude": 5.98,
            "longitude": 116.07,
        },
        "alley_draft": {"author_id": 1001, "name": "Gaya Lane"},
        "stall": {
            "id": 900_021,
            "code": "MAK",
            "name": "Mak Ngah",
            "owner_id": 1001,
            "alley_id": 900_011,
            "language": "ms",
            "state": "approved",
            "asked_at": NOW,
        },
        "picture": {"hash": "ab" * 32, "width": 640, "height": 480, "data": b"\x89PNG"},
        "upload": {"hash": "ab" * 32, "bot_id": 7_000_000_001, "file_id": "AgACAgUAAx", "kept_at": NOW},
        "drop": {
            "id": 900_031,
            "code": "7KQ2M9",
            "stall_id": 900_021,
            "alley_id": 900_011,
            "name": "Kuih lapis",
            "language": "ms",
            "picture_hash": "ab" * 32,
            "state": "published",
            "opens_at": NOW,
            "starts_at": NOW + 6 * HOUR,
            "ends_at": NOW + 9 * HOUR,
            "created_at": NOW,
        },
        "drop_tag": {"drop_id": 900_031, "tag": "halal"},
        "item": {"id": 900_041, "drop_id": 900_031, "name": "kuih lapis", "price": 850, "quantity": 12},
        "component": {"bundle_id": 900_041, "item_id": 900_043},
        "draw": {
            "id": 900_141,
            "item_id": 900_041,
            "name": "7KQ2M9-900041",
            "secret": "ab" * 32,
            "commitment": "cd" * 32,
            "opened_at": NOW,
            "beacon": "local",
        },
        "payee": {
            "id": 900_151,
            "stall_id": 900_021,
            "payload": "000201",
            "name": "MAK NGAH",
            "set_by": 1001,
            "set_at": NOW,
        },
        "organiser_link": {"code_hash": "cd" * 32, "until": NOW + HOUR},
        "organiser": {"person_id": 1001, "named_by": 1001, "named_at": NOW},
        "entry": {
            "id": 900_061,
            "item_id": 900_041,
            "person_id": 1001,
            "number": 1,
            "remainder": 0,
            "pseudonym": "p-7F3A",
            "units": 2,
            "state": "held",
            "joined_at": NOW,
        },
        "hold": {
            "id": 900_071,
            "entry_id": 900_061,
            "item_id": 900_041,
            "person_id": 1001,
            "units": 2,
            "given_at": NOW,
            "notified_at": NOW,
            "until": NOW + HOUR,
        },
        "booking": {
            "id": 900_081,
            "hold_id": 900_071,
            "item_id": 900_041,
            "person_id": 1001,
            "units": 2,
            "price": 850,
            "booked_at": NOW,
        },
        "deposit": {
            "id": 900_161,
            "hold_id": 900_071,
            "stall_id": 900_021,
            "person_id": 1001,
            "units": 1,
            "amount": 1000,
            "currency": "MYR",
            "way": "bank",
            "reference": "LR-4F7K2",
            "charge": "ch_1",
            "refund_until": NOW + 6 * HOUR,
            "asked_at": NOW,
        },
        "transfer": {
            "id": 900_171,
            "deposit_id": 900_161,
            "stall_id": 900_021,
            "kind": "received",
            "round": 0,
            "debit": "bank",
            "credit": "deposits",
            "amount": 1000,
            "currency": "MYR",
            "made_at": NOW,
        },
        "payment": {
            "id": 900_191,
            "charge": "ch_1",
            "payload": "deposit:900161:900071:LR-4F7K2",
            "amount": 1000,
            "currency": "MYR",
            "raw": {"telegram_payment_charge_id": "ch_1"},
            "received_at": NOW,
            "payer_id": 1001,
            "deposit_id": 900_161,
            "matched_at": NOW,
        },
        "heartbeat": {"id": 1, "beat": 1_795_521_600.0},
        "outage": {"id": 900_201, "began_at": NOW - HOUR, "ended_at": NOW, "credited_at": NOW},
        "gift": {
            "id": 900_181,
            "code_hash": "ab" * 32,
            "hold_id": 900_071,
            "giver_id": 1001,
            "made_at": NOW,
            "until": NOW + HOUR,
        },
        "loan": {
            "id": 900_091,
            "booking_id": 900_081,
            "person_id": 1001,
            "units": 2,
            "deposit": 300,
            "out_at": NOW,
            "due_at": NOW + 9 * HOUR,
        },
        "ticket": {
            "id": 900_101,
            "code": "7KQ2M9XF3",
            "kind": "pickup",
            "booking_id": 900_081,
            "person_id": 1001,
            "made_at": NOW,
        },
        "scan": {
            "id": 900_111,
            "ticket_id": 900_101,
            "stall_id": 900_021,
            "by_id": 1001,
            "units": 2,
            "scanned_at": NOW,
        },
        "ticket_key": {"id": 1, "public_key": "ab" * 32, "first_used_at": NOW},
        "kiosk_link": {
            "code_hash": "ab" * 32,
            "stall_id": 900_021,
            "person_id": 1001,
            "until": NOW + HOUR,
        },
        "kiosk_device": {
            "id": 900_311,
            "stall_id": 900_021,
            "person_id": 1001,
            "name": "counter, left",
            "public_key": "cd" * 32,
            "made_at": NOW,
            "seen_at": NOW,
        },
        "kiosk_scan": {
            "id": 900_321,
            "uuid": "0b9c7a52-77f0-4c5f-9d7e-3f5f0f8d2a11",
            "device_id": 900_311,
            "seq": 1,
            "body": "{}",
            "signature": "A" * 86,
            "action": "hand_over",
            "ticket_id": 900_101,
            "units": 2,
            "at": NOW,
            "received_at": NOW,
            "scan_id": 900_111,
        },
        "scan_conflict": {"id": 900_331, "stall_id": 900_021, "scan_id": 900_111, "opened_at": NOW},
        "failed_code_attempt": {
            "id": 900_121,
            "person_id": 1001,
            "stall_id": 900_021,
            "attempted_at": NOW,
        },
        "broadcast": {
            "id": 900_131,
            "author_id": 1001,
            "audience": {"alley": 0, "language": "", "role": ""},
            "created_at": NOW,
        },
        "wording": {"broadcast_id": 900_131, "language": "en", "words": "The alley opens at six."},
        "reminder": {
            "id": 900_191,
            "person_id": 1001,
            "words": "load-in",
            "at": NOW + HOUR,
            "zone": "Asia/Kuching",
            "made_at": NOW,
        },
        "mute": {"person_id": 1001, "kind": "VendorDay", "since": NOW},
        "neighbour": {"person_id": 1001, "alley_id": 900_011, "since": NOW},
        "market_day": {
            "alley_id": 900_011,
            "day": NOW.date(),
            "starts_at": NOW,
            "ends_at": NOW + HOUR,
            "stalls": 3,
            "notified_at": NOW,
        },
        "stall_follow": {"person_id": 1001, "stall_id": 900_021, "since": NOW},
        "tag_follow": {"person_id": 1001, "tag": "kuih", "since": NOW},
        "stall_day": {
            "stall_id": 900_021,
            "day": NOW.date(),
            "count_at": NOW + 15 * HOUR,
            "with_deposit": 30,
            "came_with_deposit": 28,
            "without_deposit": 27,
            "came_without_deposit": 12,
            "others": 1,
        },
        "forecast": {
            "stall_id": 900_021,
            "day": NOW.date(),
            "made_at": NOW,
            "low": 32,
            "expected": 42,
            "high": 51,
            "staff": 2,
            "with_deposit": 30,
            "without_deposit": 27,
            "share_with_deposit": 92,
            "share_without_deposit": 47,
            "others": 2,
            "market_days": 9,
            "last_time": 41,
        },
        "follower": {"person_id": 1001, "visited_at": NOW, "visited_before_at": NOW},
        "audit_person": {"id": 900_201, "person_id": 1001},
        "audit_entry": {
            "id": 900_211,
            "action": "stall_approved",
            "actor": 900_201,
            "about": "stall:900021",
            "made_at": NOW,
        },
        "received_photo": {"update_id": 64, "person_id": 1001, "stall_id": 900_021, "received_at": NOW},
        "notification": {
            "id": 900_051,
            "person_id": 1001,
            "address_id": 900_201,
            "kind": "reminder",
            "about": "drop:31",
            "payload": {"name": "Kuih lapis"},
            "priority": 2,
            "due_at": NOW,
            "send_at": NOW,
        },
        "support_thread": {
            "id": 900_221,
            "person_id": 1001,
            "state": "asked",
            "asked_at": NOW,
            "changed_at": NOW,
        },
        "support_message": {
            "id": 900_231,
            "thread_id": 900_221,
            "person_id": 1001,
            "is_answer": False,
            "words": "Where is the toilet?",
            "sent_at": NOW,
        },
        "person_turn": {"sender": 1001, "owner": "process", "until": 1.0},
        "process_share": {"process": "process", "waiting": 0, "seen_at": 1.0},
        "inbox": {
            "id": 900_071,
            "update_id": 62,
            "sender": 1001,
            "body": "{}",
            "received_at": NOW,
            "starts": 0,
        },
        "processed_update": {"update_id": 61, "processed_at": NOW},
        "shown": {
            "id": 900_301,
            "person_id": 1001,
            "address_id": 900_201,
            "message": 77,
            "kind": "hold",
            "subject_id": 900_071,
            "item_id": 900_041,
            "form": "all.0..1",
            "picture": "",
            "digest": "0" * 64,
            "marks": 2,
            "due_at": NOW,
            "quiet_until": NOW,
            "shown_at": NOW,
        },
        "lease": {"name": "leader", "holder": "one", "epoch": 3, "until": 1_764_000_000.5},
        "job_failure": {
            "job": "drops to wind up",
            "item": 31,
            "error": "ValueError",
            "tries": 2,
            "since": NOW,
            "retry_at": NOW + HOUR,
        },
    }
    assert sorted(rows) == sorted(metadata.tables), "each table has its row here"
    return rows


@pytest.fixture
def fill(rows: Rows) -> Callable[[Connection], None]:
    """Inserts the row of each table, and the second line that a part is between."""

    def insert(connection: Connection) -> None:
        for table, values in rows.items():
            if table == "component":
                connection.execute(metadata.tables["item"].insert().values(rows["item"] | {"id": 900_043}))
            connection.execute(metadata.tables[table].insert().values(values))

    return insert


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> str:
    """A database with nothing in it, once on each kind."""
    if request.param == "postgresql":
        make: Callable[[str], str] = request.getfixturevalue("new_postgresql")
        return make(f"lorong_empty_{worker_id}")
    return f"sqlite:///{tmp_path / 'lorong.db'}"
