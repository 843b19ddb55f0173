"""Ken prepares a broadcast: its audience, its text in each language, its look, and its time."""

import asyncio
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlmodel import Session, col, select

from handlers.callbacks.broadcast import AddButton, PickKind, ScheduleAt, ScheduleBeforeDrop, ToggleAudience
from market.broadcast.audience import Criterion
from sandbox import Message
from storage.broadcast import Broadcast, BroadcastKind, ButtonTarget
from storage.drop import Drop
from storage.person import Person as Row
from tests.journeys.harness import KEN, TOM, Market, Visitor, without_bidi_marks
from tests.people import person_at


@pytest.fixture
async def ken(closed_market: Market) -> Visitor:
    """He looks at whom it is for."""
    await closed_market.open(admins=str(KEN))
    ken = closed_market.visitor(KEN)
    await ken.phone.set_language("en")
    await ken.writes("/broadcast")
    return ken


def above(ken: Visitor) -> Message:
    """The message above the newest one."""
    return ken.phone.messages[-2]


def picture(color: str) -> bytes:
    data = BytesIO()
    Image.new("RGB", (40, 30), color).save(data, "PNG")
    return data.getvalue()


async def notifications(closed_market: Market, ken: Visitor, below: int, most: int) -> list[Message]:
    """Send due notifications, at the rate of one chat."""
    async with asyncio.timeout(30):
        while len(came := [message for message in ken.answers if message.id > below]) < most:
            closed_market.clock.move(seconds=5)
            await closed_market.deliver()
            await asyncio.sleep(0.2)
    return came


def drafts(session: Session) -> list[dict[str, Any]]:
    return [row.model_dump() for row in session.exec(select(Broadcast).order_by(col(Broadcast.id)))]


async def test_each_tap_edits_the_count(closed_market: Market, ken: Visitor) -> None:
    assert "29 people: 13 read English, 10 read Malay and 6 read Chinese." in ken.reads
    assert "Left out: 90 unreachable." in ken.reads
    first = ken.screen.id
    await ken.tap("Alley: any")
    await ken.tap("Lorong Bakau")
    assert "4 people: 2 read Chinese, 1 reads English and 1 reads Malay." in ken.reads
    await ken.tap("Lorong Tanjung")
    assert "Lorong Tanjung: chosen" in ken.labels
    both = int(ken.reads.split("\n")[1].split(" ")[0])
    assert both > 4, "a second choice of one sort widens"
    await ken.tap("Back")
    assert "Alley: Lorong Bakau or Lorong Tanjung." in ken.reads
    assert "Alley: 2 of 3" in ken.labels
    await ken.tap("Language: any")
    await ken.tap("Bahasa Melayu")
    assert int(ken.reads.split("\n")[1].split(" ")[0]) < both, "a choice of another sort narrows"
    await ken.tap("Back")
    await ken.tap("Role: any")
    await ken.tap("Organisers")
    assert "Nobody." in ken.reads
    await ken.tap("Any")
    assert "Nobody." not in ken.reads
    await ken.tap("Back")
    assert ken.screen.id == first, "all in one message"


async def test_who_booked_for_an_evening_reads_what_is_typed_on_any_screen(
    closed_market: Market, ken: Visitor
) -> None:
    tom = closed_market.visitor(TOM)
    await tom.writes("kuih lapis")
    await tom.tap("1 Kuih lapis")
    await tom.tap("Join for 1")
    await ken.tap("Booked for: any")
    await ken.tap("Fri 27 Nov Lorong Bakau")
    assert "1 person: 1 reads English." in ken.reads
    await ken.tap("Back")
    assert "People who booked for Fri 27 Nov at Lorong Bakau." in ken.reads
    await ken.writes("Bring an umbrella tonight.")
    assert ken.reads.startswith("English: 26 of 4,096 characters.")
    await ken.writes("when is the next drop?")
    await ken.writes("/broadcast")
    await ken.tap("Message text")
    assert ken.reads.startswith("English: 26 of 4,096 characters."), (
        "a text is replaced only where it is asked for"
    )


async def test_the_tag_the_doing_and_the_drop(closed_market: Market, ken: Visitor) -> None:
    tom = closed_market.visitor(TOM)
    await tom.writes("kuih lapis")
    await tom.tap("1 Kuih lapis")
    await tom.tap("Join for 1")
    await ken.tap("Drop: any")
    await ken.tap("Fri 27 Nov Kuih lapis")
    assert "1 person: 1 reads English." in ken.reads
    await ken.tap("Back")
    assert "People waiting for this drop, holding it or yet to collect: Kuih lapis." in ken.reads
    await ken.tap("Drop: Kuih lapis")
    await ken.tap("Any")
    await ken.tap("Back")
    await ken.tap("Activity: any")
    await ken.tap("Holding or confirmed")
    held = ken.reads
    await ken.tap("Waiting")
    assert held != ken.reads
    await ken.tap("Back")
    assert "Activity: holding something or yet to collect or waiting for something." in ken.reads
    await ken.tap("Tag: any")
    await ken.tap("Next")
    await ken.tap("Previous")
    await ken.tap("#halal")
    assert "#halal: chosen" in ken.labels
    await ken.tap("Back")
    assert "Tag: #halal." in ken.reads


