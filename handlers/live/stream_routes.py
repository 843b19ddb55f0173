"""Routes of a stall's stream link: typed, seen as others will see it, published, taken back."""

from handlers.callbacks.live import AskStream, DiscardStream, PublishStream, RemoveStream, ShowStream
from handlers.live import stream_views
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
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
    return stream_views.stream_page(ctx.say, await ctx.read(own_stream, ctx.actor, callback.stall))


@routes.question(StreamPrompt)
async def ask_stream(ctx: HandlerContext, callback: AskStream) -> Screen:
    await ctx.read(own_stream, ctx.actor, callback.stall)
    return stream_views.stream_ask(ctx.say)


@routes.prompt(StreamPrompt)
async def stream_received(ctx: HandlerContext, prompt: StreamPrompt, words: str) -> Done:
    """Shows the address as others will see it. Raises StreamUnfit."""
    await ctx.act(draft_stream, ctx.actor, prompt.stall, stream_address(words))
    return Done(then=ShowStream(stall=prompt.stall))


@routes.callback(PublishStream)
async def publish_stream_tapped(ctx: HandlerContext, callback: PublishStream) -> Done:
    await ctx.act(publish_stream, ctx.actor, callback.stall)
    return Done(ctx.say.plain("Published."))


@routes.callback(DiscardStream)
async def discard_stream_tapped(ctx: HandlerContext, callback: DiscardStream) -> Done:
    await ctx.act(discard_stream, ctx.actor, callback.stall)
    return Done(ctx.say.plain("Deleted."))


@routes.callback(RemoveStream)
async def remove_stream_tapped(ctx: HandlerContext, callback: RemoveStream) -> Done:
    await ctx.act(remove_stream, ctx.actor, callback.stall)
    return Done(ctx.say.plain("Nobody can see it now. You can publish it again."))
