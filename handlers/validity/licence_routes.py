"""Routes of a licence's document, from the stall that sends it to the organiser who checks it, and of its public card."""

from handlers.callbacks.licence import (
    AskDocument,
    AskNumber,
    CheckDocument,
    MakeCard,
    OverseeDocument,
    PrintCard,
    SendPdf,
    ShowCard,
    ShowDocument,
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


class LicenceFilePrompt(Prompt, name="licence_file", returns_to=AskDocument):
    """A photo or PDF of a stall's licence. `album` is the group of files that was answered last."""

    stall: int
    album: str = ""


class LicenceKindPrompt(Prompt, name="licence_kind", returns_to=AskDocument):
    """Which licence a file is, which is stored by its hash, as a `picture` or a `pdf`."""

    stall: int
    picture: str
    pdf: str


class LicenceNumberPrompt(Prompt, name="licence_of_file", returns_to=AskDocument, free_words=True):
    """The number of the licence that a stored file is."""

    stall: int
    kind: LicenceKind
    picture: str
    pdf: str


@routes.callback(ShowDocument)
async def show_document(ctx: HandlerContext, callback: ShowDocument) -> Screen:
    return await _own_page(ctx, callback.stall)


@routes.callback(AskDocument)
async def ask_file(ctx: HandlerContext, callback: AskDocument) -> Screen:
    """Asks for the document, also from a button of before the kind was asked first."""
    await ctx.read(own_licence, ctx.actor, callback.stall)
    return await _ask_file(ctx, callback.stall)


async def _ask_file(ctx: HandlerContext, stall: int) -> Screen:
    asked = LicenceFilePrompt(stall=stall)
    await ctx.set_prompt(asked)
    return await _file_question(ctx, asked)


async def _file_question(ctx: HandlerContext, prompt: LicenceFilePrompt) -> Screen:
    return views.file_ask(ctx.say, prompt.stall)


@routes.prompt(LicenceFilePrompt, ask_again=_file_question)
async def text_received(ctx: HandlerContext, prompt: LicenceFilePrompt, words: str) -> None:
    """Refuses a text in place of the document."""
    raise NoAnswer(NeitherPhotoNorPdf())


@routes.no_answer(LicenceFilePrompt)
async def no_file_received(ctx: HandlerContext, prompt: LicenceFilePrompt) -> None:
    """Refuses a video, a sticker or a voice note in place of the document."""
    raise NeitherPhotoNorPdf


async def _kind_question(ctx: HandlerContext, prompt: LicenceKindPrompt) -> Screen:
    return views.kind_ask(ctx.say, await ctx.read(own_licence, ctx.actor, prompt.stall))


@routes.prompt(LicenceKindPrompt, ask_again=_kind_question)
async def kind_written(ctx: HandlerContext, prompt: LicenceKindPrompt, words: str) -> None:
    """Refuses a text in place of the kind."""
    raise NoAnswer(ctx.say("Tap which licence it is."))


@routes.callback(AskNumber)
async def kind_tapped(ctx: HandlerContext, callback: AskNumber) -> Screen:
    """Asks for the number of the file that waits; for the file where none does."""
    licence = await ctx.read(own_licence, ctx.actor, callback.stall)
    if callback.kind not in licence.rules.kinds:
        raise ButtonForged
    waiting = ctx.pending_prompt
    if not isinstance(waiting, LicenceKindPrompt | LicenceNumberPrompt) or waiting.stall != callback.stall:
        return await _ask_file(ctx, callback.stall)
    return await _ask_number(ctx, waiting, callback.kind)


async def _ask_number(
    ctx: HandlerContext, file: LicenceKindPrompt | LicenceNumberPrompt, kind: LicenceKind
) -> Screen:
    asked = LicenceNumberPrompt(stall=file.stall, kind=kind, picture=file.picture, pdf=file.pdf)
    await ctx.set_prompt(asked)
    return await _number_question(ctx, asked)


async def _number_question(ctx: HandlerContext, prompt: LicenceNumberPrompt) -> Screen:
    return views.number_ask(ctx.say, prompt.stall, prompt.kind)


@routes.prompt(LicenceNumberPrompt, ask_again=_number_question)
async def number_received(ctx: HandlerContext, prompt: LicenceNumberPrompt, words: str) -> Done:
    """Sends the document with its kind and number to the organisers. Raises LicenceNumberUnfit."""
    request = DocumentRequest(
        stall=prompt.stall,
        kind=prompt.kind,
        number=licence_number(words),
        picture=prompt.picture or None,
        pdf=prompt.pdf or None,
    )
    await ctx.act(send_document, ctx.actor, request, ctx.services.admins, now=ctx.now)
    return Done(
        ctx.say.sentences(ctx.say("Saved."), ctx.say("We told the organisers.")),
        ShowDocument(stall=prompt.stall),
    )


@routes.no_answer(LicenceKindPrompt)
async def kind_first(ctx: HandlerContext, prompt: LicenceKindPrompt) -> Reply:
    """Answers what was sent in place of the kind."""
    return ScreenReply(await _kind_question(ctx, prompt), note=ctx.say("Tap which licence it is."))


@routes.no_answer(LicenceNumberPrompt)
async def number_first(ctx: HandlerContext, prompt: LicenceNumberPrompt) -> Reply:
    """Answers what was sent in place of the number."""
    note = ctx.say("That is not a number. Write the one on your licence.")
    return ScreenReply(await _number_question(ctx, prompt), note=note)


@routes.photo
async def licence_photo_received(ctx: HandlerContext, photo: IncomingPhoto) -> Answer | None:
    return await _received(ctx, photo)


@routes.file
async def licence_file_received(ctx: HandlerContext, file: IncomingFile) -> Answer | None:
    return await _received(ctx, file)


async def _received(ctx: HandlerContext, sent: IncomingPhoto | IncomingFile) -> Answer | None:
    """Stores the document that was asked for, or another in its place, and asks for its kind. One of several is not kept. Raises as `store_licence_file`."""
    prompt = ctx.pending_prompt
    if not isinstance(prompt, LicenceFilePrompt | LicenceKindPrompt | LicenceNumberPrompt):
        return None
    if sent.album:
        return await _album_received(ctx, prompt, sent.album)
    licence = await ctx.read(own_licence, ctx.actor, prompt.stall)
    file = await store_licence_file(ctx, sent)
    asked = LicenceKindPrompt(stall=prompt.stall, picture=file.picture or "", pdf=file.pdf or "")
    if len(licence.rules.kinds) == 1:
        return await _ask_number(ctx, asked, licence.rules.kinds[0])
    await ctx.set_prompt(asked)
    return views.kind_ask(ctx.say, licence)


async def _album_received(
    ctx: HandlerContext, prompt: LicenceFilePrompt | LicenceKindPrompt | LicenceNumberPrompt, album: str
) -> Reply:
    """Answers the first file of an album, and says nothing to the others. A file that waits is none any more."""
    if isinstance(prompt, LicenceFilePrompt) and album == prompt.album:
        return SILENCE
    asked = LicenceFilePrompt(stall=prompt.stall, album=album)
    await ctx.set_prompt(asked)
    note = ctx.say("These were not kept. Send one photo, or one PDF with all pages.")
    return ScreenReply(await _file_question(ctx, asked), note=note)


@routes.voice
async def voice_received(ctx: HandlerContext) -> Reply | None:
    """Answers a voice note before a post of goods is seen in it."""
    match ctx.pending_prompt:
        case LicenceNumberPrompt() as prompt:
            return await number_first(ctx, prompt)
        case LicenceKindPrompt() as prompt:
            return await kind_first(ctx, prompt)
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
    return Done(
        ctx.say.sentences(ctx.say("Checked."), ctx.say("We told the stall.")), OverseeDocument(stall=stall)
    )


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
    """Shows what was sent; where nothing was, the page asks for it and takes it."""
    licence = await ctx.read(own_licence, ctx.actor, stall)
    if licence.document is None:
        await ctx.set_prompt(LicenceFilePrompt(stall=stall))
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
