"""One cache of compiled SQLAlchemy statements for all engines of a kind: tests open thousands of engines, each with an empty cache."""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

STATEMENTS: LRUCache[Any, Any] = LRUCache(1000)
"""Compiled statements by dialect, statement and columns, as each engine has them."""

ONE_CACHE = {"_compiled_cache": property(lambda engine: STATEMENTS, lambda engine, own: None)}
ONE_DIALECT = {
    "__hash__": lambda dialect: hash(type(dialect)),
    "__eq__": lambda dialect, other: type(dialect) is type(other),
}


def share_statements() -> None:
    """Give all engines of this process one cache, in which two dialects of a class are the same."""
    for changed, by in (
        (Engine, ONE_CACHE),
        (PGDialect_psycopg, ONE_DIALECT),
        (SQLiteDialect_pysqlite, ONE_DIALECT),
    ):
        for name, value in by.items():
            setattr(changed, name, value)
