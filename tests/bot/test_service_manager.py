"""Telling systemd once that Lorong is ready, then that it works while it does, at last that it ends."""

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.service_manager import told_service_manager


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """The socket on which systemd listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.setblocking(False)
        yield listening


def heard(manager: socket.socket) -> list[str]:
    said = []
    while True:
        try:
            said.append(manager.recv(100).decode())
        except BlockingIOError:
            return said


def environment(manager: socket.socket, **more: str) -> dict[str, str]:
    return {"NOTIFY_SOCKET": manager.getsockname(), **more}


async def test_the_watchdog_hears_from_a_process_while_it_works(manager: socket.socket) -> None:
    works = True
    given = environment(manager, WATCHDOG_USEC="60000", WATCHDOG_PID=str(os.getpid()))
    async with told_service_manager(lambda: works, given):
        await asyncio.sleep(0.1)
        said = heard(manager)
        assert said[0] == "READY=1"
        assert len(said) >= 3
        assert {*said[1:]} == {"WATCHDOG=1"}
        works = False
        heard(manager)
        await asyncio.sleep(0.1)
        assert heard(manager) == []
    assert heard(manager) == ["STOPPING=1"]


@pytest.mark.parametrize("more", [{}, {"WATCHDOG_USEC": "60000", "WATCHDOG_PID": "1"}])
async def test_without_a_watchdog_only_start_and_end_are_said(
    manager: socket.socket, more: dict[str, str]
) -> None:
    async with told_service_manager(lambda: True, environment(manager, **more)):
        await asyncio.sleep(0.1)
    assert heard(manager) == ["READY=1", "STOPPING=1"]


async def test_a_socket_without_a_file_is_told_too() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"\0lorong-{os.getpid()}")
        listening.setblocking(False)
        async with told_service_manager(lambda: True, {"NOTIFY_SOCKET": f"@lorong-{os.getpid()}"}):
            assert heard(listening) == ["READY=1"]


@pytest.mark.parametrize("address", ["", "/no/such/socket"])
async def test_without_systemd_nothing_is_said_and_nothing_fails(address: str) -> None:
    async with told_service_manager(lambda: True, {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "60000"}):
        await asyncio.sleep(0.05)
