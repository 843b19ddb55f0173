"""No query or action reads a whole table that grows: EXPLAIN over each statement of each of them, on a filled database of both kinds."""

import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, UniqueConstraint, event
from sqlmodel import Session, select

from benchmarks.growth_calls import Call, all_calls, find_sample_ids
from benchmarks.growth_data import Market, fill
from market.refusal import Refusal
from storage.engine import database_url, writing
from storage.tables import metadata
from tests.guards.conftest import PEOPLE

GROWING = {
    *(
        "person",
        "gate_count",
        "address",
        "feed_link",
        "merge_link",
        "payment",
        "audit_entry",
        "audit_person",
        "entry",
        "hold",
        "booking",
        "live_booking",
        "ticket",
        "scan",
        "kiosk_scan",
        "loan",
        "deposit",
        "screenshot",
        "picture_print",
        "transfer",
        "gift",
    ),
    *(
        "receipt",
        "receipt_line",
        "receipt_amount",
        "hand_over_line",
        "cash_entry",
        "day_close",
        "counter_check",
    ),
    *("licence_document", "licence_fee", "licence_card"),
    *("support_thread", "support_message"),
    *("notification", "processed_update", "upload", "picture", "failed_code_attempt", "reminder"),
    *("drop", "drop_tag", "item", "component", "draw", "neighbour", "mute", "shown"),
    *("stall_follow", "tag_follow", "follower"),
    *("packaging_place", "packaging_stock", "packaging_movement", "packaging_asset", "packaging_transfer"),
    *("haul", "wash"),
    "complaint",
    *(
        "market_day",
        "market_day_notice",
        "stall_day",
        "stall_note",
        "stall_day_count",
        "forecast",
        "pitch_day",
    ),
    *("roster", "shift"),
    *("split", "split_party"),
    *("showroom_slot", "showroom_visit", "showroom_busy"),
}
BOUNDED = {
    "pdf": "one a stall, and a day of what was sent",
    "packaging_type": "some dozens",
    "seller": "one a stall, read by its stall, and all of them for the organisers' overview",
    "dossier_link": "one a stall, for two weeks",
    "stock_template": "a dozen a stall",
    "drop_series": "a few a stall",
    "last_minute_offer": "one a stall and night, looked up by its id",
    "showroom_window": "a dozen a stall",
    "showroom_closing": "a few days a stall",
    "showroom_curation": "a dozen a stall",
    "live_session": "one a stall and evening",
    "last_minute_alert": "who asked to hear of last-minute offers, and each last-minute offer goes through them",
    "hub": "some dozens",
    "hub_slot": "a few a hub",
    "hub_staff": "a few a hub",
    "lease": "one row",
    "organiser_link": "one at a time",
    "help_call": "a few a week",
    "stop": "a few a season",
    "task_list": "two an alley and season",
    "task": "a dozen a list",
    "complaint_promise": "a few an alley",
    "alley_change": "a few an alley and year",
    "organiser_duty": "a few a market day, for a month",
    "report": "what waits, and a month of what was decided",
    "objection": "a few a month",
    "recovery": "a few a week: people who lost a phone",
    "ticket_key": "one a secret",
    "till": "one a stall",
    "cart_amount": "what a stall typed in two days",
    "stall_staff": "twenty a stall",
    "hub_invite": "ten a hub, for a day",
    "stall_invite": "ten a stall, for a day",
    "desk_choice": "one a person who works at several stalls",
    "kiosk_link": "one a person, for a quarter of an hour",
    "office_link": "one a person with a role, for a quarter of an hour",
    "office_session": "five a person with a role",
    "kiosk_device": "ten a stall",
    "scan_conflict": "a few a week",
    "oversold": "a few a week",
    "doubtful_sale": "a few a week",
    "former_price": "a few of an item whose price was changed",
    "fee_waiver": "a few a month",
    "heartbeat": "one row a process",
    "outage": "a few a month",
    "received_photo": "what was sent in the last day",
    "job_failure": "what fails now, and a month of what did",
    "availability_alert": "who found a waitlist full, until it has room or the drop ends",
    "alley": "some hundreds",
    "permit": "a few an alley",
    "access_fact": "five an alley",
    "power_rating": "one an alley, a place or a stall",
    "power_cut": "few a market day",
    "mix_limit": "a few an alley",
    "stall_origin": "a few a stall",
    "pitch": "some dozens an alley",
    "alley_draft": "one an organiser",
    "stall": "some thousands, and only their owners' acts read them",
    "organiser": "some dozens",
    "payee": "a few a stall",
    "broadcast": "a few a week",
    "wording": "a few a broadcast",
    "inbox": "what is not answered yet",
    "person_lease": "those whose updates are being handled",
    "process_share": "one a process",
}

