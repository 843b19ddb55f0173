"""Rows of other people: neighbouring markets made from the sample rows, so that a query which forgets to ask whose returns too much."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Table

from storage.column import EnumText
from storage.packaging import PackagingState
from storage.tables import metadata
from tests.sample_rows import NOW, OTHER_PLACES, sample_rows

Row = dict[str, Any]

FIRST_NEIGHBOUR = 2_000_000_000
"""Below are the ids that tests give and that sequences count up to."""
A_MARKET, A_PERSON = 1_000_000, 1_000
"""The ids between two markets, and between two people of one."""
PEOPLE = 9
"""Of each market: as many as the longest list of states that matter."""
TODAY, LATER, BEFORE = timedelta(hours=-12), timedelta(days=3650), timedelta(days=-60)

LEFT_OUT = {
    *["heartbeat", "outage", "ticket_key", "lease", "person_lease", "process_share", "job_failure"],
    *["organiser", "organiser_link"],
}
"""Tables about the process, of which all markets together have one row or none, and organisers, who hear of every market."""
FORGOTTEN = {
    *[
        "notification",
        "shown",
        "reminder",
        "inbox",
        "processed_update",
        "received_photo",
        "pdf",
        "screenshot",
        "picture_print",
    ],
    *[
        "support_thread",
        "support_message",
        "report",
        "objection",
        "recovery",
        "merge_link",
        "kiosk_link",
        "stall_invite",
        "hub_invite",
        "dossier_link",
    ],
    *["last_minute_alert", "availability_alert", "forecast", "stall_day_count"],
}
"""Tables whose rows a job deletes or works off when they are old."""
ONCE = {
    *[
        "alley",
        "permit",
        "access_fact",
        "mix_limit",
        "stall_origin",
        "pitch",
        "pitch_day",
        "power_rating",
        "market_day",
        "market_day_notice",
        "stall_day",
        "stall_note",
        "stall",
        "picture",
        "pdf",
        "upload",
        "drop",
        "drop_tag",
        "item",
        "component",
        "former_price",
        "draw",
        "live_session",
    ],
    *[
        "licence_card",
        "dossier_link",
        "seller",
        "till",
        "roster",
        "split",
        "split_party",
        "broadcast",
        "wording",
        "kiosk_device",
        "gate_count",
    ],
    *["showroom_window", "showroom_closing", "showroom_curation", "showroom_slot"],
    *["packaging_type", "packaging_place", "hub", "hub_slot", "haul", "wash"],
}
"""Tables of which a market has one row; of the others each of its people has one."""
A_LOANS_PLACE = 900_334
"""The place of which each person has one of their own."""
EVENINGS = ("market_day", "stall_day")
"""Tables whose dates are those of the drops that are still to come."""
STATES = {
    **dict.fromkeys(
        ["entry", "hold", "booking", "deposit", "gift", "showroom_visit", "packaging_stock"], "state"
    ),
    **dict.fromkeys(["notification", "reminder", "packaging_asset"], "state"),
    **dict.fromkeys(["support_thread", "report", "objection", "recovery"], "state"),
    **dict.fromkeys(("transfer", "cash_entry", "shown"), "kind"),
    **dict.fromkeys(("stall_staff", "stall_invite"), "role"),
    "audit_entry": "action",
}
"""Columns in which the people of a market differ from one another."""
KINDS = (
    *("UnitsHeld", "MarketDayNear", "DrawResult", "LicenceFeeDue", "ShiftDay"),
    *("LastMinuteOffered", "ReportMade", "FollowDigest", "VisitSoon"),
)
"""Kinds of notification, one for each person."""
KEYS = {
    *["code", "code_hash", "cookie_hash", "public_key", "uuid", "reference", "charge", "serial", "pseudonym"],
    *("hash", "picture_hash", "pdf_hash"),
}
"""Columns with a text that tells one row from all others."""
HAPPENED = {
    *[
        "created_at",
        "made_at",
        "set_at",
        "since",
        "named_at",
        "written_since",
        "visited_at",
        "visited_before_at",
        "bought_at",
    ],
    *[
        "opens_at",
        "published_at",
        "joined_at",
        "given_at",
        "notified_at",
        "booked_at",
        "scanned_at",
        "out_at",
        "attempted_at",
    ],
    *["sold_at", "day", "night", "month", "paid_on", "entered_at", "received_at"],
    *["started_at", "opened_at", "offered_at", "proposed_at", "agreed_at", "notified_at"],
    *["recorded_at", "covers_from", "first_day"],
}
"""Columns about what has happened when a test begins; what the others tell is still to come, so that no job finds it due."""
FULLER: dict[str, Row] = {
    "permit": {"state": "replaced", "replaces_id": None},
    "alley": {"zone": "Asia/Jayapura"},
    "item": {"quantity": 49, "booked": 40, "held": 9, "waiting": 9, "next_number": 99},
    "drop": {"waitlist_limit": 9},
    "deposit": {"booking_id": 900_081},
    "last_minute_alert": {"alley_id": 900_011},
    "tag_follow": {"tag": "batik"},
    "live_session": {"letters": "zz"},
}
"""In what the rows of every market differ from the sample's."""


