"""Routes of shares: for the stall's owner, and for a party."""

from handlers.callbacks.split import (
    AcceptShare,
    AgreeShare,
    AskEndShares,
    AskRemoveShare,
    AskShare,
    AskStepBack,
    EndShares,
    MakeShareLink,
    ProposeUsual,
    RemoveShare,
    SendShareStatement,
    ShowOwnShare,
    ShowOwnShares,
    ShowShares,
    ShowShareStatement,
    StepBack,
)
from handlers.split import statement_views, views
from handlers.split.typed_share import read_share
from handlers.ui.context import HandlerContext
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen
from market.split.agree import accept_share, agree_share, end_shares, offered_share, step_back
from market.split.facts import DropShares, drop_shares, own_share, own_shares
from market.split.propose import make_share_link, propose_share, propose_usual, remove_share
from market.split.statement import share_statement
from storage.split import SplitRole

routes = Routes()


class SharePrompt(Prompt, name="share", returns_to=AskShare):
    """The part of a creator or host in a drop, in per cent."""

    drop: int
    role: SplitRole


@routes.callback(ShowShares)
async def show_shares(ctx: HandlerContext, callback: ShowShares) -> Screen:
    return views.shares_page(ctx.say, await _shares(ctx, callback.drop))


@routes.callback(AskShare)
async def ask_share(ctx: HandlerContext, callback: AskShare) -> Screen:
    """Asks for a part; shows the shares where they cannot change any more."""
    shares = await _shares(ctx, callback.drop)
    if not shares.open_for_terms:
        return views.shares_page(ctx.say, shares)
    await ctx.set_prompt(SharePrompt(drop=callback.drop, role=callback.role))
    return views.share_ask(ctx.say, callback.role, has_one=views.has_part(shares, callback.role))


async def _ask_again(ctx: HandlerContext, prompt: SharePrompt) -> Screen:
    shares = await _shares(ctx, prompt.drop)
    return views.share_ask(ctx.say, prompt.role, has_one=views.has_part(shares, prompt.role))


@routes.prompt(SharePrompt, ask_again=_ask_again)
async def share_received(ctx: HandlerContext, prompt: SharePrompt, words: str) -> Screen | Done:
    share = read_share(words)
    if share is None:
        raise NoAnswer(ctx.say("We did not understand that. Write a percentage, like 20 or 12.5."))
    if share == 0 and views.has_part(await _shares(ctx, prompt.drop), prompt.role):
        return await ask_remove(ctx, AskRemoveShare(drop=prompt.drop, role=prompt.role))
    await ctx.act(propose_share, ctx.actor, prompt.drop, prompt.role, share=share, now=ctx.now)
    return Done(then=ShowShares(drop=prompt.drop))


@routes.callback(ProposeUsual)
async def propose_as_usual(ctx: HandlerContext, callback: ProposeUsual) -> Done:
    await ctx.act(propose_usual, ctx.actor, callback.drop, ctx.now)
    return Done(ctx.say.plain("Proposed. We asked them."))


@routes.callback(MakeShareLink)
async def make_link(ctx: HandlerContext, callback: MakeShareLink) -> Screen:
    offer = await ctx.act(
        make_share_link, ctx.actor, callback.drop, callback.role, now=ctx.now, rng=ctx.services.rng
    )
    link = f"https://t.me/{ctx.services.username}?start=p_{offer.code}"
    return views.share_link(ctx.say, (await _shares(ctx, callback.drop)).drop, link, offer)


@routes.callback(AskEndShares)
async def ask_end(ctx: HandlerContext, callback: AskEndShares) -> Screen:
    """Asks first; shows the shares where there is nothing to end."""
    shares = await _shares(ctx, callback.drop)
    if shares.proposed or (shares.agreed and not shares.fixed):
        return views.end_confirm(ctx.say, shares)
    return views.shares_page(ctx.say, shares)


