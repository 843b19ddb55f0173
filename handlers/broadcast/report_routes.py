"""What became of broadcasts, and what is done about one that was sent."""

from handlers.broadcast import correction_views, report_views
from handlers.broadcast.progress_callbacks import (
    AskCorrection,
    AskExtend,
    AskRecall,
    CorrectBroadcast,
    ExtendBroadcast,
    RecallBroadcast,
    SendReport,
    ShowBroadcasts,
    ShowReasons,
)
from handlers.broadcast.progress_routes import shown
from handlers.broadcast.report_file import report_csv
from handlers.ui.routes import Routes
from handlers.ui.screen import Document, Screen, Shown
from handlers.ui.tap import Tap
from locales.refusals import sentence
from market.broadcast.correcting import correct_broadcast, correctable, recall_broadcast, recallable
from market.broadcast.extending import count_new, extend_broadcast
from market.broadcast.report import earlier_broadcasts, letter_lines, reasons
from market.refusal import BroadcastUnderway, ButtonForged, NothingWritten, TextTooLong

routes = Routes()

QUESTION = "correct"


@routes.wish(ShowBroadcasts)
async def earlier(tap: Tap, wish: ShowBroadcasts) -> Screen:
    found, pages = await tap.read(earlier_broadcasts, tap.acting, wish.page)
    return report_views.broadcast_list(tap.say, found, wish.page, pages, tap.house.zone)


@routes.wish(ShowReasons)
async def why(tap: Tap, wish: ShowReasons) -> Screen:
    found = await tap.read(reasons, tap.acting, wish.broadcast, tap.now)
    return report_views.reason_list(tap.say, wish.broadcast, found)


@routes.wish(SendReport)
async def file(tap: Tap, wish: SendReport) -> Screen:
    lines = await tap.read(letter_lines, tap.acting, wish.broadcast, tap.now)
    document = Document(f"broadcast-{wish.broadcast}.csv", report_csv(lines, tap.house.zone))
    return report_views.report_file(tap.say, wish.broadcast, len(lines), document)


@routes.wish(AskExtend)
async def ask_extend(tap: Tap, wish: AskExtend) -> Screen:
    count = await tap.read(count_new, tap.acting, wish.broadcast, tap.house.admins, tap.now)
    return correction_views.extend_confirm(tap.say, wish.broadcast, count)


@routes.wish(ExtendBroadcast)
async def extend(tap: Tap, wish: ExtendBroadcast) -> Screen:
    """The confirmation becomes the progress message."""
    admins = tap.house.admins
    return shown(
        tap, await tap.act(extend_broadcast, tap.acting, wish.broadcast, tap.message, admins, tap.now)
    )


@routes.wish(CorrectBroadcast)
async def choose(tap: Tap, wish: CorrectBroadcast) -> Screen:
    written = await tap.read(correctable, tap.acting, wish.broadcast, tap.now)
    return correction_views.correction_choice(tap.say, wish.broadcast, written)


@routes.wish(AskCorrection)
async def ask(tap: Tap, wish: AskCorrection) -> Screen:
    written = await tap.read(correctable, tap.acting, wish.broadcast, tap.now)
    if wish.language not in dict(written):
        raise ButtonForged
    await tap.ask(f"{QUESTION}:{wish.broadcast}.{wish.language}")
    return correction_views.correction_ask(tap.say, wish.language)


@routes.answer(QUESTION)
async def corrected(tap: Tap, words: str, about: str) -> Screen | Shown:
    """What cannot be sent, or not yet, is asked for again."""
    number, _, language = about.partition(".")
    try:
        found = await tap.act(correct_broadcast, tap.acting, int(number), language, words, tap.now)
    except (TextTooLong, NothingWritten, BroadcastUnderway) as refusal:
        note = sentence(tap.say, type(refusal).__name__, refusal.facts())
        return Shown(correction_views.correction_ask(tap.say, language), note=note)
    await tap.ask("")
    return shown(tap, found)


@routes.wish(AskRecall)
async def ask_recall(tap: Tap, wish: AskRecall) -> Screen:
    young, old = await tap.read(recallable, tap.acting, wish.broadcast, tap.now)
    return correction_views.recall_confirm(tap.say, wish.broadcast, young, old)


@routes.wish(RecallBroadcast)
async def recall(tap: Tap, wish: RecallBroadcast) -> Screen:
    """The confirmation becomes the message its author follows."""
    return shown(tap, await tap.act(recall_broadcast, tap.acting, wish.broadcast, tap.message, tap.now))