@dataclass(frozen=True, kw_only=True)
class Market:
    """A neighbouring market: how much later than in the sample things happened and are to come, and in what its rows differ."""

    number: int
    happened: timedelta = TODAY
    to_come: timedelta = LATER
    changed: dict[str, Row] = field(default_factory=dict)
    without: set[str] = field(default_factory=set)


def with_drop(number: int, *without: str, **values: Any) -> Market:
    """Return a market that differs in its drop and has no rows in some tables."""
    return Market(number=number, changed={"drop": values}, without={*without})


def with_stall(number: int, **values: Any) -> Market:
    """Return a market that differs in its stall, which can answer nobody about money."""
    return Market(number=number, changed={"stall": values, "deposit": {"state": "settled"}})


ENDED: dict[str, Row] = {
    "drop": {"wound_up_at": NOW},
    "hold": {"state": "booked"},
    "entry": {"state": "booked"},
    "deposit": {"state": "settled"},
    "loan": {"returned": 2},
}
MARKETS = (
    Market(number=1),
    Market(number=2, happened=LATER),
    Market(number=3, happened=BEFORE, to_come=BEFORE, changed=ENDED, without=FORGOTTEN),
    with_drop(4, state="draft", stall_day_id=None, placed_at=None),
    with_drop(5, state="paused", paused_at=NOW),
    with_drop(6, "availability_alert", state="cancelled", cancelled_at=NOW),
    with_drop(7, hidden_at=NOW),
    with_drop(8, "availability_alert", policy="draw", draws_at=NOW + LATER),
    with_stall(9, state="asked"),
    with_stall(10, state="turned_down", closed_at=NOW),
)
"""One on sale, one to come, one that is over, and one in each other state of a drop and a stall."""


def move_in(connection: Connection) -> None:
    """Insert the neighbouring markets."""
    for market in MARKETS:
        for name in sample_rows():
            if name not in LEFT_OUT | market.without:
                table = metadata.tables[name]
                connection.execute(table.insert(), list(rows_of(table, market)))


def rows_of(table: Table, market: Market) -> Iterator[Row]:
    """Return the rows that a market has in a table."""
    for person in range(people_of(table)):
        for sample in samples(table, person):
            row = {name: moved(table.columns[name], value, market, person) for name, value in sample.items()}
            yield fitted(table.name, row, person) | market.changed.get(table.name, {})


def people_of(table: Table) -> int:
    """Return how many people of a market have a row of a table."""
    match table.name:
        case "packaging_stock":
            return len(PackagingState)
        case "packaging_place":
            return PEOPLE
        case name:
            return 1 if name in ONCE else PEOPLE


