"""Ports of this machine for servers whose address must be known before they start."""

import os
import socket
from itertools import count

FIRST_PORT = 20_000
"""Below the ports that the system gives to sockets of its own choice (from 32,768): nobody takes one between the look and the server's start."""
PORTS_OF_A_WORKER = 1_000

_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_offsets = count(os.getpid() % PORTS_OF_A_WORKER)


def free_port() -> int:
    """Return a port that nobody listens at, none twice in a thousand calls; each worker of a test run has ports of its own."""
    for offset in _offsets:
        port = FIRST_PORT + _worker * PORTS_OF_A_WORKER + offset % PORTS_OF_A_WORKER
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("the offsets never end")


def free_ports(number: int) -> list[int]:
    """Return so many ports, each another."""
    return [free_port() for _ in range(number)]
