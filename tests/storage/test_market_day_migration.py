"""An older database gets its evenings: the drops that it has, and what neighbours were told, by the rule of 04:00."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import JSON, Connection, DateTime, MetaData, text

from storage.engine import database_url, sqlite_file
from storage.schema import check, downgrade, upgrade
from tests.storage.test_migrations import begin

HOUR = timedelta(hours=1)
EVENING = datetime(2026, 11, 27, 18)  # noqa: DTZ001
"""By the clock of an alley."""
KUCHING, BERLIN = 1, 2
"""Alleys: eight hours ahead of UTC, and one hour."""
AHEAD_OF_UTC = {KUCHING: 8 * HOUR, BERLIN: HOUR}
WOUND_UP = datetime(2026, 11, 28, 9, tzinfo=UTC)


def drop(number: int, hours: int, **values: Any) -> dict[str, Any]:
    """Return a drop that begins so many hours after the evening's six o'clock, by its alley's clock, for four hours."""
    alley = values.get("alley_id", KUCHING)
    starts_at = (EVENING + hours * HOUR - AHEAD_OF_UTC[alley]).replace(tzinfo=UTC)
    row = {
        "id": number,
        "code": f"D{number}",
        "stall_id": 1,
        "alley_id": alley,
        "name": "Kuih",
        **{"words": "", "language": "ms", "policy": "queue", "per_person": 2, "skips": 2, "fitting": "fit"},
        **{"weighing": "equal", "deposit": 0, "state": "published", "reason": "", "revision": 0},
        "live_announced": False,
        "opens_at": starts_at - 48 * HOUR,
        "starts_at": starts_at,
        "ends_at": starts_at + 4 * HOUR,
        "created_at": starts_at - 50 * HOUR,
        "wound_up_at": None,
        "published_at": starts_at - 48 * HOUR,
    }
    return row | values


DROPS = [
    drop(1, 0),
    drop(2, 1, state="paused"),
    drop(3, 6.5, wound_up_at=None),
    drop(4, 5, state="cancelled"),
    drop(5, 10),
    drop(6, 0, stall_id=2, wound_up_at=WOUND_UP),
    drop(7, 1, stall_id=2, state="cancelled", wound_up_at=WOUND_UP + HOUR),
    drop(8, 0, stall_id=2, alley_id=BERLIN, published_at=None),
    drop(9, 24, state="cancelled"),
    drop(10, 0, state="draft"),
]
NOTICES = [
    {"alley_id": KUCHING, "day": date(2026, 11, 27), "stalls": 2, "starts": 0, "ends": 5},
    {"alley_id": KUCHING, "day": date(2026, 11, 28), "stalls": 1, "starts": 6.5, "ends": 10.5},
    {"alley_id": BERLIN, "day": date(2026, 11, 29), "stalls": 0, "starts": 48, "ends": 52},
]


def fill_older(connection: Connection) -> None:
    """Write two alleys, two stalls, their drops, what neighbours were told and what was counted."""
    older = MetaData()
    older.reflect(
        connection, only=["alley", "stall", "drop", "market_day", "stall_day", "notification", "person"]
    )
    for alley, zone in ((KUCHING, "Asia/Kuching"), (BERLIN, "Europe/Berlin")):
        place = {"city": "K", "territory": "MY", "currency": "MYR", "latitude": 1.0, "longitude": 1.0}
        row = {"id": alley, "code": f"A{alley}", "name": "Gaya", "zone": zone, **place}
        connection.execute(older.tables["alley"].insert(), row)
    for stall in (1, 2):
        state = {"state": "approved", "language": "ms", "words": "", "reason": "", "asked_at": WOUND_UP}
        row = {
            "id": stall,
            "code": f"S{stall}",
            "name": "Ros",
            "alley_id": 1,
            "stream_url": "",
            "stream_draft": "",
            **state,
        }
        connection.execute(older.tables["stall"].insert(), row)
    connection.execute(older.tables["drop"].insert(), DROPS)
    for notice in NOTICES:
        ahead = AHEAD_OF_UTC[notice["alley_id"]]
        times = {
            "starts_at": (EVENING + notice["starts"] * HOUR - ahead).replace(tzinfo=UTC),
            "ends_at": (EVENING + notice["ends"] * HOUR - ahead).replace(tzinfo=UTC),
            "notified_at": WOUND_UP - 99 * HOUR + notice["starts"] * HOUR,
        }
        told = {name: notice[name] for name in ("alley_id", "day", "stalls")}
        connection.execute(older.tables["market_day"].insert(), told | times)
    counted = {"stall_id": 2, "day": date(2026, 11, 27), "count_at": WOUND_UP, "others": 4}
    people = dict.fromkeys(
        ("with_deposit", "came_with_deposit", "without_deposit", "came_without_deposit"), 2
    )
    connection.execute(older.tables["stall_day"].insert(), counted | people)


