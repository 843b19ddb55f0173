"""Lorong beside bare bots: drop cards, /start, finding a handler, start and memory. `python -m benchmarks.echo [--quick]`."""

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.booked_people import BOOKERS, FIRST_BOOKER, add_bookings
from benchmarks.bot_processes import BotProcesses, bot_processes
from benchmarks.load import FIRST_PERSON, PEOPLE, Order
from benchmarks.process import run_process
from benchmarks.report import figures_line, machine, over, printed
from benchmarks.sample_market import SampleMarket, sample_market
from benchmarks.startup import megabytes, seconds_to_first_poll, seconds_to_import

BOTS = ("Lorong", "aiogram", "python-telegram-bot")
AT_ONCE = 50
CARD, TAP, HOME = "drop card, typed", "drop card, tapped", "/start"
BOOKED_CARD = "drop card with six bookings"
TARGETS = {
    "card_vs_aiogram_echo": ">= 1.6",
    "tap_vs_aiogram_echo": ">= 1.6",
    "home_vs_aiogram_echo": ">= 1.2",
    "booked_card_vs_aiogram_echo": ">= 1.5",
    "p99_vs_p50": "<= 2",
    "routing_100_vs_1": "<= 1.1",
    "start_vs_aiogram": "<= 1.35",
    "rss_vs_aiogram": "<= 1.45",
}


@dataclass(frozen=True)
class Size:
    """The amount of work: `updates` for each round and bot; python-telegram-bot, which is slower, gets a sixth."""

    rounds: int
    updates: int
    routing: int


QUICK, FULL = Size(rounds=3, updates=500, routing=3), Size(rounds=3, updates=4000, routing=45)

Rounds = Mapping[str, Sequence[Mapping[str, float]]]
"""The figures of each bot, round by round."""


@dataclass(frozen=True, kw_only=True)
class CallbackLoad:
    """A load for every bot; an echo answers each update with as many calls as Lorong."""

    name: str
    kind: str
    callbacks: Sequence[str]
    answers: int
    people: int = PEOPLE
    first_person: int = FIRST_PERSON

    def order(self, bot: str, updates: int) -> Order:
        return Order(
            bot=bot,
            kind=self.kind,
            callbacks=self.callbacks,
            answers=self.answers,
            updates=updates,
            at_once=AT_ONCE,
            people=self.people,
            first_person=self.first_person,
        )


def callback_loads(market: SampleMarket, booked: Sequence[str]) -> tuple[CallbackLoad, ...]:
    """Return the loads; those who look at the drops that they have `booked` have a booking of each."""
    return (
        CallbackLoad(
            name=CARD,
            kind="typed",
            callbacks=[f"/start d_{code}" for code in market.codes],
            answers=1,
        ),
        CallbackLoad(
            name=TAP,
            kind="tapped",
            callbacks=[f"d:{drop}:all.0..1" for drop in market.drops],
            answers=2,
        ),
        CallbackLoad(name=HOME, kind="typed", callbacks=["/start"], answers=1),
        CallbackLoad(
            name=BOOKED_CARD,
            kind="typed",
            callbacks=[f"/start d_{code}" for code in booked],
            answers=1,
            people=BOOKERS,
            first_person=FIRST_BOOKER,
        ),
    )


def loads(
    bot_processes: BotProcesses, kinds: Sequence[CallbackLoad], size: Size
) -> tuple[dict[str, Rounds], dict[str, float]]:
    """Return the figures of each load on each bot, interleaved, and the memory before them. Everybody has written to Lorong before the rounds."""
    with ExitStack() as stack:
        processes = {bot: stack.enter_context(bot_processes.bot(bot)).pid for bot in BOTS}
        for bot in BOTS:
            bot_processes.first(bot, "getUpdates")
        memory = megabytes(bot_processes, processes["Lorong"], processes["aiogram"])
        bot_processes.order("Lorong", kinds[0].order("Lorong", PEOPLE))
        for kind in kinds:
            for bot in BOTS:
                bot_processes.order(bot, kind.order(bot, 2 * AT_ONCE))
        done: dict[str, dict[str, list[dict[str, float]]]] = {
            kind.name: {bot: [] for bot in BOTS} for kind in kinds
        }
        for _ in range(size.rounds):
            for kind in kinds:
                for bot in BOTS:
                    updates = size.updates // 6 if bot == BOTS[-1] else size.updates
                    done[kind.name][bot].append(bot_processes.order(bot, kind.order(bot, updates)))
    return {name: dict(rounds) for name, rounds in done.items()}, memory


