"""Moving a booking to another slot, and an entry whose units may be split."""

from sqlmodel import Session, col, select

from handlers.callbacks.waitlist import AskSlot, AskSplit, JoinSplit, JoinWaitlist, MoveSlot
from storage.drop import Drop, Item
from storage.waitlist import Booking
from tests.journeys.harness import LINA, SITI, TOM, Market, Visitor, without_bidi_marks
from tests.journeys.holding import hold_for
from tests.journeys.test_waitlist import ALL, empty_drop, tally
from tests.journeys.true_messages import run_edits
from tests.people import person_of


async def hours(market: Market) -> dict[str, int]:
    """The sittings of the stitching workshop: at 10:00 three seats are left, at 14:00 none."""
    rows = select(Item.name, Item.id).where(col(Item.drop_id) == market.town.stitching)
    return await market.store.read(lambda session: {name: item or 0 for name, item in session.exec(rows)})


async def slots_market(market: Market) -> tuple[Visitor, int, int]:
    """Yield Tom with a seat at ten, its booking, and the message about it."""
    tom = market.visitor(TOM)
    await tom.writes("linangkit stitching")
    await tom.tap("1 Linangkit sti")
    assert tom.labels[:2] == ["10:00, 3 left", "14:00, waitlist"]
    await tom.tap("10:00, 3 left")
    await tom.tap("1 for ")
    assert tom.reads.startswith(
        "Admission: 1 × Linangkit stitching, 10:00\nPay RM35.00 at the stall. Not used yet.\n"
    )
    market.clock.move(seconds=61)
    await market.deliver()
    await run_edits(market)
    await tom.tap("Change booking")
    card = tom.screen.id
    rows = select(Booking.id).where(col(Booking.person_id) == person_of(TOM))
    return tom, await market.store.read(lambda session: session.exec(rows).one() or 0), card


async def test_a_seat_moves_to_another_hour_with_a_new_ticket(market: Market) -> None:
    tom, booking, card = await slots_market(market)
    old = next(
        message for message in reversed(tom.phone.messages) if message.photo and "Admission: " in message.text
    )
    await tom.tap("Another time", message=card)
    assert "Yours: 1 seat, Sun 29 Nov 10:00.\nWhich time instead?" in tom.reading(card)
    assert tom.labels == ["Wait for 14:00", "Back"]
    at = await hours(market)
    taken = MoveSlot(booking=booking, item=at["14:00"], back_to=ALL).pack()
    full = await tom.tap(data=taken, message=card)
    assert full.text == "Sun 29 Nov 14:00 is full. Choose another time, or wait for it."
    assert "Which time instead?" in tom.reading(card), "and it is asked again"

    await market.change(lambda session: setattr(session.get_one(Item, at["14:00"]), "quantity", 13))
    await market.change(lambda session: setattr(session.get_one(Item, at["Kit"]), "quantity", 40))
    await tom.tap(data=AskSlot(booking=booking, back_to=ALL).pack(), message=card)
    assert (await tom.tap("14:00, 3 left", message=card)).text == "Moved to Sun 29 Nov 14:00."
    assert "1 × Linangkit stitching, 14:00, with Kit." in tom.reading(card)
    ten, two = [await market.store.read(tally, item) for item in (at["10:00"], at["14:00"])]
    assert (ten.booked, two.booked, two.waiting) == (4, 8, 0), "two who waited were given the seats that came"
    await market.deliver()
    assert tom.reads.startswith("Admission: 1 × Linangkit stitching, 14:00\n")

    again = await tom.tap(data=MoveSlot(booking=booking, item=at["14:00"], back_to=ALL).pack(), message=card)
    assert again.text, "an old button says how it is now"
    assert "14:00: Booked: 1 seat" in tom.reading(card)
    market.clock.move(days=5)
    await market.deliver()
    await tom.phone.scan(old)
    await market.until_idle()
    assert "This ticket no longer works." in tom.reads


async def test_only_their_own_seat_and_only_within_the_drop(market: Market) -> None:
    tom, booking, card = await slots_market(market)
    lina = market.visitor(LINA)
    await lina.writes("/start")
    at = await hours(market)
    for callback in (
        AskSlot(booking=booking, back_to=ALL),
        MoveSlot(booking=booking, item=at["14:00"], back_to=ALL),
    ):
        assert (await lina.tap(data=callback.pack())).text == "This is someone else’s. See /mine for yours."
    _, elsewhere = await market.change(empty_drop, market.town.kuih_lapis, 3)
    for item in (elsewhere, at["10:00"], 999_999):
        callback = MoveSlot(booking=booking, item=item, back_to=ALL)
        assert (
            await tom.tap(data=callback.pack(), message=card)
        ).text == "This drop is no longer available. See /drops for what is on."
    await tom.tap("Back", message=card)
    await tom.tap("Change booking", message=card)
    await tom.tap("I can't come", message=card)
    market.clock.move(minutes=1)
    await market.deliver()
    await tom.tap(data=AskSlot(booking=booking, back_to=ALL).pack(), message=card)
    labels = next(each for each in tom.phone.messages if each.id == card).labels
    assert labels[0] == "10:00, 3 left", "what was given back has no other hour: the card of its drop"


