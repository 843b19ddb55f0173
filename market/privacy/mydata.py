"""/mydata: everything that is stored about a person."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, func, or_, select
from sqlmodel import Session, col

from market.privacy.person_columns import PERSON, person_columns
from storage.audit import AuditEntry, AuditPerson
from storage.tables import metadata

Row = dict[str, Any]
AUDIT_ENTRY = AuditEntry.__tablename__


@dataclass(frozen=True)
class DataSummary:
    """The number of rows of each table that name a person."""

    rows: dict[str, int]


def mydata(session: Session, person: int) -> dict[str, list[Row]]:
    """Return the person's rows by table, ready for JSON and in the order of their keys; other people are "somebody else"."""
    found = {PERSON: _rows(session, metadata.tables[PERSON], person)}
    for table in _tables():
        found[table.name] = _rows(session, table, person)
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
    own = [place.column == person for place in person_columns() if place.table is table]
    return or_(*own) if own else table.c.id == person


def _rows(session: Session, table: Table, person: int) -> list[Row]:
    people = {place.column.name for place in person_columns() if place.table is table}
    in_order = select(table).where(_names(table, person)).order_by(*table.primary_key.columns)
    rows = session.connection().execute(in_order).mappings()
    return [
        {name: _value(value, name in people and value != person) for name, value in row.items()}
        for row in rows
    ]


def _value(value: Any, somebody_else: bool) -> Any:
    if somebody_else and value is not None:
        return "somebody else"
    return value.isoformat() if isinstance(value, date) else value
