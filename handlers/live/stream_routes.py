"""Routes of a stall's stream link: typed, seen as others will see it, published, taken back."""

from handlers.callbacks.live import AskStream, DiscardStream, PublishStream, RemoveStream, ShowStream
from handlers.live import stream_views
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Reply, Screen, ScreenReply
from locales.refusals import sentence
from market.live.refusals import StreamUnfit
from market.live.stream import (
    discard_stream,
    draft_stream,
    own_stream,
    publish_stream,
    remove_stream,
    stream_address,
)

routes = Routes()


class StreamPrompt(Prompt, name="stream", returns_to=AskStream, free_words=True):
    """The address of a stall's stream."""

    stall: int


@routes.callback(ShowStream)
async def show_stream(ctx: HandlerContext, callback: ShowStream) -> Screen:
    return await _page(ctx, callback.stall)


async def _page(ctx: HandlerContext, stall: int) -> Screen:
    return stream_views.stream_page(ctx.say, await ctx.read(own_stream, ctx.actor, stall))


@routes.callback(AskStream)
async def ask_stream(ctx: HandlerContext, callback: AskStream) -> Screen:
    await ctx.read(own_stream, ctx.actor, callback.stall)
    await ctx.set_prompt(StreamPrompt(stall=callback.stall))
    return stream_views.stream_ask(ctx.say)


@routes.prompt(StreamPrompt)
async def stream_received(ctx: HandlerContext, prompt: StreamPrompt, words: str) -> Reply | None:
    """Shows the address as others will see it; what is no address is asked for again."""
    try:
        address = stream_address(words)
    except StreamUnfit as refusal:
        note = sentence(ctx.say, type(refusal).__name__, refusal.facts())
        return await ctx.prompt_once_more(prompt, ScreenReply(stream_views.stream_ask(ctx.say), note=note))
    await ctx.act(draft_stream, ctx.actor, prompt.stall, address)
    await ctx.clear_prompt()
    return await _page(ctx, prompt.stall)


@routes.callback(PublishStream)
async def publish(ctx: HandlerContext, callback: PublishStream) -> ScreenReply:
    await ctx.act(publish_stream, ctx.actor, callback.stall)
    return ScreenReply(await _page(ctx, callback.stall), toast=ctx.say.plain("Published."))


@routes.callback(DiscardStream)
async def discard(ctx: HandlerContext, callback: DiscardStream) -> ScreenReply:
    await ctx.act(discard_stream, ctx.actor, callback.stall)
    return ScreenReply(await _page(ctx, callback.stall), toast=ctx.say.plain("Deleted."))


@routes.callback(RemoveStream)
async def remove(ctx: HandlerContext, callback: RemoveStream) -> ScreenReply:
    await ctx.act(remove_stream, ctx.actor, callback.stall)
    toast = ctx.say.plain("Nobody sees it any more. You can publish it again.")
    return ScreenReply(await _page(ctx, callback.stall), toast=toast)
