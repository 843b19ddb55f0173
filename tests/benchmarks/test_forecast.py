"""The forecast benchmark: equal seeds give equal results, a bad rule fails, and at full size each world meets its limits."""

import json

import pytest

from benchmarks import forecast
from benchmarks.forecast import SEED, STALLS, WORLDS, Result, holds, main, measure
from market.forecast.rule import BookedAhead, PastDay, Visitors


def test_equal_seeds_give_equal_results_and_other_seeds_do_not() -> None:
    assert measure(5, SEED) == measure(5, SEED)
    assert measure(5, SEED) != measure(5, SEED + 1)


def test_a_forecast_that_covers_too_little_or_hardly_beats_last_time_fails() -> None:
    assert holds(Result(days=10, coverage=0.77, loss=4.5, last_time=10))
    assert not holds(Result(days=10, coverage=0.76, loss=1, last_time=10))
    assert not holds(Result(days=10, coverage=0.9, loss=4.6, last_time=10))


def test_a_rule_that_expects_everybody_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def everybody(days: list[PastDay], booked: BookedAhead) -> Visitors | None:
        return Visitors(booked.people, booked.people, booked.people) if len(days) > 3 else None

    monkeypatch.setattr(forecast, "forecast_visitors", everybody)
    monkeypatch.setattr(forecast, "QUICK_STALLS", 10)
    assert main(["--quick"]) == 1
    assert capsys.readouterr().out.count("TOO WEAK") == len(WORLDS)


def test_the_last_line_is_json_with_the_worst_of_each(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(forecast, "QUICK_STALLS", 60)
    assert main(["--quick"]) == 0
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figures["coverage_80"] == min(figures[f"{world.name}_coverage_80"] for world in WORLDS)
    assert figures["pinball_vs_last_time"] == max(
        figures[f"{world.name}_pinball_vs_last_time"] for world in WORLDS
    )


@pytest.mark.proof
def test_each_world_holds_at_full_size() -> None:
    assert [world.name for world, result in measure(STALLS, SEED).items() if not holds(result)] == []
