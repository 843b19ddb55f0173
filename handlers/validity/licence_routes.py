"""Routes of a licence's document, from the stall that sends it to the organiser who checks it, and of its public card."""

from handlers.callbacks.licence import (
    AskNumber,
    CheckDocument,
    MakeCard,
    OverseeDocument,
    PrintCard,
    SendPdf,
    ShowCard,
    ShowDocument,
    ShowKinds,
)
from handlers.ui.context import HandlerContext, IncomingFile, IncomingPhoto
from handlers.ui.day_number import day_in
from handlers.ui.prompt import NoAnswer, Prompt
from handlers.ui.routes import Routes
from handlers.ui.screen import Answer, Document, Done, Reply, Screen, ScreenReply, Toast
from handlers.validity import licence_views as views
from handlers.validity.licence_file import store_licence_file
from handlers.validity.licence_link import licence_link
from handlers.validity.licence_sheet import licence_sheet
from market.deciders import decider
from market.licence_card import CardFacts, make_card, own_card, public_card
from market.licence_document import (
    DocumentRequest,
    NeitherPhotoNorPdf,
    check_document,
    licence_number,
    overseen_licence,
    own_licence,
    send_document,
)
from market.refusal import ButtonForged
from storage.licence import LicenceKind

routes = Routes()
SILENCE = Toast("")


class LicenceNumberPrompt(Prompt, name="licence_number", returns_to=AskNumber, free_words=True):
    """The number of a licence."""

    stall: int
    kind: LicenceKind


class LicenceFilePrompt(Prompt, name="licence_photo", returns_to=AskNumber):
    """A photo or PDF of the licence with this number. `album` is the group of files that was answered last."""

    stall: int
    kind: LicenceKind
    number: str
    album: str = ""


@routes.callback(ShowDocument)
async def show_document(ctx: HandlerContext, callback: ShowDocument) -> Screen:
    return await _own_page(ctx, callback.stall)


@routes.callback(ShowKinds)
async def show_kinds(ctx: HandlerContext, callback: ShowKinds) -> Screen:
    return views.kind_ask(ctx.say, await ctx.read(own_licence, ctx.actor, callback.stall))


@routes.question(LicenceNumberPrompt)
async def ask_number(ctx: HandlerContext, callback: AskNumber) -> Screen:
    licence = await ctx.read(own_licence, ctx.actor, callback.stall)
    if callback.kind not in licence.rules.kinds:
        raise ButtonForged
    return views.number_ask(ctx.say, callback.stall, callback.kind)


@routes.prompt(LicenceNumberPrompt)
async def number_received(ctx: HandlerContext, prompt: LicenceNumberPrompt, words: str) -> Screen:
    """Takes the number and asks for the document. Raises LicenceNumberUnfit."""
    asked = LicenceFilePrompt(stall=prompt.stall, kind=prompt.kind, number=licence_number(words))
    await ctx.set_prompt(asked)
    return await _question(ctx, asked)


@routes.no_answer(LicenceNumberPrompt)
async def number_first(ctx: HandlerContext, prompt: LicenceNumberPrompt) -> Reply:
    """Answers what was sent in place of the number."""
    note = ctx.say("This was not kept: the number comes first, then the photo or PDF.")
    return ScreenReply(views.number_ask(ctx.say, prompt.stall, prompt.kind), note=note)


async def _question(ctx: HandlerContext, prompt: LicenceFilePrompt) -> Screen:
    return views.file_ask(ctx.say, prompt.stall, prompt.kind, prompt.number)


@routes.prompt(LicenceFilePrompt, ask_again=_question)
async def text_received(ctx: HandlerContext, prompt: LicenceFilePrompt, words: str) -> None:
    """Refuses a text in place of the document."""
    raise NoAnswer(NeitherPhotoNorPdf())


@routes.no_answer(LicenceFilePrompt)
async def no_file_received(ctx: HandlerContext, prompt: LicenceFilePrompt) -> None:
    """Refuses a video, a sticker or a voice note in place of the document."""
    raise NeitherPhotoNorPdf


@routes.photo
async def licence_photo_received(ctx: HandlerContext, photo: IncomingPhoto) -> Answer | None:
    return await _received(ctx, photo)


@routes.file
async def licence_file_received(ctx: HandlerContext, file: IncomingFile) -> Answer | None:
    return await _received(ctx, file)