async def test_words_in_each_language_typed_one_after_the_other(closed_market: Market, ken: Visitor) -> None:
    await ken.tap("Write it")
    await ken.writes("x" * 4097)
    assert "4,097 of 4,096 characters: 1 too many. Shorten it." in ken.reads
    await ken.writes("Rain <b>& wind</b> 🎪")
    assert "English: 21 of 4,096 characters." in ken.reads
    assert "Malay: missing, 10 people would read English." in ken.reads
    await ken.tap("Write Malay")
    await ken.writes("Hujan")
    await ken.tap("Write Chinese")
    await ken.writes("\u202eمرحبا")
    assert "missing" not in ken.reads
    await ken.tap("Chinese")
    await ken.tap("Remove")
    assert "Chinese: missing, 6 people would read English." in ken.reads
    await ken.tap("English")
    assert "Rain <b>& wind</b> 🎪" in ken.reads
    await ken.tap("Write it again")
    await ken.writes("Sun")
    await ken.tap("Preview")
    assert (above(ken).text, ken.reads.split("\n")[0]) == ("Sun", "In English, for 19 people.")
    await ken.tap("Next language")
    assert (above(ken).text, ken.reads.split("\n")[0]) == ("Hujan", "In Malay, for 10 people.")
    panels = [message for message in ken.answers if "Send me a test" in message.labels]
    assert panels == [ken.screen], "what was tapped gave way"


async def test_a_draft_outlives_a_restart_and_can_be_thrown_away(closed_market: Market, ken: Visitor) -> None:
    await ken.tap("Write it")
    await ken.writes("Come at five")
    await ken.tap("Back")
    await ken.tap("Type: Notice")
    await ken.tap("Promotion")
    await closed_market.close()
    await closed_market.open(admins=str(KEN))
    await ken.writes("/broadcast")
    assert "Type: Promotion" in ken.labels
    await ken.tap("Message text")
    assert "English: 12 of 4,096 characters." in ken.reads
    await ken.tap("Discard")
    await ken.tap("Keep it")
    await ken.tap("Discard")
    await ken.tap("Discard broadcast")
    assert "Type: Notice" in ken.labels
    assert await closed_market.store.read(drafts) == []


async def test_the_photo_is_taken_only_while_it_is_asked_for(closed_market: Market, ken: Visitor) -> None:
    await ken.tap("Write it")
    await ken.writes("x" * 1025)
    await ken.tap("Photo")
    await ken.writes("what photo")
    assert "That is not a photo." in ken.reads
    await ken.phone.photo(picture("red"))
    await closed_market.until_idle()
    assert "With a photo, the text can have up to 1,024 characters. Yours has 1,025" in ken.reads
    await ken.writes("/broadcast")
    await ken.tap("Message text")
    await ken.tap("English")
    await ken.tap("Write it again")
    await ken.writes("Rain")
    await ken.tap("Photo")
    await ken.phone.photo(picture("blue"))
    await closed_market.until_idle()
    assert "With a photo." in ken.reads
    assert "English: 4 of 1,024 characters." in ken.reads
    await ken.tap("Preview")
    assert above(ken).text == "Rain"
    assert above(ken).photo
    await ken.phone.photo(picture("green"))
    await closed_market.until_idle()
    assert "With a photo." not in ken.reads, "nobody asked for that one"
    await ken.writes("/broadcast")
    await ken.tap("Message text")
    await ken.tap("Photo")
    await ken.tap("Remove")
    assert "English: 4 of 4,096 characters." in ken.reads


async def test_what_is_below_a_photo_are_the_words_unless_there_are_some(
    closed_market: Market, ken: Visitor
) -> None:
    async def photo(colour: str, caption: str = "") -> None:
        await ken.phone.photo(picture(colour), caption)
        await closed_market.until_idle()

    await ken.tap("Write it")
    await photo("red", "Rain " * 300)
    assert ken.reads.startswith("1,499 of 1,024 characters: 475 too many. Shorten it.")
    await photo("red", "Rain at six")
    assert "English: 11 of 1,024 characters." in ken.reads
    await ken.tap("Preview")
    assert (above(ken).text, bool(above(ken).photo)) == ("Rain at six", True)
    await ken.writes("/broadcast")
    await ken.tap("Message text")
    await ken.tap("Photo")
    await ken.tap("Another photo")
    await photo("blue", "Sun")
    assert ken.reads.startswith("English already had a text, so the words under your photo were not used.")
    assert "English: 11 of 1,024 characters." in ken.reads
    await ken.tap("English")
    await ken.tap("Write it again")
    await photo("green")
    await ken.writes("Wind")
    assert "English: 4 of 1,024 characters." in ken.reads


