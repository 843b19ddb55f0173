"""Opens strangers' files in a child process, one at a time."""

import asyncio
import json
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from pydantic import Base64Bytes, BaseModel, ConfigDict, PositiveInt

from bot.child_process.start import Limits, end_child, limited, start_child
from market.pdf import PdfUnreadable
from market.picture import NotAPicture, PictureTooLarge
from market.sent_file import FileNotOpened, FilesWait

log = structlog.get_logger()

MEMORY = 256 * 2**20
"""Bytes of address space of a file: with those of the process that serves people, less than the 512 MiB that a service may have."""
CHILD = limited(Path(__file__).resolve().parent / "child.py", Limits(memory=MEMORY))
LONGEST_ANSWER = 2**18
SECONDS, WAITING_SECONDS = 10.0, 10.0
"""Until a file is given up, from its turn and before its turn. The child gives it up sooner; an update is handled for 30 seconds."""
IDLE_SECONDS = 60.0
"""After which the child ends, and its 20 MB with it."""
MAX_REASON = 300


class ChildAnswer(BaseModel):
    """The child's answer, believed only in this form. `ended` is the status of a process that ended without an answer."""

    model_config = ConfigDict(strict=True)

    ended: int | None = None
    fault: str = ""
    size: tuple[PositiveInt, PositiveInt] | None = None
    texts: list[str | None] = []
    tiles: Base64Bytes = b""


class ChildFileReader:
    """Opens files one at a time, in the order in which they came. `command` starts the child, with the first file after a pause; `close` ends it.

    Every method raises FileNotOpened where the file costs more than is spent on one, or ends the process that opens it, and FilesWait where its turn
    does not come. Cancelled, it ends the child.
    """

    def __init__(
        self,
        command: tuple[str, ...] = CHILD,
        *,
        seconds: float = SECONDS,
        waiting_seconds: float = WAITING_SECONDS,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._command, self._seconds = command, seconds
        self._waiting_seconds, self._idle_seconds = waiting_seconds, idle_seconds
        self._turn = asyncio.Lock()
        self._child: Process | None = None
        self._idle: asyncio.TimerHandle | None = None

    async def size_of(self, picture: bytes) -> tuple[int, int]:
        """Return width and height of a picture. Raises NotAPicture, PictureTooLarge."""
        answer = await self._opened("size", picture)
        _refuse_picture(answer)
        if answer.size is None:
            raise FileNotOpened
        return answer.size

    async def qrs_in(self, picture: bytes) -> tuple[str | None, ...]:
        """Return the texts of the QR codes in a picture, None for one that is there and cannot be read; none for what is no picture or too large."""
        return tuple((await self._opened("qrs", picture)).texts)

    async def qr_in(self, picture: bytes) -> str | None:
        """Return the text of a QR code in a picture, None if there is none."""
        return next((text for text in await self.qrs_in(picture) if text is not None), None)

    async def tiles_of(self, picture: bytes) -> bytes:
        """Return the greys of a picture's tiles, by which it is known again. Raises NotAPicture, PictureTooLarge."""
        answer = await self._opened("tiles", picture)
        _refuse_picture(answer)
        return answer.tiles

    async def check_pdf(self, data: bytes) -> None:
        """Refuse a PDF that does not open without a password, or has no page. Raises PdfUnreadable."""
        if (await self._opened("pdf", data)).fault:
            raise PdfUnreadable

    async def close(self) -> None:
        """End the child. Another file starts another."""
        if self._idle:
            self._idle.cancel()
        child, self._child = self._child, None
        if child:
            await end_child(child)

    async def _opened(self, task: str, data: bytes) -> ChildAnswer:
        async with self._own_turn():
            answer = await self._asked(task, data)
        if answer.ended is not None:
            log.warning("a file ended what opened it", task=task, size=len(data), status=answer.ended)
        if answer.ended is not None or answer.fault == "too_costly":
            raise FileNotOpened
        return answer

    @asynccontextmanager
    async def _own_turn(self) -> AsyncIterator[None]:
        """Wait until no other file is open. Raises FilesWait."""
        try:
            async with asyncio.timeout(self._waiting_seconds):
                await self._turn.acquire()
        except TimeoutError:
            log.warning("a file waited too long", seconds=self._waiting_seconds)
            raise FilesWait from None
        if self._idle:
            self._idle.cancel()
        try:
            yield
        finally:
            self._turn.release()
            self._idle = asyncio.get_running_loop().call_later(self._idle_seconds, self._let_go)

    async def _asked(self, task: str, data: bytes) -> ChildAnswer:
        """Return the child's answer. A child that does not answer as it should is ended."""
        answered = False
        try:
            async with asyncio.timeout(self._seconds):
                line = await self._answer_line(task, data)
            answer = ChildAnswer.model_validate_json(line)
            answered = True
        except (OSError, ValueError) as error:
            log.error("the child that opens files did not answer", task=task, why=type(error).__name__)
            raise FileNotOpened from None
        finally:
            if not answered:
                await self.close()
        return answer

    async def _answer_line(self, task: str, data: bytes) -> bytes:
        if self._child is None or self._child.returncode is not None:
            self._child = await start_child(self._command, LONGEST_ANSWER)
        child = self._child
        assert child.stdin
        assert child.stdout
        assert child.stderr
        child.stdin.write(json.dumps({"task": task, "size": len(data)}).encode() + b"\n" + data)
        await child.stdin.drain()
        line = await child.stdout.readline()
        if not line:
            reason = (await child.stderr.read(LONGEST_ANSWER)).decode(errors="replace")
            log.error("the child that opens files ended", reason=reason.strip()[-MAX_REASON:])
        return line

    def _let_go(self) -> None:
        """Let a child end that has nothing to do: its stdin does."""
        child, self._child = self._child, None
        if child and child.stdin:
            child.stdin.close()


def _refuse_picture(answer: ChildAnswer) -> None:
    match answer.fault:
        case "":
            return
        case "too_large":
            raise PictureTooLarge
        case _:
            raise NotAPicture
