"""A vendor's days: a stall applies, posts stock by a line, publishes, changes and ends a drop."""

from datetime import UTC, datetime
from io import BytesIO
from random import Random

import pytest
from PIL import Image
from sqlmodel import Session, col, select

from market.waitlist.shopper_actions import confirm
from storage.drop import Drop, Item
from storage.stall import Stall
from storage.waitlist import Booking
from tests.holding import join_for_hold
from tests.journeys.harness import LINA, TOM, Market, Visitor
from tests.people import person_at, person_of

DICE = Random(1)


@pytest.fixture
def lina(market: Market) -> Visitor:
    """She opens a stall."""
    return market.visitor(LINA)


def photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "PNG")
    return out.getvalue()


async def opened_stall(market: Market, lina: Visitor) -> None:
    """Lina's stall, asked for in chat and approved in the store."""
    await lina.writes("/stall")
    await lina.tap("Lorong Bakau")
    await lina.writes("Warung Lina")

    def approve(session: Session) -> None:
        session.exec(select(Stall).where(col(Stall.owner_id) == person_of(LINA))).one().state = "approved"

    await market.change(approve)


def newest_drop(session: Session) -> int:
    return session.exec(select(Drop.id).order_by(col(Drop.id).desc()).limit(1)).one() or 0


async def booked(market: Market, units: int = 2) -> int:
    """Tom has kept units of the newest drop."""

    def keeps(session: Session) -> int:
        item = session.exec(select(Item.id).where(col(Item.drop_id) == newest_drop(session))).one()
        tom = person_at(session, TOM)
        joined = join_for_hold(session, tom, item or 0, units, now=market.clock())
        return confirm(session, tom, joined.hold or 0, units, now=market.clock(), rng=DICE)

    booking: int = await market.change(keeps)
    return booking


async def test_a_stall_is_asked_for_and_may_prepare_before_it_may_publish(
    market: Market, lina: Visitor
) -> None:
    await lina.writes("/post")
    assert lina.reads == "You have no stall yet. In which alley will it be? You can add other alleys later."
    await lina.tap("Lorong Bakau")
    await lina.writes("Warung Lina")
    assert "Request sent to the organisers Tue 24 Nov 10:00." in lina.reads
    await lina.tap("Post stock")
    await lina.writes("12 kuih lapis RM8.50 sat 7pm")
    assert lina.reads.startswith("Got it: 12 × kuih lapis, RM8.50 each.")
    await lina.tap("Publish")
    assert lina.reads.startswith(
        "Your stall is waiting for approval (requested Tue 24 Nov 10:00). Your drop is saved; publish it after that."
    )
    assert "Got it: 12 × kuih lapis" in lina.reads


@pytest.mark.feature("V01")
async def test_a_line_is_read_shown_back_published_and_taken_back(market: Market, lina: Visitor) -> None:
    await opened_stall(market, lina)
    await lina.writes("12 kuih lapis RM8.50 #halal sat 7pm max 2")
    assert lina.reads == (
        "Got it: 12 × kuih lapis, RM8.50 each.\nSat 28 Nov, 19:00 to 22:00, Lorong Bakau.\n"
        "First come, first served. Limit: 2 each.\n#halal\nNobody sees it yet."
    )
    assert (await lina.tap("Publish")).text == "Published."
    assert lina.reads == (
        "Published: 12 × kuih lapis, RM8.50 each. Nobody has joined yet: share it now.\nSat 28 Nov, 19:00 to 22:00, Lorong Bakau."
    )
    shopper = market.visitor(TOM)
    await shopper.writes("kuih lapis")
    assert "Warung Lina" in shopper.reads
    await lina.tap("Undo")
    assert lina.reads.startswith("Got it: 12 × kuih lapis")
    await shopper.writes("warung lina")
    assert shopper.reads == "We found nothing for “warung lina”. Try other words, or ask the organisers."
    await lina.tap("Undo")
    await lina.writes("/desk")
    assert lina.reads == "Nothing planned yet. Write what you are bringing, like: 12 kuih lapis RM8.50"