def read(url: str, words: str, *times: str) -> list[tuple[Any, ...]]:
    types = dict.fromkeys(times, DateTime(timezone=True))
    with begin(url) as connection:
        rows = connection.execute(text(words).columns(**types)).all()
    return [
        tuple(each.replace(tzinfo=None) if isinstance(each, datetime) else each for each in row)
        for row in rows
    ]


@pytest.fixture
def older_url(empty_url: str) -> str:
    upgrade(empty_url)
    downgrade(empty_url, "0001")
    with begin(empty_url) as connection:
        fill_older(connection)
    return empty_url


def test_each_drop_but_a_draft_gets_the_evening_of_its_stall_alley_and_start(older_url: str) -> None:
    upgrade(older_url)
    assert check(older_url) == []
    rows = read(
        older_url,
        'SELECT d.id, s.stall_id, s.alley_id, CAST(s.day AS VARCHAR(10)) FROM "drop" d '
        "JOIN stall_day s ON s.id = d.stall_day_id ORDER BY d.id",
    )
    friday, saturday = "2026-11-27", "2026-11-28"
    assert rows == [
        *((number, 1, KUCHING, friday) for number in (1, 2, 3, 4)),
        (5, 1, KUCHING, saturday),
        *((number, 2, KUCHING, friday) for number in (6, 7)),
        (8, 2, BERLIN, friday),
        (9, 1, KUCHING, saturday),
    ]
    assert read(older_url, 'SELECT id FROM "drop" WHERE stall_day_id IS NULL AND placed_at IS NULL') == [
        (10,)
    ]


def test_an_evening_has_the_hours_of_what_takes_place_and_has_ended_where_all_is_wound_up(
    older_url: str,
) -> None:
    upgrade(older_url)
    rows = read(
        older_url,
        "SELECT stall_id, alley_id, state, starts_at, ends_at, ended_at FROM stall_day ORDER BY stall_id, alley_id, day",
        *("starts_at", "ends_at", "ended_at"),
    )
    in_kuching, in_berlin = (EVENING - ahead for ahead in AHEAD_OF_UTC.values())
    ended = (WOUND_UP + HOUR).replace(tzinfo=None)
    assert rows == [
        (1, KUCHING, "on", in_kuching, in_kuching + 10.5 * HOUR, None),
        (1, KUCHING, "on", in_kuching + 10 * HOUR, in_kuching + 14 * HOUR, None),
        (2, KUCHING, "on", in_kuching, in_kuching + 4 * HOUR, ended),
        (2, BERLIN, "on", in_berlin, in_berlin + 4 * HOUR, None),
    ]


def test_what_neighbours_were_told_is_kept_by_its_evening(older_url: str) -> None:
    upgrade(older_url)
    rows = read(
        older_url,
        "SELECT d.alley_id, CAST(d.day AS VARCHAR(10)), n.stalls, n.starts_at, n.ends_at FROM market_day_notice n "
        "JOIN market_day d ON d.id = n.market_day_id ORDER BY d.alley_id, d.day",
        *("starts_at", "ends_at"),
    )
    in_kuching, in_berlin = (EVENING - ahead for ahead in AHEAD_OF_UTC.values())
    assert rows == [
        (KUCHING, "2026-11-27", 2, in_kuching, in_kuching + 10.5 * HOUR),
        (BERLIN, "2026-11-29", 0, in_berlin + 48 * HOUR, in_berlin + 52 * HOUR),
    ]


