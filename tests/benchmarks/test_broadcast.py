"""The broadcast benchmark: each sender sends every message once to the counting server. No test asserts speed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.broadcast import SENDERS, MeasuringServer, Run, rate_rows
from benchmarks.process import run_process


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MeasuringServer]:
    folder: Path = tmp_path_factory.mktemp("bench")
    with run_process(["-m", "benchmarks.counting_server"], folder, heard=True) as counter:
        assert counter.stdout is not None
        yield MeasuringServer(counter.stdout.readline().strip(), folder)


@pytest.mark.parametrize("name", SENDERS)
def test_each_sender_sends_every_message(server: MeasuringServer, name: str) -> None:
    run = server.run(name, 20, 1000)
    assert len(run.moments) == 20
    assert run.processor > 0


def test_the_fullest_second_and_the_rate_follow_from_the_arrival_times() -> None:
    run = Run([0.0, 0.1, 0.9, 1.0, 1.05, 1.9, 4.0], processor=1.0)
    assert (run.fullest, run.rate, run.cores) == (4, 1.5, 0.25)


def test_the_table_has_a_column_for_each() -> None:
    runs = dict.fromkeys(SENDERS, Run([0.0, 1.0], 0.1))
    rows = rate_rows(runs, [runs], [runs])
    assert {len(row) for row in rows} == {1 + len(SENDERS)}
