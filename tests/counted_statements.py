"""The statements that a query or an action makes."""

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlmodel import Session

from market.refusal import Refusal

VALUE = r"(?:\?|%\(\w+\)s(?:::\w+)?)"
VALUES = re.compile(f"{VALUE}(?:, {VALUE})*")


def statements(session: Session, query: Callable[..., object], *arguments: Any) -> list[str]:
    """Return the statements that a call makes in the transaction of a session, also one that ends with a refusal. Lists of values are one "?"."""
    made: list[str] = []

    def remember(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        made.append(VALUES.sub("?", statement))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", remember)
    try:
        query(session, *arguments)
        session.flush()
    except Refusal:
        pass
    finally:
        event.remove(connection, "before_cursor_execute", remember)
    return made
