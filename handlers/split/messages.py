"""The messages about shares."""

from markupsafe import Markup

from handlers.callbacks.split import ShowOwnShare, ShowOwnShares, ShowShares
from handlers.message_registry import RenderContext, messages
from handlers.split import views
from handlers.split.role_text import terms_text
from handlers.split.share_form import ShareForm, party_shown
from handlers.ui.button_layout import layout_buttons
from handlers.ui.screen import Button, Screen
from locales.say import Say
from locales.user_text import DROP, STALL, sanitize_name
from market.drop.browse import any_drop
from market.split.facts import told_shares
from market.split.notifications import SharedDropCancelled, SharesAgreed, SharesEnded, SharesProposed
from market.split.takings import has_takings
from storage.split import SplitRole


@messages.view(SharesProposed, label=lambda say: say.plain("a split of takings to agree to"))
async def shares_proposed(say: Say, context: RenderContext, payload: SharesProposed) -> Screen:
    """Raises SplitUnknown, SplitOver where they have ended."""
    drop, split = await context.read(told_shares, payload.split_id)
    return Screen(
        text=views.proposal_text(say, drop, payload.role, split.terms),
        rows=layout_buttons(views.answer_buttons(say, payload.split_id, payload.role)),
        shows=party_shown(drop, ShareForm.ASKED, payload.split_id, payload.role),
    )


@messages.view(SharesAgreed, label=lambda say: say.plain("the split of a drop"))
async def shares_agreed(say: Say, context: RenderContext, payload: SharesAgreed) -> Screen:
    """Raises SplitUnknown, SplitOver where they have ended."""
    drop, split = await context.read(told_shares, payload.split_id)
    text = say("All have agreed to the split of {drop}.", drop=sanitize_name(drop.name, DROP))
    page = (
        ShowShares(drop=drop.id)
        if payload.role is SplitRole.STALL
        else ShowOwnShare(split=payload.split_id, role=payload.role)
    )
    return Screen(
        text=Markup("\n").join((text, terms_text(say, split.terms))),
        rows=layout_buttons([Button(label=say.label("Split takings"), callback=page, below=True)]),
        shows=None
        if payload.role is SplitRole.STALL
        else party_shown(drop, ShareForm.AGREED, payload.split_id, payload.role),
    )


@messages.view(SharesEnded, label=lambda say: say.plain("the split of a drop"))
async def shares_ended(say: Say, context: RenderContext, payload: SharesEnded) -> Screen:
    """Raises DropUnknown where the drop is gone."""
    drop = await context.read(any_drop, payload.drop_id)
    return Screen(text=views.ended_text(say, drop, payload.by))


@messages.view(SharedDropCancelled, label=lambda say: say.plain("a drop was cancelled"))
async def shared_drop_cancelled(say: Say, context: RenderContext, payload: SharedDropCancelled) -> Screen:
    """Says that what the drop took stays shared, where it took anything."""
    drop = await context.read(any_drop, payload.drop_id)
    words = {"drop": sanitize_name(drop.name, DROP), "stall": sanitize_name(drop.stall.name, STALL)}
    text = (
        say("{drop} at {stall} is cancelled. Its takings until then are still split with you.", **words)
        if await context.read(has_takings, payload.drop_id)
        else say("{drop} at {stall} is cancelled. It took nothing, so there is nothing to share.", **words)
    )
    own = Button(label=say.label("Split takings"), callback=ShowOwnShares(), below=True)
    return Screen(text=text, rows=layout_buttons([own]))
