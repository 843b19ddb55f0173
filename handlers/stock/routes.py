"""Routes that post stock: the message is parsed, shown back, published or undone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from handlers.callbacks.stock import (
    AskStock,
    PickDepositPurpose,
    PickQuantity,
    PickReading,
    PostForStall,
    PublishDrop,
    ShowDropMenu,
    ShowExamples,
    ShowMyDrop,
    ShowReadingReasons,
    UndoDrop,
    UseSuggestedPrice,
)
from handlers.stall import views as stall_views
from handlers.stock import change_views, posting_views, reading_views, views
from handlers.stock.completeness import names_priced_goods
from handlers.stock.line_parser import UnparsedSpan
from handlers.stock.missing_fields import (
    DEPOSIT,
    PRICE,
    QUANTITY,
    WHEN,
    amount_of,
    field_and_item,
    further_fields,
    known_fields,
    missing_fields,
)
from handlers.stock.photo import store_photo
from handlers.stock.post_parser import StockPost, read_post, write_post
from handlers.stock.price_parsing import read_number_alone, read_price_alone
from handlers.stock.prompts import (
    AgainPrompt,
    ChangePrompt,
    ChangeTimePrompt,
    ClosingTimePrompt,
    MissingFieldsPrompt,
    PostingPrompt,
    ReadingPrompt,
    StockPrompt,
)
from handlers.stock.reasons import pack_reasons, unpack_reasons
from handlers.ui.allowed_buttons import for_staff
from handlers.ui.context import HandlerContext, IncomingPhoto, SourceMessage
from handlers.ui.prompt import NoAnswer
from handlers.ui.routes import Routes
from handlers.ui.screen import Done, Reply, Screen, ScreenReply, Toast, with_note
from handlers.ui.told_count import told_count
from locales.refusals import sentence
from locales.user_text import STOCK_POST
from market.actor import NotYourStall, former_stall
from market.alley import alley_names, closed_alley_of
from market.deposit.deposit_terms import ask_deposit
from market.deposit.refusals import DepositsNotAllowed
from market.drop.affected_people import affected_people
from market.drop.facts import DropFacts, ItemFacts
from market.drop.own_drop import own_drop
from market.drop.refusals import NumberUnfit
from market.forecast.forecast import drop_forecast
from market.mix.limit import mix_broken_by
from market.photo_quota import may_post
from market.picture import picture_by_prefix
from market.refusal import ButtonForged, WhenPassed
from market.staff.desks import PostingStalls, choose_posting, posting_stall, posting_stalls
from market.stall import StallState
from market.stock.change import change_deposit, change_price, change_quantity
from market.stock.draft import MAX_PER_PERSON, has_earlier_drop, prepare, publish, undo
from market.stock.merge_draft import same_item
from market.stock.message_of_drop import message_of_drop
from market.stock.parsed_message import ParsedMessage, without_days
from market.stock.posting import (
    append_lines,
    draft_of_album,
    drop_named_in,
    drop_of_album,
    drop_of_message,
    keep_voice_note,
    name_album,
)
from market.text_checks import check_words
from storage.drop import DropState

routes = Routes()

KEY_PREFIX = 48
"""Characters of a picture's key that fit into a prompt: 192 bits of it."""
DAYS, MAX_COPIED = 6, 256
SILENCE = Toast("")


@routes.command("post", "stock")
async def post_stock(ctx: HandlerContext, words: str) -> Reply:
    """Asks for a message, or parses the one after the command."""
    stall = await ctx.read(posting_stall, ctx.person)
    if stall is None:
        former = await ctx.read(former_stall, ctx.person)
        return stall_views.stall_form(ctx.say, await ctx.read_cached(alley_names), 1, former=former)
    if words:
        return await save_draft(ctx, stall, words)
    await ctx.set_prompt(StockPrompt())
    return views.stock_ask(ctx.say)


@routes.callback(AskStock)
async def ask_stock(ctx: HandlerContext, callback: AskStock) -> Reply:
    return await post_stock(ctx, "")


