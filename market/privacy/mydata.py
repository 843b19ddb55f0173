"""/mydata: everything that is stored about a person, and what their stall and broadcasts hold."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, Table, func, or_, select
from sqlmodel import Session, col

from market.privacy.person_columns import PERSON, person_columns
from storage.audit import AuditEntry, AuditPerson
from storage.tables import metadata

Row = dict[str, Any]
AUDIT_ENTRY = AuditEntry.__tablename__
OWNED = (("stall", "owner_id"), ("broadcast", "author_id"))
"""The tables of what is a person's own, with the column that says so."""
HELD = {
    "stall": (
        "cart_amount",
        "cash_entry",
        "counter_check",
        "day_close",
        "dossier_link",
        "doubtful_sale",
        "drop",
        "forecast",
        "licence_card",
        "licence_document",
        "licence_fee",
        "oversold",
        "packaging_place",
        "payee",
        "power_rating",
        "receipt",
        "drop_series",
        "last_minute_offer",
        "seller",
        "showroom_closing",
        "showroom_curation",
        "showroom_slot",
        "showroom_window",
        "stall_day",
        "stall_day_count",
        "stall_origin",
        "stock_template",
        "till",
        "transfer",
    ),
    "broadcast": ("wording",),
    "drop": ("drop_tag", "item", "live_session", "split"),
    "item": ("component",),
    "stall_day": ("roster", "stall_note"),
    "receipt": ("receipt_amount", "receipt_line"),
}
"""For each table the tables whose rows belong to its rows: words, goods and money of a stall, and the words of a broadcast."""
OF_OTHERS = {
    "stall": (
        "deposit",
        "desk_choice",
        "failed_code_attempt",
        "help_call",
        "kiosk_device",
        "kiosk_link",
        "objection",
        "received_photo",
        "recovery",
        "report",
        "scan",
        "scan_conflict",
        "showroom_visit",
        "stall_follow",
        "stall_invite",
        "stall_staff",
    ),
    "drop": ("broadcast", "objection", "report"),
}
"""The tables whose rows are about a stall or its drops and belong to whoever pays, visits, follows, helps, scans or reports."""


@dataclass(frozen=True)
class DataSummary:
    """The number of rows of each table that name a person."""

    rows: dict[str, int]


def mydata(session: Session, person: int) -> dict[str, list[Row]]:
    """Return the person's rows by table, ready for JSON and in the order of their keys; other people are "somebody else".

    With a stall and its drops, and with a broadcast, comes what belongs to them.
    """
    held = _held(person)
    found = {PERSON: _rows(session, metadata.tables[PERSON], person, _names(metadata.tables[PERSON], person))}
    for table in dict.fromkeys((*_tables(), *held)):
        conditions = (_named_in(table, person), held.get(table))
        found[table.name] = _rows(session, table, person, *(each for each in conditions if each is not None))
    found[AUDIT_ENTRY] = _audit_rows(session, person)
    return {name: rows for name, rows in found.items() if rows}


def _audit_rows(session: Session, person: int) -> list[Row]:
    """Return what the audit log has of a person; others who appear are "somebody else"."""
    own = select(col(AuditPerson.id)).where(col(AuditPerson.person_id) == person)
    numbers = set(session.connection().execute(own).scalars())
    entries = metadata.tables[AUDIT_ENTRY]
    theirs = or_(entries.c.actor.in_(numbers), entries.c.subject.in_(numbers))
    return [
        {
            name: _value(value, name in ("actor", "subject") and value not in numbers)
            for name, value in row.items()
        }
        for row in session.connection()
        .execute(select(entries).where(theirs).order_by(entries.c.id))
        .mappings()
    ]


def data_summary(session: Session, person: int) -> DataSummary:
    """Return the number of rows of each table about this person."""
    counts = {}
    for table in _tables():
        rows = select(func.count()).select_from(table).where(_names(table, person))
        counts[table.name] = session.connection().execute(rows).scalar_one()
    return DataSummary(counts)


def _tables() -> list[Table]:
    return list(dict.fromkeys(place.table for place in person_columns()))


def _names(table: Table, person: int) -> Any:
    named = _named_in(table, person)
    return table.c.id == person if named is None else named


def _named_in(table: Table, person: int) -> Any | None:
    """Return the condition that a row names a person; None for a table without people."""
    own = [place.column == person for place in person_columns() if place.table is table]
    return or_(*own) if own else None


def _held(person: int) -> dict[Table, Any]:
    """Return for each table of HELD the condition that a row belongs to the person's stall or broadcast."""
    ids = {name: _ids(name, metadata.tables[name].c[owner] == person) for name, owner in OWNED}
    held: dict[Table, Any] = {}
    for holder, names in HELD.items():
        for name in names:
            table = metadata.tables[name]
            held[table] = _reference(table, holder).in_(ids[holder])
            if name in HELD:
                ids[name] = _ids(name, held[table])
    return held


def _reference(table: Table, holder: str) -> Column[Any]:
    """Return the first column of a table that refers to another: of a component, its bundle."""
    return next(
        column
        for column in table.columns
        if any(key.column.table.name == holder for key in column.foreign_keys)
    )


def _ids(name: str, condition: Any) -> Any:
    table = metadata.tables[name]
    return select(table.c.id).where(condition)


def _rows(session: Session, table: Table, person: int, *conditions: Any) -> list[Row]:
    """Return the rows that meet any of the conditions. Each is a query, as the two together would read the whole table."""
    people = {place.column.name for place in person_columns() if place.table is table}
    key = [column.name for column in table.primary_key.columns]
    found = {
        tuple(row[name] for name in key): row
        for condition in conditions
        for row in session.connection().execute(select(table).where(condition)).mappings()
    }
    return [
        {name: _value(value, name in people and value != person) for name, value in found[each].items()}
        for each in sorted(found)
    ]


def _value(value: Any, somebody_else: bool) -> Any:
    if somebody_else and value is not None:
        return "somebody else"
    return value.isoformat() if isinstance(value, date) else value