async def test_a_photo_with_a_caption_is_a_line_with_its_picture(market: Market, lina: Visitor) -> None:
    await opened_stall(market, lina)
    await lina.phone.photo(photo(), caption="12 kuih lapis RM8.50 sat")
    await market.until_idle()
    assert lina.screen.photo is not None
    assert lina.reads.startswith("Got it: 12 × kuih lapis")
    await lina.tap("Publish")
    await lina.phone.photo(photo())
    await market.until_idle()
    assert lina.reads == "Nice photo. Now write: how many, what, how much?"
    await lina.writes("20 onde-onde RM6")
    assert lina.screen.photo is not None


async def test_who_booked_is_told_what_was_and_what_is_and_keeps_the_price(
    market: Market, lina: Visitor
) -> None:
    await opened_stall(market, lina)
    tom = market.visitor(TOM)
    await tom.writes("/start")
    await lina.writes("12 kuih lapis RM8.50 sat 7pm")
    await lina.tap("Publish")
    booking = await booked(market)
    await lina.tap("Change")
    await lina.tap("Price")
    await lina.writes("RM9")
    assert "RM9.00 each" in lina.reads
    await market.deliver()
    notification = await tom.phone.until(
        lambda message: "Price changed from RM8.50 to RM9.00." in message.text
    )
    assert "The price of your booking does not change." in notification.text
    assert (await market.store.read(lambda session: session.get_one(Booking, booking).price)) == 850
    await lina.tap("Change")
    await lina.tap("When")
    await lina.writes("sun 6pm")
    await lina.tap("Change, tell 1")
    await market.deliver()
    moved = await tom.phone.until(lambda message: message.text.startswith("Moved: "))
    assert "Was: Sat 28 Nov, 19:00 to 22:00" in moved.text
    assert "Now: Sun 29 Nov, 18:00 to 21:00" in moved.text
    await tom.tap("I can't come")
    state = await market.store.read(lambda session: session.get_one(Booking, booking).state)
    assert state == "released"


async def test_the_desk_counts_and_more_goes_to_who_waits(market: Market, lina: Visitor) -> None:
    await opened_stall(market, lina)
    tom = market.visitor(TOM)
    await tom.writes("/start")
    await lina.writes("2 kuih lapis RM8.50 sat 7pm")
    await lina.tap("Publish")
    await booked(market)
    siti = market.visitor(5000)
    await siti.writes("/start")

    def waits(session: Session) -> None:
        item = session.exec(select(Item.id).where(col(Item.drop_id) == newest_drop(session))).one()
        join_for_hold(session, person_at(session, 5000), item or 0, 1, now=market.clock())

    await market.change(waits)
    await lina.writes("/desk")
    assert lina.reads == (
        "Sat 28 Nov · Lorong Bakau, 19:00 to 22:00, set up from 17:00\nkuih lapis: sold out, 2 booked, 1 waiting"
    )
    await lina.tap("kuih lapis")
    assert "One more goes to number 2." in lina.reads
    await lina.tap("Waitlist")
    assert (
        lina.reads
        == "kuih lapis: 1 person waiting, 1 unit wanted.\nNumber 2 wants 1 unit, since Tue 24 Nov 10:00."
    )
    await lina.tap("Back")
    assert (await lina.tap("Add 1")).text == "Now 3. We told number 2."
    assert (await lina.tap("Remove 1")).text == "On hold or booked already: 3. Choose 3 or more."
    await lina.tap("Type a number")
    await lina.writes("20")
    assert "\nkuih lapis: 17 left of 20, 2 booked, 1 on hold\n" in lina.reads
    assert (await lina.tap("Sold out")).text == "Sold out: 3 in all."