def test_the_way_back_keeps_drops_counts_and_what_was_told(older_url: str) -> None:
    drops, counts = 'SELECT * FROM "drop" ORDER BY id', "SELECT * FROM stall_day"
    before = read(older_url, drops), read(older_url, counts)
    upgrade(older_url)
    downgrade(older_url, "0001")
    assert (read(older_url, drops), read(older_url, counts)) == before
    assert len(read(older_url, "SELECT * FROM market_day")) == 2


def test_ids_go_on_after_the_last_that_was_given(older_url: str) -> None:
    """The last drop was deleted; its id is in old buttons."""
    if not sqlite_file(database_url(older_url)):
        pytest.skip("PostgreSQL does not make a table anew")
    with begin(older_url) as connection:
        connection.execute(text('DELETE FROM "drop" WHERE id = 10'))
    upgrade(older_url)
    assert read(older_url, "SELECT seq FROM sqlite_sequence WHERE name = 'drop'") == [(10,)]


def add_messages(connection: Connection) -> None:
    """Ros was told of the eve of two drops of one evening, put one off, muted them, and has one ahead; of how the two went she is told twice.

    She had something of both, too, and was told of packaging that was due on 26 November.
    """
    person = {"id": 1, "language": "en", "first_name": "Ros", "zone": "", "pending_prompt": ""}
    tables = MetaData()
    tables.reflect(connection, only=["person", "notification", "mute"])
    known = {each.name for each in tables.tables["person"].c}
    others = {"language_chosen": False, "quiet_from": 0, "quiet_until": 0, "created_at": WOUND_UP}
    row = {name: value for name, value in (person | others).items() if name in known}
    connection.execute(tables.tables["person"].insert(), row)
    for muted in ("VendorDay", "LoanDue"):
        connection.execute(tables.tables["mute"].insert(), {"person_id": 1, "kind": muted, "since": WOUND_UP})
    add_loan(connection)
    for number, (kind, about, stage, state, subject) in enumerate(
        (
            ("VendorDay", "day:1", {"stage": "eve"}, "sent", 1),
            ("VendorDay", "day:2", {"stage": "eve"}, "sent", 2),
            ("VendorDay", "day:1", {"stage": "soon"}, "queued", 1),
            ("VendorDay", "day:1/again/eve", {"stage": "eve"}, "queued", 1),
            ("VendorDay", "day:10", {"stage": "crates"}, "dropped", 10),
            ("DayNumbers", "drop:1/over", {}, "sent", 1),
            ("DayNumbers", "drop:2/over", {}, "queued", 2),
            ("BookingNear", "booking:7", {"stage": "three"}, "sent", 1),
            ("BookingNear", "booking:8", {"stage": "soon"}, "queued", 1),
            ("DropThanks", "drop:1/over", {"item_id": 1, "booking_id": 7}, "sent", 1),
            ("BookingMissed", "drop:2/over", {"item_id": 2, "booking_id": 8}, "sent", 2),
            ("DropEnded", "drop:1/over", {"item_id": 1}, "sent", 1),
            ("DropEnded", "drop:2/over", {"item_id": 2}, "queued", 2),
            ("LoanDue", "loan:1", {"loan_id": 1}, "sent", None),
            ("LoanDue", "loan:1/again", {"loan_id": 1}, "queued", None),
            ("LoanDue", "loan:2", {"loan_id": 2}, "queued", None),
            ("LoanDue", "loan:9", {"loan_id": 9}, "dropped", None),
        )
    ):
        due_at = WOUND_UP - 60 * HOUR + number * HOUR
        payload = {"version": 1, **({"drop_id": subject} if subject else {}), **stage}
        connection.execute(
            tables.tables["notification"].insert(),
            {
                **{"id": number + 1, "person_id": 1, "kind": kind, "about": about, "payload": payload},
                **{"priority": 2, "due_at": due_at, "send_at": due_at, "late_after": due_at + HOUR},
                **{"state": state, "tries": 0, "reason": ""},
            },
        )


