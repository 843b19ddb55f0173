"""The joining benchmark's pieces work: everybody who joins has a place, by every way. Nothing here asks for speed."""

import json
from pathlib import Path

import pytest

from benchmarks.bot_processes import bot_processes
from benchmarks.join import (
    AT_ONCE,
    BOTS,
    TAPPED,
    TARGETS,
    TYPED,
    JoinFigures,
    Rounds,
    Size,
    beside_long,
    beside_raw,
    order,
    paths,
    prepare_market,
    result_of,
)
from benchmarks.join_setup import Result
from benchmarks.report import figures_line, printed

SIZE = Size(rounds=1, updates=12, joins=12, waiting=50, people=120)


def test_everybody_joins_once_by_every_way_and_nothing_is_sold_twice(tmp_path: Path) -> None:
    here, rounds = prepare_market(tmp_path, SIZE), new_rounds()
    with bot_processes(tmp_path, here.database, "-m", "benchmarks.lorong_join_by_word") as alley:
        burst = paths(alley, here, SIZE, rounds)
    obvious = here.database.replace("lorong.db", "obvious.db")
    for place, crowd in enumerate(here.targets):
        joined = 2 * AT_ONCE if place < 2 else SIZE.updates
        assert result_of(here.database, crowd.item) == Result(joined=joined, held=joined, twice=0, oversold=0)
        assert result_of(obvious, crowd.item) == Result(
            joined=joined // 12, held=joined // 12, twice=0, oversold=0
        )
    assert result_of(here.database, here.burst.item) == Result(
        joined=SIZE.people, held=SIZE.units_of_burst, twice=0, oversold=0
    )
    assert min(burst["rate"], burst["p50_ms"], burst["p99_ms"]) > 0
    assert all(each["tickets_s"] > 0 for some in rounds.values() for each in some["Lorong"])
    assert all(each["rate"] > 0 for bots in rounds.values() for some in bots.values() for each in some)


def new_rounds() -> dict[str, Rounds]:
    return {kind: {bot: [] for bot in BOTS} for kind in (TYPED, TAPPED)}


async def test_lorong_and_the_bare_driver_join_on_one_database(database_url: str) -> None:
    ours, theirs = await beside_raw(database_url, SIZE)
    assert len(ours) == len(theirs) == SIZE.rounds
    assert min(ours + theirs) > 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_joins_behind_a_long_line_waits(database_url: str) -> None:
    await beside_raw(database_url, SIZE)
    behind, first = await beside_long(database_url, SIZE)
    assert len(behind) == len(first) == SIZE.rounds
    assert min(behind + first) > 0


def test_an_echo_answers_with_as_many_calls() -> None:
    assert order("aiogram", TYPED, 7, 12).answers == 1
    assert order("aiogram", TAPPED, 7, 12).answers == 2
    assert order("aiogram", TAPPED, 7, 12).people == 12, "everybody once"


def test_the_figures_are_ratios_round_by_round_and_what_the_burst_left() -> None:
    rounds = {
        kind: {
            bot: [{"rate": 10.0 * (3 - place), "p50_ms": 5.0, "p99_ms": 9.0}]
            for place, bot in enumerate(BOTS)
        }
        for kind in (TYPED, TAPPED)
    }
    pair = ([6.0, 8.0, 9.0], [2.0, 2.0, 9.0])
    burst = {"rate": 40.0, "p50_ms": 1.0, "p99_ms": 2.0, "tickets_s": 4.0}
    done = JoinFigures(
        rounds=rounds,
        burst=burst,
        after=Result(joined=120, held=1_000, twice=1, oversold=2),
        sqlite=pair,
        postgresql=pair,
        long=pair,
    )
    figures = done.figures()
    assert [*figures] == [*TARGETS]
    assert figures["path_vs_echo"] == figures["tap_vs_echo"] == 1.5
    assert figures["path_vs_obvious"] == 3.0
    assert figures["joins_vs_raw_sqlite"] == figures["long_line_ratio"] == 3.0
    assert (figures["burst_s"], figures["burst_p99_ms"], figures["burst_oversold"]) == (250.0, 2.0, 3), (
        "for 10,000"
    )
    assert json.loads(figures_line(figures)) == figures
    assert "1.50" in printed(done.rows())
    assert "3.00" in printed(done.more_rows())
