"""`python -m benchmarks.season --seed N [--seeds COUNT] [--weeks W] [--people P] [--until STEP]`: see docs/season.md."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

import structlog

from benchmarks.report import figures_line
from benchmarks.season.run import SeasonResult, SeasonSize, run_season
from storage.schema import upgrade


def main() -> None:
    """Run one season or several; exit with 1 where an invariant was violated."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    options = _options()
    size = SeasonSize(weeks=options.weeks, people=options.people, until=options.until)
    with tempfile.TemporaryDirectory(prefix="lorong-season-") as folder:
        template = Path(folder) / "template.db"
        upgrade(f"sqlite:///{template}")
        results = [_run(seed, size, template) for seed in range(options.seed, options.seed + options.seeds)]
    broken = [result for result in results if result.violation]
    print(
        figures_line(
            {
                "seeds": len(results),
                "steps": sum(result.steps for result in results),
                "acts": sum(result.acts for result in results),
                "commits": sum(result.commits for result in results),
                "faults": sum(result.faults for result in results),
                "refused": sum(result.refused for result in results),
                "violations": len(broken),
            }
        )
    )
    sys.exit(1 if broken else 0)


def _run(seed: int, size: SeasonSize, template: Path) -> SeasonResult:
    result = asyncio.run(run_season(seed, size, template))
    print(summary(result, size), flush=True)
    return result


def summary(result: SeasonResult, size: SeasonSize) -> str:
    """Return a line about a season, with the command to replay a violation."""
    if result.violation:
        replay = f"--seed {result.seed} --weeks {size.weeks:g} --people {size.people} --until {result.steps}"
        return f"seed {result.seed}, step {result.steps}: {result.violation}\n  python -m benchmarks.season {replay}"
    kinds = ", ".join(f"{count} x {kind}" for kind, count in sorted(result.by_fault.items()))
    return (
        f"seed {result.seed}: {result.steps} steps, {result.acts} acts, {result.commits} commits, {result.refused} refused, "
        f"{result.faults} faults ({kinds}), rows {result.digest[:12]}"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.season", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds, one after the other")
    parser.add_argument("--weeks", type=float, default=12)
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--until", type=int, default=None, help="stop after this step")
    return parser.parse_args()


if __name__ == "__main__":
    main()