PARTIAL = {
    index.name
    for table in metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}
"""Indexes of the few rows that wait for something; such an index may be read whole."""

SCANS: dict[str, tuple[set[str], str]] = {
    "picture.sweep_pictures": (
        {"drop", "picture", "licence_document", "screenshot"},
        "hourly, a hundred pictures at a time",
    ),
    "pdf.sweep_pdfs": ({"pdf", "licence_document"}, "hourly, a hundred PDFs at a time"),
    "broadcast.choices.tags_in_use": (
        {"drop_tag", "drop"},
        "an organiser chooses among all tags, the most frequent first",
    ),
    "broadcast.correcting.correct_broadcast": ({"person"}, "one pass over the readers of the broadcast"),
    "broadcast.correcting.correctable": ({"person"}, "one pass over the readers of the broadcast"),
    "packaging.ledger.packaging_accounts": ({"packaging_transfer"}, "it sums all there is"),
    "packaging.figures_of.movement_facts": ({"packaging_movement"}, "a year of movements, for an organiser"),
    "packaging.figures_of.packaging_figures": ({"packaging_movement"}, "as movement_facts"),
    "packaging.figures_of.type_figures": ({"packaging_movement"}, "as movement_facts"),
    "packaging.sold_in.units_sold": ({"receipt_line"}, "what was sold in up to a year, for an organiser"),
    "forecast.public_scores.public_scores": (
        {"forecast"},
        "half a year of them, for everybody once in ten minutes; where there are many, by each stall's days",
    ),
    "organiser.overview.overview": ({"person"}, "it counts everybody"),
    "organiser.people.find_people": ({"person"}, "a part of a name, anywhere in it"),
    "next_due.next_due": ({"item"}, "only where a clock is moved, in the demo"),
    "waitlist.sweep.next_call": ({"item"}, "only where a clock is moved, in the demo"),
    "notification.in_flight.claim": (
        {"mute"},
        "PostgreSQL hashes the mutes, or looks each up, by their number",
    ),
    "notification.in_flight.ack_and_claim": ({"mute"}, "as claim"),
    "deposit.screenshot.sweep_screenshots": (
        {"screenshot", "picture_print", "deposit"},
        "hourly, and two months of screenshots are all there are",
    ),
    "task_list.open_matters.open_matters": (
        {"stall_day"},
        "PostgreSQL may begin with the days that have ended; for an organiser who takes an alley down",
    ),
    "own_reminder.sweep_reminders": ({"reminder"}, "hourly, and a month of reminders is all there is"),
}
"""By call: the tables that it may read whole, and why."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A filled market of a thousand people."""
    if request.param == "postgresql":
        empty: Callable[[], str] = request.getfixturevalue("postgresql_emptied")
        address = empty()
    else:
        file = tmp_path_factory.mktemp("plans") / "lorong.db"
        shutil.copy(request.getfixturevalue("filled_market"), file)
        address = f"sqlite:///{file}"
    engine = writing(database_url(address))
    if request.param == "postgresql":
        with Session(engine) as session, session.begin():
            fill(session, PEOPLE)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM FULL ANALYZE")  # without what earlier tests left behind
    yield engine
    engine.dispose()


