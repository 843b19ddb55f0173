"""Routes of following: from a stall's card, from the list of a tag, and from the settings."""

from handlers.callbacks.drop import ShowStall
from handlers.callbacks.follow import (
    FollowStall,
    FollowTag,
    ShowFollowed,
    ShowFollows,
    StopFollowing,
    UnfollowListedStall,
    UnfollowListedTag,
    UnfollowStall,
    UnfollowTag,
)
from handlers.callbacks.list_location import ListLocation
from handlers.drop.followed import followed_drops, follows
from handlers.drop.routes import list_page, marks_of_reader, show_stall
from handlers.follow import views
from handlers.ui.context import HandlerContext
from handlers.ui.paging import page_of
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply
from locales.user_text import STALL, sanitize_name
from market.drop.browse import drop_cards
from market.follow.following import follow_stall, follow_tag, unfollow_all, unfollow_stall, unfollow_tag

routes = Routes()


@routes.callback(FollowStall)
async def start_following_stall(ctx: HandlerContext, callback: FollowStall) -> ScreenReply:
    name = await ctx.act(follow_stall, ctx.person, callback.stall, ctx.now)
    toast = ctx.say.plain("You follow {what}.", what=sanitize_name(name, STALL))
    return ScreenReply(await _stall_card(ctx, callback), toast=toast)


@routes.callback(UnfollowStall)
async def stop_following_stall(ctx: HandlerContext, callback: UnfollowStall) -> ScreenReply:
    await ctx.act(unfollow_stall, ctx.person, callback.stall)
    return ScreenReply(await _stall_card(ctx, callback), toast=_unfollowed(ctx))


async def _stall_card(ctx: HandlerContext, callback: FollowStall | UnfollowStall) -> Screen:
    return await show_stall(
        ctx, ShowStall(stall=callback.stall, drop=callback.drop, back_to=callback.back_to)
    )


@routes.callback(FollowTag)
async def start_following_tag(ctx: HandlerContext, callback: FollowTag) -> ScreenReply:
    location = ListLocation.read(callback.back_to)
    tag = location.drop_filter.tag
    await ctx.act(follow_tag, ctx.person, tag, ctx.now)
    toast = ctx.say.plain("You follow {what}.", what=f"#{tag}")
    return ScreenReply(await list_page(ctx, location), toast=toast)


@routes.callback(UnfollowTag)
async def stop_following_tag(ctx: HandlerContext, callback: UnfollowTag) -> ScreenReply:
    location = ListLocation.read(callback.back_to)
    await ctx.act(unfollow_tag, ctx.person, location.drop_filter.tag)
    return ScreenReply(await list_page(ctx, location), toast=_unfollowed(ctx))


@routes.callback(ShowFollows)
async def show_follows(ctx: HandlerContext, callback: ShowFollows) -> Screen:
    return views.follow_list(ctx.say, await follows(ctx), callback.page)


@routes.callback(UnfollowListedStall)
async def unfollow_listed_stall(ctx: HandlerContext, callback: UnfollowListedStall) -> Done:
    await ctx.act(unfollow_stall, ctx.person, callback.stall)
    return Done(_unfollowed(ctx))


@routes.callback(UnfollowListedTag)
async def unfollow_listed_tag(ctx: HandlerContext, callback: UnfollowListedTag) -> Done:
    await ctx.act(unfollow_tag, ctx.person, callback.tag)
    return Done(_unfollowed(ctx))


@routes.callback(StopFollowing)
async def stop_following(ctx: HandlerContext, callback: StopFollowing) -> Done:
    await ctx.act(unfollow_all, ctx.person)
    return Done(ctx.say.plain("You follow nothing now."))


def _unfollowed(ctx: HandlerContext) -> str:
    return ctx.say.plain("You no longer follow this.")


@routes.callback(ShowFollowed)
async def show_followed(ctx: HandlerContext, callback: ShowFollowed) -> Screen:
    found = await followed_drops(ctx)
    page = page_of(found.drops, callback.page, views.PAGE)
    cards = await ctx.read_cached(drop_cards, page.shown)
    return views.followed_list(
        ctx.say,
        cards,
        page=page.number,
        total=len(found.drops),
        new=found.new,
        marks=await marks_of_reader(ctx),
        now=ctx.now,
    )
