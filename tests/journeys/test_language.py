"""Languages: chosen once, for all texts at once, and permanently."""

import signal

from bot.demo.data.people_and_stalls import ROS
from tests.journeys.harness import SITI, LorongProcess, Market, Visitor

CHINESE = "简体中文"


async def test_a_chosen_language_changes_screen_toast_and_everything_after_at_once(tom: Visitor) -> None:
    await tom.say("/language")
    assert tom.labels[:3] == ["English (current)", "Bahasa Melayu", CHINESE]
    answer = await tom.tap(CHINESE)
    assert answer.text == "鹿巷现在用中文和你说话。" or not answer.text.isascii()
    assert tom.labels[0] == "English"
    assert CHINESE in tom.labels[2]
    assert tom.labels[2] != CHINESE
    await tom.say("/start")
    assert "明天" in tom.reads
    await tom.say("/settings")
    assert CHINESE in tom.reads


async def test_a_choice_outlives_a_restart_and_a_change_of_the_phone(
    closed_market: Market, lorong_process: LorongProcess
) -> None:
    await lorong_process.start()
    siti = closed_market.visitor(SITI)
    await siti.say("/language")
    assert "Melayu" in siti.labels[1]
    await siti.tap("English")
    assert await lorong_process.end(signal.SIGTERM) == 0
    await siti.phone.set_language("zh-hans")
    await lorong_process.start()
    await siti.say("/settings")
    assert siti.reads.startswith("Settings. Language: English, your choice.")


async def test_a_wrong_text_can_be_told_to_whom_it_concerns(tom: Visitor) -> None:
    await tom.say("/language")
    await tom.tap("Report a mistake")
    assert "Tell Ken & friends which text is wrong" in tom.reads
    await tom.tap("Back")
    await tom.tap("Back")
    assert tom.reads.startswith("Settings.")


async def test_help_is_one_s_own_role_s_and_shows_the_others(market: Market, tom: Visitor) -> None:
    await tom.say("/help")
    assert tom.reads.startswith("Shopper\n")
    assert tom.labels == ["Vendor", "Staff", "Organiser", "Language", "Back"]
    await tom.tap("Staff")
    assert tom.reads.startswith("Staff\n/scan, then type the code")
    await tom.say("/settings")
    await tom.tap("Help")
    assert tom.reads.startswith("Shopper\n")
    ros = market.visitor(ROS.id)
    await ros.say("/help")
    assert ros.reads.startswith("Vendor\nWrite one message: 12 kuih lapis RM8.50.")


async def test_privacy_counts_the_notifications_that_are_kept(market: Market, tom: Visitor) -> None:
    await tom.say("/privacy")
    assert "your language and settings." in tom.reads, "nothing else, and no row of zeros"
    await tom.say("咖椰包")
    await tom.tap("Notify me")
    await tom.say("/privacy")
    assert "your language and settings; 1 message." in tom.reads


async def test_the_menu_of_commands_is_told_to_telegram_in_each_language(
    market: Market, tom: Visitor
) -> None:
    await tom.say("/start")
    menus = {call.params.get("language_code") or "": call for call in market.calls("setMyCommands")}
    assert set(menus) == {"", "ms", "zh"}
    commands = [entry["command"] for entry in menus[""].params["commands"]]
    for command in commands:
        await tom.say(f"/{command}")
        assert "There is no command" not in tom.reads
