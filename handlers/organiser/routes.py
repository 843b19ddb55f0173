"""Organising: stalls that ask, and drops."""

from handlers.organiser import views
from handlers.organiser.callbacks import (
    AllowDeposits,
    ApproveStall,
    ChooseReason,
    HideDrop,
    OverseeDrop,
    OverseeDrops,
    ShowAdmin,
    ShowApprovals,
    ShowDropAgain,
    ShowStallAsked,
    StopDeposits,
    TurnDownStall,
)
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Tap
from market.deposit.payee import allow_deposits
from market.organiser.drops import hide_drop, overseen_drop, overseen_drops, show_again
from market.organiser.home import overview
from market.organiser.stalls import approvals, approve, asking, turn_down

routes = Routes()


@routes.command("admin")
async def admin(tap: Tap, words: str) -> Screen:
    return views.admin_home(tap.say, await tap.read(overview, tap.acting, tap.now))


@routes.wish(ShowAdmin)
async def show_admin(tap: Tap, wish: ShowAdmin) -> Screen:
    return await admin(tap, "")


@routes.wish(ShowApprovals)
async def show_approvals(tap: Tap, wish: ShowApprovals) -> Screen:
    return views.approval_list(tap.say, await tap.read(approvals, tap.acting, wish.after), tap.house.zone)


@routes.wish(ShowStallAsked)
async def show_stall(tap: Tap, wish: ShowStallAsked) -> Screen:
    return views.approval_card(tap.say, await tap.read(asking, tap.acting, wish.stall))


@routes.wish(ApproveStall)
async def approve_stall(tap: Tap, wish: ApproveStall) -> Shown:
    stall = await tap.act(approve, tap.acting, wish.stall, wish.seen, tap.now)
    return Shown(views.approval_card(tap.say, stall), toast=tap.say.plain("Approved. We told the stall."))


@routes.wish(AllowDeposits)
async def allow(tap: Tap, wish: AllowDeposits) -> Shown:
    await tap.act(allow_deposits, tap.acting, wish.stall, True, tap.now)
    return await _stall(tap, wish.stall)


@routes.wish(StopDeposits)
async def stop(tap: Tap, wish: StopDeposits) -> Shown:
    await tap.act(allow_deposits, tap.acting, wish.stall, False, tap.now)
    return await _stall(tap, wish.stall)


async def _stall(tap: Tap, stall: int) -> Shown:
    screen = await show_stall(tap, ShowStallAsked(stall=stall))
    return Shown(screen, toast=tap.say.plain("Changed. We told the stall."))


@routes.wish(ChooseReason)
async def choose_reason(tap: Tap, wish: ChooseReason) -> Screen:
    return views.reason_list(tap.say, await tap.read(asking, tap.acting, wish.stall))


@routes.wish(TurnDownStall)
async def turn_stall_down(tap: Tap, wish: TurnDownStall) -> Shown:
    stall = await tap.act(turn_down, tap.acting, wish.stall, wish.seen, wish.reason, tap.now)
    return Shown(views.approval_card(tap.say, stall), toast=tap.say.plain("Turned down. We told the stall."))


@routes.wish(OverseeDrops)
async def oversee(tap: Tap, wish: OverseeDrops) -> Screen:
    return views.drop_oversight(tap.say, await tap.read(overseen_drops, tap.acting, tap.now), wish.page)


@routes.wish(OverseeDrop)
async def oversee_one(tap: Tap, wish: OverseeDrop) -> Screen:
    return views.overseen_card(tap.say, await tap.read(overseen_drop, tap.acting, wish.drop))


@routes.wish(HideDrop)
async def hide(tap: Tap, wish: HideDrop) -> Shown:
    await tap.act(hide_drop, tap.acting, wish.drop, tap.now)
    return Shown(
        await oversee_one(tap, OverseeDrop(drop=wish.drop)),
        toast=tap.say.plain("Hidden. We told the stall."),
    )


@routes.wish(ShowDropAgain)
async def show(tap: Tap, wish: ShowDropAgain) -> Shown:
    await tap.act(show_again, tap.acting, wish.drop, tap.now)
    return Shown(
        await oversee_one(tap, OverseeDrop(drop=wish.drop)), toast=tap.say.plain("Everyone can see it again.")
    )
