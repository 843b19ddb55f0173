"""What a broadcast says: words in each language, a photo."""

from markupsafe import Markup

from handlers.broadcast import draft_views as views
from handlers.broadcast.audience_routes import broadcast, own
from handlers.broadcast.callbacks import (
    AskBroadcast,
    AskDiscard,
    AskPhoto,
    AskWording,
    DiscardDraft,
    EditDrafts,
    RemovePhoto,
    RemoveWording,
    ShowPhoto,
    ShowWording,
)
from handlers.stock.photo import kept
from handlers.ui.routes import Routes
from handlers.ui.screen import Screen, Shown
from handlers.ui.tap import Photo, Tap
from locales.languages import CODES
from locales.refusals import sentence
from market.broadcast.draft import discard_draft
from market.broadcast.preparing import put_photo, put_picture, unwrite_words, write_words
from market.refusal import (
    ButtonForged,
    CaptionTooLong,
    NotAPicture,
    NothingWritten,
    PictureTooLarge,
    TextTooLong,
)

routes = Routes()

WORDS, PHOTO = "broadcast", "broadcast_photo"


@routes.wish(EditDrafts)
async def edit(tap: Tap, wish: EditDrafts) -> Screen:
    return views.drafts(tap.say, await own(tap))


@routes.wish(AskBroadcast)
async def ask(tap: Tap, wish: AskBroadcast) -> Screen:
    return await ask_wording(tap, AskWording(language=tap.say.language))


@routes.wish(AskWording)
async def ask_wording(tap: Tap, wish: AskWording) -> Screen:
    draft = await own(tap)
    if wish.language not in CODES:
        raise ButtonForged
    await tap.ask(f"{WORDS}:{wish.language}")
    return views.wording_ask(tap.say, draft, wish.language)


@routes.answer(WORDS)
async def written(tap: Tap, words: str, about: str) -> Screen | Shown:
    """What is too long is asked for again."""
    language = about or tap.say.language
    try:
        await tap.act(write_words, tap.acting, language, words, tap.now)
    except (TextTooLong, NothingWritten) as refusal:
        note = sentence(tap.say, type(refusal).__name__, refusal.facts())
        return Shown(await _asked(tap, WORDS, language), note=note)
    await tap.ask("")
    return await edit(tap, EditDrafts())


@routes.wish(ShowWording)
async def show_wording(tap: Tap, wish: ShowWording) -> Screen:
    draft = await own(tap)
    if wish.language not in draft.words:
        return views.drafts(tap.say, draft)
    return views.wording(tap.say, draft, wish.language)


@routes.wish(RemoveWording)
async def remove_wording(tap: Tap, wish: RemoveWording) -> Shown:
    await tap.act(unwrite_words, tap.acting, wish.language, tap.now)
    return Shown(await edit(tap, EditDrafts()), toast=tap.say.plain("Removed."))


@routes.wish(ShowPhoto)
async def show_photo(tap: Tap, wish: ShowPhoto) -> Screen:
    picture = (await own(tap)).announcement.picture
    return views.photo(tap.say, picture) if picture else await ask_photo(tap, AskPhoto())


@routes.wish(AskPhoto)
async def ask_photo(tap: Tap, wish: AskPhoto) -> Screen:
    await own(tap)
    await tap.ask(PHOTO)
    return views.photo_ask(tap.say)


@routes.photo
async def photo_sent(tap: Tap, photo: Photo) -> Screen | Shown | None:
    """The answer to either question; what cannot be taken is asked for again.

    A caption is the words, but never in place of others that nobody asked to change.
    """
    question, _, about = tap.expects.partition(":")
    if question not in (WORDS, PHOTO):
        return None
    language, draft = about or tap.say.language, await own(tap)
    left_out = question == PHOTO and bool(photo.caption) and language in draft.words
    caption = "" if left_out else photo.caption
    try:
        await tap.act(put_photo, tap.acting, await kept(tap, photo), language, caption, tap.now)
    except (CaptionTooLong, TextTooLong, NothingWritten, NotAPicture, PictureTooLarge) as refusal:
        note = sentence(tap.say, type(refusal).__name__, refusal.facts())
        return Shown(await _asked(tap, question, language), note=note)
    if question == WORDS and not caption:
        return await _asked(tap, question, language)
    await tap.ask("")
    note = views.left_out(tap.say, language) if left_out else Markup()
    return Shown(await edit(tap, EditDrafts()), note=note)


async def _asked(tap: Tap, question: str, language: str) -> Screen:
    """The question that is open."""
    draft = await own(tap)
    return views.photo_ask(tap.say) if question == PHOTO else views.wording_ask(tap.say, draft, language)


@routes.answer(PHOTO)
async def no_photo(tap: Tap, words: str, about: str) -> Shown:
    return Shown(views.photo_ask(tap.say), note=tap.say("That is not a photo."))


@routes.wish(RemovePhoto)
async def remove_photo(tap: Tap, wish: RemovePhoto) -> Shown:
    await tap.act(put_picture, tap.acting, None, tap.now)
    return Shown(await edit(tap, EditDrafts()), toast=tap.say.plain("Removed."))


@routes.wish(AskDiscard)
async def ask_discard(tap: Tap, wish: AskDiscard) -> Screen:
    await own(tap)
    return views.discard_confirm(tap.say)


@routes.wish(DiscardDraft)
async def discard(tap: Tap, wish: DiscardDraft) -> Shown:
    await tap.act(discard_draft, tap.acting)
    return Shown(await broadcast(tap, ""), toast=tap.say.plain("Discarded."))
