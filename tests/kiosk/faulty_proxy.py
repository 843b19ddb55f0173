"""A TCP proxy that simulates the faults of networks."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never


class Fault(StrEnum):
    """The fault of a connection. LOST_ANSWER: the server has handled the request, but its answer is lost."""

    NONE = "none"
    REFUSED = "refused"
    BLACK_HOLE = "black hole"
    CUT_REQUEST = "cut request"
    CUT_ANSWER = "cut answer"
    LOST_ANSWER = "lost answer"


WIRE_FAULTS = tuple(fault for fault in Fault if fault is not Fault.NONE)


@dataclass(kw_only=True)
class FaultyProxy:
    """Forwards connections to `upstream`, a port of this machine, with the current fault. `met` counts the connections of each fault."""

    upstream: int
    fault: Fault = Fault.NONE
    port: int = 0
    met: Counter[Fault] = field(default_factory=Counter)
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def set(self, fault: Fault) -> None:
        """Set the fault for new connections, and abort the open ones so that none continues without it."""
        self.fault = fault
        for writer in [*self._open]:
            abort(writer)
        if fault is Fault.REFUSED:
            await self._close()
        else:
            await self.listen()

    async def listen(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            await self._pass_on(reader, writer)
        except (ConnectionError, OSError):
            pass
        finally:
            self._open.discard(writer)
            abort(writer)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.read(1 << 16)
        self.met[self.fault] += bool(request)
        match self.fault:
            case Fault.REFUSED:
                return
            case Fault.BLACK_HOLE:
                while await reader.read(1 << 16):
                    pass
            case Fault.CUT_REQUEST:
                _, up = await asyncio.open_connection("127.0.0.1", self.upstream)
                up.write(request[: len(request) // 2])
                await up.drain()
                abort(up)
            case Fault.NONE | Fault.CUT_ANSWER | Fault.LOST_ANSWER:
                await self._exchange(request, reader, writer)
            case _:
                assert_never(self.fault)

    async def _exchange(
        self, request: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        back, up = await asyncio.open_connection("127.0.0.1", self.upstream)
        self._open.add(up)
        sending = asyncio.create_task(pump(request, reader, up))
        try:
            while answer := await back.read(1 << 16):
                if self.fault is Fault.LOST_ANSWER:
                    return
                writer.write(answer[: len(answer) // 2] if self.fault is Fault.CUT_ANSWER else answer)
                await writer.drain()
                if self.fault is Fault.CUT_ANSWER:
                    return
        finally:
            sending.cancel()
            self._open.discard(up)
            abort(up)


async def pump(first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Forward all data, after what was read already."""
    data = first
    while data:
        writer.write(data)
        await writer.drain()
        data = await reader.read(1 << 16)


def abort(writer: asyncio.StreamWriter) -> None:
    """Close a connection abruptly, with a reset."""
    writer.transport.abort()


@asynccontextmanager
async def open_proxy(upstream: int) -> AsyncIterator[FaultyProxy]:
    proxy = FaultyProxy(upstream=upstream)
    await proxy.listen()
    yield proxy
    await proxy.set(Fault.REFUSED)
