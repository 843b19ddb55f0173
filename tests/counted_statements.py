"""The statements that a query, an action or a job makes."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlmodel import Session

from market.refusal import Refusal

VALUE = r"(?:\?|%\(\w+\)s(?:::\w+)?)"
VALUES = re.compile(f"{VALUE}(?:, {VALUE})*")


@contextmanager
def noted_statements(on: Any) -> Iterator[list[str]]:
    """Collect the statements made on a connection, on an engine, or on the class of engines. Lists of values are one "?"."""
    made: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        made.append(VALUES.sub("?", statement))

    event.listen(on, "before_cursor_execute", note)
    try:
        yield made
    finally:
        event.remove(on, "before_cursor_execute", note)


def statements(session: Session, query: Callable[..., object], *arguments: Any) -> list[str]:
    """Return the statements that a call makes in the transaction of a session, also one that ends with a refusal."""
    with noted_statements(session.connection()) as made:
        try:
            query(session, *arguments)
            session.flush()
        except Refusal:
            pass
    return made
