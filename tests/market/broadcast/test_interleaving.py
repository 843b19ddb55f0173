"""Whatever is done in whatever order, and killed wherever: each reader has it once, and the counts add up."""

import asyncio
from random import Random

import pytest

from market.mailbox import purge
from market.refusal import Refusal
from tests.market.broadcast.conftest import DAY, HOUR, Announcing, faulty

STEPS = (
    *("post", "post", "post", "job", "job", "bury"),
    *("pause", "resume", "extend", "correct", "newcomer", "purge", "move"),
)


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("seed", range(8))
async def test_each_reader_has_it_once_and_the_counts_add_up(announcing: Announcing, seed: int) -> None:
    dice, new = Random(seed), iter(range(100, 200))
    how, stops = faulty(dice), dice.random() < 0.4

    async def something(step: str) -> None:
        match step:
            case "post":
                await announcing.post(dice.randint(1, 4), how)
            case "job":
                await announcing.job()
            case "bury":
                await announcing.bury(f"sender {dice.random()}")
            case "pause":
                await announcing.pause()
            case "resume":
                await announcing.resume()
            case "extend":
                await announcing.extend()
            case "correct":
                await announcing.correct(f"Come at {dice.random()}")
            case "newcomer":
                await announcing.newcomer(next(new))
            case "purge":
                await announcing.store.write(purge, announcing.now)
            case "stop":
                await announcing.stop()
            case _:
                announcing.now += dice.choice((HOUR / 60, HOUR, DAY / 3))

    await announcing.send()
    for round_ in range(14):
        steps = [dice.choice(STEPS) for _ in range(3)] + (["stop"] if stops and round_ == 9 else [])
        done = await asyncio.gather(*map(something, steps), return_exceptions=True)
        wrong = [one for one in done if isinstance(one, BaseException) and not isinstance(one, Refusal)]
        assert wrong == []
    await finished(announcing)
    assert announcing.wrong == []
    assert max(announcing.shown.values(), default=0) <= 1, "nobody gets it twice"
    found = await announcing.progress()
    assert found.ended
    assert sum(found.fates.values()) == found.total
    letters = await announcing.letters()
    assert len(letters) == len({letter["person_id"] for letter in letters})
    for letter in letters:
        if letter["state"] == "sent":
            assert announcing.shown[letter["person_id"]] == 1
        if announcing.shown[letter["person_id"]] == 0:
            assert letter["state"] != "sent"


async def finished(announcing: Announcing) -> None:
    """Everything in hand is given up, what is paused goes on, and the post brings the rest, by day what waited for the end of the night."""
    await announcing.bury("last")
    await announcing.job()
    if (await announcing.progress()).state == "paused":
        await announcing.resume()
    for _ in range(5):
        await announcing.job()
        await announcing.post(sender="last")
        if (await announcing.progress()).busy:
            announcing.now += DAY / 3
    await announcing.job()
