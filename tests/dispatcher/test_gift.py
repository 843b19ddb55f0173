"""Giving to a friend by a link: what has ended meanwhile."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from sqlmodel import col, select

from handlers.callbacks.gift import GiveHold
from storage.ticket import Ticket
from storage.waitlist import Hold
from tests.dispatcher.harness import Market, Visitor
from tests.journeys.harness import LINA, without_bidi_marks
from tests.journeys.test_gift import hold_units, link_of
from tests.journeys.test_waitlist import ALL


async def test_a_button_that_gives_works_no_more_once_the_hold_has_ended(market: Market) -> None:
    tom, _ = await hold_units(market)
    old = tom.screen
    await tom.tap("Decline")
    hold = await market.store.read(
        lambda session: session.exec(
            select(Hold.id).where(col(Hold.person_id).is_not(None)).order_by(col(Hold.id).desc())
        ).first()
    )
    late = await tom.tap(data=GiveHold(hold=hold or 0, back_to=ALL).pack(), message=old.id)
    assert late.text.startswith("You declined this Tue 24 Nov 10:00.")
    assert "Declined Tue 24 Nov 10:00." in without_bidi_marks(tom.reads)


async def test_what_is_not_answered_is_forgotten_with_its_hold_and_the_ticket_after_a_day(
    market: Market,
) -> None:
    tom, _ = await hold_units(market)
    await tom.tap("Confirm 1")
    await tom.tap("Change booking")
    await tom.tap("Give to a friend")
    link = link_of(tom.screen)
    market.clock.now += timedelta(hours=24)
    lina = market.visitor(LINA)
    await lina.open(link)
    assert lina.reads.startswith("Someone already accepted this, or it was withdrawn. Ask your friend.")
    codes = select(Ticket.revoked_at)
    assert await market.store.read(lambda session: set(session.exec(codes))) <= {None}


async def test_the_link_is_shared_with_words_that_say_what_it_is(market: Market) -> None:
    tom, _ = await hold_units(market)
    await tom.tap("Give to a friend")
    assert shared(tom) == (
        f"https://t.me/lorong_demo_bot?start={link_of(tom.screen)}",
        "For you: 1 × race for 1, Fri 27 Nov 18:00. Open the link and accept it by Wed 25 Nov 10:00.",
    )
    await tom.tap("Keep it myself")
    await tom.tap("Change booking")
    await tom.tap("Give to a friend")
    assert "For you: 1 × " in shared(tom)[1]


def shared(visitor: Visitor) -> tuple[str, str]:
    """Return the address and the words that the Share button gives to Telegram."""
    [share] = [button for row in visitor.screen.buttons for button in row if button.text == "Share"]
    query = parse_qs(urlsplit(share.url or "").query)
    return query["url"][0], without_bidi_marks(query["text"][0])
