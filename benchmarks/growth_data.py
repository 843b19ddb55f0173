"""Fill a database with two years of a market's history by set inserts, so that a hundred thousand people take seconds.

The past grows with the people (drops, entries, bookings, tickets, deposits, notifications), as do one crowded drop and two crowded draws.
The other drops ahead do not.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zlib import compress

from nacl.signing import SigningKey
from sqlalchemy import Connection, text, update
from sqlmodel import Session

from market.deposit.picture_print import COUNT
from market.market_day.day import day_of
from storage.screenshot import PicturePrint
from storage.tables import metadata

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAST_HOURS, HOURS_AHEAD = 730 * 24, 60 * 24
ALLEYS, STALLS, AHEAD = 12, 60, 60
"""The number of drops ahead: one for each stall."""
ENTRIES, BOOKED, EXPIRED = 15, 10, 2
"""Of each past item: all entries, booked ones, and ones whose hold expired; the others were still waiting at the end."""
ITEMS = 2
ORGANISER = 100
FIRST_TELEGRAM_ID = 7_000_000_001
MERGE_CODE = "merge"
FEED_READER, FEED_SECRET = 201, "feed"
"""A person with a booking of the crowded drop, and the secret of the link that their calendar reads."""
DOSSIER_SECRET = "dossier"
OFFICE_CODE, OFFICE_SECRET = "office", "session"
"""The code of an organiser's link to the office, and the secret of their session."""

SERIES = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) SELECT i FROM n"

STATEMENTS = Path(__file__).with_name("growth_market.sql")


@dataclass(frozen=True)
class Market:
    """A filled market of so many people, and the ids of its special rows."""

    people: int

    @property
    def drops(self) -> int:
        """Return the number of past drops; those ahead have the next ids."""
        return self.people // 5

    @property
    def asker(self) -> int:
        """Return the person who asked for the link MERGE_CODE and has nothing ahead."""
        return self.people - 1

    @property
    def helper(self) -> int:
        """Return the helper of the seventh and the eighth stall."""
        return self.people - 2

    @property
    def crowd_size(self) -> int:
        """Return the number of bookings in the crowded drop and of entries in each of the two crowded draws."""
        return self.people // 10

    @property
    def first_item(self) -> int:
        """Return the first item ahead."""
        return self.drops * ITEMS + 1

    def item_of(self, number: int) -> int:
        """Return the first item of the drop ahead of this number, from 1 on."""
        return self.first_item + (number - 1) * ITEMS

    def drop(self, number: int) -> int:
        """Return the drop ahead of this number, from 1 on."""
        return self.drops + number


KIOSK_CODE = "kiosk link"
COMPLAINT_SECRET = "complaint"
"""The secret of a closed complaint about the third alley."""
STAFF_CODE = "staff link"
"""The link of the seventh stall for one more helper."""
SHARE_CODE = "share link"
"""The link of the eighth stall for a host."""
KIOSK_KEY = SigningKey(bytes(32))
"""The key of the seventh stall's device."""

CROWDED_DROP, OPEN_DRAW, CLOSED_DRAW, PAUSED_DROP, DRAFT = 55, 58, 59, 56, 57


def fill(session: Session, people: int) -> Market:
    """Write the market of so many people into an empty database."""
    market, connection = Market(people), session.connection()
    _write_moments(connection)
    if connection.dialect.name == "postgresql":
        _set_sequences(connection)  # sequences of emptied tables continue, but calls use fixed ids
    largest = max(market.drops * ITEMS * ENTRIES, people * 3, 3000)
    connection.execute(text(f"CREATE TEMP TABLE series AS {SERIES.format(count=largest)}"))
    values = _values(market)
    for statement in STATEMENTS.read_text().split(";\n"):
        connection.execute(text(statement.format(**values).replace(":", "\\:")))
    connection.execute(update(PicturePrint).values(tiles=compress(bytes(COUNT))))
    if connection.dialect.name == "postgresql":
        _set_sequences(connection)
    return market


def telegram_id(person: int) -> int:
    """Return the Telegram id of a person of the filled market."""
    return FIRST_TELEGRAM_ID - 1 + person


