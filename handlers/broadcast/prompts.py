"""Questions about the content of a broadcast."""

from handlers.callbacks.broadcast import AskPhoto, AskWording
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from market.broadcast.draft import BroadcastDraft


class WordingPrompt(Prompt, name="broadcast", returns_to=AskWording, free_words=True):
    """The words of a broadcast in one language."""

    language: str


class BroadcastPhotoPrompt(Prompt, name="broadcast_photo", returns_to=AskPhoto):
    """The photo of a broadcast."""


async def take_first_words(ctx: HandlerContext, draft: BroadcastDraft) -> None:
    """Takes what is typed on a screen of a broadcast as its text, until it has one in the reader's language."""
    if ctx.say.language not in draft.words:
        await ctx.set_prompt(WordingPrompt(language=ctx.say.language))
