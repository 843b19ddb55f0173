"""Which handler answers what. Looked up by name: the cost does not grow with their number."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from handlers.ui.screen import Reply
from handlers.ui.wish import Wish

Handler = Callable[..., Awaitable[Reply]]
Guess = Callable[..., Awaitable[Reply | None]]
Answer = TypeVar("Answer", bound=Handler)


class Routes:
    """What each handler is given:

    `command("drops")`: `f(tap, words)`; `wish(ShowDrop)`: `f(tap, wish)`; `link("d")`: `f(tap, code)` for `?start=d_CODE`;
    `answer("quantity")`: `f(tap, words, about)` where the person was asked for a quantity (`tap.expects` "quantity:about");
    `words`, `photo`, `location`: `f(tap, ...)` are asked in turn about what nobody asked for, until one does not say None.
    """

    def __init__(self) -> None:
        self.commands: dict[str, Handler] = {}
        self.wishes: dict[type[Wish], Handler] = {}
        self.links: dict[str, Handler] = {}
        self.answers: dict[str, Handler] = {}
        self.words: list[Guess] = []
        self.photos: list[Guess] = []
        self.locations: list[Guess] = []

    def command(self, *names: str) -> Callable[[Answer], Answer]:
        return lambda handler: _put(self.commands, names, handler)

    def wish(self, *kinds: type[Wish]) -> Callable[[Answer], Answer]:
        return lambda handler: _put(self.wishes, kinds, handler)

    def link(self, *prefixes: str) -> Callable[[Answer], Answer]:
        return lambda handler: _put(self.links, prefixes, handler)

    def answer(self, *questions: str) -> Callable[[Answer], Answer]:
        return lambda handler: _put(self.answers, questions, handler)

    def guess(self, handler: Guess) -> Guess:
        """Free text."""
        self.words.append(handler)
        return handler

    def photo(self, handler: Guess) -> Guess:
        self.photos.append(handler)
        return handler

    def location(self, handler: Guess) -> Guess:
        self.locations.append(handler)
        return handler

    def include(self, *others: "Routes") -> "Routes":
        for other in others:
            _put_all(self.commands, other.commands)
            _put_all(self.wishes, other.wishes)
            _put_all(self.links, other.links)
            _put_all(self.answers, other.answers)
            self.words += other.words
            self.photos += other.photos
            self.locations += other.locations
        return self


def _put(table: dict[Any, Handler], keys: tuple[Any, ...], handler: Answer) -> Answer:
    _put_all(table, dict.fromkeys(keys, handler))
    return handler


def _put_all(table: dict[Any, Handler], new: dict[Any, Handler]) -> None:
    for key, handler in new.items():
        if key in table:
            raise KeyError(f"{key} is answered twice")
        table[key] = handler