async def _received(ctx: HandlerContext, sent: IncomingPhoto | IncomingFile) -> Answer | None:
    """Stores the document that was asked for, and sends it to the organisers. One of several is not kept. Raises as `store_licence_file`."""
    prompt = ctx.pending_prompt
    if isinstance(prompt, LicenceNumberPrompt):
        return await number_first(ctx, prompt)
    if not isinstance(prompt, LicenceFilePrompt):
        return None
    if sent.album:
        return await _album_received(ctx, prompt, sent.album)
    await ctx.read(own_licence, ctx.actor, prompt.stall)
    file = await store_licence_file(ctx, sent)
    request = DocumentRequest(
        stall=prompt.stall, kind=prompt.kind, number=prompt.number, picture=file.picture, pdf=file.pdf
    )
    await ctx.act(send_document, ctx.actor, request, ctx.services.admins, now=ctx.now)
    return Done(ctx.say.plain("Saved. We told the organisers."), ShowDocument(stall=prompt.stall))


async def _album_received(ctx: HandlerContext, prompt: LicenceFilePrompt, album: str) -> Reply:
    """Answers the first file of an album, and says nothing to the others."""
    if album == prompt.album:
        return SILENCE
    await ctx.set_prompt(prompt.model_copy(update={"album": album}))
    note = ctx.say("These were not kept. Send one photo, or one PDF with all pages.")
    return ScreenReply(await _question(ctx, prompt), note=note)


@routes.voice
async def voice_received(ctx: HandlerContext) -> Reply | None:
    """Answers a voice note before a post of goods is seen in it."""
    match ctx.pending_prompt:
        case LicenceNumberPrompt() as prompt:
            return await number_first(ctx, prompt)
        case LicenceFilePrompt():
            raise NeitherPhotoNorPdf
        case _:
            return None


@routes.callback(SendPdf)
async def send_pdf(ctx: HandlerContext, callback: SendPdf) -> Screen:
    """Sends the PDF; the page where the document is none by now."""
    query = overseen_licence if callback.overseen else own_licence
    document = (await ctx.read(query, ctx.actor, callback.stall)).document
    if document and document.pdf:
        return views.pdf_file(ctx.say, document, document.pdf, overseen=callback.overseen)
    return await (_overseen_page if callback.overseen else _own_page)(ctx, callback.stall)


@routes.callback(OverseeDocument)
async def oversee_document(ctx: HandlerContext, callback: OverseeDocument) -> Screen:
    return await _overseen_page(ctx, callback.stall)


@routes.callback(CheckDocument)
async def check_document_tapped(ctx: HandlerContext, callback: CheckDocument) -> Done:
    until = day_in(callback.until)
    stall = await ctx.act(check_document, ctx.actor, callback.document, until, now=ctx.now)
    return Done(ctx.say.plain("Checked. We told the stall."), OverseeDocument(stall=stall))


@routes.callback(ShowCard)
async def show_card(ctx: HandlerContext, callback: ShowCard) -> Screen:
    card = await ctx.read(own_card, ctx.actor, callback.stall, ctx.now)
    return _own_card_page(ctx, card) if card else views.card_offer(ctx.say, callback.stall)


@routes.callback(MakeCard)
async def make_card_tapped(ctx: HandlerContext, callback: MakeCard) -> Screen:
    await ctx.act(make_card, ctx.actor, callback.stall, now=ctx.now, rng=ctx.services.rng)
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
    return views.public_card_page(ctx.say, await ctx.read(public_card, link_code, ctx.now), ctx.now)


async def _own_page(ctx: HandlerContext, stall: int) -> Screen:
    licence = await ctx.read(own_licence, ctx.actor, stall)
    decides = await ctx.read(decider, ctx.actor, stall, ctx.services.admins)
    return views.document_page(ctx.say, licence, decides)


async def _overseen_page(ctx: HandlerContext, stall: int) -> Screen:
    licence = await ctx.read(overseen_licence, ctx.actor, stall)
    decides = await ctx.read(decider, ctx.actor, stall, ctx.services.admins)
    return views.overseen_document(ctx.say, licence, decides)


def _own_card_page(ctx: HandlerContext, card: CardFacts) -> Screen:
    return views.own_card_page(ctx.say, card, _link(ctx, card), ctx.now)


def _link(ctx: HandlerContext, card: CardFacts) -> str:
    return licence_link(ctx.services.public_url, ctx.services.username, card.code)
