"""Languages: chosen once, for all texts at once, and permanently."""

import signal

from tests.journeys.harness import SITI, LorongProcess, Market, Visitor

CHINESE = "简体中文"


async def test_a_chosen_language_changes_screen_toast_and_everything_after_at_once(tom: Visitor) -> None:
    await tom.writes("/language")
    assert tom.labels[:3] == ["English (current)", "Bahasa Melayu", CHINESE]
    answer = await tom.tap(CHINESE)
    assert answer.text == "鹿巷现在用中文和你说话。" or not answer.text.isascii()
    assert tom.labels[0] == "English"
    assert CHINESE in tom.labels[2]
    assert tom.labels[2] != CHINESE
    await tom.writes("/start")
    assert "明天" in tom.reads
    await tom.writes("/settings")
    assert CHINESE in tom.reads


async def test_a_choice_outlives_a_restart_and_a_change_of_the_phone(
    closed_market: Market, lorong_process: LorongProcess
) -> None:
    await lorong_process.start()
    siti = closed_market.visitor(SITI)
    await siti.writes("/language")
    assert "Melayu" in siti.labels[1]
    await siti.tap("English")
    assert await lorong_process.end(signal.SIGTERM) == 0
    await siti.phone.set_language("zh-hans")
    await lorong_process.start()
    await siti.writes("/settings")
    assert siti.reads.startswith("Settings. Language: English, your choice.")


async def test_the_menu_of_commands_is_told_to_telegram_in_each_language(
    market: Market, tom: Visitor
) -> None:
    await tom.writes("/start")
    menus = {call.params.get("language_code") or "": call for call in market.calls("setMyCommands")}
    assert set(menus) == {"", "ms", "zh"}
    commands = [entry["command"] for entry in menus[""].params["commands"]]
    for command in commands:
        await tom.writes(f"/{command}")
        assert "There is no command" not in tom.reads