def samples(table: Table, person: int) -> list[Row]:
    """Return the rows of the sample of which a person has theirs."""
    sample = sample_rows()[table.name] | FULLER.get(table.name, {})
    if table.name in STATES:
        state = table.columns[STATES[table.name]]
        sample = {state.name: state.default.arg if state.default else None} | sample
    match table.name:
        case "item":
            return [sample, sample | {"id": 900_043}]
        case "draw":
            return [sample, sample | {"id": 900_143, "item_id": 900_043, "name": "7KQ2M9-B00043"}]
        case "picture_print":
            return [sample, sample | {"id": 900_443}]
        case "packaging_place":
            places = (sample | {"stall_id": None}, *OTHER_PLACES)
            return [row for row in places if person == 0 or row["id"] == A_LOANS_PLACE]
        case _:
            return [sample]


def moved(column: Column[Any], value: Any, market: Market, person: int) -> Any:
    """Return a value of the sample as it is in a market and of one of its people."""
    has_happened = column.name in HAPPENED and column.table.name not in EVENINGS
    later = market.happened if has_happened else market.to_come
    match value:
        case bool() | None:
            return value
        case int() if named := named_table(column):
            return id_of(value, named, market, person)
        case datetime():
            return value + later
        case date():
            return value + timedelta(days=later.days + (person if column.name in ("day", "night") else 0))
        case str() if STATES.get(column.table.name) == column.name and isinstance(column.type, EnumText):
            states = [*column.type.members]
            turn = states.index(column.type.members(value)) + market.number * PEOPLE + person
            return states[turn % len(states)]
        case str() if is_key(column):
            whose = 0 if named_table(column) in ONCE else person
            return f"{value[:-3]}{market.number * 20 + whose:03}"
        case str():
            return renamed(value, market, person)
        case _:
            return value


def id_of(sample: int, table: str, market: Market, person: int) -> int:
    """Return the id of the row that has this one in the sample."""
    is_own = table not in ONCE or sample == A_LOANS_PLACE
    return FIRST_NEIGHBOUR + market.number * A_MARKET + is_own * person * A_PERSON + sample


def named_table(column: Column[Any]) -> str:
    """Return the table of whose rows a column holds the id, else nothing."""
    referred = [key.column for key in column.foreign_keys]
    for other in sorted(referred, key=lambda each: not each.primary_key):
        return other.table.name if other.primary_key else named_table(other)
    if column.name in ("id", "external_id", "update_id"):
        return column.table.name
    return "hold" if column.name == "subject_id" else ""


def is_key(column: Column[Any]) -> bool:
    """Return whether a text tells one row from all others."""
    return column.name in KEYS or (column.name == "name" and column.table.name in ("draw", "stock_template"))


def renamed(text: str, market: Market, person: int) -> str:
    """Return a text with the ids in it as they are in a market: stall:900021."""

    def other(found: re.Match[str]) -> str:
        return f"{found[1]}:{id_of(int(found[2]), found[1], market, person)}"

    return re.sub(r"(\w+):(900\d{3})", other, text)


def fitted(table: str, row: Row, person: int) -> Row:
    """Return a row whose other columns go with its state, and whose number is that of its person."""
    match table:
        case "gift":
            return row | {"ended_at": None if row["state"] == "offered" else NOW}
        case "recovery":
            return row | {"ended_at": None if row["state"] == "asked" else NOW}
        case "deposit" if row["state"] == "review":
            return row | {"state": "settled"}
        case "report" | "objection":
            return row | {"decided_at": None if row["state"] == "open" else NOW + LATER}
        case "notification":
            sender = "another process" if row["state"] == "sending" else None
            return row | {"kind": KINDS[person % len(KINDS)], "sender": sender}
        case "reminder":
            return row | {"made_at": NOW + LATER}
        case "entry" | "receipt":
            return row | {"number": row["number"] + person}
        case "kiosk_scan":
            return row | {"seq": row["seq"] + person}
        case _:
            return row
