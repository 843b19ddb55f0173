"""Telling systemd, by the protocol of sd_notify, that Lorong is ready, that it works, and that it ends."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def told_service_manager(
    works: Callable[[], bool], environment: Mapping[str, str] = os.environ
) -> AsyncIterator[None]:
    """Say that Lorong is ready when entered and that it ends at the end; meanwhile, while it `works`, keep the watchdog from restarting it.

    A loop that hangs says nothing either. Without systemd nothing is said.
    """
    address = environment.get("NOTIFY_SOCKET", "")
    if not address:
        yield
        return
    _tell(address, "READY=1")
    watched = asyncio.create_task(_feed_watchdog(address, _watchdog_seconds(environment), works))
    try:
        yield
    finally:
        watched.cancel()
        _tell(address, "STOPPING=1")


async def _feed_watchdog(address: str, seconds: float | None, works: Callable[[], bool]) -> None:
    """Say three times in the watchdog's time that all is well."""
    while seconds:
        if works():
            _tell(address, "WATCHDOG=1")
        await asyncio.sleep(seconds / 3)


def _watchdog_seconds(environment: Mapping[str, str]) -> float | None:
    """Return the seconds of silence after which this process is restarted; None for ever."""
    process, time = environment.get("WATCHDOG_PID", ""), environment.get("WATCHDOG_USEC", "")
    if not time.isdigit() or process not in ("", str(os.getpid())):
        return None
    return int(time) / 1e6


def _tell(address: str, words: str) -> None:
    """Send a datagram. A socket that is gone or full is no reason to fail."""
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as teller:
        teller.setblocking(False)
        teller.connect(f"\0{address[1:]}" if address.startswith("@") else address)
        teller.send(words.encode())
