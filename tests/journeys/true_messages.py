"""A check that phones show the present state: every remembered message is rendered again and compared with the phone."""

from dataclasses import dataclass
from html import unescape

from sqlmodel import Session, select

from handlers.shown import RenderContext, shown
from handlers.ui.screen import Screen
from locales.say import speak
from market.refusal import Refusal
from market.shown import StaleMessage, stale_messages
from sandbox import Message
from storage.shown import ShownMessage
from tests.journeys.harness import Market

LATE = {speak(language).label("I am late") for language in ("en", "ms", "zh_Hans")}


@dataclass(frozen=True)
class Untrue:
    """A message on a phone that is out of date, and its current content."""

    kind: str
    shows: str
    should: str


async def run_edits(market: Market) -> None:
    """Let the reply's second and the quiet time pass, and edit what has changed, until nothing is due."""
    await market.app.run_jobs()  # what was just shown is stored
    for _ in range(20):
        market.clock.move(seconds=3)
        await market.app.run_jobs()
        if not await market.store.read(stale_messages, market.clock.now, 1):
            return
    raise AssertionError("messages stay due")


async def untrue(market: Market) -> list[Untrue]:
    """Return the messages on phones that are out of date."""
    found = [await _compare(market, message) for message in await market.store.read(_remembered)]
    return [each for each in found if each]


def _remembered(session: Session) -> tuple[StaleMessage, ...]:
    """Return all rows as if they were due."""
    session.connection()
    rows = session.exec(select(ShownMessage)).all()
    from storage.address import Address
    from storage.person import Person

    return tuple(
        StaleMessage(
            id=row.id or 0,
            person=row.person_id,
            chat=session.get_one(Address, row.address_id).external_id,
            message=row.message,
            kind=row.kind,
            subject=row.subject_id,
            item=row.item_id,
            form=row.form,
            picture=row.picture,
            digest=row.digest,
            marks=row.marks,
            true_until=row.true_until,
            language=session.get_one(Person, row.person_id).language,
            reachable=True,
        )
        for row in rows
    )


async def _compare(market: Market, message: StaleMessage) -> Untrue | None:
    on_phone = next(
        (each for each in market.sandbox.person(message.chat).messages if each.id == message.message), None
    )
    if on_phone is None:
        return Untrue(message.kind.value, "", "a message that is gone is remembered")
    context = RenderContext(
        store=market.store,
        now=market.clock.now,
        admins=market.app.kiosk.admins,
        zone=market.app.zone,
        bot_username="lorong_demo_bot",
    )
    try:
        screen = await shown.draw(speak(message.language), context, message)
    except Refusal as refusal:
        return Untrue(message.kind.value, on_phone.text, type(refusal).__name__)
    if screen is None or _same(on_phone, screen):
        return None
    return Untrue(
        message.kind.value, f"{on_phone.text} {on_phone.labels}", f"{_text(screen)} {_labels(screen)}"
    )


def _same(on_phone: Message, screen: Screen) -> bool:
    """Return whether they say the same. That one may say to be late from an hour on edits no message: it is offered where one looks."""
    labels = [label for label in _labels(screen) if label not in LATE]
    shown = [label for label in on_phone.labels if label not in LATE]
    return on_phone.text.endswith(_text(screen)) and shown == labels


def _text(screen: Screen) -> str:
    return unescape(screen.text.striptags() if "\n" not in screen.text else _stripped(screen))


def _stripped(screen: Screen) -> str:
    return "\n".join(line.striptags() for line in screen.text.split("\n"))


def _labels(screen: Screen) -> list[str]:
    return [button.label for row in screen.rows for button in row]
