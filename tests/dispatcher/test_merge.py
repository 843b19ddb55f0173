"""A person with two phones merges them: who may not, and who is told."""

from tests.dispatcher.harness import Market
from tests.journeys.harness import LINA, TOM
from tests.journeys.test_merge import link_of


async def test_the_account_that_asked_is_told_that_the_other_confirmed(market: Market) -> None:
    tom, lina = market.visitor(TOM), market.visitor(LINA)
    await lina.open(await link_of(tom))
    await lina.tap("Both are mine")
    read = len(lina.answers)
    await market.deliver()
    assert tom.reads.startswith("Your other account confirmed: the two are one now.")
    assert len(lina.answers) == read, "who confirmed has read it"
    await tom.tap("My items")
    assert tom.reads.startswith("Nothing here yet.")


async def test_who_asked_cannot_say_no_to_themselves(market: Market) -> None:
    tom = market.visitor(TOM)
    code = (await link_of(tom)).removeprefix("m_")
    answer = await tom.tap(data=f"mn:{code}")
    assert answer.text.startswith("This is the account that asked.")


async def test_a_stranger_guesses_no_link(market: Market) -> None:
    tom, lina = market.visitor(TOM), market.visitor(LINA)
    await link_of(tom)
    await lina.writes("/start")
    for data in ("A" * 22, "x", "A" * 40):
        answer = await lina.tap(data=f"ma:{data}")
        assert answer.text == "That link no longer works. Ask for a new one, or see /drops."
