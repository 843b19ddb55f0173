"""Random sequences of actions and kills: each reader gets the broadcast once, and the counts add up."""

import asyncio
from random import Random

import pytest

from market.notification.outbox import purge
from market.refusal import Refusal
from tests.market.broadcast.conftest import DAY, HOUR, BroadcastScenario, unreliable
from tests.seeds import seeds

STEPS = (
    *("post", "post", "post", "job", "job", "bury"),
    *("pause", "resume", "extend", "correct", "newcomer", "purge", "move"),
)


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("seed", seeds(8))
async def test_each_reader_has_it_once_and_the_counts_add_up(scenario: BroadcastScenario, seed: int) -> None:
    rng, new = Random(seed), iter(range(100, 200))
    how, stops = unreliable(rng), rng.random() < 0.4

    async def something(step: str) -> None:
        match step:
            case "post":
                await scenario.send_batch(rng.randint(1, 4), how)
            case "job":
                await scenario.job()
            case "bury":
                await scenario.lose_sender(f"sender {rng.random()}")
            case "pause":
                await scenario.pause()
            case "resume":
                await scenario.resume()
            case "extend":
                await scenario.extend()
            case "correct":
                await scenario.correct(f"Come at {rng.random()}")
            case "newcomer":
                await scenario.newcomer(next(new))
            case "purge":
                await scenario.store.write(purge, scenario.now)
            case "stop":
                await scenario.stop()
            case _:
                scenario.now += rng.choice((HOUR / 60, HOUR, DAY / 3))

    await scenario.send()
    for round_ in range(14):
        steps = [rng.choice(STEPS) for _ in range(3)] + (["stop"] if stops and round_ == 9 else [])
        done = await asyncio.gather(*map(something, steps), return_exceptions=True)
        wrong = [one for one in done if isinstance(one, BaseException) and not isinstance(one, Refusal)]
        assert wrong == []
    await finished(scenario)
    assert scenario.problems == []
    assert max(scenario.shown.values(), default=0) <= 1, "nobody gets it twice"
    found = await scenario.progress()
    assert found.ended
    assert sum(found.statuses.values()) == found.total
    notifications = await scenario.notifications()
    assert len(notifications) == len({notification["person_id"] for notification in notifications})
    for notification in notifications:
        if notification["state"] == "sent":
            assert scenario.shown[notification["person_id"]] == 1
        if scenario.shown[notification["person_id"]] == 0:
            assert notification["state"] != "sent"


async def finished(scenario: BroadcastScenario) -> None:
    """Give up everything in flight, resume what is paused, and send the rest, by day what waited for the end of the night."""
    await scenario.lose_sender("last")
    await scenario.job()
    if (await scenario.progress()).state == "paused":
        await scenario.resume()
    for _ in range(5):
        await scenario.job()
        await scenario.send_batch(sender="last")
        if (await scenario.progress()).busy:
            scenario.now += DAY / 3
    await scenario.job()