@routes.callback(ShowExamples)
async def show_examples(ctx: HandlerContext, callback: ShowExamples) -> Screen:
    return views.examples(ctx.say)


@routes.prompt(StockPrompt, ReadingPrompt)
async def stock_received(
    ctx: HandlerContext, prompt: StockPrompt | ReadingPrompt, words: str
) -> Reply | None:
    """Parses the message, with the picture that was sent before it."""
    stall = await ctx.read(posting_stall, ctx.person)
    if stall is None:
        return await post_stock(ctx, "")
    if len(words) <= STOCK_POST.longest and not parse_stock(ctx, stall, words).message.items:
        return await ctx.prompt_once_more(prompt, views.not_stock_page(ctx.say))
    picture = await ctx.read(picture_by_prefix, prompt.picture) if prompt.picture else None
    return await save_draft(ctx, stall, words, picture)


@routes.photo
async def photo_received(ctx: HandlerContext, photo: IncomingPhoto) -> Reply | None:
    """Stores a vendor's photo; its caption is the message."""
    stall = (await ctx.read(posting_stalls, ctx.person)).acting
    if stall is None or not await ctx.read(may_post, ctx.actor):
        return None
    if isinstance(ctx.pending_prompt, ChangePrompt | ChangeTimePrompt | ClosingTimePrompt):
        return None
    if photo.origin.is_ours and photo.caption:
        return await forwarded_post(ctx, stall, photo.caption)
    if reply := await _next_of_album(ctx, stall, photo):
        return reply
    picture = await store_photo(ctx, photo)
    if photo.caption:
        return await save_draft(ctx, stall, photo.caption, picture, album=photo.album)
    await ctx.set_prompt(StockPrompt(picture=picture[:KEY_PREFIX], album=photo.album))
    return views.photo_without_stock(ctx.say)


async def _next_of_album(ctx: HandlerContext, stall: StallState, photo: IncomingPhoto) -> Reply | None:
    """Reads the caption of a further photo of an album as further lines, and answers one without a caption by nothing; None for another photo.

    The first photo is the picture.
    """
    if not photo.album:
        return None
    if (
        ctx.source
        and ctx.source.is_edited
        and (edited := await _edited_caption(ctx, stall, photo, ctx.source))
    ):
        return edited
    prompt = ctx.pending_prompt
    if isinstance(prompt, StockPrompt | ReadingPrompt | PostingPrompt) and prompt.album == photo.album:
        return await _caption_after_photo(ctx, stall, prompt, photo.caption) if photo.caption else SILENCE
    draft = await ctx.read(draft_of_album, stall.id, photo.album)
    if draft is None:
        return None
    return await _append_caption(ctx, stall, draft, photo.caption) if photo.caption else SILENCE


async def _edited_caption(
    ctx: HandlerContext, stall: StallState, photo: IncomingPhoto, source: SourceMessage
) -> Reply | None:
    """Reads an edited caption of an album again in the place of what was read from it; None where nothing was yet.

    A draft of several captions does not know which items each has, so it is shown as it is.
    """
    prompt = ctx.pending_prompt
    if isinstance(prompt, ReadingPrompt) and prompt.source == source.id and photo.caption:
        picture = await ctx.read(picture_by_prefix, prompt.picture) if prompt.picture else None
        return await save_draft(ctx, stall, photo.caption, picture, album=photo.album)
    drop = await ctx.read(drop_of_album, stall.id, photo.album)
    if drop is None:
        return None
    if drop.state != DropState.DRAFT:
        return await _on_sale_page(ctx, drop.id)
    facts = await ctx.read(own_drop, ctx.actor, drop.id)
    if drop.source_message is None or not photo.caption:
        note = ctx.say("Nothing was changed: this draft has several captions. You can change it here.")
        return ScreenReply(await _draft_page(ctx, facts), note=note) if photo.caption else SILENCE
    if drop.source_message != source.id:
        return None
    return await save_draft(ctx, stall, photo.caption, facts.picture, album=photo.album)


