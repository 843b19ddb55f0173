"""The table of handlers. Look-up is by key, so its cost does not grow with their number."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

from handlers.callbacks.callback import Callback
from handlers.ui.prompt import Prompt
from handlers.ui.screen import Reply

Handler = Callable[..., Awaitable[Reply]]
OptionalHandler = Callable[..., Awaitable[Reply | None]]
HandlerT = TypeVar("HandlerT", bound=Handler)
OptionalHandlerT = TypeVar("OptionalHandlerT", bound=OptionalHandler)


class Routes:
    """Registers handlers by what they answer.

    `command("drops")`: `f(ctx, words)`; `callback(ShowDrop)`: `f(ctx, callback)`; `link("d")`: `f(ctx, code)` for `?start=d_CODE`;
    `prompt(QuantityPrompt)`: `f(ctx, prompt, words)` for the answer to a prompt, which returns None for a text that is none;
    `photo`, `file`, `location`, `voice`: `f(ctx, ...)`, called in turn until one returns a reply;
    `no_answer(QuantityPrompt)`: `f(ctx, prompt)` for what is neither text nor taken by one of these. Text without a prompt is for `handlers/conversation/`.
    """

    def __init__(self) -> None:
        self.commands: dict[str, Handler] = {}
        self.callbacks: dict[type[Callback], Handler] = {}
        self.links: dict[str, Handler] = {}
        self.prompts: dict[type[Prompt], OptionalHandler] = {}
        self.photos: list[OptionalHandler] = []
        self.files: list[OptionalHandler] = []
        self.no_answers: dict[type[Prompt], OptionalHandler] = {}
        self.locations: list[OptionalHandler] = []
        self.voices: list[OptionalHandler] = []

    def command(self, *names: str) -> Callable[[HandlerT], HandlerT]:
        return lambda handler: _register(self.commands, names, handler)

    def callback(self, *kinds: type[Callback]) -> Callable[[HandlerT], HandlerT]:
        return lambda handler: _register(self.callbacks, kinds, handler)

    def link(self, *prefixes: str) -> Callable[[HandlerT], HandlerT]:
        return lambda handler: _register(self.links, prefixes, handler)

    def prompt(self, *kinds: type[Prompt]) -> Callable[[OptionalHandlerT], OptionalHandlerT]:
        return lambda handler: _register(self.prompts, kinds, handler)

    def photo(self, handler: OptionalHandler) -> OptionalHandler:
        self.photos.append(handler)
        return handler

    def file(self, handler: OptionalHandler) -> OptionalHandler:
        self.files.append(handler)
        return handler

    def no_answer(self, *kinds: type[Prompt]) -> Callable[[OptionalHandlerT], OptionalHandlerT]:
        return lambda handler: _register(self.no_answers, kinds, handler)

    def location(self, handler: OptionalHandler) -> OptionalHandler:
        self.locations.append(handler)
        return handler

    def voice(self, handler: OptionalHandler) -> OptionalHandler:
        self.voices.append(handler)
        return handler

    def include(self, others: Iterable["Routes"]) -> "Routes":
        for other in others:
            _register_all(self.commands, other.commands)
            _register_all(self.callbacks, other.callbacks)
            _register_all(self.links, other.links)
            _register_all(self.prompts, other.prompts)
            _register_all(self.no_answers, other.no_answers)
            self.photos += other.photos
            self.files += other.files
            self.locations += other.locations
            self.voices += other.voices
        return self


READ_ONLY: set[Handler] = set()
"""The handlers that only read."""


def reads_only(handler: HandlerT) -> HandlerT:
    """Mark a handler that changes nothing, and shows nothing that is kept true: an update that it answers need not be stored."""
    READ_ONLY.add(handler)
    return handler


def _register(table: dict[Any, Any], keys: tuple[Any, ...], handler: OptionalHandlerT) -> OptionalHandlerT:
    _register_all(table, dict.fromkeys(keys, handler))
    return handler


def _register_all(table: dict[Any, Any], new: dict[Any, Any]) -> None:
    for key, handler in new.items():
        if key in table:
            raise KeyError(f"{key} is answered twice")
        table[key] = handler