def test_every_table_grows_or_says_why_it_does_not() -> None:
    assert GROWING | {*BOUNDED} == {*metadata.tables}


def test_every_table_that_grows_has_rows(engine: Engine) -> None:
    """Of an empty table a planner may read the whole index as well as look up a row in another."""
    with engine.connect() as connection:
        empty = {
            name for name in GROWING if not connection.execute(select(metadata.tables[name]).limit(1)).all()
        }
    assert empty == set()


@pytest.mark.feature("D08")
def test_every_reference_can_be_looked_up() -> None:
    """Otherwise deleting the row it points to reads the whole table."""
    unindexed = {
        f"{table.name}.{next(iter(key.columns)).name}"
        for table in metadata.tables.values()
        for key in table.foreign_key_constraints
        if not any(columns[0] == next(iter(key.columns)).name for columns in _full_indexes(table))
    }
    assert unindexed == set()


def _full_indexes(table: Any) -> Iterator[tuple[str, ...]]:
    yield tuple(column.name for column in table.primary_key.columns)
    yield from ((column.name,) for column in table.columns if column.unique)
    for index in table.indexes:
        if index.dialect_options["sqlite"]["where"] is None:
            yield tuple(column.name for column in index.columns)
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield tuple(column.name for column in constraint.columns)


def test_no_call_reads_a_whole_table_that_grows(engine: Engine) -> None:
    with Session(engine) as session:
        calls = all_calls(find_sample_ids(session, Market(PEOPLE)))
    assert {*SCANS} <= {*calls}
    found = {name: scanned(engine, call) for name, call in calls.items()}
    read = {name: tables for name, tables in found.items() if tables - SCANS.get(name, (set(), ""))[0]}
    assert read == {}


def scanned(engine: Engine, call: Call) -> set[str]:
    """Return the growing tables that a call reads whole."""
    statements: dict[str, Any] = {}

    def remember(_c: Any, _cursor: Any, statement: str, given: Any, _context: Any, many: bool) -> None:
        statements[statement] = given[0] if many and isinstance(given, list) else given

    event.listen(engine, "before_cursor_execute", remember)
    with Session(engine) as session:
        try:
            call(session)
        except Refusal:
            pass
        finally:
            session.rollback()
            event.remove(engine, "before_cursor_execute", remember)
    with engine.connect() as connection:
        plan = _sqlite_scans if engine.dialect.name == "sqlite" else _postgresql_scans
        return {
            table
            for statement, given in statements.items()
            if statement.split(maxsplit=1)[0] in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
            for table in plan(connection, statement, given)
            if table in GROWING
        }


def _sqlite_scans(connection: Connection, statement: str, given: Any) -> Iterator[str]:
    names = {alias: table for table, alias in re.findall(r'"?(\w+)"? AS (\w+)', statement)}
    for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given):
        scan = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", row[3])
        if scan and scan[2] not in PARTIAL:
            yield names.get(scan[1], scan[1])


def _postgresql_scans(connection: Connection, statement: str, given: Any) -> Iterator[str]:
    for way in ("seqscan", "mergejoin", "hashjoin", "material", "memoize"):
        connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    [plan] = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", given).scalar_one()
    yield from _scans_of(plan["Plan"])


def _scans_of(node: dict[str, Any]) -> Iterator[str]:
    """Yield the tables that are read without a condition on an index."""
    conditional = {"Index Cond", "Recheck Cond"} & {*node} or node.get("Index Name") in PARTIAL
    if "Relation Name" in node and not conditional and node["Node Type"] != "ModifyTable":
        yield node["Relation Name"]
    for each in node.get("Plans", ()):
        yield from _scans_of(each)


def test_a_whole_table_that_is_read_is_found(engine: Engine) -> None:
    from storage.waitlist import Entry

    assert scanned(engine, lambda session: session.exec(select(Entry).where(Entry.skipped == 1)).all()) == {
        "entry"
    }
    assert scanned(engine, lambda session: session.exec(select(Entry).where(Entry.id == 1)).all()) == set()
