"""The accuracy of reading stock lines, on a table of lines with what a careful clerk reads in each. `python -m benchmarks.stock [FILE] [--quick]`.

FILE is tab-separated: locale, currency, line, quantity, price in minor units, name, tags, and `?` where the reader must ask instead
of being sure. `-` is not in the line, `#` begins a comment.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Protocol

from benchmarks.report import figures_line, machine, printed
from benchmarks.stock_table import ExpectedLine, LineFacts, expected_lines
from handlers.stock.line_parser import UnparsedSpan, parse_line
from market.stock.stock_line import StockLine

TABLE = Path(__file__).parent / "stock_lines.tsv"
TODAY = date(2026, 11, 24)
QUICK, FULL = 1, 9
"""Repetitions over all lines when the time is measured."""
SHOWN = 30
TARGETS = {"read_right": ">= 0.92", "misread": "<= 0.005"}


class Reading(Protocol):
    """The result of reading one line, by any reader."""

    @property
    def stock(self) -> StockLine: ...

    @property
    def sure(self) -> bool: ...

    @property
    def unparsed(self) -> Sequence[UnparsedSpan]: ...

    @property
    def doubt(self) -> str: ...


ReadLine = Callable[[str, str, date], Reading]


@dataclass(frozen=True)
class Outcome:
    """A line with what was read in it."""

    expected: ExpectedLine
    reading: Reading

    @property
    def facts(self) -> LineFacts:
        stock = self.reading.stock
        return LineFacts(quantity=stock.quantity, price=stock.price, name=stock.name, tags=stock.tags)

    @property
    def asked(self) -> bool:
        return not self.reading.sure

    @property
    def right(self) -> bool:
        """Return whether the reader asked where it must, and otherwise was sure and agreed with the clerk."""
        if self.expected.must_ask:
            return self.asked
        return self.reading.sure and self.facts.comparable == self.expected.facts.comparable

    @property
    def misread(self) -> bool:
        return self.reading.sure and not self.right


def outcomes(lines: Sequence[ExpectedLine], read: ReadLine) -> list[Outcome]:
    return [Outcome(line, read(line.text, line.currency, TODAY)) for line in lines]


def shares(found: Sequence[Outcome]) -> dict[str, float]:
    """Return the shares of lines read right, sure but wrong, and asked; an asked line may be right."""
    counts = {
        "read_right": sum(outcome.right for outcome in found),
        "misread": sum(outcome.misread for outcome in found),
        "asked": sum(outcome.asked for outcome in found),
    }
    return {name: count / len(found) for name, count in counts.items()}


def share_rows(found: Sequence[Outcome]) -> list[list[str]]:
    """Return a row for each language and one for all."""
    languages = list(dict.fromkeys(outcome.expected.locale for outcome in found))
    rows = [
        _share_row(language, [outcome for outcome in found if outcome.expected.locale == language])
        for language in languages
    ]
    return [["", "lines", "read right", "misread", "asked"], *rows, _share_row("all", found)]


def wrong_lines(found: Sequence[Outcome]) -> list[str]:
    """Return the first lines that were not read right: what was expected beside what was read."""
    return [_wrong_line(outcome) for outcome in found if not outcome.right][:SHOWN]


def milliseconds_per_line(lines: Sequence[ExpectedLine], read: ReadLine, rounds: int) -> float:
    """Return the median of the rounds."""
    taken = []
    for _ in range(rounds):
        begun = perf_counter()
        outcomes(lines, read)
        taken.append(perf_counter() - begun)
    return 1000 * median(taken) / len(lines)


def _share_row(name: str, found: Sequence[Outcome]) -> list[str]:
    return [name, str(len(found)), *(f"{share:.1%}" for share in shares(found).values())]


def _wrong_line(outcome: Outcome) -> str:
    expected = outcome.expected
    unread = "".join(f"; not understood: {part.words}" for part in outcome.reading.unparsed)
    verdict = "misread" if outcome.misread else f"asked ({outcome.reading.doubt or 'two readings'})"
    return "\n".join(
        (
            f"{verdict}, {expected.locale} {expected.currency}, row {expected.row}: {expected.text}",
            f"  expected {'to be asked' if expected.must_ask else expected.facts}",
            f"  read     {outcome.facts}{unread}",
        )
    )


def _summary(figures: Mapping[str, float]) -> str:
    return "; ".join(f"{name} {figures[name]:.3f} (target {target})" for name, target in TARGETS.items())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stock", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=TABLE, help="another table of lines")
    parser.add_argument("--quick", action="store_true", help="all lines once for the time, not nine times")
    options = parser.parse_args()
    try:
        lines = expected_lines(options.file)
    except (OSError, ValueError) as error:
        sys.exit(f"{options.file}: {error}")
    found = outcomes(lines, parse_line)
    wrong = wrong_lines(found)
    figures = shares(found) | {
        "lines": len(lines),
        "ms_per_line": milliseconds_per_line(lines, parse_line, QUICK if options.quick else FULL),
    }
    print(printed(share_rows(found)))
    print("\n" + "\n".join(wrong or ["No line was read wrongly."]))
    print(
        f"\n{options.file.name}: the first {len(wrong)} of {sum(not outcome.right for outcome in found)} wrong lines are shown above."
    )
    print(
        "Right: sure, and quantity, price, name and tags as the clerk reads them, or not sure where the reader must ask."
        " Misread: sure and wrong. Asked: not sure."
    )
    print(machine("regex"))
    print(_summary(figures))
    print(figures_line(figures))


if __name__ == "__main__":
    main()