async def _caption_after_photo(
    ctx: HandlerContext,
    stall: StallState,
    prompt: StockPrompt | ReadingPrompt | PostingPrompt,
    caption: str,
) -> Reply:
    """Reads a caption with the photo, or the unclear line, that came before it."""
    words = f"{prompt.words}\n{caption}" if isinstance(prompt, ReadingPrompt) else caption
    picture = await ctx.read(picture_by_prefix, prompt.picture) if prompt.picture else None
    return await save_draft(ctx, stall, words, picture, album=prompt.album)


async def _append_caption(ctx: HandlerContext, stall: StallState, draft: int, caption: str) -> Reply:
    """Adds the goods of a caption to a draft, and asks for what they lack after what is asked already."""
    read = parse_stock(ctx, stall, check_words(caption, STOCK_POST))
    had = await ctx.act(append_lines, ctx.actor, draft, read.message, now=ctx.now)
    prompt = ctx.pending_prompt
    is_asked = isinstance(prompt, MissingFieldsPrompt) and prompt.drop == draft
    asked = list(prompt.fields) if is_asked and isinstance(prompt, MissingFieldsPrompt) else []
    missing = [*asked, *further_fields(missing_fields(read.message, has_last_time=True), had)]
    notes = views.unparsed_rows(ctx.say, read.unparsed)
    if missing:
        return ScreenReply(await ask_next_field(ctx, draft, missing), note=ctx.say.sentences(*notes))
    facts = await ctx.read(own_drop, ctx.actor, draft)
    return await _draft_page(ctx, facts, read.unparsed)


@routes.voice
async def voice_received(ctx: HandlerContext) -> Reply | None:
    """Notes a vendor's voice note on their newest draft; without one it says what to type. Nobody listens to it."""
    stall = (await ctx.read(posting_stalls, ctx.person)).acting
    if stall is None:
        return None
    draft = await ctx.act(keep_voice_note, ctx.actor, stall.id, ctx.now)
    if draft is None:
        return views.voice_not_read(ctx.say)
    facts = await ctx.read(own_drop, ctx.actor, draft)
    note = ctx.say("We cannot listen to voice notes, so nothing was changed.")
    return ScreenReply(await _draft_page(ctx, facts), note=note)


async def forwarded_post(ctx: HandlerContext, stall: StallState, words: str) -> Reply:
    """Stores the drop that a message of ours is about as a new draft; "again, but 20" after it is about the same drop."""
    drop = await ctx.read(drop_named_in, ctx.actor, stall.id, words)
    if drop is None:
        return views.drop_not_found(ctx.say)
    facts = await ctx.read(own_drop, ctx.actor, drop)
    read = StockPost(message=message_of_drop(facts), words=facts.words)
    return await _with_again(ctx, await _store_and_ask(ctx, stall, read, facts.picture), again=drop)


async def forwarded_line(ctx: HandlerContext, stall: StallState, words: str) -> Reply:
    """As `save_draft`, for a whole line that was forwarded: "again, but 20" after it is about this draft."""
    read, posting = parse_stock(ctx, stall, words), await ctx.read(posting_stalls, ctx.person)
    if read.readings or posting.said is None:
        return await save_draft(ctx, stall, words)
    return _named(ctx, posting, await _with_again(ctx, await _store_and_ask(ctx, stall, read, None)))


async def _with_again(ctx: HandlerContext, stored: tuple[int, Reply], again: int | None = None) -> Reply:
    """Lets "again" after a stored draft be about a drop, else about the draft, unless something is asked for it first."""
    draft, reply = stored
    me = await ctx.known()
    if me is not None and not me.pending_prompt:
        await ctx.set_prompt(AgainPrompt(drop=again or draft, draft=draft))
    return reply


@routes.prompt(AgainPrompt)
async def after_forward(ctx: HandlerContext, prompt: AgainPrompt, words: str) -> None:
    """Leaves a text that does not begin with "again" to what it means without a question."""
    await ctx.clear_prompt()


