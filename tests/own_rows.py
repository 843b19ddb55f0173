"""A test that asks a busy database itself sees its own rows; what the product asks is answered from all."""

import sys
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import Connection, Engine, event

from storage.tables import metadata

BUSY = "lorong_busy"
"""How the names of databases with neighbours begin."""
ROOT = Path(__file__).parent.parent
TESTS = f"{ROOT}/tests/"
PRODUCT = tuple(f"{ROOT}/{name}/" for name in ("bot", "handlers", "scheduler", "web", "market", "storage"))
SEEING = ("SELECT", "UPDATE", "DELETE", "WITH")


def add_own_views(connection: Connection) -> None:
    """Add the schema `own`: of each table a view without the rows that stand in `neighbours`. What is done in it is done to the table."""
    connection.exec_driver_sql("CREATE SCHEMA own")
    for table in metadata.sorted_tables:
        key = ", ".join(f'"{column.name}"' for column in table.primary_key)
        own = f'({key}) NOT IN (SELECT {key} FROM neighbours."{table.name}")'
        view = f'SELECT * FROM public."{table.name}" WHERE {own}'
        connection.exec_driver_sql(f'CREATE VIEW own."{table.name}" AS {view}')


def see_own_rows_in_tests() -> None:
    """Give each statement that a test makes itself the views, and those of the product the tables."""
    event.listen(Engine, "before_cursor_execute", _see_own_rows)
    event.listen(Engine, "after_cursor_execute", _see_all_rows)


def _see_own_rows(connection: Connection, cursor: Any, statement: str, *_: object) -> None:
    if _is_about_own_rows(connection, statement):
        cursor.connection.execute("SET search_path TO own, public")


def _see_all_rows(connection: Connection, cursor: Any, statement: str, *_: object) -> None:
    if _is_about_own_rows(connection, statement):
        cursor.connection.execute("SET search_path TO public")


def _is_about_own_rows(connection: Connection, statement: str) -> bool:
    is_busy = (connection.engine.url.database or "").startswith(BUSY)
    return is_busy and statement.startswith(SEEING) and _is_of_a_test(sys._getframe(2))


def _is_of_a_test(frame: FrameType | None) -> bool:
    """Return whether the nearest frame that is not a library's is a test's."""
    while frame and not frame.f_code.co_filename.startswith((TESTS, *PRODUCT)):
        frame = frame.f_back
    return frame is not None and frame.f_code.co_filename.startswith(TESTS)
