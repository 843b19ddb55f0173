"""Callbacks of organisers who look for a person, or block one."""

from handlers.callbacks.callback import Callback, LongId


class ShowPerson(Callback, prefix="opp"):
    person: LongId


class AskPeople(Callback, prefix="op"):
    pass


class AskBlock(Callback, prefix="ob", back=ShowPerson):
    """Asks why a person is blocked."""

    person: LongId


class BlockPerson(Callback, prefix="obx", back=ShowPerson):
    """Blocks a person. A button from before there were reasons asks for one."""

    person: LongId
    reason: str = ""


class UnblockPerson(Callback, prefix="obu", back=ShowPerson):
    person: LongId
