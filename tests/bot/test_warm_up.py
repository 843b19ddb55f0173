"""What a process loads only once it answers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import Session

from bot import warm_up
from handlers.stock.reading.marks import money_patterns
from storage.alley import Alley
from storage.store import Store

LATE = ("handlers.stock.reading.reader", "prometheus_client", "psycopg")


def add_alleys(session: Session, *currencies: str) -> None:
    session.add_all(
        Alley(
            code=f"A{place}",
            name=f"Alley {place}",
            city="There",
            zone="Asia/Kuching",
            territory="MY",
            currency=currency,
            latitude=6.0,
            longitude=116.0,
        )
        for place, currency in enumerate(currencies)
    )


@pytest.fixture(autouse=True)
def cold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_up, "SECONDS_AFTER_START", 0)
    money_patterns.cache_clear()


def printed(code: str) -> str:
    """Return what Python prints that has imported nothing yet."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True, env=environment
    )
    return done.stdout.strip()


def test_the_start_waits_for_no_patterns_and_no_library_that_is_not_used() -> None:
    loaded = f"import sys, bot.app, bot.cli.app_commands; print(sorted({{*{LATE}}} & {{*sys.modules}}))"
    assert printed(loaded) == "[]"


def test_tuning_the_collector_leaves_alone_what_is_there_and_collects_what_comes() -> None:
    code = """
import gc, weakref
from bot.gc_tuning import tune_gc
class Circle:
    def __init__(self): self.itself = self
gc.disable()
early = weakref.ref(Circle())
tune_gc()
late = weakref.ref(Circle())
gc.collect()
print(gc.isenabled(), early() is not None, late() is not None)
"""
    assert printed(code) == "True True False"


async def test_the_patterns_of_each_currency_are_there_before_its_first_line(store: Store) -> None:
    await store.write(add_alleys, "MYR", "IDR", "MYR")
    (await warm_up.warm_up(store)).join()
    assert money_patterns.cache_info().currsize == 2
    money_patterns("MYR")
    money_patterns("IDR")
    assert money_patterns.cache_info().currsize == 2


async def test_without_an_answer_of_the_database_the_collector_is_still_turned_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tuned: list[bool] = []
    monkeypatch.setattr(warm_up, "tune_gc", lambda: tuned.append(True))
    store = Store(f"sqlite:///{tmp_path / 'without_tables.db'}", deadline=None)
    (await warm_up.warm_up(store)).join()
    await store.close()
    assert (tuned, money_patterns.cache_info().currsize) == ([True], 0)
