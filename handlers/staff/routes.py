"""Routes of a stall's staff: for its owner, and for the helper who opens a link or leaves."""

from handlers.callbacks.desk import ShowDesk
from handlers.callbacks.staff import (
    AcceptInvite,
    AskInvite,
    AskLeaveStall,
    AskRemoveHelper,
    CancelInvite,
    ChangeRole,
    InviteHelper,
    LeaveStall,
    RemoveHelper,
    ShowHelper,
    ShowStaff,
)
from handlers.desk.routes import show_desk
from handlers.staff import views
from handlers.start.routes import welcome
from handlers.ui.context import HandlerContext
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Screen, ScreenReply
from locales.user_text import STALL, sanitize_name
from market.roster.follow import count_shifts_ahead
from market.staff.helpers import change_role, helper_of, leave_stall, own_help, remove_helper, staff_of
from market.staff.invite import accept_invite, cancel_invite, invitation, invite_helper

routes = Routes()


@routes.callback(ShowStaff)
async def show_staff(ctx: HandlerContext, callback: ShowStaff) -> Screen:
    staff = await ctx.read(staff_of, ctx.actor, callback.stall, ctx.now)
    return views.staff_page(ctx.say, staff, ctx.services.zone)


@routes.callback(AskInvite)
async def ask_invite(ctx: HandlerContext, callback: AskInvite) -> Screen:
    await ctx.read(staff_of, ctx.actor, callback.stall, ctx.now)
    return views.role_choice(ctx.say, callback.stall)


@routes.callback(InviteHelper)
async def invite_helper_tapped(ctx: HandlerContext, callback: InviteHelper) -> Screen:
    offer = await ctx.act(
        invite_helper, ctx.actor, callback.stall, callback.role, now=ctx.now, rng=ctx.services.rng
    )
    link = f"https://t.me/{ctx.services.username}?start=w_{offer.code}"
    return views.invite_link(ctx.say, callback.stall, link, offer, zone=ctx.services.zone)


@routes.callback(CancelInvite)
async def cancel_invite_tapped(ctx: HandlerContext, callback: CancelInvite) -> Done:
    await ctx.act(cancel_invite, ctx.actor, callback.stall, callback.invite)
    return Done(ctx.say.plain("Cancelled. The link no longer works."))


@routes.callback(ShowHelper)
async def show_helper(ctx: HandlerContext, callback: ShowHelper) -> Screen:
    helper = await ctx.read(helper_of, ctx.actor, callback.stall, callback.person)
    return views.helper_page(ctx.say, helper, ctx.services.zone)


@routes.callback(ChangeRole)
async def change_role_tapped(ctx: HandlerContext, callback: ChangeRole) -> Done:
    await ctx.act(change_role, ctx.actor, callback.stall, callback.person, role=callback.role, now=ctx.now)
    return Done(
        ctx.say.sentences(ctx.say("Changed."), ctx.say("We told them.")),
        ShowHelper(stall=callback.stall, person=callback.person),
    )


@routes.callback(AskRemoveHelper)
async def ask_remove(ctx: HandlerContext, callback: AskRemoveHelper) -> Screen:
    helper = await ctx.read(helper_of, ctx.actor, callback.stall, callback.person)
    shifts = await ctx.read(count_shifts_ahead, ctx.actor, callback.stall, callback.person, now=ctx.now)
    return views.remove_confirm(ctx.say, helper, shifts)


@routes.callback(RemoveHelper)
async def remove_helper_tapped(ctx: HandlerContext, callback: RemoveHelper) -> Done:
    await ctx.act(remove_helper, ctx.actor, callback.stall, callback.person, now=ctx.now)
    return Done(ctx.say.sentences(ctx.say("Removed."), ctx.say("We told them.")))


@routes.link("w")
async def open_invitation(ctx: HandlerContext, code: str) -> Screen:
    return views.invitation_page(ctx.say, await ctx.read(invitation, ctx.person, code, ctx.now), code)


@routes.callback(AcceptInvite)
async def accept_invite_tapped(ctx: HandlerContext, callback: AcceptInvite) -> ScreenReply:
    """Makes the reader a helper and shows the desk of the stall."""
    taken = await ctx.act(accept_invite, ctx.person, callback.code, ctx.now)
    note = ctx.say(
        "You help at {stall} from now on. /desk brings you here.",
        stall=sanitize_name(taken.stall_name, STALL),
    )
    return ScreenReply(await show_desk(ctx, ShowDesk()), note=note)


@routes.callback(AskLeaveStall)
async def ask_leave(ctx: HandlerContext, callback: AskLeaveStall) -> Screen:
    return views.leave_confirm(ctx.say, await ctx.read(own_help, ctx.person, callback.stall))


@routes.callback(LeaveStall)
async def leave_stall_tapped(ctx: HandlerContext, callback: LeaveStall) -> ScreenReply:
    await ctx.act(leave_stall, ctx.actor, callback.stall, ctx.now)
    return ScreenReply(
        await welcome(ctx), toast=ctx.say.plain("You no longer help there. We told the owner.")
    )
