"""The echo benchmark: each bot answers its responder, and the last line is JSON figures. No test asserts speed."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import routing
from benchmarks.booked_people import add_bookings
from benchmarks.bot_processes import BotProcesses, bot_processes
from benchmarks.echo import BOTS, TARGETS, Rounds, callback_loads, load_rows
from benchmarks.load import FIRST_PERSON, Load, Order, telegram_id
from benchmarks.report import figures_line, machine, over, printed
from benchmarks.sample_market import SampleMarket, sample_market
from handlers.callbacks.callback import Callback


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> SampleMarket:
    return sample_market(tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="module")
def bots(market: SampleMarket) -> Iterator[BotProcesses]:
    with bot_processes(Path(market.database.removeprefix("sqlite:///")).parent, market.database) as bots:
        yield bots


def order(updates: int, at_once: int = 2, answers: int = 1) -> Order:
    return Order(
        bot="a token", kind="typed", callbacks=["/start"], answers=answers, updates=updates, at_once=at_once
    )


def test_a_load_keeps_a_fixed_number_of_updates_outstanding() -> None:
    load = Load(order=order(updates=3), numbers=iter(range(1, 9)))
    assert [number for number, _ in load.first()] == [1, 2]
    third = load.answered(telegram_id(FIRST_PERSON))
    assert third is not None
    assert third[0] == 3
    assert load.answered(telegram_id(FIRST_PERSON + 1)) is None
    assert len(load.seconds) == 2
    assert load.answered(telegram_id(FIRST_PERSON + 2)) is None
    assert load.done


def test_the_median_and_the_99th_percentile_are_of_the_seconds_of_all_updates() -> None:
    load = Load(
        order=order(updates=999), numbers=iter(()), seconds=[place / 1000 for place in range(999, 0, -1)]
    )
    figures = load.figures()
    assert (figures["p50_ms"], figures["p99_ms"]) == (pytest.approx(500), pytest.approx(990))
    one = Load(order=order(updates=1), numbers=iter(()), seconds=[0.2])
    assert one.figures()["p99_ms"] == one.figures()["p50_ms"] == 200


def test_an_update_that_takes_two_calls_is_not_answered_by_one() -> None:
    load = Load(order=order(updates=1, answers=2), numbers=iter([1]))
    load.first()
    load.answered(telegram_id(FIRST_PERSON))
    assert not load.done
    load.answered(telegram_id(FIRST_PERSON))
    assert load.done


def test_a_call_to_a_stranger_answers_nobody() -> None:
    load = Load(order=order(updates=1), numbers=iter([1]))
    load.first()
    assert load.answered(1001) is None
    assert not load.done


@pytest.fixture(scope="module")
def booked(market: SampleMarket) -> Sequence[str]:
    return add_bookings(market.database)


@pytest.mark.parametrize("bot", BOTS)
def test_each_bot_answers_every_load_on_the_same_responder(
    bot: str, bots: BotProcesses, market: SampleMarket, booked: Sequence[str]
) -> None:
    with bots.bot(bot):
        bots.first(bot, "getUpdates")
        for load in callback_loads(market, booked):
            figures = bots.order(bot, replace(load.order(bot, updates=4), at_once=2))
            assert figures["rate"] > 0, load.name
            assert figures["p50_ms"] > 0, load.name


def test_lorong_sends_its_notification_and_edits_the_card_that_is_tapped(
    bots: BotProcesses, market: SampleMarket
) -> None:
    tapped = next(load for load in callback_loads(market, ()) if load.kind == "tapped")
    with bots.bot("Lorong"):
        bots.order("Lorong", replace(tapped.order("Lorong", updates=2), at_once=1))
        for method in ("sendMessage", "answerCallbackQuery", "editMessageMedia"):
            bots.first("Lorong", method)


async def test_routing_is_timed_among_one_class_and_among_a_hundred(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        Callback, "known", dict(Callback.known)
    )  # no later test should see the hundred classes
    assert {*await routing.compare(rounds=1)} == {
        "growth",
        "lorong_1",
        "lorong_100",
        "aiogram_1",
        "aiogram_100",
    }


def test_a_ratio_is_taken_round_by_round() -> None:
    assert over([2.0, 20.0, 3.0], [1.0, 10.0, 3.0]) == 2.0


def test_the_table_shows_every_bot_and_the_ratio() -> None:
    rounds: Rounds = {
        bot: [{"rate": 10.0 + place, "p50_ms": 5.0, "p99_ms": 9.0}] for place, bot in enumerate(BOTS)
    }
    head, rule, rates, slow = printed([["", *BOTS, "ratio"], *load_rows("card", rounds)]).splitlines()
    assert head.split() == [*BOTS, "ratio"]
    assert set(rule) == {"-", " "}
    assert rates.split() == ["card:", "updates/s", "10", "11", "12", "0.91"]
    assert slow.split()[-3:] == ["5", "/", "9"]


def test_the_last_line_is_json_of_the_figures() -> None:
    assert json.loads(figures_line(dict.fromkeys(TARGETS, 1.23456))) == dict.fromkeys(TARGETS, 1.235)
    assert [*TARGETS] == [
        "card_vs_aiogram_echo",
        "tap_vs_aiogram_echo",
        "home_vs_aiogram_echo",
        "booked_card_vs_aiogram_echo",
        "p99_vs_p50",
        "routing_100_vs_1",
        "start_vs_aiogram",
        "rss_vs_aiogram",
    ]


def test_the_machine_is_named_with_the_versions_that_took_part() -> None:
    assert "cores" in machine("aiogram")
    assert "aiogram 3." in machine("aiogram")