async def save_draft(
    ctx: HandlerContext, stall: StallState, words: str, picture: str | None = None, *, album: str = ""
) -> Reply:
    """Stores the parsed message as a draft of the stall it is for, shows it, and asks for missing fields. Further photos of the `album` add to it.

    Whoever may post for several stalls is asked once which one it is, and reads it above the draft.
    """
    words = check_words(words, STOCK_POST)
    posting = await ctx.read(posting_stalls, ctx.person)
    if posting.said is None and len(posting.stalls) > 1:
        return await _ask_stall(ctx, posting, words, picture, album=album)
    return _named(ctx, posting, await _save_draft(ctx, stall, words, picture, album=album))


def _named(ctx: HandlerContext, posting: PostingStalls, reply: Reply) -> Reply:
    """Says above a draft for which stall it is, to whoever works at several."""
    if posting.said is None or not posting.names:
        return reply
    return with_note(ctx.say, reply, posting_views.for_stall_text(ctx.say, posting.said))


async def _ask_stall(
    ctx: HandlerContext, posting: PostingStalls, words: str, picture: str | None, *, album: str
) -> Screen:
    """Asks for which stall a message is, and keeps it until then; one that comes before the answer joins the first."""
    waiting, source = ctx.pending_prompt, ctx.source.id if ctx.source else 0
    if isinstance(waiting, PostingPrompt) and waiting.words and waiting.source != source:
        words = f"{waiting.words}\n{words}"
    prompt = PostingPrompt(words=words, picture=(picture or "")[:KEY_PREFIX], album=album, source=source)
    is_kept = prompt.fits(ctx.now)
    await ctx.set_prompt(prompt if is_kept else prompt.model_copy(update={"words": ""}))
    return posting_views.stall_ask(ctx.say, posting.stalls, is_kept=is_kept)


async def _save_draft(
    ctx: HandlerContext, stall: StallState, words: str, picture: str | None, *, album: str
) -> Reply:
    read, prefix = parse_stock(ctx, stall, words), (picture or "")[:KEY_PREFIX]
    if not read.message.items:
        await ctx.set_prompt(StockPrompt(picture=prefix, album=album))
        return views.not_stock_page(ctx.say)
    source = ctx.source.id if ctx.source else 0
    prompt = ReadingPrompt(words=words, picture=prefix, album=album, source=source)
    asked = await _asked_reading(ctx, stall, read, prompt)
    return asked or await store_draft(ctx, stall, read, picture, album=album)


async def _asked_reading(
    ctx: HandlerContext, stall: StallState, read: StockPost, prompt: ReadingPrompt
) -> Screen | None:
    """Asks which reading of an unclear message is meant; None if there is nothing to choose, or only a price to confirm."""
    has_likely_price = any(each.price is not None for each in read.unparsed)
    if not read.readings or has_likely_price or not prompt.fits(ctx.now):
        return None
    await ctx.set_prompt(prompt)
    lines = [each.unclear for each in read.readings]
    first = read.readings[0]
    others = [item for item in first.message.items if item.name != first.unclear.name]
    return reading_views.reading_choice(ctx.say, stall, lines, first.unparsed, others=others)


@routes.callback(PostForStall)
async def post_for_stall(ctx: HandlerContext, callback: PostForStall) -> Reply:
    """Stores the message that was asked about at the stall, or asks for it."""
    prompt = ctx.pending_prompt
    await ctx.services.store.write(choose_posting, ctx.actor, callback.stall)
    await ctx.clear_prompt()
    if not isinstance(prompt, PostingPrompt) or not prompt.words:
        return await post_stock(ctx, "")
    stall = (await ctx.read(posting_stalls, ctx.person)).said
    assert stall is not None, "it was just said"
    picture = await ctx.read(picture_by_prefix, prompt.picture) if prompt.picture else None
    source = SourceMessage(id=prompt.source, is_edited=True)
    return await save_draft(
        replace(ctx, source=source, open_prompt=None), stall, prompt.words, picture, album=prompt.album
    )


async def _ask_stall_again(ctx: HandlerContext, prompt: PostingPrompt) -> Screen:
    posting = await ctx.read(posting_stalls, ctx.person)
    return posting_views.stall_ask(ctx.say, posting.stalls, is_kept=bool(prompt.words))


