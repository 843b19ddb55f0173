"""The table of handlers. Look-up is by key, so its cost does not grow with their number."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

from handlers.callbacks.callback import Callback, same_fields
from handlers.callbacks.start import ShowStart
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.screen import Answer, CallbackReply, Done, Reply, Screen, ScreenReply
from market.refusal import Refusal

Handler = Callable[..., Awaitable[Reply]]
CallbackHandler = Callable[..., Awaitable[Answer]]
PromptHandler = Callable[..., Awaitable[Answer | None]]
HandlerT = TypeVar("HandlerT", bound=Handler)
CallbackHandlerT = TypeVar("CallbackHandlerT", bound=CallbackHandler)
PromptHandlerT = TypeVar("PromptHandlerT", bound=PromptHandler)
AnyHandlerT = TypeVar("AnyHandlerT", bound=Callable[..., Awaitable[Any]])
CallbackT = TypeVar("CallbackT", bound=Callback)
Ask = Callable[[HandlerContext, CallbackT], Awaitable[Screen]]
AskAgain = Callable[[HandlerContext, Any], Awaitable[Screen]]


class Routes:
    """Registers handlers by what they answer.

    `command("drops")`: `f(ctx, words)`; `callback(ShowDrop)`: `f(ctx, callback)`; `link("d")`: `f(ctx, code)` for `?start=d_CODE`;
    `question(QuantityPrompt)`: `f(ctx, callback)` returns the screen that asks; its callback is `returns_to`, and opens the prompt;
    `prompt(QuantityPrompt)`: `f(ctx, prompt, words)` for the answer, which raises NoAnswer for a text that is none (docs/adding.md);
    `photo`, `file`, `location`, `voice`: `f(ctx, ...)`, called in turn until one returns a reply;
    `no_answer(QuantityPrompt)`: `f(ctx, prompt)` for what is neither text nor taken by one of these. Text without a prompt is for `handlers/conversation/`.
    """

    def __init__(self) -> None:
        self.commands: dict[str, Handler] = {}
        self.callbacks: dict[type[Callback], CallbackHandler] = {}
        self.links: dict[str, Handler] = {}
        self.prompts: dict[type[Prompt], PromptHandler] = {}
        self.questions: dict[type[Prompt], AskAgain] = {}
        self.photos: list[PromptHandler] = []
        self.files: list[PromptHandler] = []
        self.no_answers: dict[type[Prompt], PromptHandler] = {}
        self.locations: list[PromptHandler] = []
        self.voices: list[PromptHandler] = []

    def command(self, *names: str) -> Callable[[HandlerT], HandlerT]:
        return lambda handler: _register(self.commands, names, handler)

    def callback(self, *kinds: type[Callback]) -> Callable[[CallbackHandlerT], CallbackHandlerT]:
        return lambda handler: _register(self.callbacks, kinds, handler)

    def link(self, *prefixes: str) -> Callable[[HandlerT], HandlerT]:
        return lambda handler: _register(self.links, prefixes, handler)

    def question(self, kind: type[Prompt]) -> Callable[[Ask[CallbackT]], Ask[CallbackT]]:
        def register(ask: Ask[CallbackT]) -> Ask[CallbackT]:
            async def open_question(ctx: HandlerContext, callback: CallbackT) -> Screen:
                screen = await ask(ctx, callback)
                await ctx.set_prompt(same_fields(kind, callback))
                return screen

            _register(self.questions, (kind,), lambda ctx, prompt: ask(ctx, prompt.fallback()))
            return _register(self.callbacks, (kind.returns_to,), open_question)

        return register

    def prompt(
        self, *kinds: type[Prompt], ask_again: AskAgain | None = None
    ) -> Callable[[PromptHandlerT], PromptHandlerT]:
        """Register the handler of an answer. `ask_again` returns the screen of a question that its callback alone cannot ask."""
        if ask_again:
            _register(self.questions, kinds, ask_again)
        return lambda handler: _register(self.prompts, kinds, handler)

    def photo(self, handler: PromptHandler) -> PromptHandler:
        self.photos.append(handler)
        return handler

    def file(self, handler: PromptHandler) -> PromptHandler:
        self.files.append(handler)
        return handler

    def no_answer(self, *kinds: type[Prompt]) -> Callable[[PromptHandlerT], PromptHandlerT]:
        return lambda handler: _register(self.no_answers, kinds, handler)

    def location(self, handler: PromptHandler) -> PromptHandler:
        self.locations.append(handler)
        return handler

    def voice(self, handler: PromptHandler) -> PromptHandler:
        self.voices.append(handler)
        return handler

    def include(self, others: Iterable["Routes"]) -> "Routes":
        for other in others:
            _register_all(self.commands, other.commands)
            _register_all(self.callbacks, other.callbacks)
            _register_all(self.links, other.links)
            _register_all(self.prompts, other.prompts)
            _register_all(self.questions, other.questions)
            _register_all(self.no_answers, other.no_answers)
            self.photos += other.photos
            self.files += other.files
            self.locations += other.locations
            self.voices += other.voices
        return self

    async def show(self, ctx: HandlerContext, callback: Callback) -> Screen:
        """Return what a callback shows, or the start screen if that is refused."""
        try:
            reply = await self.callbacks[type(callback)](ctx, callback)
        except Refusal:
            return await self.show(ctx, ShowStart())
        assert isinstance(reply, Screen), f"{type(callback).__name__} is a way back and so shows a screen"
        return reply

    async def finish(self, ctx: HandlerContext, outcome: Done, back: Callback | None) -> ScreenReply:
        """Return the reply to what is done; `back` is its way back, None for the start screen."""
        then = outcome.then or back or ShowStart()
        if isinstance(then, Screen):
            return ScreenReply(then, toast=outcome.toast, note=outcome.note)
        screen = await self.show(ctx, then)
        return CallbackReply(screen=screen, toast=outcome.toast, note=outcome.note, by=then)


READ_ONLY: set[CallbackHandler] = set()
"""The handlers that only read."""


def reads_only(handler: HandlerT) -> HandlerT:
    """Mark a handler that changes nothing: an update that it answers need not be stored."""
    READ_ONLY.add(handler)
    return handler


def _register(table: dict[Any, Any], keys: tuple[Any, ...], handler: AnyHandlerT) -> AnyHandlerT:
    _register_all(table, dict.fromkeys(keys, handler))
    return handler


def _register_all(table: dict[Any, Any], new: dict[Any, Any]) -> None:
    for key, handler in new.items():
        if key in table:
            raise KeyError(f"{key} is answered twice")
        table[key] = handler
