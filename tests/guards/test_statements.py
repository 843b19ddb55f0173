"""No query, action or job makes a statement once for each row that it finds, but for those named here with the reason."""

import shutil
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, update
from sqlmodel import Session, col

from benchmarks.growth_calls import Call, all_calls, find_sample_ids, functions
from benchmarks.growth_data import NOW, ORGANISER, Market, telegram_id
from bot.beacon.local_beacon import LocalBeacon
from market.admins import Admins
from scheduler.broadcast import BroadcastJob
from scheduler.draw import DrawJob
from scheduler.heartbeat import HeartbeatJob
from scheduler.job_status import Job
from scheduler.jobs import all_jobs
from scheduler.shown import ShownJob
from storage.engine import database_url, writing
from storage.store import Store
from storage.ticket import Loan
from tests.counted_statements import noted_statements, statements
from tests.guards.conftest import PEOPLE

ALIKE = 5
"""How often a call may make the same statement, whatever its values. Lists of the filled market have from ten to a thousand rows."""
A_HOLD = "a hold is given by itself, with its message and its clock"
A_DEMO = "only where a clock is moved, in the demo, for each alley"

ONE_BY_ONE: dict[str, str] = {
    "crowded: draw": A_HOLD,
    "draw.overdue_draws.decide_by_round": A_HOLD,
    "kiosk.apply_scans.apply_scans": "each scan is applied by itself, after the rules of its ticket",
    "neighbour.record_market_days.next_digest": A_DEMO,
    "next_due.next_due": A_DEMO,
    "organiser.block.block": "the items of a person are allocated one by one",
    "organiser.stop.finish_next": "each deposit of a stall is owed back by itself",
    "organiser.people.find_people": "a page of eight people, each with what they have",
    "staff.helpers.leave_all_stalls": "each shift ahead is emptied, and the owner of its day told",
    "series.publish.publish_dates": "each of four dates is posted by itself, with the checks of a publication",
    "stock.post_again.post_stall_day_again": "each dish is posted by itself, with the checks of a publication",
    "split.ended.end_splits_of": "each drop is locked, and its parties are told",
}
"""The calls that make a statement more often, and why."""

JOBS_ONE_BY_ONE: dict[str, str] = {
    "messages of market days": "a stall day, the helpers of a market day, or a chunk of shoppers, in a transaction each",
    "draws that are due": A_HOLD,
    "stops of market days": "each stall is cancelled in a transaction of its own, and each deposit owed back",
    "dates of series": "each of four dates is posted by itself, with the checks of a publication",
    "digests for neighbours": "each alley that somebody listens to is a transaction of its own",
    "weeks of stalls": "each week of a stall is a transaction of its own",
    "packaging that did not come back": "each loan is written off in a transaction of its own",
    "screenshots whose time is over": "a few dozen at a time",
}
"""The jobs that do so with what is due, so that one that fails stops no other."""
LOOKING_ONE_BY_ONE = {
    "digests for neighbours": "some dozens of alleys, once a minute",
}
"""The jobs that do so although nothing is due."""


@pytest.fixture(scope="module")
def engine(filled_market: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    file = tmp_path_factory.mktemp("statements") / "lorong.db"
    shutil.copy(filled_market, file)
    engine = writing(database_url(f"sqlite:///{file}"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def calls(engine: Engine) -> dict[str, Call]:
    with Session(engine) as session:
        return all_calls(find_sample_ids(session, Market(PEOPLE)))


def feature_of(call: str) -> str:
    return call.partition(".")[0].partition(":")[0]


FEATURES = sorted({each.__module__.split(".")[1] for each in functions()} | {"crowded"})


@pytest.mark.parametrize("feature", FEATURES)
def test_no_call_makes_a_statement_once_a_row(engine: Engine, calls: dict[str, Call], feature: str) -> None:
    made = {name: most_alike(engine, call) for name, call in calls.items() if feature_of(name) == feature}
    known = {name for name in ONE_BY_ONE if feature_of(name) == feature}
    assert {name: most for name, most in made.items() if most > ALIKE and name not in known} == {}
    assert {name for name in known if made[name] <= ALIKE} == set(), "these do it no more"


def test_each_call_has_a_feature(calls: dict[str, Call]) -> None:
    assert {feature_of(name) for name in calls} <= {*FEATURES}
    assert {*ONE_BY_ONE} <= {*calls}


def most_alike(engine: Engine, call: Call) -> int:
    """Return how often a call makes the statement that it makes most."""
    with Session(engine) as session:
        made = Counter(statements(session, call))
        session.rollback()
    return max(made.values(), default=0)


def test_a_statement_once_a_row_is_found(engine: Engine) -> None:
    def each_stall(session: Session) -> None:
        for stall in range(1, 11):
            session.get(Loan, stall)

    assert most_alike(engine, each_stall) == 10


def jobs_of(store: Store) -> tuple[Job, ...]:
    """Return all jobs but the outbox, whose statements are those of `claim` and `ack`; what they would send goes nowhere."""
    admins, rng = Admins(frozenset({telegram_id(ORGANISER)})), Random(1)
    nowhere: Any = _nothing
    outbox: Any = SimpleNamespace(wake=_nothing)
    return all_jobs(
        store,
        outbox,
        BroadcastJob(store, _shown, admins, _now),
        DrawJob(store, LocalBeacon(bytes(32), _now), admins, _now, rng),
        heartbeat=HeartbeatJob(store, _silent_for, _now),
        shown=ShownJob(store, nowhere, lambda most, _busy: 0, _now, flush=_nothing),
        now=_now,
        rng=rng,
        admins=admins,
    )


def _now() -> Any:
    return NOW


async def _nothing(*_given: Any) -> None:
    pass


async def _shown(*_given: Any) -> bool:
    return True


async def _silent_for() -> float:
    return 0.0


NO_STORE: Any = None
JOBS = [job.name for job in jobs_of(NO_STORE)]


@pytest.fixture
async def filled_store(filled_market: Path, tmp_path: Path) -> AsyncIterator[Store]:
    """A copy of the filled market, in which a tenth of the late loans are still out."""
    shutil.copy(filled_market, tmp_path / "lorong.db")
    store = Store(f"sqlite:///{tmp_path / 'lorong.db'}", deadline=None)
    back = update(Loan).where(col(Loan.id) % 80 != 0, col(Loan.returned) == 0).values(returned=Loan.units)
    await store.write(lambda session: session.connection().execute(back).rowcount)
    yield store
    await store.close()


@pytest.mark.parametrize("name", JOBS)
async def test_no_job_makes_a_statement_once_a_row(filled_store: Store, name: str) -> None:
    """The first time with what is due by now, the second time with nothing that is due."""
    [job] = [each for each in jobs_of(filled_store) if each.name == name]
    most = []
    for _ in range(2):
        with noted_statements(Engine) as made:
            await job.run()
        most.append(max(Counter(made).values(), default=0))
    one_by_one = [name in JOBS_ONE_BY_ONE, name in LOOKING_ONE_BY_ONE]
    assert [each > ALIKE for each in most] == one_by_one, most


def test_each_named_job_is_one() -> None:
    assert {*JOBS_ONE_BY_ONE, *LOOKING_ONE_BY_ONE} <= {*JOBS}
