"""The market of a thousand people, filled once a session."""

import shutil
from pathlib import Path

import pytest
from sqlmodel import Session

from benchmarks.growth_data import fill
from storage.engine import database_url, writing
from tests.conftest import MadeOnce

PEOPLE = 1000


@pytest.fixture(scope="session")
def filled_market(made_once: MadeOnce, sqlite_template: Path) -> Path:
    """Return a file with the filled market of this session, to be copied."""

    def make(folder: Path) -> str:
        file = folder / "filled.db"
        shutil.copy(sqlite_template, file)
        engine = writing(database_url(f"sqlite:///{file}"))
        with Session(engine) as session, session.begin():
            fill(session, PEOPLE)
        engine.dispose()
        return str(file)

    return Path(made_once("filled_market", make))