async def bundle_market(market: Market) -> int:
    """Yield a drop of three units that splits entries, up to four a person; Siti holds two."""

    def three(session: Session) -> int:
        made, item = empty_drop(session, market.town.kuih_lapis, 3)
        drop = session.get_one(Drop, made)
        drop.fitting, drop.per_person = "split", 4
        return item

    item: int = await market.change(three)
    siti = market.visitor(SITI)
    await siti.writes("/language")
    await siti.tap("English")
    await siti.open("d_RACE3")
    await hold_for(market, siti, item, units=2)
    return item


async def test_a_entry_that_agreed_is_parted_and_its_hold_grows(market: Market) -> None:
    item = await bundle_market(market)
    tom, siti = market.visitor(TOM), market.visitor(SITI)
    await tom.open("d_RACE3")
    await tom.tap("2 to 3")
    await tom.tap("Wait for 3")
    assert tom.reads.endswith(
        "For 3.\nTotal at the stall: RM25.50.\nIf fewer become available, do you want those now and wait for the rest?"
    )
    assert tom.labels == ["Yes, split", "All or nothing", "Back"]
    assert (await tom.tap("Yes, split")).text.startswith("Held for you until ")
    assert tom.reads.startswith("Held for you: 1 × race for 3.")
    assert tom.reads.endswith("You stay on the waitlist for 2 more.")
    await tom.tap("Details")
    assert "1 box held for you until " in tom.reads
    assert "Your number is 2, for 2 boxes. You are next." in tom.reads
    await siti.tap("Decline")
    market.clock.move(minutes=1)
    await market.deliver()
    assert tom.reads.startswith("Held for you: 3 × race for 3."), "the notification says the new number"
    assert "You stay on the waitlist" not in tom.reads
    after = await market.store.read(tally, item)
    assert (after.held, after.waiting, after.holds) == (3, 0, 3)


async def test_a_split_entry_says_that_the_rest_waits_on(market: Market) -> None:
    item = await bundle_market(market)
    tom = market.visitor(TOM)
    await tom.open("d_RACE3")
    await tom.tap(data=JoinSplit(item=item, units=2, back_to=ALL).pack())
    held = tom.screen.id
    await tom.tap("Confirm 1")
    assert tom.reading(held).endswith("You stay on the waitlist for 1 more.")
    await market.deliver()
    await tom.writes("/mine")
    assert [row.partition(":")[0] for row in tom.reads.split("\n")] == ["Booked", "Waiting"]
    assert "Your number is 2. You are next." in tom.reads


async def test_a_entry_that_stays_together_waits_and_may_change_its_mind(market: Market) -> None:
    item = await bundle_market(market)
    tom = market.visitor(TOM)
    await tom.open("d_RACE3")
    await tom.tap(data=JoinWaitlist(item=item, units=2, back_to=ALL).pack())
    assert "Your number is 2, for 2 boxes" in tom.reads, (
        "a button from before the question still joins, together"
    )
    assert "If fewer become available" not in tom.reads
    same = await tom.tap(data=JoinWaitlist(item=item, units=2, back_to=ALL).pack())
    assert same.text == "You are already waiting: number 2, for 2. See /mine."
    await tom.tap("Change or leave")
    await tom.tap("2 for ")
    assert (await tom.tap("Yes, split")).text.startswith("Held for you until ")
    held = await tom.tap(data=JoinSplit(item=item, units=2, back_to=ALL).pack())
    assert "Answer that first." in without_bidi_marks(held.text)
    over = await tom.tap(data=JoinSplit(item=item, units=6, back_to=ALL).pack())
    assert "Answer that first." in without_bidi_marks(over.text), "however many are asked for"
    assert (
        await tom.tap(data=AskSplit(item=999_999, units=2, back_to=ALL).pack())
    ).text == "This drop is no longer available. See /drops for what is on."
    after = await market.store.read(tally, item)
    assert (after.held, after.waiting) == (3, 1)
