"""The draft of a broadcast for the office: the chat's own draft, choices, sentences and preview."""

from contextlib import suppress
from dataclasses import dataclass

from bot.office.chat_screens import READ_ONLY_NUMBER, ChatScreens
from handlers.broadcast.audience_routes import audience_options, my_draft
from handlers.broadcast.audience_views import criterion_question
from handlers.broadcast.draft_summary import audience_text, readers_text
from handlers.broadcast.messages import announcement
from handlers.broadcast.preview_views import send_label, sending_text
from handlers.callbacks.broadcast import ShowStopPromotions
from handlers.ui.context import HandlerContext
from locales.formats import format_date
from locales.say import Say, speak
from locales.user_text import DROP, sanitize_name, tag_text
from market.broadcast.audience import Criterion
from market.broadcast.draft import BroadcastDraft
from market.broadcast.preparing import WrittenDraft, write_draft
from market.office_session import OfficeReader
from storage.processed_update import DuplicateUpdate
from web.office.broadcast_page import NONE, OfferedChoices, ShownDraft
from web.office.screens import PageScreen


@dataclass(frozen=True, kw_only=True)
class ChatBroadcastForm:
    """The draft of whoever is signed in, read and written as in the chat."""

    screens: ChatScreens

    async def load(self, reader: OfficeReader, say: Say) -> ShownDraft:
        ctx = self.screens.reading(reader, say, number=READ_ONLY_NUMBER, may_write=False).ctx
        draft = await my_draft(ctx)
        return ShownDraft(
            written=_written(draft),
            offered={criterion: await _offered(ctx, draft, criterion) for criterion in Criterion},
            summary=(
                *audience_text(say, draft),
                *readers_text(say, draft.readers),
                *sending_text(say, draft, ctx.now),
            ),
            previews={language: await self._preview(ctx, draft, language) for language in draft.words},
            send_label=send_label(say, draft) if draft.words and draft.readers.total else "",
        )

    async def write(self, reader: OfficeReader, say: Say, written: WrittenDraft, *, number: int) -> bool:
        ctx = self.screens.reading(reader, say, number=number).ctx
        if written.is_same(_written(await my_draft(ctx))):
            return False
        with suppress(DuplicateUpdate):
            await ctx.act(write_draft, ctx.actor, written, now=ctx.now)
        return True

    async def _preview(self, ctx: HandlerContext, draft: BroadcastDraft, language: str) -> PageScreen:
        words = speak(language)
        screen = announcement(words, draft.announcement, ctx.services.username, ShowStopPromotions())
        return await self.screens.page_screen(words, screen)


def _written(draft: BroadcastDraft) -> WrittenDraft:
    return WrittenDraft(audience=draft.audience, kind=draft.announcement.kind, words=draft.words)


async def _offered(ctx: HandlerContext, draft: BroadcastDraft, criterion: Criterion) -> OfferedChoices:
    """Return what can be chosen now, and what is chosen though it can no longer be."""
    options = {each.value: each.label for each in await audience_options(ctx, criterion)}
    chosen = {str(each): _gone(ctx.say, draft, criterion, each) for each in draft.audience.chosen(criterion)}
    none = {NONE: ctx.say.label("any")} if criterion in (Criterion.DROP, Criterion.MARKET_DAY) else {}
    question = criterion_question(ctx.say, criterion, bool(options))
    return OfferedChoices(question=question, choices={**none, **chosen, **options})


def _gone(say: Say, draft: BroadcastDraft, criterion: Criterion, value: int | str) -> str:
    """Return the words of a choice that is offered no more."""
    if criterion is Criterion.DROP:
        return sanitize_name(draft.drop, DROP)
    if criterion is Criterion.MARKET_DAY and draft.market_day:
        return format_date(say, draft.market_day.day)
    return tag_text(str(value))
