"""Prints sheets in child processes: each is started for one sheet and ends with it, so its memory never stays here."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path

import structlog

from bot.child_process.start import Limits, end_child, limited, start_child
from bot.printing.layout import layout
from bot.printing.printable import font_paths
from handlers.ui.sheet import Sheet
from market.printing import PrintingFailed

log = structlog.get_logger()

CHILD = limited(
    Path(__file__).resolve().parent / "child.py",
    Limits(memory=2 * 2**30, file_bytes=32 * 2**20, processor_seconds=20),
)
"""Far more than any sheet needs. It writes one font."""
AT_ONCE = 2
"""Child processes at a time; each takes up to 120 MB while it lives."""
SECONDS = 20.0
"""Until a sheet is given up, with the wait for a child."""
MAX_REASON = 300


class Printer:
    """Lays out sheets, `AT_ONCE` at a time. `command` starts a child."""

    def __init__(self, seconds: float = SECONDS, command: tuple[str, ...] = CHILD) -> None:
        self._seconds, self._command = seconds, command
        self._free = asyncio.Semaphore(AT_ONCE)

    async def print_sheet(self, sheet: Sheet) -> bytes:
        """Return the PDF of a sheet, or its PNG for a receipt printer. Raises LettersNotPrintable, PrintingFailed."""
        request = await asyncio.to_thread(_request, sheet)
        try:
            async with asyncio.timeout(self._seconds), self._free:
                return await self._run_child(request)
        except TimeoutError:
            log.error("a sheet took too long", sheet=type(sheet).__name__, seconds=self._seconds)
            raise PrintingFailed from None

    async def _run_child(self, request: bytes) -> bytes:
        """Return what a child made of the request; it is killed if this is cancelled. Raises PrintingFailed."""
        child = await start_child(self._command)
        try:
            made, complaints = await child.communicate(request)
        finally:
            await end_child(child)
        if child.returncode or not made:
            reason = complaints.decode(errors="replace").strip()[-MAX_REASON:]
            log.error("a sheet was not printed", status=child.returncode, reason=reason)
            raise PrintingFailed
        return made


def _request(sheet: Sheet) -> bytes:
    """Return what the child reads."""
    laid_out = layout(sheet)
    return json.dumps({**asdict(laid_out), "fonts": font_paths(laid_out.language)}).encode()
