"""Row locks held by another transaction, and an assertion that an action waits for a row where it reads it, not only where it writes."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg.errors import LockNotAvailable
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, text

from storage.store import Store

Deed = tuple[Callable[..., Any], *tuple[Any, ...]]
"""An action and what follows its session."""

PATIENCE = text("SET LOCAL lock_timeout = '60ms'")


@contextmanager
def locked_elsewhere(store: Store, table: type[Any], where: str = "TRUE") -> Iterator[None]:
    """Lock these rows, at least one, in another transaction for the length of the block."""
    url = store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, options="-c search_path=own,public") as other:
        rows = f'SELECT 1 FROM "{table.__tablename__}" WHERE {where} FOR NO KEY UPDATE'
        assert other.execute(rows.encode()).rowcount, "there is such a row"
        yield


async def waits_where_it_looks(store: Store, deed: Deed, table: type[Any], where: str = "TRUE") -> None:
    """Assert that an action waits for a row lock at its read, since a value read before the wait could be old after it."""

    def impatient(session: Session) -> None:
        session.connection().execute(PATIENCE)
        action, *args = deed
        action(session, *args)

    with locked_elsewhere(store, table, where), pytest.raises(OperationalError) as refused:
        await store.write(impatient)
    assert isinstance(refused.value.orig, LockNotAvailable)
    asked = refused.value.statement or ""
    looks = rf'SELECT .*(FROM|JOIN) "?{table.__tablename__}"?\b.* FOR (NO KEY )?UPDATE'
    assert re.match(looks, asked, re.DOTALL), f"it waited at {asked}"