async def test_a_drop_is_paused_goes_on_and_is_cancelled_behind_a_confirm_screen(
    market: Market, lina: Visitor
) -> None:
    await opened_stall(market, lina)
    tom = market.visitor(TOM)
    await tom.writes("/start")
    await lina.writes("12 kuih lapis RM8.50 sat 7pm")
    await lina.tap("Publish")
    await booked(market)
    assert (await lina.tap("Pause")).text == "Paused. We told 1 person."
    assert (await lina.tap("Resume")).text == "Resumed. We told 1 person."
    await lina.tap("Change")
    await lina.tap("Cancel the drop")
    assert lina.reads.startswith("Cancel kuih lapis, Sat 28 Nov, 19:00 to 22:00? We tell 1 person")
    await lina.writes("oven broken")
    assert "Reason: “oven broken”." in lina.reads
    assert (await lina.tap("Cancel, tell 1")).text == "Cancelled. We told 1 person."
    await market.deliver()
    notification = await tom.phone.until(lambda message: "Cancelled Tue 24 Nov 10:00" in message.text)
    assert "oven broken" in notification.text


async def test_a_drop_ends_by_itself(market: Market, lina: Visitor) -> None:
    await opened_stall(market, lina)
    tom = market.visitor(TOM)
    await tom.writes("/start")
    await lina.writes("12 kuih lapis RM8.50 today 7pm")
    await lina.tap("Publish")
    booking = await booked(market)
    market.clock.now = datetime(2026, 11, 24, 14, 1, tzinfo=UTC)
    await market.deliver()
    await market.deliver()
    assert (await market.store.read(lambda session: session.get_one(Booking, booking).state)) == "missed"
    end = await lina.phone.until(lambda message: "is over" in message.text)
    assert end.text.splitlines()[1] == "0 of 1 person who had booked came. 1 booking was not collected."
    market.clock.now = datetime(2026, 11, 25, 2, 1, tzinfo=UTC)
    await market.deliver()
    await tom.phone.until(lambda message: "Not collected: " in message.text)


SITTINGS = "8 weaving RM35 sun 10am\n+ 16 kit\n8 weaving RM35 sun 2pm\n+ kit\nBring your own scissors."


async def test_two_sittings_with_a_shared_kit_are_posted_by_one_message(
    market: Market, lina: Visitor
) -> None:
    await opened_stall(market, lina)
    await lina.writes(SITTINGS)
    assert lina.reads == (
        "Got it: weaving.\n8 × 10:00 weaving, with kit, RM35.00 each\n16 × kit, only as part of a set\n"
        "8 × 14:00 weaving, with kit, RM35.00 each\nSold as a set: you get everything listed, or nothing.\n"
        "Sun 29 Nov, 10:00 to 16:00, Lorong Bakau.\n"
        "First come, first served. Limit: 2 each.\n"
        "Bring your own scissors.\nNobody sees it yet."
    )
    await lina.tap("Publish")
    assert lina.reads.startswith(
        "Published: weaving. Nobody has joined yet: share it now.\n8 × 10:00 weaving, with kit"
    )
    tom = market.visitor(TOM)
    await tom.writes("weaving")
    await tom.tap("2 weaving")
    assert "10:00 weaving, with kit: RM35.00 · 8 left" in tom.reads
    assert "14:00 weaving, with kit: RM35.00 · 8 left" in tom.reads
    assert "you get everything listed, or nothing" in tom.reads
    assert tom.labels[:2] == ["10:00, 8 left", "14:00, 8 left"]
    assert "kit" not in tom.labels
    await tom.tap("14:00, 8 left")
    await tom.tap("2 for ")
    assert tom.reads.startswith("Pickup ticket: 2 × weaving\n")
    await lina.writes("/desk")
    assert "\nweaving, 14:00: 6 left, 2 booked" in lina.reads
    assert "\nweaving, kit: 14 left, 2 booked\n" in lina.reads