def add_loan(connection: Connection) -> None:
    """Let packaging be out from the first drop."""
    tables = MetaData()
    tables.reflect(connection, only=["item", "entry", "hold", "booking", "loan"])
    whose = {"id": 1, "person_id": 1, "units": 1}
    rows: dict[str, dict[str, Any]] = {
        "item": {
            **{
                "id": 1,
                "drop_id": 1,
                "position": 1,
                "name": "Kopi",
                "unit": "cup",
                "quantity": 5,
                "price": 3,
            },
            **{"loan_deposit": 2, "held": 0, "booked": 0, "sold": 0, "waiting": 0, "component_only": False},
        },
        "entry": {
            **whose,
            "item_id": 1,
            "split": False,
            "skipped": 0,
            "weight": 1,
            "state": "booked",
            "joined_at": WOUND_UP,
        },
        "hold": {
            **{**whose, "entry_id": 1, "item_id": 1, "state": "booked"},
            **{"given_at": WOUND_UP, "until": WOUND_UP},
        },
        "booking": {
            **{**whose, "hold_id": 1, "item_id": 1, "price": 3, "loan_deposit": 2, "collected": 1},
            **{"coming": False, "state": "collected", "booked_at": WOUND_UP},
        },
        "loan": {
            **{
                **whose,
                "booking_id": 1,
                "returned": 0,
                "lost": 0,
                "deposit": 2,
                "fee_per_day": 0,
                "price": 0,
            },
            **{"out_at": WOUND_UP, "due_at": WOUND_UP},
        },
    }
    for name, row in rows.items():
        table = tables.tables[name]
        needed = {each.name: 0 for each in table.c if not each.nullable and each.server_default is None}
        connection.execute(table.insert(), {**needed, **row})


def test_messages_of_drops_are_messages_of_evenings_and_what_was_muted_stays_so(older_url: str) -> None:
    with begin(older_url) as connection:
        add_messages(connection)
    upgrade(older_url)
    muted = "SELECT person_id, kind FROM mute ORDER BY kind DESC"
    assert read(older_url, muted) == [(1, "StallDayStage"), (1, "LoansDue")]
    with begin(older_url) as connection:
        words = text("SELECT id, kind, payload, once FROM notification ORDER BY id").columns(payload=JSON)
        rows = [tuple(row) for row in connection.execute(words)]
        evening_of = 'SELECT s.id, s.market_day_id FROM "drop" d JOIN stall_day s ON s.id = d.stall_day_id WHERE d.id = 1'
        [(evening, market_day)] = connection.execute(text(evening_of)).all()
    eve = {"version": 1, "stall_day_id": evening, "stage": "eve"}
    assert rows == [
        (1, "StallDayStage", eve, f"stall_day:{evening}:eve"),
        (2, "StallDayStage", eve, None),
        (4, "StallDayStage", eve, None),
        (5, "StallDayStage", {"version": 1, "stall_day_id": 0, "stage": "after"}, None),
        (6, "StallDayStage", eve | {"stage": "end"}, f"stall_day:{evening}:end"),
        (
            8,
            "MarketDayNear",
            {"version": 1, "market_day_id": market_day, "stage": "three"},
            f"near:{market_day}:three",
        ),
        (10, "MarketDayAfter", {"version": 1, "market_day_id": market_day}, f"after:{market_day}"),
        (11, "MarketDayAfter", {"version": 1, "market_day_id": market_day}, None),
        (12, "MarketDayOver", {"version": 1, "market_day_id": market_day}, f"over:{market_day}"),
        (14, "LoansDue", {"version": 1, "due_on": "2026-11-26"}, "loans:2026-11-26"),
        (15, "LoansDue", {"version": 1, "due_on": "2026-11-26"}, None),
        (17, "LoansDue", {"version": 1, "due_on": "1970-01-01"}, None),
    ]
    downgrade(older_url, "0001")
    assert read(older_url, muted) == [(1, "VendorDay"), (1, "LoanDue")]
    assert read(older_url, "SELECT id FROM notification") == []


