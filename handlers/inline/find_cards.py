"""The cards that an inline query finds. Whoever asks need not have written to the bot, and nothing about them is stored."""

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.drop.drop_question import drops_asked
from handlers.inline.views import inline_card, market_card
from handlers.ui.context import Services
from handlers.ui.inline_card import MAX_CARDS, InlineCard
from locales.say import Say
from market.alley import alley_names
from market.drop.browse import drop_by_code, drop_cards, planned
from market.drop.refusals import DropUnknown
from storage.drop import DropState

LONGEST = 100
ONE_DROP = "d_"


async def find_cards(services: Services, say: Say, words: str, now: datetime) -> tuple[InlineCard, ...]:
    """Returns the drops that words ask for and that take place, all that are coming without any; for the query of a Share button the one drop."""
    if words.startswith(ONE_DROP):
        return await _one_card(services, say, words.removeprefix(ONE_DROP), now)
    coming = await services.query_cache.read(planned, now.replace(second=0, microsecond=0))
    places = await services.query_cache.read(alley_names)
    today = now.astimezone(ZoneInfo(services.zone)).date()
    chosen = drops_asked(coming, words[:LONGEST], today, places) if words.strip() else coming
    ids = tuple(drop.id for drop in chosen if drop.state != DropState.CANCELLED)[: MAX_CARDS - 1]
    drops = await services.query_cache.read(drop_cards, ids)
    cards = tuple(
        inline_card(say, drop, now, services.username, public_url=services.public_url)
        for drop in sorted(drops, key=lambda drop: ids.index(drop.id))
    )
    return (*cards, market_card(say, services.username)) if len(cards) > 1 else cards


async def _one_card(services: Services, say: Say, code: str, now: datetime) -> tuple[InlineCard, ...]:
    try:
        drop = await services.query_cache.read(drop_by_code, code[:LONGEST])
    except DropUnknown:
        return ()
    return (inline_card(say, drop, now, services.username, public_url=services.public_url),)
