"""Callbacks of questions to the organisers."""

from handlers.callbacks.callback import Callback, LongId


class ShowSupport(Callback, prefix="hs"):
    """Shows how to reach the organisers, and the person's own questions."""

    page: int = 1


class AskSupport(Callback, prefix="hsa", back=ShowSupport):
    """Asks for the text of a question; `thread` is the one that goes on, 0 for a new one."""

    thread: LongId = 0


class SendWords(Callback, prefix="hsw", back=AskSupport):
    """Sends to the organisers the text that the message of the button answers."""


class UndoQuestion(Callback, prefix="hsu", back=ShowSupport):
    """Takes back a question within a minute, before anybody was told of it."""

    thread: LongId


class ShowOwnQuestion(Callback, prefix="hso", back=ShowSupport):
    thread: LongId


class ShowQuestions(Callback, prefix="hsl"):
    """Shows organisers the questions that wait."""

    page: int = 1


class ShowQuestion(Callback, prefix="hsq", back=ShowQuestions):
    thread: LongId


class AskAnswer(Callback, prefix="hsr", back=ShowQuestion):
    """Asks an organiser for an answer; `message` is the newest text they have read."""

    thread: LongId
    message: LongId


class CloseQuestion(Callback, prefix="hsc", back=ShowQuestion):
    thread: LongId