@routes.prompt(PostingPrompt, ask_again=_ask_stall_again)
async def stall_received(ctx: HandlerContext, prompt: PostingPrompt, words: str) -> Reply:
    """Takes the name of a stall as a tap on it."""
    posting = await ctx.read(posting_stalls, ctx.person)
    named = [stall for stall in posting.stalls if words.strip().casefold() in stall.name.casefold()]
    if len(named) != 1:
        raise NoAnswer(ctx.say("Tap the stall, or write its name."))
    return await post_for_stall(ctx, PostForStall(stall=named[0].id))


@routes.callback(PickReading)
async def pick_reading(ctx: HandlerContext, callback: PickReading) -> Reply:
    """Stores the reading that was meant; once the question is closed, the message is asked for again."""
    stall, prompt = await ctx.read(posting_stall, ctx.person), ctx.pending_prompt
    if stall is None or not isinstance(prompt, ReadingPrompt):
        return await post_stock(ctx, "")
    readings = parse_stock(ctx, stall, prompt.words).readings
    if not 1 <= callback.number <= len(readings):
        return await post_stock(ctx, "")
    picture = await ctx.read(picture_by_prefix, prompt.picture) if prompt.picture else None
    answered = replace(ctx, source=SourceMessage(id=prompt.source, is_edited=True))
    return await store_draft(answered, stall, readings[callback.number - 1], picture, album=prompt.album)


@routes.callback(ShowReadingReasons)
async def show_reasons(ctx: HandlerContext, callback: ShowReadingReasons) -> Screen:
    facts = await ctx.read(own_drop, ctx.actor, callback.drop)
    return reading_views.reasons_page(ctx.say, facts.id, unpack_reasons(callback.reasons))


async def store_draft(
    ctx: HandlerContext, stall: StallState, read: StockPost, picture: str | None = None, *, album: str = ""
) -> Reply:
    """Stores a parsed message as a draft, shows it, and asks for missing fields. One that was edited replaces its draft; what is on sale stays as it is."""
    source = ctx.source
    was_handled = source is not None and source.is_edited
    earlier = await ctx.read(drop_of_message, stall.id, source.id) if source and was_handled else None
    if earlier and earlier[1] != DropState.DRAFT:
        return await _on_sale_page(ctx, earlier[0])
    replaced = earlier[0] if earlier else None
    drop, reply = await _store_and_ask(ctx, stall, read, picture, source=source, replaced=replaced)
    if album:
        await ctx.services.store.write(name_album, ctx.actor, drop, album)
    return reply


async def _on_sale_page(ctx: HandlerContext, drop: int) -> ScreenReply:
    """Shows the drop that was published from a message before it was edited."""
    note = ctx.say("All of this message is on sale already, so nothing was changed. You can change it here.")
    return ScreenReply(await my_drop_page(ctx, await ctx.read(own_drop, ctx.actor, drop)), note=note)


async def _store_and_ask(
    ctx: HandlerContext,
    stall: StallState,
    read: StockPost,
    picture: str | None,
    *,
    source: SourceMessage | None = None,
    replaced: int | None = None,
) -> tuple[int, Reply]:
    """Returns the draft of a parsed message, and its screen or the question for what is missing."""
    has_last_time = await ctx.read(has_earlier_drop, stall.id)

    async def store(message: ParsedMessage) -> int:
        return await ctx.act(
            prepare,
            ctx.actor,
            stall.id,
            message,
            words=read.words,
            picture=picture,
            language=ctx.say.language,
            now=ctx.now,
            rng=ctx.services.rng,
            source_message=source.id if source else None,
            replaced=replaced,
        )

    try:
        drop, over = await store(read.message), Markup()
    except WhenPassed as passed:
        read = replace(read, message=without_days(read.message))
        drop, over = await store(read.message), sentence(ctx.say, type(passed).__name__, passed.facts())
        has_last_time = False
    deposit = read.message.drop.order_deposit
    refused = await _ask_order_deposit(ctx, drop, deposit) if deposit else Markup()
    capped = Markup()
    if (read.message.drop.limit or 0) > MAX_PER_PERSON:
        capped = views.limit_capped(ctx.say, MAX_PER_PERSON)
    note = ctx.say.sentences(over, refused, capped)
    reply = await _next_question(ctx, drop, read, missing_fields(read.message, has_last_time))
    return drop, with_note(ctx.say, reply, note) if note else reply


