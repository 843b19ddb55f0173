"""`lorong demo` as a command: its folder, its port, its neighbours."""

import asyncio
import socket
from pathlib import Path

import pytest

from tests.demo.house import House, open_house, started

pytestmark = pytest.mark.xdist_group("demo")


async def says(house: House) -> list[str]:
    """The newest text of each phone."""
    return [person["messages"][-1]["text"] for person in (await house.state())["people"]]


async def test_a_folder_that_was_kept_holds_the_same_town_the_second_time(tmp_path: Path) -> None:
    """Who was met is not introduced to Lorong again, and the same drops stand."""
    folder = tmp_path / "town"
    async with open_house("--port", "0", "--data", str(folder)) as house:
        first = await says(house)
        assert await house.end() == 0
    async with open_house("--port", "0", "--data", str(folder)) as house:
        assert await says(house) == first
        assert await house.end() == 0
    assert {file.name for file in folder.iterdir()} == {"lorong.db", "lorong.log"}


async def test_a_taken_port_is_told_in_one_sentence_with_the_mend() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = await started("--port", str(taken.getsockname()[1]))
        told, complained = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 1
    assert told.decode() == "The town is waking up ...\n"
    assert complained.decode().count("\n") == 1
    assert "lorong demo --port 0" in complained.decode()


async def test_two_demos_stand_side_by_side() -> None:
    async with open_house("--port", "0") as left, open_house("--port", "0") as right:
        assert left.address != right.address
        assert await says(left) == await says(right)
        assert [await left.end(), await right.end()] == [0, 0]