async def test_of_several_lines_each_can_be_changed_and_what_is_missing_is_asked(
    market: Market, lina: Visitor
) -> None:
    await opened_stall(market, lina)
    await lina.writes("12 kuih lapis RM8.50 sat 7pm\n20 onde-onde\n+ sauce\n+")
    assert lina.reads.startswith("We did not understand “+”.")
    assert lina.reads.endswith("What is the price of 1 onde-onde?")
    await lina.writes("6")
    assert lina.reads == "How many sauce?"
    await lina.writes("20")
    assert "20 × onde-onde, with sauce, RM6.00 each\n20 × sauce, only as" in lina.reads
    await lina.tap("Change")
    await lina.tap("Price")
    assert lina.labels[:2] == ["kuih lapis", "onde-onde"]
    await lina.tap("onde-onde")
    await lina.writes("RM7")
    assert "12 × kuih lapis, RM8.50 each\n20 × onde-onde, with sauce, RM7.00 each" in lina.reads
    await lina.tap("Change")
    await lina.tap("Quantity")
    await lina.tap("sauce")
    await lina.writes("30")
    assert "30 × sauce" in lina.reads


async def test_a_draw_and_an_entry_that_waits_are_chosen_before_anyone_joins(
    market: Market, lina: Visitor
) -> None:
    await opened_stall(market, lina)
    await lina.writes("40 sunset RM45 sat 4pm")
    await lina.tap("Change")
    await lina.tap("Rule")
    assert "Equal chances" not in lina.labels
    await lina.tap("Draw at a set time")
    assert lina.labels[:3] == ["Thu 26 Nov 12:00", "Fri 27 Nov 12:00", "Fri 27 Nov 20:00"]
    await lina.writes("some day")
    assert lina.reads.startswith("We did not understand that.")
    await lina.writes("sun 12:00")
    assert "Joining must end between Tue 24 Nov 11:00 and Sat 28 Nov 15:56." in lina.reads
    await lina.writes("fri 12:00")
    assert "Given by draw." in lina.reads
    assert "Join until Fri 27 Nov 12:00, draw at 12:04." in lina.reads
    await lina.tap("Change")
    await lina.tap("Rule")
    await lina.tap("Chances add up")
    await lina.tap("Change")
    await lina.tap("Rule")
    await lina.tap("Large requests")
    assert lina.reads == (
        "If the next person wants more than is left? Now: "
        "If too few are left for you, people who want fewer may go first, up to 2 times."
    )
    await lina.tap("Everyone waits")
    await lina.tap("Publish")
    tom = market.visitor(TOM)
    await tom.writes("sunset")
    assert "Draw for 40 units: join until Fri 27 Nov 12:00, result 12:04." in tom.reads
    await tom.tap("Details")
    assert (
        "For each earlier draw here in which you got nothing, you get one more chance, at most 4 in all."
        in tom.reads
    )
    assert "If too few are left for the next person, everyone waits until there are enough." in tom.reads


async def test_an_unclear_line_is_asked_and_the_reading_that_is_tapped_is_the_draft(
    market: Market, lina: Visitor
) -> None:
    await opened_stall(market, lina)
    await lina.writes("kuih lapis 12 8")
    assert (
        lina.reads
        == "Which one do you mean?\n1. 12 × kuih lapis, RM8.00 each\n2. 8 × kuih lapis, RM12.00 each"
    )
    assert lina.labels == ["1: 12 × RM8.00, kuih lapis", "2: 8 × RM12.00, kuih lapis", "Write it again"]
    await lina.writes("/desk")
    assert lina.reads == "Nothing planned yet. Write what you are bringing, like: 12 kuih lapis RM8.50"
    await lina.writes("kuih lapis 12 8")
    await lina.tap("2: 8 × RM12.00, kuih lapis")
    assert lina.reads.startswith("When?")
    await lina.writes("sat 7pm")
    await lina.tap("Undo")
    await lina.writes("kuih lapis 12 8")
    await lina.writes("12 kuih lapis RM8 sat 7pm")
    assert lina.reads.startswith("Got it: 12 × kuih lapis, RM8.00 each.")


async def test_a_whole_line_instead_of_a_reading_keeps_the_picture(market: Market, lina: Visitor) -> None:
    await opened_stall(market, lina)
    await lina.phone.photo(photo(), caption="kuih lapis 12 8")
    await market.until_idle()
    assert lina.reads.startswith("Which one do you mean?")
    await lina.writes("12 kuih lapis RM8 sat 7pm")
    assert lina.reads.startswith("Got it: 12 × kuih lapis, RM8.00 each.")
    assert lina.screen.photo is not None
