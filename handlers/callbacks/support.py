"""Callbacks of questions to the organisers."""

from handlers.callbacks.callback import Callback, LongId


class ShowSupport(Callback, prefix="hs"):
    """Shows how to reach the organisers, and the person's own questions."""

    page: int = 1


class AskSupport(Callback, prefix="hsa"):
    """Asks for the text of a question; `thread` is the one that goes on, 0 for a new one."""

    thread: LongId = 0

    def fallback(self) -> Callback:
        return ShowSupport()


class ShowOwnQuestion(Callback, prefix="hso"):
    thread: LongId

    def fallback(self) -> Callback:
        return ShowSupport()


class ShowQuestions(Callback, prefix="hsl"):
    """Shows organisers the questions that wait."""

    page: int = 1


class ShowQuestion(Callback, prefix="hsq"):
    thread: LongId

    def fallback(self) -> Callback:
        return ShowQuestions()


class AskAnswer(Callback, prefix="hsr"):
    """Asks an organiser for an answer; `message` is the newest text they have read."""

    thread: LongId
    message: LongId

    def fallback(self) -> Callback:
        return ShowQuestion(thread=self.thread)


class CloseQuestion(Callback, prefix="hsc"):
    thread: LongId

    def fallback(self) -> Callback:
        return ShowQuestion(thread=self.thread)