def _values(market: Market) -> dict[str, Any]:
    def moment(hours: int) -> str:
        return f"(SELECT at FROM moment WHERE hour = {hours})"

    return {
        **{"people": market.people, "drops": market.drops, "crowd_size": market.crowd_size},
        **{"alleys": ALLEYS, "stalls": STALLS, "ahead": AHEAD, "items": ITEMS},
        **{"entries": ENTRIES, "booked": BOOKED, "expired": EXPIRED, "past_hours": PAST_HOURS - 80},
        "past_entries": market.drops * ITEMS * ENTRIES,
        "crowded_entries": market.drops * ITEMS * ENTRIES + AHEAD * ITEMS * 20,
        "crowded_item": market.item_of(CROWDED_DROP),
        "open_draw": market.item_of(OPEN_DRAW),
        "closed_draw": market.item_of(CLOSED_DRAW),
        **{"start": moment(-PAST_HOURS), "day_before": moment(-24), "now": moment(0), "tomorrow": moment(24)},
        "first_telegram_id": FIRST_TELEGRAM_ID,
        **{"asker": market.asker, "merge_hash": sha256(MERGE_CODE.encode()).hexdigest()},
        **{"feed_reader": FEED_READER, "feed_hash": sha256(FEED_SECRET.encode()).hexdigest()},
        "complaint_hash": sha256(COMPLAINT_SECRET.encode()).hexdigest(),
        "dossier_hash": sha256(DOSSIER_SECRET.encode()).hexdigest(),
        **{"office_hash": sha256(OFFICE_CODE.encode()).hexdigest(), "organiser": ORGANISER},
        "session_hash": sha256(OFFICE_SECRET.encode()).hexdigest(),
        "hex": "ab" * 32,
        **{"helper": market.helper, "staff_hash": sha256(STAFF_CODE.encode()).hexdigest()},
        "share_hash": sha256(SHARE_CODE.encode()).hexdigest(),
        "kiosk_hash": sha256(KIOSK_CODE.encode()).hexdigest(),
        "kiosk_key": bytes(KIOSK_KEY.verify_key).hex(),
        "anyone": '{"alleys": [], "languages": [], "roles": [], "tags": [], "activities": [], "drop": 0}',
        "aimed": '{"alleys": [1, 2, 3], "languages": [], "roles": [], "tags": [], "activities": [], "drop": 0}',
        "counts": "{}",
        "resumed": '{"version": 1, "drop_id": 1, "booking_id": 1}',
        "week": '{"version": 1, "stall_id": 7}',
        "opens": '{"version": 1, "drop_id": 1}',
        "near": '{"version": 1, "market_day_id": 1, "stage": "eve"}',
        "message": '{"version": 1, "broadcast_id": 1}',
    }


def _write_moments(connection: Connection) -> None:
    """Write every full hour of the two years and of the weeks ahead, as the database stores times."""
    sqlite = connection.dialect.name == "sqlite"
    kinds = ("TEXT", "TEXT") if sqlite else ("TIMESTAMPTZ", "DATE")
    connection.execute(
        text(f"CREATE TEMP TABLE moment (hour INTEGER PRIMARY KEY, at {kinds[0]}, day {kinds[1]})")
    )
    rows = []
    for hour in range(-PAST_HOURS - 100, HOURS_AHEAD):
        at = NOW + hour * HOUR
        shown: Any = f"{at:%Y-%m-%d %H:%M:%S}.000000" if sqlite else at
        day = day_of(at, "Asia/Kuching")
        rows.append({"hour": hour, "at": shown, "day": f"{day:%Y-%m-%d}" if sqlite else day})
    connection.execute(text("INSERT INTO moment (hour, at, day) VALUES (:hour, :at, :day)"), rows)


def _set_sequences(connection: Connection) -> None:
    """Set each sequence to the highest id of its table."""
    for table in metadata.sorted_tables:
        [key, *others] = table.primary_key.columns
        if not others and key.name == "id":
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', 'id'), "
                    f'(SELECT coalesce(max(id), 0) + 1 FROM "{table.name}"), false)'
                )
            )