@routes.callback(EndShares)
async def end_shares_tapped(ctx: HandlerContext, callback: EndShares) -> Done:
    await ctx.act(end_shares, ctx.actor, callback.drop, ctx.now)
    return Done(ctx.say.sentences(ctx.say("Ended."), ctx.say("We told them.")))


@routes.callback(AskRemoveShare)
async def ask_remove(ctx: HandlerContext, callback: AskRemoveShare) -> Screen:
    """Asks first: of the only part as of all shares; shows the shares where there is no such part, or it cannot change any more."""
    shares = await _shares(ctx, callback.drop)
    if not shares.open_for_terms or not views.has_part(shares, callback.role):
        return views.shares_page(ctx.say, shares)
    if views.has_part(shares, callback.role, beside=True):
        return views.remove_confirm(ctx.say, shares, callback.role)
    return views.end_confirm(ctx.say, shares)


@routes.callback(RemoveShare)
async def remove_share_tapped(ctx: HandlerContext, callback: RemoveShare) -> Done:
    await ctx.act(remove_share, ctx.actor, callback.drop, callback.role, now=ctx.now)
    return Done(ctx.say.plain("Removed."))


@routes.link("p")
async def open_offer(ctx: HandlerContext, code: str) -> Screen:
    return views.offered_page(ctx.say, await ctx.read(offered_share, ctx.person, code, ctx.now), code)


@routes.callback(AcceptShare)
async def accept_share_tapped(ctx: HandlerContext, callback: AcceptShare) -> Done:
    split, role = await ctx.act(accept_share, ctx.person, callback.code, ctx.now)
    return await _agreed(ctx, split, role)


@routes.callback(ShowOwnShares)
async def show_own_shares(ctx: HandlerContext, callback: ShowOwnShares) -> Screen:
    return views.own_shares_list(ctx.say, await ctx.read(own_shares, ctx.person, callback.page))


@routes.callback(ShowOwnShare)
async def show_own_share(ctx: HandlerContext, callback: ShowOwnShare) -> Screen:
    return views.own_share_page(ctx.say, await ctx.read(own_share, ctx.actor, callback.split, callback.role))


@routes.callback(AgreeShare)
async def agree_share_tapped(ctx: HandlerContext, callback: AgreeShare) -> Done:
    await ctx.act(agree_share, ctx.actor, callback.split, callback.role, now=ctx.now)
    return await _agreed(ctx, callback.split, callback.role)


@routes.callback(AskStepBack)
async def ask_step_back(ctx: HandlerContext, callback: AskStepBack) -> Screen:
    own = await ctx.read(own_share, ctx.actor, callback.split, callback.role)
    if own.ended or own.fixed:
        return views.own_share_page(ctx.say, own)
    return views.step_back_confirm(ctx.say, own)


@routes.callback(StepBack)
async def step_back_tapped(ctx: HandlerContext, callback: StepBack) -> Done:
    await ctx.act(step_back, ctx.actor, callback.split, callback.role, now=ctx.now)
    return Done(ctx.say.plain("It has ended. We told the others."), ShowOwnShares())


@routes.callback(ShowShareStatement)
async def show_statement(ctx: HandlerContext, callback: ShowShareStatement) -> Screen:
    found = await ctx.read(share_statement, ctx.actor, callback.stall, callback.weeks, now=ctx.now)
    return statement_views.share_statement_page(ctx.say, found)


@routes.callback(SendShareStatement)
async def send_statement(ctx: HandlerContext, callback: SendShareStatement) -> Screen:
    found = await ctx.read(share_statement, ctx.actor, callback.stall, callback.weeks, now=ctx.now)
    return statement_views.share_statement_document(ctx.say, found)


async def _shares(ctx: HandlerContext, drop: int) -> DropShares:
    return await ctx.read(drop_shares, ctx.actor, drop, ctx.now)


async def _agreed(ctx: HandlerContext, split: int, role: SplitRole) -> Done:
    return Done(ctx.say.plain("You agree. It is noted."), ShowOwnShare(split=split, role=role))
