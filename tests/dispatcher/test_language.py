"""Languages: chosen once, for all texts at once, and permanently."""

from bot.demo.data.people_and_stalls import ROS
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import MEI
from tests.journeys.test_language import CHINESE


async def test_without_a_choice_the_phone_is_followed(market: Market) -> None:
    mei = market.visitor(MEI)
    await mei.writes("/settings")
    assert CHINESE in mei.reads
    await mei.phone.set_language("en")
    await mei.writes("/settings")
    assert mei.reads.startswith("Settings. Language: English, same as Telegram.")


async def test_a_wrong_text_can_be_told_to_whom_it_concerns(tom: Visitor) -> None:
    await tom.writes("/language")
    await tom.tap("Report a mistake")
    assert "Tell Ken & friends which text is wrong" in tom.reads
    await tom.tap("Back")
    await tom.tap("Back")
    assert tom.reads.startswith("Settings.")


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
        await tom.writes(command)
        assert words in tom.reads, command
        assert "Back" in tom.labels or "Calendar" in tom.labels, command


async def test_help_is_one_s_own_role_s_and_shows_the_others(market: Market, tom: Visitor) -> None:
    await tom.writes("/help")
    assert tom.reads.startswith("Shopper\n")
    assert tom.labels == ["Vendor", "Staff", "Organiser", "Language", "Back"]
    await tom.tap("Staff")
    assert tom.reads.startswith("Staff\n/scan, then type the code")
    await tom.writes("/settings")
    await tom.tap("Help")
    assert tom.reads.startswith("Shopper\n")
    ros = market.visitor(ROS.id)
    await ros.writes("/help")
    assert ros.reads.startswith("Vendor\nWrite one message: 12 kuih lapis RM8.50.")


async def test_privacy_counts_the_notifications_that_are_kept(market: Market, tom: Visitor) -> None:
    await tom.writes("/privacy")
    assert "your language and settings." in tom.reads, "nothing else, and no row of zeros"
    await tom.writes("咖椰包")
    await tom.tap("Notify me")
    await tom.writes("/privacy")
    assert "your language and settings; 1 message." in tom.reads


async def test_an_unknown_command_is_named_and_help_follows(tom: Visitor) -> None:
    await tom.writes("/wallet")
    assert tom.reads.startswith("There is no command /wallet. Here is how it works.\n\nShopper\nTap a drop")
    await tom.writes("/<b>&\u202e" + "x" * 300)
    assert tom.reads.startswith("There is no command /<b>&xxx"), tom.reads
    assert "…" in tom.reads
    await tom.writes("/")
    assert "There is no command" in tom.reads
