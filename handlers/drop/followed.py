"""The stalls and tags that the person follows, for the screens that mark what is new there."""

from handlers.ui.context import HandlerContext
from market.follow.following import Follows, follows_of
from market.follow.visit import FollowedDrops, drops_followed_by, record_visit


async def follows(ctx: HandlerContext) -> Follows:
    """Returns what the person follows; no query for somebody who follows nothing."""
    me = await ctx.known()
    return await ctx.read(follows_of, ctx.person) if me and me.follows else Follows()


async def followed_drops(ctx: HandlerContext) -> FollowedDrops:
    """Returns the drops the person follows, and records that they are here. No query for somebody who follows nothing."""
    me = await ctx.known()
    if not me or not me.follows:
        return FollowedDrops()
    found = await ctx.read(drops_followed_by, ctx.person, ctx.now)
    if found.visit_begins:
        await ctx.services.store.write(record_visit, ctx.person, ctx.now)
    return found
