"""`lorong demo` as a command: its folder, its port, its neighbours."""

import asyncio
import socket
from pathlib import Path

import aiohttp
import pytest

from bot.demo.data.people_and_stalls import AINA, KEN, ROS
from handlers.callbacks.language import ChooseLanguage
from tests.demo.demo_process import DemoProcess, open_demo, start_demo

pytestmark = pytest.mark.xdist_group("demo")


PEOPLE = (AINA.id, ROS.id, KEN.id)


async def test_a_kept_folder_holds_the_same_data_and_people_the_second_time(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "town"
    async with open_demo("--port", "0", "--data", str(folder)) as demo:
        english = await demo.newest(ROS.id)
        assert (await demo.newest(KEN.id)).startswith("To do: 1 stall asks."), "English until a browser comes"
        assert (await demo.newest(AINA.id)).startswith("Alley markets in")
        await demo.tap(ROS.id, ChooseLanguage(language="ms").pack())
        assert await demo.end() == 0
    async with open_demo("--port", "0", "--data", str(folder)) as demo:
        assert await demo.newest(ROS.id) != english, "she chose Malay"
        assert (await demo.newest(KEN.id)).startswith("To do: 1 stall asks.")
        assert not (await demo.newest(AINA.id)).startswith("Alley markets in"), "she is known"
        assert await demo.end() == 0
    assert {file.name for file in folder.iterdir()} >= {"lorong.db", "lorong.log", "lorong.key"}


async def test_a_taken_port_is_told_in_one_sentence_with_the_mend() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = await start_demo("--port", str(taken.getsockname()[1]))
        told, complained = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 1
    assert told.decode() == "The demo is starting ...\n"
    assert complained.decode().count("\n") == 1
    assert "lorong demo --port 0" in complained.decode()


async def test_two_demos_stand_side_by_side_and_one_ends_while_its_page_is_open(demo: DemoProcess) -> None:
    before = [await demo.newest(each) for each in PEOPLE]
    async with open_demo("--port", "0") as other:
        assert other.address != demo.address
        english = [await other.newest(each) for each in PEOPLE]
        await other.tap(AINA.id, ChooseLanguage(language="ms").pack())
        assert await other.newest(AINA.id) != english[0]
        assert [await other.newest(each) for each in PEOPLE[1:]] == english[1:]
        async with aiohttp.ClientSession() as web, web.get(f"{other.address}/events"):
            assert await other.end() == 0
    assert [await demo.newest(each) for each in PEOPLE] == before
