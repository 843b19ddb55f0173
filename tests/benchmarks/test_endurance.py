"""The endurance benchmark works at a tiny size, and finds growth. No test asserts how much memory a run takes."""

import os

import pytest

from benchmarks.endurance import (
    SAMPLES,
    TARGETS,
    Sample,
    Size,
    figures_of,
    measure,
    missed,
    proportional_bytes,
)

MIB = 2**20


def samples(*, pss: float = 0, descriptors: int = 0, wal: int = 0) -> list[Sample]:
    """Return a run in which so much is added in the second half."""
    return [
        Sample(
            updates=number,
            pss=round((200 + max(0, number - SAMPLES // 2) / SAMPLES * 2 * pss) * MIB),
            descriptors=40 + (descriptors if number > SAMPLES // 2 else 0),
            wal=(9 + (wal if number > SAMPLES // 2 else 0)) * MIB,
        )
        for number in range(SAMPLES)
    ]


def test_a_process_that_stays_as_it_is_meets_the_targets() -> None:
    assert missed(figures_of(samples())) == []
    assert missed(figures_of(samples(pss=15))) == []


@pytest.mark.parametrize(
    ("growth", "name"),
    [({"pss": 25}, "pss_growth"), ({"descriptors": 4}, "descriptors_growth"), ({"wal": 2}, "wal_growth")],
)
def test_growth_after_half_of_the_run_is_found(growth: dict[str, int], name: str) -> None:
    assert missed(figures_of(samples(**growth))) == [name]


def test_the_memory_of_a_process_is_read() -> None:
    assert 10 * MIB < proportional_bytes(os.getpid()) < 4096 * MIB


@pytest.mark.proof
async def test_everybody_is_answered_while_the_hours_pass() -> None:
    rows, figures = await measure(Size(updates=200, people=50, every=40))
    assert figures["unanswered"] == 0
    assert figures.keys() >= TARGETS.keys()
    assert len(rows) > 2
