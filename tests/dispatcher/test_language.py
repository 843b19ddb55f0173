"""Languages: chosen once, for all texts at once, and permanently."""

from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import MEI
from tests.journeys.test_language import CHINESE


async def test_without_a_choice_the_phone_is_followed(market: Market) -> None:
    mei = market.visitor(MEI)
    await mei.say("/settings")
    assert CHINESE in mei.reads
    await mei.phone.set_language("en")
    await mei.say("/settings")
    assert mei.reads.startswith("Settings. Language: English, same as Telegram.")


async def test_the_other_commands_answer_with_what_they_say(tom: Visitor) -> None:
    for command, words in {
        "/help": "Tap a drop and join",
        "/privacy": "We keep: your Telegram ID",
        "/support": "This market is run by Ken & friends.",
        "/settings": "Settings. Language: English",
        "/cancel": "There is nothing to cancel.",
        "/calendar": "November 2026",
        "/drops": "This weekend · ",
        "/START": "1. ",
        "/help@lorong_demo_bot": "Shopper",
        "/drops\nplease": "This weekend · ",
    }.items():
        await tom.say(command)
        assert words in tom.reads, command
        assert "Back" in tom.labels or "Calendar" in tom.labels, command


async def test_an_unknown_command_is_named_and_help_follows(tom: Visitor) -> None:
    await tom.say("/wallet")
    assert tom.reads.startswith("There is no command /wallet. Here is how it works.\n\nShopper\nTap a drop")
    await tom.say("/<b>&\u202e" + "x" * 300)
    assert tom.reads.startswith("There is no command /<b>&xxx"), tom.reads
    assert "…" in tom.reads
    await tom.say("/")
    assert "There is no command" in tom.reads
