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
        "upload": {"hash": "ab" * 32, "bot_id": 7_000_000_001, "file_id": "AgACAgUAAx"},
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
        "line": {"id": 900_041, "drop_id": 900_031, "name": "kuih lapis", "price": 850, "quantity": 12},
        "organiser": {"person_id": 1001, "named_by": 1001, "named_at": NOW},
        "entry": {
            "id": 900_061,
            "line_id": 900_041,
            "person_id": 1001,
            "number": 1,
            "party": 2,
            "state": "held",
            "joined_at": NOW,
        },
        "hold": {
            "id": 900_071,
            "entry_id": 900_061,
            "line_id": 900_041,
            "person_id": 1001,
            "units": 2,
            "given_at": NOW,
            "until": NOW + HOUR,
        },
        "claim": {
            "id": 900_081,
            "hold_id": 900_071,
            "line_id": 900_041,
            "person_id": 1001,
            "units": 2,
            "price": 850,
            "claimed_at": NOW,
        },
        "loan": {
            "id": 900_091,
            "claim_id": 900_081,
            "person_id": 1001,
            "units": 2,
            "deposit": 300,
            "out_at": NOW,
            "due_at": NOW + 9 * HOUR,
        },
        "ticket": {
            "id": 900_101,
            "code": "7KQ2M9XF3",
            "kind": "claim",
            "claim_id": 900_081,
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
        "miss": {"id": 900_121, "person_id": 1001, "missed_at": NOW},
        "broadcast": {
            "id": 900_131,
            "author_id": 1001,
            "words": "The alley opens at six.",
            "audience": {"alley": 0, "language": "", "role": ""},
            "created_at": NOW,
        },
        "letter": {
            "id": 900_051,
            "person_id": 1001,
            "notice": "reminder",
            "about": "drop:31",
            "facts": {"name": "Kuih lapis"},
            "lane": 2,
            "due_at": NOW,
        },
        "seen": {"update_id": 61, "seen_at": NOW},
    }
    assert sorted(rows) == sorted(metadata.tables), "each table has its row here"
    return rows


@pytest.fixture
def fill(rows: Rows) -> Callable[[Connection], None]:
    """Inserts the row of each table."""

    def insert(connection: Connection) -> None:
        for table, values in rows.items():
            connection.execute(metadata.tables[table].insert().values(values))

    return insert


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> str:
    """A database with nothing in it, once on each kind."""
    if request.param == "postgresql":
        make: Callable[[str], str] = request.getfixturevalue("new_postgresql")
        return make(f"lorong_empty_{worker_id}")
    return f"sqlite:///{tmp_path / 'lorong.db'}"