async def test_buttons_are_links_that_readers_follow(closed_market: Market, ken: Visitor) -> None:
    await ken.tap("Write it")
    await ken.writes("Two things")
    await ken.tap("Buttons")
    await ken.tap("A drop")
    await ken.tap("Fri 27 Nov Kuih lapis")
    await ken.tap("A stall")
    await ken.tap("Ombak Print")
    await ken.tap("A drop")
    await ken.tap("Fri 27 Nov Hinava in a bowl")
    answer = await ken.tap("A drop")
    assert answer.text == "There is room for 3 buttons. Remove one first."
    await ken.tap("Remove Hinava in a bowl")
    await ken.tap("Back")
    await ken.tap("Preview")
    assert [without_bidi_marks(label) for label in above(ken).labels] == ["Kuih lapis", "Ombak Print"]
    link = await ken.phone.tap(above(ken).labels[0])
    assert link is not None
    assert link.url
    tom = closed_market.visitor(TOM)
    await tom.open(link.url)
    assert "Kuih lapis" in tom.reads

    def cancel(session: Session) -> None:
        session.exec(select(Drop).where(col(Drop.name) == "Kuih lapis")).first().state = "cancelled"  # type: ignore[union-attr]

    await closed_market.change(cancel)
    below = ken.screen.id
    await ken.tap("Send me a test")
    [notification] = await notifications(closed_market, ken, below, 1)
    assert [without_bidi_marks(label) for label in notification.labels] == ["Ombak Print"], (
        "what is gone is left out"
    )


async def test_the_test_is_the_real_notification_in_each_language(
    closed_market: Market, ken: Visitor
) -> None:
    await ken.tap("Write it")
    await ken.writes("Rain <b>")
    await ken.tap("Write Malay")
    await ken.writes("Hujan")
    await ken.tap("Back")
    await ken.tap("Type: Notice")
    await ken.tap("Promotion")
    await ken.writes("/broadcast")
    await ken.tap("Message text")
    await ken.tap("Preview")
    assert (await ken.tap(data="+bds")).text == "Readers tap here to stop promotions."
    below = ken.screen.id
    answer = await ken.tap("Send me a test")
    assert answer.text == "On its way to you: English and Malay."
    assert (await ken.tap("Send me a test")).text == "On its way already."
    [preview] = [message for message in ken.phone.messages if message.id == below]
    assert "Send me a test" in preview.labels
    came = await notifications(closed_market, ken, below, 2)
    assert {message.text for message in came} == {"Rain <b>", "Hujan"}
    assert [button.data for message in came for row in message.buttons for button in row] == ["+snx"] * 2


async def test_when_it_goes(closed_market: Market, ken: Visitor) -> None:
    await ken.tap("Write it")
    await ken.writes("Rain")
    await ken.tap("Preview")
    await ken.tap("When")
    await ken.tap("Wed 25 Nov 10:00")
    assert "When: Wed 25 Nov 10:00 (Kota Kinabalu time)." in ken.reads
    await ken.tap("When")
    await ken.writes("fri 18:00 or so")
    assert "We did not understand that." in ken.reads, "a guess could go out in the night"
    await ken.writes("23 nov 9:00")
    assert "Mon 23 Nov 09:00 has passed. Choose a later time." in ken.reads
    assert "Wed 25 Nov 09:00" in ken.labels, "and when it is nine again"
    await ken.writes("1 jan 0001 9:00")
    assert "has passed" in ken.reads
    await ken.writes("2030-01-01 9:00")
    assert "That is too far ahead. Choose a day no later than Wed 24 Nov 10:00." in ken.reads
    await ken.writes("9:30")
    assert "When: Wed 25 Nov 09:30" in ken.reads
    await ken.tap("When")
    await ken.writes("fri 18:00")
    assert "When: Fri 27 Nov 18:00" in ken.reads
    await ken.tap("When")
    await ken.tap("Before a drop")
    await ken.tap("Fri 27 Nov Kuih lapis")
    await ken.tap("1 day before")
    item = "When: Thu 26 Nov 18:00 (Kota Kinabalu time). If the drop is rescheduled, this is too: Kuih lapis."
    assert item in ken.reads
    await ken.tap("Send to 29")
    assert item in ken.reads
    assert "29 messages, about 2 s. You cannot take back what people have already seen." in ken.reads
    assert ken.labels[0] == "Not now"
    await ken.tap("Not now")
    await ken.tap("Preview")
    await ken.tap("When")
    await ken.tap("Now")
    assert "When: now." in ken.reads


