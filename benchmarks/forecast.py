"""Accuracy of forecasts: simulated stalls in three worlds, each forecast scored by the visitors who came, beside "same as last time".

`python -m benchmarks.forecast [--quick] [--seed N]`. Exits with 1 where the range covers too few days, or is hardly better than "same as last time".
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from math import exp
from random import Random

from benchmarks.report import figures_line, printed
from market.forecast.rule import FEWEST_DAYS, SHARES, BookedAhead, PastDay, forecast_visitors, pinball

STALLS, QUICK_STALLS, DAYS = 2000, 400, 20
LEAST_COVERAGE, MOST_PINBALL = 0.77, 0.45
SIZES = (0.75, 1.25)
"""The range of a day's factor on bookings ahead: the narrower, the harder "same as last time" is to beat."""
SEED = 2026


@dataclass(frozen=True, kw_only=True)
class World:
    """Influences that all people of a day share: a chance of rain, on which only the share `staying` still comes, and a `spread` of good and bad days."""

    name: str
    rain: float = 0.0
    staying: float = 1.0
    spread: float = 0.0


WORLDS = (
    World(name="strong", rain=0.25, staying=0.5, spread=0.15),
    World(name="mild", spread=0.12),
    World(name="none"),
)


@dataclass(frozen=True, kw_only=True)
class Stall:
    """A stall's means: bookings ahead on an average day, the share of them that comes, and other visitors."""

    with_deposit: float
    without_deposit: float
    come_with: float
    come_without: float
    others: float


@dataclass(frozen=True, kw_only=True)
class Result:
    """`coverage`: the share of forecasts whose range held; `loss` and `last_time`: the summed losses of the forecasts and of "same as last time"."""

    days: int
    coverage: float
    loss: float
    last_time: float

    @property
    def pinball(self) -> float:
        """Return the loss divided by that of "same as last time"."""
        return self.loss / self.last_time


def random_stall(rng: Random) -> Stall:
    return Stall(
        with_deposit=rng.uniform(4, 40),
        without_deposit=rng.uniform(4, 40),
        come_with=rng.uniform(0.85, 0.97),
        come_without=rng.uniform(0.35, 0.65),
        others=rng.uniform(0, 10),
    )


def simulated_days(stall: Stall, world: World, rng: Random) -> Iterator[PastDay]:
    """Yield market days. Bookings ahead vary from day to day with what is sold, and the forecast knows them."""
    while True:
        size = rng.uniform(*SIZES)
        booked = BookedAhead(
            _binomial(rng, stall.with_deposit * size), _binomial(rng, stall.without_deposit * size)
        )
        shock = exp(rng.gauss(0, world.spread)) * (world.staying if rng.random() < world.rain else 1.0)
        came = BookedAhead(
            _attending(rng, booked.with_deposit, stall.come_with * shock),
            _attending(rng, booked.without_deposit, stall.come_without * shock),
        )
        yield PastDay(booked, came, _binomial(rng, stall.others * shock))


def score_world(world: World, stalls: int, rng: Random) -> Result:
    """Return the result of the forecasts of many stalls in one world."""
    days, held, loss, last_time = 0, 0, 0.0, 0.0
    for _ in range(stalls):
        source, past = simulated_days(random_stall(rng), world, rng), list[PastDay]()
        for _ in range(DAYS):
            today = next(source)
            forecast = forecast_visitors(past, today.booked)
            if forecast:
                came = today.visitors
                days, held = days + 1, held + (forecast.low <= came <= forecast.high)
                loss += pinball(came, (forecast.low, forecast.expected, forecast.high))
                last_time += pinball(came, (past[-1].visitors,) * len(SHARES))
            past.append(today)
    return Result(days=days, coverage=held / days, loss=loss, last_time=last_time)


def measure(stalls: int, seed: int) -> dict[World, Result]:
    """Return the result of each world; equal seeds give equal results."""
    return {world: score_world(world, stalls, Random(f"{seed} {world.name}")) for world in WORLDS}


def holds(result: Result) -> bool:
    """Return whether a result is good enough."""
    return result.coverage >= LEAST_COVERAGE and result.pinball <= MOST_PINBALL


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args(arguments)
    results = measure(QUICK_STALLS if args.quick else STALLS, args.seed)
    print(f"seed {args.seed}, {DAYS} market days a stall, forecasts from {FEWEST_DAYS} on")
    rows = [("world", "forecasts", "within 80 % range", "loss / last time", "")]
    rows += [
        (
            world.name,
            f"{one.days:,}",
            f"{one.coverage:.3f}",
            f"{one.pinball:.3f}",
            "" if holds(one) else "TOO WEAK",
        )
        for world, one in results.items()
    ]
    print(printed(rows))
    figures = {f"{world.name}_coverage_80": one.coverage for world, one in results.items()}
    figures |= {f"{world.name}_pinball_vs_last_time": one.pinball for world, one in results.items()}
    worst = {
        "coverage_80": min(one.coverage for one in results.values()),
        "pinball_vs_last_time": max(one.pinball for one in results.values()),
    }
    print(figures_line(figures | worst))
    return 0 if all(map(holds, results.values())) else 1


def _binomial(rng: Random, mean: float) -> int:
    """Return a random number of people who decide independently, `mean` on average."""
    return sum(rng.random() < mean / 200 for _ in range(200))


def _attending(rng: Random, people: int, share: float) -> int:
    return sum(rng.random() < share for _ in range(people))


if __name__ == "__main__":
    sys.exit(main())