TOM, AINA, KEN, WEI, JOY = 11, 12, 13, 14, 15
PEOPLE = (TOM, AINA, KEN, WEI, JOY)
ROSTERS = {1: 1, 2: 2, 3: 1, 6: 1, 10: 1}
"""The shifts that the drops are divided into; 1 to 3 are of one evening, and 10 is a draft."""
PLACES = [
    *((101, 1, 0, TOM), (102, 1, 0, AINA)),
    *((103, 2, 0, KEN), (104, 2, 0, None), (105, 2, 1, TOM), (106, 2, 1, None)),
    *((107, 3, 0, WEI), (108, 6, 0, JOY), (109, 6, 0, AINA), (110, 10, 0, TOM)),
]
"""The places: id, drop, shift, helper. The second plan is the largest."""


def add_rosters(connection: Connection) -> None:
    """Write rosters, what was said of them, and what phones show of them."""
    tables = MetaData()
    tables.reflect(connection, only=["person", "roster", "shift", "notification", "shown", "address", "mute"])
    for person in PEOPLE:
        values = {
            "id": person,
            "language": "en",
            "first_name": f"P{person}",
            "zone": "",
            "pending_prompt": "",
        }
        others = {"language_chosen": False, "quiet_from": 0, "quiet_until": 0, "created_at": WOUND_UP}
        known = {each.name for each in tables.tables["person"].c}
        row = {name: value for name, value in (values | others).items() if name in known}
        connection.execute(tables.tables["person"].insert(), row)
    for drop_id, parts in ROSTERS.items():
        values = {"drop_id": drop_id, "parts": parts, "notified_at": WOUND_UP}
        connection.execute(tables.tables["roster"].insert(), values)
    names = ("id", "drop_id", "part", "person_id")
    for place in PLACES:
        connection.execute(tables.tables["shift"].insert(), dict(zip(names, place, strict=True)))
    connection.execute(
        tables.tables["mute"].insert(), {"person_id": TOM, "kind": "ShiftNear", "since": WOUND_UP}
    )
    sent = (
        (1, "ShiftNear", "shift:101", {"shift_id": 101, "stage": "eve"}, "sent"),
        (2, "ShiftNear", "shift:105", {"shift_id": 105, "stage": "eve"}, "sent"),
        (3, "ShiftNear", "shift:105", {"shift_id": 105, "stage": "soon"}, "queued"),
        (4, "PlacesEmpty", "roster:1", {"drop_id": 1}, "sent"),
        (5, "ShiftsOpen", "roster:1", {"drop_id": 1}, "queued"),
    )
    for number, kind, about, payload, state in sent:
        due_at = WOUND_UP - 60 * HOUR + number * HOUR
        connection.execute(
            tables.tables["notification"].insert(),
            {
                **{"id": number, "person_id": TOM, "kind": kind, "about": about},
                **{"payload": {"version": 1, **payload}, "priority": 2, "due_at": due_at, "send_at": due_at},
                **{"late_after": due_at + HOUR, "state": state, "tries": 0, "reason": ""},
            },
        )
    where = {"id": 1, "person_id": TOM, "channel": "telegram", "external_id": 7, "written_since": WOUND_UP}
    connection.execute(tables.tables["address"].insert(), where)
    for number, (subject, form) in enumerate(
        ((1, "roster"), (1, "near 101 1"), (2, "empty"), (10, "places"))
    ):
        connection.execute(
            tables.tables["shown"].insert(),
            {
                **{"id": number + 1, "person_id": TOM, "address_id": 1, "message": number, "kind": "roster"},
                **{"subject_id": subject, "form": form, "picture": "", "digest": "", "marks": 1, "tries": 0},
                **{"quiet_until": WOUND_UP, "shown_at": WOUND_UP},
            },
        )