def parse_stock(ctx: HandlerContext, stall: StallState, words: str) -> StockPost:
    """Parses a message by the currency and the calendar of the stall's alley."""
    return read_post(words, stall.currency, ctx.now.astimezone(ZoneInfo(stall.zone)).date())


async def _next_question(ctx: HandlerContext, drop: int, read: StockPost, missing: list[str]) -> Reply:
    await ctx.clear_prompt()
    facts = await ctx.read(own_drop, ctx.actor, drop)
    begins_now = views.begins_now_note(ctx.say, facts, read.message.drop)
    meant = next((each for each in read.unparsed if each.price is not None), None)
    if meant and PRICE in missing:
        return views.stock_unclear(ctx.say, facts, meant, _without(missing, PRICE))
    if missing:
        notes = (begins_now, *views.unparsed_rows(ctx.say, read.unparsed))
        return ScreenReply(await ask_next_field(ctx, drop, missing), note=ctx.say.sentences(*notes))
    if read.message.items[0].price == 0:
        return ScreenReply(
            views.price_zero_confirm(ctx.say, facts, _without(missing, PRICE)), note=begins_now
        )
    page = await _draft_page(ctx, facts, read.unparsed, pack_reasons(read.reasons))
    return ScreenReply(page, note=begins_now)


def _without(missing: list[str], field: str) -> str:
    return ".".join(each for each in missing if each != field)


async def ask_next_field(ctx: HandlerContext, drop: int, missing: list[str]) -> Screen:
    """Asks for the first missing field, or shows the drop."""
    facts = await ctx.read(own_drop, ctx.actor, drop)
    if not missing:
        await ctx.clear_prompt()
        return await _draft_page(ctx, facts)
    if missing[0] == WHEN:
        await ctx.set_prompt(ChangeTimePrompt(drop=drop))
        return day_choice_page(ctx, facts)
    await ctx.set_prompt(MissingFieldsPrompt(drop=drop, fields=tuple(missing)))
    return _missing_field_page(ctx, facts, missing)


def _missing_field_page(ctx: HandlerContext, facts: DropFacts, missing: Sequence[str]) -> Screen:
    field, place = field_and_item(missing[0])
    item = _item_at(facts, place)
    if field == DEPOSIT:
        return views.deposit_purpose_choice(ctx.say, facts, item, place=place, amount=amount_of(missing[0]))
    if field == PRICE:
        return views.price_ask(ctx.say, facts, item)
    if len(facts.items) > 1:
        return views.quantity_ask(ctx.say, facts, item)
    return views.quantity_choice(ctx.say, facts, item, ".".join(missing))


async def _draft_page(
    ctx: HandlerContext, facts: DropFacts, unparsed: Sequence[UnparsedSpan] = (), reasons: str = ""
) -> Screen:
    """Shows a draft, with a way to add its units to the same item where it is on sale that day; or a drop that was published meanwhile."""
    if facts.state != DropState.DRAFT:
        return await my_drop_page(ctx, facts)
    same = await ctx.read(same_item, ctx.actor, facts.id, ctx.now)
    return views.draft_page(ctx.say, facts, unparsed, same=same, reasons=reasons)


async def _ask_missing(ctx: HandlerContext, prompt: MissingFieldsPrompt) -> Screen:
    return _missing_field_page(ctx, await ctx.read(own_drop, ctx.actor, prompt.drop), prompt.fields)


