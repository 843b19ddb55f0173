"""Preparations of commands before they start: settings, and a database whose schema is current."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import assert_never

from sqlalchemy.exc import DatabaseError, OperationalError

from bot.cli.errors import CommandFailed, DatabaseUnreachable, NotReady
from bot.settings import InvalidSettings, Settings, load_settings
from storage import schema
from storage.copy import CopyNotWritten
from storage.engine import database_url
from storage.reachability import may_pass
from storage.retry_pause import RetryPause

PrintLine = Callable[[str], None]
PATIENCE = 300.0
"""Seconds at most for which a start waits for its database."""
LONGEST_PAUSE = 30.0


def settings_in_order() -> Settings:
    """Return the settings. Raises NotReady with a line for each that is wrong."""
    try:
        return load_settings()
    except InvalidSettings as wrong:
        raise NotReady("\n".join(wrong.lines)) from None


def schema_state(settings: Settings) -> schema.SchemaState:
    """Return how the database relates to this code. Raises NotReady."""
    with storage_errors_reported():
        return schema.state(settings.database_url)


def ensure_schema(settings: Settings, print_line: PrintLine) -> None:
    """Upgrade an SQLite database. Raises NotReady where PostgreSQL is not current."""
    if database_url(settings.database_url).get_backend_name() == "sqlite":
        upgrade_schema(settings, print_line)
    else:
        require_current_schema(settings)


def wait_for_schema(settings: Settings, print_line: PrintLine) -> None:
    """As `ensure_schema`, but wait for a database that does not answer, with longer and longer pauses. Raises DatabaseUnreachable after PATIENCE."""
    pause, waited = RetryPause(1.0, LONGEST_PAUSE), 0.0
    while True:
        try:
            ensure_schema(settings, print_line)
        except DatabaseUnreachable as away:
            if waited >= PATIENCE:
                raise
            if not waited:
                print_line(f"{away} Waiting for it, {PATIENCE / 60:.0f} minutes at most.")
            time.sleep(pause.seconds)
            waited += pause.seconds
            pause.failed()
        else:
            if waited:
                print_line("The database answers now.")
            return


def require_current_schema(settings: Settings) -> None:
    """Raise NotReady where the database has another schema than this code."""
    match schema_state(settings):
        case schema.SchemaState.CURRENT:
            return
        case schema.SchemaState.AHEAD:
            raise NotReady(
                "The database is newer than this Lorong: start the newer one, or restore a backup."
            )
        case schema.SchemaState.OTHER_CHAIN:
            with storage_errors_reported():
                schema.refuse_unknown(settings.database_url)
        case schema.SchemaState.EMPTY | schema.SchemaState.BEHIND as state:
            raise NotReady(f"The database is {state}: run `lorong db upgrade` first.")
        case state:
            assert_never(state)


def upgrade_schema(settings: Settings, print_line: PrintLine) -> bool:
    """Create or upgrade the schema and say so; return whether it was behind. Raises NotReady."""
    with storage_errors_reported():
        upgraded = schema.upgrade(settings.database_url)
    if upgraded.before != upgraded.after:
        print_line(f"The database is at revision {upgraded.after} now.")
    if upgraded.copy:
        print_line(f"A copy as it was before is in {upgraded.copy}.")
    return upgraded.before != upgraded.after


@contextmanager
def storage_errors_reported(database: str = "LORONG_DATABASE_URL") -> Iterator[None]:
    """Turn what the storage refuses into NotReady, and a database that does not answer now into DatabaseUnreachable. `database` names it."""
    try:
        yield
    except (schema.DatabaseUnfit, FileNotFoundError) as error:
        raise NotReady(f"{error}") from error
    except CopyNotWritten as error:
        raise CommandFailed(f"{error}") from error
    except (OperationalError, sqlite3.OperationalError) as error:
        if may_pass(_cause_of(error)):
            raise DatabaseUnreachable(f"{database} does not answer now: {_words_of(error)}") from None
        raise NotReady(f"{database} cannot be opened: {_words_of(error)}") from None
    except (DatabaseError, sqlite3.DatabaseError) as error:
        if not _is_damaged(error):
            raise
        raise NotReady(
            f"{database} is no sound database ({_words_of(error)}): move its file away, then `lorong db restore` a backup."
        ) from None


def _cause_of(error: DatabaseError | sqlite3.DatabaseError) -> BaseException:
    """Return the error of the driver."""
    return (error.orig or error) if isinstance(error, DatabaseError) else error


def _words_of(error: DatabaseError | sqlite3.DatabaseError) -> str:
    """Return what the database itself said, on one line."""
    return " ".join(str(_cause_of(error)).split())


def _is_damaged(error: DatabaseError | sqlite3.DatabaseError) -> bool:
    """Return whether an SQLite file is damaged, or no database at all."""
    return any(words in _words_of(error) for words in ("file is not a database", "malformed"))