def starts(bot_processes: BotProcesses, rounds: int) -> tuple[list[float], list[float]]:
    """Return the seconds to Lorong's first getUpdates and to aiogram's import, interleaved, with a warm disk cache."""
    pairs = [
        (seconds_to_first_poll(bot_processes, "Lorong"), seconds_to_import(bot_processes))
        for _ in range(rounds)
    ]
    return [ours for ours, _ in pairs], [theirs for _, theirs in pairs]


def routing(bot_processes: BotProcesses, rounds: int) -> dict[str, float]:
    with run_process(["-m", "benchmarks.routing", str(rounds)], bot_processes.folder, heard=True) as process:
        assert process.stdout is not None
        output: dict[str, float] = json.loads(process.stdout.readline())
    return output


def middle(rounds: Sequence[Mapping[str, float]], figure: str) -> float:
    return median(each[figure] for each in rounds)


def against_echo(rounds: Rounds) -> float:
    """Return Lorong's updates a second over aiogram's."""
    ours, theirs = ([each["rate"] for each in rounds[bot]] for bot in BOTS[:2])
    return over(ours, theirs)


def load_rows(name: str, rounds: Rounds) -> list[list[str]]:
    rates = {bot: [each["rate"] for each in rounds[bot]] for bot in BOTS}
    slow = [f"{middle(rounds[bot], 'p50_ms'):.0f} / {middle(rounds[bot], 'p99_ms'):.0f}" for bot in BOTS]
    return [
        [
            f"{name}: updates/s",
            *(f"{median(rates[bot]):.0f}" for bot in BOTS),
            f"{against_echo(rounds):.2f}",
        ],
        [f"{name}: p50 / p99 ms", *slow, ""],
    ]


def measure(size: Size) -> tuple[list[list[str]], dict[str, float]]:
    """Return the table's rows and the figures."""
    with tempfile.TemporaryDirectory(prefix="lorong-bench-") as place:
        market = sample_market(Path(place))
        booked = add_bookings(market.database)
        with bot_processes(Path(place), market.database) as bots:
            loaded, memory = loads(bots, callback_loads(market, booked), size)
            found = routing(bots, size.routing)
            ours, theirs = starts(bots, size.rounds)
    figures = {
        "card_vs_aiogram_echo": against_echo(loaded[CARD]),
        "tap_vs_aiogram_echo": against_echo(loaded[TAP]),
        "home_vs_aiogram_echo": against_echo(loaded[HOME]),
        "booked_card_vs_aiogram_echo": against_echo(loaded[BOOKED_CARD]),
        "p99_vs_p50": median(each["p99_ms"] / each["p50_ms"] for each in loaded[CARD]["Lorong"]),
        "routing_100_vs_1": found["growth"],
        "start_vs_aiogram": over(ours, theirs),
        "rss_vs_aiogram": memory["Lorong"] / memory["aiogram"],
    }
    rows = [
        ["", *BOTS, "Lorong / aiogram"],
        *(row for name, rounds in loaded.items() for row in load_rows(name, rounds)),
        ["route a tap, 1 class: us", f"{found['lorong_1']:.0f}", f"{found['aiogram_1']:.0f}", "", ""],
        ["route a tap, 100 classes: us", f"{found['lorong_100']:.0f}", f"{found['aiogram_100']:.0f}", "", ""],
        [
            "start-up: s",
            f"{median(ours):.2f}",
            f"{median(theirs):.2f}",
            "",
            f"{figures['start_vs_aiogram']:.2f}",
        ],
        [
            "memory: MiB",
            f"{memory['Lorong']:.0f}",
            f"{memory['aiogram']:.0f}",
            "",
            f"{figures['rss_vs_aiogram']:.2f}",
        ],
    ]
    return rows, figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.echo", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller loads, under 50 s")
    size = QUICK if parser.parse_args().quick else FULL
    rows, figures = measure(size)
    print(printed(rows))
    print(
        f"\nLorong as `lorong run` on the demo data in SQLite, beside echo bots at their defaults; {AT_ONCE} updates outstanding,"
    )
    print(
        f"{size.updates} updates a round, medians of {size.rounds} interleaved rounds. Start-up: to the first getUpdates, beside `import aiogram`."
    )
    print("Memory: after the first notification, beside an aiogram echo that polls.")
    print(machine("aiogram", "python-telegram-bot", "aiohttp", "sqlalchemy"))
    print("; ".join(f"{name} {figures[name]:.2f} (target {target})" for name, target in TARGETS.items()))
    print(figures_line(figures))


if __name__ == "__main__":
    main()