@routes.prompt(MissingFieldsPrompt, ask_again=_ask_missing)
async def missing_field_received(
    ctx: HandlerContext, prompt: MissingFieldsPrompt, words: str
) -> Reply | None:
    """Stores the answer if it is a price, or a number, and nothing else. Other goods with a price are a line of their own."""
    first, *later = prompt.fields
    field, place = field_and_item(first)
    facts = await ctx.read(own_drop, ctx.actor, prompt.drop)
    item = _item_at(facts, place)
    if field == QUANTITY:
        number = read_number_alone(words, facts.alley.currency, ctx.today)
        if number is not None:
            await ctx.act(change_quantity, ctx.actor, item.id, number, now=ctx.now)
            return await ask_next_field(ctx, facts.id, later)
        note = ctx.say("That is not a number. Write only the number, like 20.")
    elif field == DEPOSIT:
        note = ctx.say("Tap what the deposit is for.")
    else:
        price = read_price_alone(words, facts.alley.currency, ctx.today, name=item.name)
        if price is not None:
            await ctx.act(change_price, ctx.actor, item.id, price, now=ctx.now)
            return await ask_next_field(ctx, facts.id, later)
        note = views.not_a_price_note(ctx.say, facts)
    if names_priced_goods(read_post(words[: STOCK_POST.longest], facts.alley.currency, ctx.today)):
        await ctx.clear_prompt()
        return None
    raise NoAnswer(note)


async def unanswered_note(ctx: HandlerContext) -> Markup:
    """Says which draft is kept although what was asked for it was not answered; empty where nothing was asked for a draft."""
    prompt = ctx.pending_prompt
    if not isinstance(prompt, MissingFieldsPrompt):
        return Markup()
    field, place = field_and_item(prompt.fields[0])
    facts = await ctx.read(own_drop, ctx.actor, prompt.drop)
    return views.unanswered_text(ctx.say, facts, _item_at(facts, place), field)


@routes.callback(PickQuantity)
async def pick_quantity(ctx: HandlerContext, callback: PickQuantity) -> Screen:
    fields = known_fields(callback.missing)
    facts = await ctx.read(own_drop, ctx.actor, callback.drop)
    if fields[:1] != [QUANTITY] or not facts.items:
        raise ButtonForged
    await ctx.act(change_quantity, ctx.actor, facts.items[0].id, callback.quantity, now=ctx.now)
    return await ask_next_field(ctx, facts.id, fields[1:])


@routes.callback(PickDepositPurpose)
async def pick_deposit_purpose(ctx: HandlerContext, callback: PickDepositPurpose) -> Reply:
    facts = await ctx.read(own_drop, ctx.actor, callback.drop)
    if not facts.items:
        raise ButtonForged
    prompt, note = ctx.pending_prompt, Markup()
    is_asked = isinstance(prompt, MissingFieldsPrompt) and prompt.drop == facts.id
    later = list(prompt.fields[1:]) if is_asked and isinstance(prompt, MissingFieldsPrompt) else []
    if callback.for_order:
        note = await _ask_order_deposit(ctx, facts.id, callback.amount)
    else:
        item = _item_at(facts, callback.place)
        await ctx.act(change_deposit, ctx.actor, item.id, callback.amount, now=ctx.now)
    return ScreenReply(await ask_next_field(ctx, facts.id, later), note=note)


async def _ask_order_deposit(ctx: HandlerContext, drop: int, amount: int) -> Markup:
    """Lets a draft ask a deposit for each order; returns why it does not where that is refused."""
    try:
        await ctx.services.store.write(ask_deposit, ctx.actor, drop, amount, now=ctx.now)
    except (DepositsNotAllowed, NotYourStall, NumberUnfit) as refusal:
        why = sentence(ctx.say, type(refusal).__name__, refusal.facts())
        return ctx.say.sentences(ctx.say("No order deposit was set."), why)
    return Markup()


@routes.callback(ShowMyDrop)
async def show_my_drop(ctx: HandlerContext, callback: ShowMyDrop) -> Screen:
    facts = await ctx.read(own_drop, ctx.actor, callback.drop)
    return await _draft_page(ctx, facts)


@routes.callback(UseSuggestedPrice)
async def use_suggested_price(ctx: HandlerContext, callback: UseSuggestedPrice) -> Screen:
    facts = await ctx.read(own_drop, ctx.actor, callback.drop)
    await ctx.act(change_price, ctx.actor, facts.items[0].id, callback.price, now=ctx.now)
    return await ask_next_field(ctx, callback.drop, known_fields(callback.missing))


