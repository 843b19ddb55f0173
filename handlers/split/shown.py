"""Messages about shares as they are now."""

from typing import assert_never

from handlers.message_registry import RenderContext
from handlers.shown_registry import shown
from handlers.split import views
from handlers.split.share_form import ShareForm
from handlers.ui.screen import Screen
from locales.say import Say
from market.actor import Actor
from market.shown import StaleMessage
from market.split.facts import OwnShare, drop_shares, own_share
from market.split.refusals import SplitUnknown
from storage.shown import ShownKind
from storage.split import SplitRole


@shown.kind(ShownKind.SHARES)
async def shares_now(say: Say, context: RenderContext, message: StaleMessage) -> Screen | None:
    """Returns the page as it is now; of a message that asked or told something, the page once it is otherwise. Raises DropUnknown, NotYourStall."""
    form, *details = message.form.split()
    reader = Actor(message.person)
    if ShareForm(form) is ShareForm.STALL:
        return views.shares_page(say, await context.read(drop_shares, reader, message.subject, context.now))
    try:
        own = await context.read(own_share, reader, int(details[0]), SplitRole(details[1]))
    except SplitUnknown:
        return views.own_share_gone(say)
    return None if _is_true(ShareForm(form), own) else views.own_share_page(say, own)


def _is_true(form: ShareForm, share: OwnShare) -> bool:
    """Returns whether a message of this form still says how things are."""
    match form:
        case ShareForm.ASKED:
            return not share.agreed and not share.ended
        case ShareForm.AGREED:
            return not share.ended
        case ShareForm.OWN | ShareForm.STALL:
            return False
        case _:
            assert_never(form)
