"""Routes of a licence's document, from the stall that sends it to the organiser who checks it, and of its public card."""

from handlers.callbacks.licence import (
    AskNumber,
    CheckDocument,
    MakeCard,
    OverseeDocument,
    PrintCard,
    ShowCard,
    ShowDocument,
    ShowKinds,
)
from handlers.stock.photo import store_photo
from handlers.ui.context import HandlerContext, IncomingPhoto
from handlers.ui.day_number import day_in
from handlers.ui.prompt import Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Document, Reply, Screen, ScreenReply
from handlers.validity import licence_views as views
from handlers.validity.licence_link import licence_link
from handlers.validity.licence_sheet import licence_sheet
from locales.refusals import sentence
from market.licence_card import CardFacts, make_card, own_card, public_card
from market.licence_document import (
    DocumentRequest,
    LicenceNumberUnfit,
    check_document,
    licence_number,
    overseen_licence,
    own_licence,
    send_document,
)
from market.refusal import ButtonForged
from storage.licence import LicenceKind

routes = Routes()


class LicenceNumberPrompt(Prompt, name="licence_number", free_words=True):
    """The number of a licence."""

    stall: int
    kind: LicenceKind


class LicencePhotoPrompt(Prompt, name="licence_photo"):
    """A photo of the licence with this number."""

    stall: int
    kind: LicenceKind
    number: str


@routes.callback(ShowDocument)
async def show_document(ctx: HandlerContext, callback: ShowDocument) -> Screen:
    return views.document_page(ctx.say, await ctx.read(own_licence, ctx.actor, callback.stall))


@routes.callback(ShowKinds)
async def show_kinds(ctx: HandlerContext, callback: ShowKinds) -> Screen:
    return views.kind_ask(ctx.say, await ctx.read(own_licence, ctx.actor, callback.stall))


@routes.callback(AskNumber)
async def ask_number(ctx: HandlerContext, callback: AskNumber) -> Screen:
    licence = await ctx.read(own_licence, ctx.actor, callback.stall)
    if callback.kind not in licence.rules.kinds:
        raise ButtonForged
    await ctx.set_prompt(LicenceNumberPrompt(stall=callback.stall, kind=callback.kind))
    return views.number_ask(ctx.say, callback.stall, callback.kind)


@routes.prompt(LicenceNumberPrompt)
async def number_received(ctx: HandlerContext, prompt: LicenceNumberPrompt, words: str) -> Reply | None:
    """Takes the number and asks for the photo; what is no number is asked for again."""
    try:
        number = licence_number(words)
    except LicenceNumberUnfit as refusal:
        note = sentence(ctx.say, type(refusal).__name__, refusal.facts())
        question = views.number_ask(ctx.say, prompt.stall, prompt.kind)
        return await ctx.prompt_once_more(prompt, ScreenReply(question, note=note))
    await ctx.set_prompt(LicencePhotoPrompt(stall=prompt.stall, kind=prompt.kind, number=number))
    return views.photo_ask(ctx.say, prompt.stall, prompt.kind, number)


@routes.prompt(LicencePhotoPrompt)
async def text_received(ctx: HandlerContext, prompt: LicencePhotoPrompt, words: str) -> Reply | None:
    """Answers a text sent in place of the photo, and asks for it again."""
    question = views.photo_ask(ctx.say, prompt.stall, prompt.kind, prompt.number)
    return await ctx.prompt_once_more(prompt, ScreenReply(question, note=ctx.say("That is not a photo.")))


@routes.photo
async def licence_photo_received(ctx: HandlerContext, photo: IncomingPhoto) -> ScreenReply | None:
    """Stores the photo that was asked for, and sends it to the organisers."""
    prompt = ctx.pending_prompt
    if not isinstance(prompt, LicencePhotoPrompt):
        return None
    await ctx.read(own_licence, ctx.actor, prompt.stall)
    request = DocumentRequest(
        stall=prompt.stall, kind=prompt.kind, number=prompt.number, picture=await store_photo(ctx, photo)
    )
    await ctx.act(send_document, ctx.actor, request, ctx.services.admins, now=ctx.now)
    await ctx.clear_prompt()
    page = views.document_page(ctx.say, await ctx.read(own_licence, ctx.actor, prompt.stall))
    return ScreenReply(page, toast=ctx.say.plain("Saved. We told the organisers."))


@routes.callback(OverseeDocument)
async def oversee_document(ctx: HandlerContext, callback: OverseeDocument) -> Screen:
    return views.overseen_document(ctx.say, await ctx.read(overseen_licence, ctx.actor, callback.stall))


@routes.callback(CheckDocument)
async def check(ctx: HandlerContext, callback: CheckDocument) -> ScreenReply:
    until = day_in(callback.until)
    stall = await ctx.act(check_document, ctx.actor, callback.document, until, now=ctx.now)
    page = views.overseen_document(ctx.say, await ctx.read(overseen_licence, ctx.actor, stall))
    return ScreenReply(page, toast=ctx.say.plain("Checked. We told the stall."))


@routes.callback(ShowCard)
async def show_card(ctx: HandlerContext, callback: ShowCard) -> Screen:
    card = await ctx.read(own_card, ctx.actor, callback.stall, ctx.now)
    return _own_card_page(ctx, card) if card else views.card_offer(ctx.say, callback.stall)


@routes.callback(MakeCard)
async def make(ctx: HandlerContext, callback: MakeCard) -> Screen:
    await ctx.act(make_card, ctx.actor, callback.stall, ctx.now, ctx.services.rng)
    return await show_card(ctx, ShowCard(stall=callback.stall))


@routes.callback(PrintCard)
async def print_card(ctx: HandlerContext, callback: PrintCard) -> Screen:
    card = await ctx.read(own_card, ctx.actor, callback.stall, ctx.now)
    if card is None:
        return views.card_offer(ctx.say, callback.stall)
    data = await ctx.services.print_sheet(licence_sheet(ctx.say, card, _link(ctx, card)))
    return views.card_file(ctx.say, callback.stall, Document("licence-card.pdf", data))


@routes.link("l")
async def open_card(ctx: HandlerContext, link_code: str) -> Screen:
    return views.public_card_page(ctx.say, await ctx.read(public_card, link_code, ctx.now))


def _own_card_page(ctx: HandlerContext, card: CardFacts) -> Screen:
    return views.own_card_page(ctx.say, card, _link(ctx, card))


def _link(ctx: HandlerContext, card: CardFacts) -> str:
    return licence_link(ctx.services.public_url, ctx.services.username, card.code)