@routes.callback(PublishDrop)
async def publish_drop(ctx: HandlerContext, callback: PublishDrop) -> ScreenReply:
    await ctx.act(
        publish, ctx.actor, callback.drop, ctx.services.beacon.kind, now=ctx.now, rng=ctx.services.rng
    )
    return await published_reply(ctx, callback.drop)


async def published_reply(ctx: HandlerContext, drop: int) -> ScreenReply:
    """Shows a drop that was just published; says where its alley is closed, so that nobody sees it yet, or which limit of the mix it breaks."""
    screen = await show_my_drop(ctx, ShowMyDrop(drop=drop))
    closed = await ctx.read(closed_alley_of, drop)
    if closed is not None:
        note = views.published_unseen(ctx.say, closed)
        return ScreenReply(screen, toast=note.unescape(), note=note)
    mix, broken = await ctx.read(mix_broken_by, drop)
    note = views.mix_broken_note(ctx.say, mix, broken) if broken else Markup()
    return ScreenReply(screen, toast=ctx.say.plain("Published."), note=note)


@routes.callback(UndoDrop)
async def undo_drop(ctx: HandlerContext, callback: UndoDrop) -> Done:
    if await ctx.act(undo, ctx.actor, callback.drop, ctx.now):
        return Done(ctx.say.plain("Unpublished. Nobody can see it now."))
    return Done(ctx.say.plain("Discarded."), views.examples(ctx.say))


async def changed(ctx: HandlerContext, drop: int, previous: DropFacts | None = None) -> Done:
    """Returns that a drop was changed, with the number of people notified: nobody of what is as it was in `previous`."""
    facts = await ctx.read(own_drop, ctx.actor, drop)
    tells = facts.state != DropState.DRAFT and facts != previous
    notified = len(await ctx.read(affected_people, (drop,))) if tells else 0
    if not notified:
        return Done(ctx.say.plain("Changed."), ShowMyDrop(drop=drop))
    note = ctx.say.sentences(ctx.say("Changed."), told_count(ctx.say, notified))
    return Done(note.striptags(), ShowMyDrop(drop=drop))


async def my_drop_page(ctx: HandlerContext, facts: DropFacts) -> Screen:
    """Shows the stall's own drop, and once it is published the forecast of its day."""
    is_draft = facts.state == DropState.DRAFT
    page = views.draft_page(ctx.say, facts) if is_draft else await _published_page(ctx, facts)
    return await for_staff(ctx, facts.stall.id, page)


async def _published_page(ctx: HandlerContext, facts: DropFacts) -> Screen:
    return views.my_drop_page(
        ctx.say,
        facts,
        drop_link(ctx, facts),
        forecast=await ctx.read(drop_forecast, ctx.actor, facts.id, ctx.now),
    )


@routes.callback(ShowDropMenu)
async def show_drop_menu(ctx: HandlerContext, callback: ShowDropMenu) -> Screen:
    facts = await ctx.read(own_drop, ctx.actor, callback.drop)
    if facts.state == DropState.DRAFT:
        return await my_drop_page(ctx, facts)
    again = write_post(message_of_drop(facts), facts.alley.currency)
    screen = views.drop_menu(ctx.say, facts, again if len(again) <= MAX_COPIED else "")
    return await for_staff(ctx, facts.stall.id, screen)


def drop_link(ctx: HandlerContext, facts: DropFacts) -> str:
    return f"https://t.me/{ctx.services.username}?start=d_{facts.code}"


def day_choice_page(ctx: HandlerContext, facts: DropFacts) -> Screen:
    """Shows the coming days."""
    today = ctx.now.astimezone(ZoneInfo(facts.alley.zone)).date()
    return change_views.day_choice(ctx.say, facts, [today + timedelta(days=ahead) for ahead in range(DAYS)])


def _item_at(facts: DropFacts, place: int) -> ItemFacts:
    return facts.items[min(place, len(facts.items)) - 1]
