"""INSERT statements that skip existing rows, on both databases."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import Insert, Row, bindparam, column, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

Rows = Sequence[Mapping[str, Any]]


def insert_of(session: Session, table: type[SQLModel]) -> sqlite.Insert | postgresql.Insert:
    """Return the dialect's own INSERT, which can skip an existing row."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    return insert(table)


def json_object(session: Session, values: Mapping[str, Any]) -> Any:
    """Return an expression for a JSON object of columns and plain values."""
    sqlite_database = session.get_bind().dialect.name == "sqlite"
    function = func.json_object if sqlite_database else func.json_build_object
    return function(*chain.from_iterable(values.items()))


def insert_once(session: Session, table: type[SQLModel], **values: Any) -> bool:
    """Insert one row unless a unique key exists already; return whether it was inserted."""
    return session.connection().execute(_insert_once_statement(session, table), values).rowcount == 1


def insert_all_once(session: Session, table: type[SQLModel], rows: Rows) -> None:
    """Insert rows of the same columns, each unless its unique key exists already."""
    insert_all(session, table, rows, once=True)


def insert_all(
    session: Session,
    table: type[SQLModel],
    rows: Rows,
    *,
    returned_columns: tuple[str, ...] = (),
    once: bool = False,
) -> Sequence[Row[Any]]:
    """Insert rows of the same columns and return `returned_columns` of each, in no order. `once`: skip those whose unique key exists already.

    PostgreSQL gets an array for each column: parsing a statement with a parameter for each value takes three times as long.
    """
    if not rows:
        return ()
    postgres = session.get_bind().dialect.name == "postgresql"
    statement = _insert_all_statement(postgres, table, (*rows[0],), returned_columns, once=once)
    given = {name: [row[name] for row in rows] for name in rows[0]} if postgres else rows
    done = session.connection().execute(statement, given)
    return done.all() if returned_columns else ()


def insert_or_replace(
    session: Session, table: type[SQLModel], rows: Rows, key: tuple[str, ...], counter: str | None = None
) -> None:
    """Insert rows of the same columns, no two of one unique `key`. A row whose key exists takes the new values; its `counter` goes on by one."""
    if not rows:
        return
    postgres = session.get_bind().dialect.name == "postgresql"
    statement = _insert_or_replace_statement(postgres, table, (*rows[0],), key, counter=counter)
    given = {name: [row[name] for row in rows] for name in rows[0]} if postgres else rows
    session.connection().execute(statement, given)


@cache
def _insert_or_replace_statement(
    postgres: bool, table: type[SQLModel], names: tuple[str, ...], key: tuple[str, ...], counter: str | None
) -> Insert:
    """Return the statement, built once for the same columns."""
    insert: Any = _from_arrays(table, names) if postgres else sqlite.insert(table)
    again = {name: insert.excluded[name] for name in names if name not in key}
    if counter:
        again[counter] = getattr(table, counter) + 1
    made: Insert = insert.on_conflict_do_update(index_elements=key, set_=again)
    return made


@cache
def _insert_all_statement(
    postgres: bool,
    table: type[SQLModel],
    names: tuple[str, ...],
    returned_columns: tuple[str, ...],
    once: bool,
) -> Insert:
    """Return the statement, built once for the same columns."""
    insert: Any = _from_arrays(table, names) if postgres else sqlite.insert(table)
    if once:
        insert = insert.on_conflict_do_nothing()
    made: Insert = (
        insert.returning(*(getattr(table, name) for name in returned_columns)) if returned_columns else insert
    )
    return made


def _from_arrays(table: type[SQLModel], names: tuple[str, ...]) -> postgresql.Insert:
    types = [getattr(table, name).type for name in names]
    arrays = [bindparam(name, type_=postgresql.ARRAY(kind)) for name, kind in zip(names, types, strict=True)]
    columns = [column(name, kind) for name, kind in zip(names, types, strict=True)]
    rows = func.unnest(*arrays).table_valued(*columns, name="given").render_derived()
    return postgresql.insert(table).from_select(names, select(*rows.c), include_defaults=False)


_STATEMENTS: dict[tuple[str, type[SQLModel]], Insert] = {}


def _insert_once_statement(session: Session, table: type[SQLModel]) -> Insert:
    """Return the statement, built once for each table. PostgreSQL otherwise loses the number of inserted rows."""
    key = session.get_bind().dialect.name, table
    if key not in _STATEMENTS:
        once = insert_of(session, table).on_conflict_do_nothing()
        _STATEMENTS[key] = once.execution_options(preserve_rowcount=True)
    return _STATEMENTS[key]