async def test_before_a_drop_that_has_begun_nothing_can_be_sent(closed_market: Market, ken: Visitor) -> None:
    await ken.tap("Write it")
    await ken.writes("Rain")
    closed_market.clock.move(days=3, hours=8, minutes=1)
    await ken.tap("Preview")
    await ken.tap("When")
    await ken.tap("Before a drop")
    assert ken.labels
    assert "Fri 27 Nov Kuih lapis" not in ken.labels, "it goes on until 21:00"


async def test_a_second_promotional_one_waits_a_week(closed_market: Market, ken: Visitor) -> None:
    def lead_minutes(session: Session) -> None:
        given: dict[str, Any] = {"kind": "promotional", "state": "sent", "created_at": closed_market.clock()}
        session.add(
            Broadcast(
                author_id=person_at(session, KEN),
                audience={},
                started_at=closed_market.clock(),
                final_report_at=closed_market.clock(),
                **given,
            )
        )

    await closed_market.store.write(lead_minutes)
    await ken.tap("Write it")
    await ken.writes("New prints")
    await ken.tap("Back")
    await ken.tap("Type: Notice")
    await ken.tap("Promotion")
    assert "Only one promotion a week. You can send the next one from Tue 1 Dec 10:00." in ken.reads
    await ken.tap("Back")
    await ken.tap("Message text")
    await ken.tap("Preview")
    answer = await ken.tap("Send to")
    assert answer.text == "Only one promotion a week. You can send the next one from Tue 1 Dec 10:00."
    await ken.tap("Schedule for then")
    assert "When: Tue 1 Dec 10:00 (Kota Kinabalu time)." in ken.reads
    assert "Only one promotion" not in ken.reads
    await ken.tap("Send to")
    assert "Not now" in ken.labels


async def test_who_stopped_news_is_left_out_of_them(closed_market: Market, ken: Visitor) -> None:
    def stop(session: Session) -> None:
        session.get_one(Row, closed_market.town.aina).no_promotions_at = closed_market.clock()

    await closed_market.store.write(stop)
    await ken.tap("Type: Notice")
    assert "29 people" in ken.reads
    await ken.tap("Promotion")
    assert "28 people" in ken.reads
    assert "1 who opted out" in ken.reads


async def test_nothing_to_send_and_nobody_to_send_it_to(closed_market: Market, ken: Visitor) -> None:
    await ken.tap("Write it")
    await ken.writes("Rain")
    await ken.tap("English")
    await ken.tap("Remove")
    answer = await ken.tap("Preview")
    assert answer.text == "There is no text to send yet. Write it first."
    await ken.tap("Write English")
    await ken.writes("Rain")
    await ken.tap("Back")
    await ken.tap("Alley: any")
    await ken.tap("Lorong Bakau")
    await ken.tap("Back")
    await ken.tap("Role: any")
    await ken.tap("Organisers")
    await ken.tap("Back")
    await ken.tap("Message text")
    await ken.tap("Preview")
    answer = await ken.tap("Send to 0")
    assert answer.text == "Nobody would get this. Choose other people."


CALLBACKS = (
    ToggleAudience(criterion=Criterion.ALLEY, value="1"),
    PickKind(kind=BroadcastKind.PROMOTIONAL),
    AddButton(sort=ButtonTarget.DROP, target_id=1),
    ScheduleAt(at=2**31 - 1),
    ScheduleBeforeDrop(drop=1, lead_minutes=120),
)
FORGED = (
    ToggleAudience(criterion=Criterion.ALLEY, value="99999999999"),
    ToggleAudience(criterion=Criterion.ROLE, value="king"),
    ScheduleAt(at=2**31 - 1),
    ScheduleAt(at=0),
    ScheduleBeforeDrop(drop=2**31 - 1, lead_minutes=120),
    ScheduleBeforeDrop(drop=1, lead_minutes=2**31 - 1),
)


async def test_a_stranger_and_a_forged_button_change_nothing(closed_market: Market, ken: Visitor) -> None:
    tom = closed_market.visitor(TOM)
    await tom.writes("/broadcast")
    assert "Only an organiser can do this. Questions? See /support." in tom.reads
    for callback in CALLBACKS:
        answer = await tom.tap(data=callback.pack())
        assert answer.text == "Only an organiser can do this. Questions? See /support."
    await tom.phone.photo(picture("red"))
    await closed_market.until_idle()
    for data in (*(callback.pack() for callback in FORGED), "bdi:x"):
        answer = await ken.tap(data=data)
        assert "Sorry" not in answer.text
    assert await closed_market.store.read(drafts) == []