@pytest.fixture
def rostered_url(older_url: str) -> str:
    with begin(older_url) as connection:
        add_rosters(connection)
    return older_url


def evening_of(url: str, drop_id: int) -> tuple[int, int]:
    """Return the stall day and the market day of a drop."""
    words = (
        'SELECT s.id, s.market_day_id FROM "drop" d JOIN stall_day s ON s.id = d.stall_day_id WHERE d.id = '
    )
    [(stall_day, market_day)] = read(url, words + str(drop_id))
    return stall_day, market_day


def test_rosters_of_one_evening_are_one_with_the_places_of_the_larger_and_each_helper_once(
    rostered_url: str,
) -> None:
    upgrade(rostered_url)
    assert check(rostered_url) == []
    evening, other = evening_of(rostered_url, 1)[0], evening_of(rostered_url, 6)[0]
    assert read(rostered_url, "SELECT stall_day_id, parts FROM roster ORDER BY parts") == [
        (other, 1),
        (evening, 2),
    ]
    rows = read(rostered_url, "SELECT id, stall_day_id, part, person_id FROM shift ORDER BY id")
    assert rows == [
        (103, evening, 0, KEN),
        (104, evening, 0, AINA),
        (105, evening, 1, TOM),
        (106, evening, 1, WEI),
        (108, other, 0, JOY),
        (109, other, 0, None),
    ], "Aina cannot be at two stalls at once"
    assert read(rostered_url, "SELECT id FROM shift WHERE (person_id IS NULL) <> (held_since IS NULL)") == []


def test_what_was_said_and_shown_of_rosters_is_of_their_evening(rostered_url: str) -> None:
    upgrade(rostered_url)
    stall_day, market_day = evening_of(rostered_url, 1)
    with begin(rostered_url) as connection:
        words = text("SELECT id, kind, payload, once FROM notification ORDER BY id").columns(payload=JSON)
        rows = [tuple(row) for row in connection.execute(words)]
    eve = {"version": 1, "market_day_id": market_day, "stage": "eve"}
    assert rows == [
        (1, "ShiftDay", eve, f"shifts:{market_day}:eve"),
        (2, "ShiftDay", eve, None),
        (5, "ShiftsOpen", {"version": 1, "stall_day_id": stall_day}, None),
    ]
    assert read(rostered_url, "SELECT kind FROM mute") == [("ShiftDay",)]
    shown = read(rostered_url, "SELECT kind, subject_id, form FROM shown ORDER BY id")
    assert shown == [
        ("roster", stall_day, "roster"),
        ("shift day", market_day, "eve 1"),
        ("roster", stall_day, "roster"),
        ("roster", 0, "places"),
    ]


def test_on_the_way_back_a_helper_at_the_counter_scans_and_gets_no_more_rights(rostered_url: str) -> None:
    upgrade(rostered_url)
    with begin(rostered_url) as connection:
        found = "SELECT s.id, 'counter', s.asked_at, (SELECT max(id) FROM person) FROM stall s"
        connection.execute(text(f"INSERT INTO stall_staff (stall_id, role, since, person_id) {found}"))
    downgrade(rostered_url, "0001")
    assert {role for (role,) in read(rostered_url, "SELECT role FROM stall_staff")} == {"scan"}


def test_the_way_back_hangs_a_roster_on_the_first_drop_of_its_evening(rostered_url: str) -> None:
    upgrade(rostered_url)
    downgrade(rostered_url, "0001")
    assert read(rostered_url, "SELECT drop_id, parts FROM roster ORDER BY drop_id") == [(1, 2), (6, 1)]
    held = read(rostered_url, "SELECT drop_id, person_id FROM shift WHERE person_id IS NOT NULL ORDER BY id")
    assert held == [(1, KEN), (1, AINA), (1, TOM), (1, WEI), (6, JOY)]
    upgrade(rostered_url)
    assert check(rostered_url) == []
