"""Callbacks about single pieces of packaging. `place` is as in the callbacks of scans."""

from enum import StrEnum

from handlers.callbacks.callback import Callback, LongId
from handlers.callbacks.scan import AskScan


class PieceWork(StrEnum):
    """An action of staff on one piece. A letter each, since a button has little room."""

    TAKE_BACK = "b"
    BACK_DAMAGED = "x"
    BACK_MIXED = "y"
    LEND = "l"
    WASH = "w"
    DAMAGED = "d"
    MIXED = "m"
    RETIRE = "r"
    LID_MISSING = "n"
    LID_FOUND = "f"
    ARRIVED = "a"


class ShowPiece(Callback, prefix="hp", back=AskScan):
    """Shows a piece by the code of its type and its serial."""

    code: str
    serial: str
    place: str = ""


class WorkOnPiece(Callback, prefix="hpx", back=ShowPiece):
    code: str
    serial: str
    work: PieceWork
    place: str = ""


class SendPiece(Callback, prefix="hps", back=ShowPiece):
    """Sends a piece: into crates that are on the way, or alone to `target`, a place; asks where to without either."""

    code: str
    serial: str
    target: str = ""
    haul: LongId = 0
