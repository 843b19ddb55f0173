"""The messages of draws of places."""

from handlers.message_registry import RenderContext, messages
from handlers.place_draw import views
from handlers.ui.screen import Screen
from locales.say import Say
from market.place_draw.notifications import PlaceDrawOpened, PlaceDrawResult
from market.place_draw.refusals import PlaceDrawClosed
from market.place_draw.wishes import stall_wishes_in
from storage.place_draw import PlaceDrawState


@messages.view(PlaceDrawOpened, label=lambda say: say.plain("a draw of places is open"))
async def place_draw_opened(say: Say, context: RenderContext, payload: PlaceDrawOpened) -> Screen:
    """Raises PlaceDrawClosed where it is open no more."""
    wishes = await context.read(stall_wishes_in, payload.draw_id, payload.stall_id)
    if wishes.state is not PlaceDrawState.OPEN:
        raise PlaceDrawClosed
    return views.draw_opened(say, wishes)


@messages.view(PlaceDrawResult, label=lambda say: say.plain("the result of a draw of places"))
async def place_draw_result(say: Say, context: RenderContext, payload: PlaceDrawResult) -> Screen:
    return views.draw_result(say, await context.read(stall_wishes_in, payload.draw_id, payload.stall_id))
