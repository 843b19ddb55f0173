"""From nothing to published in two messages: an album, a forwarded post, a usual drop; and a voice note, which is not read."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlmodel import Session, col, select

from sandbox.file_store import UploadedFile, photo_sizes
from storage.drop import Drop, DropState, Item
from storage.stock_template import StockTemplate
from tests.journeys.harness import ROS, Market, Visitor

ALBUM = "13590000000000001"


@pytest.fixture
async def ros(market: Market) -> Visitor:
    """She has a stall and posted before."""
    ros = market.visitor(ROS)
    await ros.writes("/start")
    return ros


def picture(market: Market, colour: str) -> list[dict[str, Any]]:
    """A photo as it is on the wire."""
    out = BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "PNG")
    file = market.sandbox.telegram.files.add("photo", UploadedFile("photo.png", out.getvalue()))
    return photo_sizes(file)


async def send_album(market: Market, ros: Visitor, *captions: str, album: str = ALBUM) -> None:
    """Send photos as one album, each with its caption or none."""
    for place, caption in enumerate(captions):
        said = {"caption": caption} if caption else {}
        colour = ("teal", "olive", "maroon", "navy")[place]
        await ros.send(photo=picture(market, colour), media_group_id=album, **said)


def newest(session: Session) -> tuple[Drop, list[Item]]:
    drop = session.exec(select(Drop).order_by(col(Drop.id).desc()).limit(1)).one()
    items = session.exec(select(Item).where(col(Item.drop_id) == drop.id).order_by(col(Item.position)))
    return drop, list(items)


async def goods(market: Market) -> list[tuple[str, int, int]]:
    """Name, quantity and price of each item of the newest drop."""
    _, items = await market.store.read(newest)
    return [(item.name, item.quantity, item.price) for item in items]


async def state(market: Market) -> str:
    return (await market.store.read(newest))[0].state


async def drops(market: Market) -> int:
    return len(await market.store.read(lambda session: session.exec(select(Drop.id)).all()))


async def test_an_album_with_a_line_for_each_photo_is_one_drop(market: Market, ros: Visitor) -> None:
    before = await drops(market)
    await send_album(
        market, ros, "12 kuih lapis RM8.50 sat 7pm #kompos", "20 onde-onde RM6", "", "8 apam RM4"
    )
    assert await goods(market) == [("kuih lapis", 12, 850), ("onde-onde", 20, 600), ("apam", 8, 400)]
    assert await drops(market) == before + 1
    drop, _ = await market.store.read(newest)
    assert drop.picture_hash is not None
    await ros.tap("Publish")
    assert await state(market) == DropState.PUBLISHED


async def test_an_album_with_one_caption_for_all_is_answered_once(market: Market, ros: Visitor) -> None:
    before = len(ros.phone.messages)
    await send_album(market, ros, "12 kuih lapis RM8.50 sat 7pm\n20 onde-onde RM6", "", "", "")
    assert await goods(market) == [("kuih lapis", 12, 850), ("onde-onde", 20, 600)]
    assert len(ros.phone.messages) == before + 4 + 1, "four photos and one answer"
    await ros.tap("Publish")
    assert await state(market) == DropState.PUBLISHED


async def test_the_caption_may_be_under_the_last_photo_and_the_picture_is_the_first(
    market: Market, ros: Visitor
) -> None:
    await send_album(market, ros, "", "", "12 kuih lapis RM8.50 sat 7pm")
    assert await goods(market) == [("kuih lapis", 12, 850)]
    first = (await market.store.read(newest))[0].picture_hash
    await send_album(market, ros, "9 apam RM4 sun 7pm", album="2")
    assert (await market.store.read(newest))[0].picture_hash == first, "both begin with the same photo"


async def test_what_a_caption_of_an_album_lacks_is_asked_for(market: Market, ros: Visitor) -> None:
    await send_album(market, ros, "12 kuih lapis sat 7pm", "20 onde-onde RM6", "apam RM4")
    assert "What is the price of 1 kuih lapis?" in ros.reads
    await ros.writes("8.50")
    assert "How many apam, at RM4.00 each?" in ros.reads
    await ros.writes("8")
    assert await goods(market) == [("kuih lapis", 12, 850), ("onde-onde", 20, 600), ("apam", 8, 400)]


async def test_an_album_that_was_published_takes_no_more_photos_along(market: Market, ros: Visitor) -> None:
    await send_album(market, ros, "12 kuih lapis RM8.50 sat 7pm")
    await ros.tap("Publish")
    await send_album(market, ros, "9 apam RM4 sun 7pm")
    assert await goods(market) == [("apam", 9, 400)], "a drop of its own"


def own_photos(ros: Visitor) -> list[int]:
    return [message.id for message in ros.phone.messages if message.photo is not None and not message.by_bot]


async def test_an_edited_caption_of_an_album_takes_the_place_of_what_was_read(
    market: Market, ros: Visitor
) -> None:
    before = await drops(market)
    await send_album(market, ros, "", "12 kuih lapis RM8.50 sat 7pm", "")
    first = (await market.store.read(newest))[0].picture_hash
    await ros.edit(own_photos(ros)[1], "20 kuih lapis RM9 sat 7pm\n8 apam RM4")
    assert await goods(market) == [("kuih lapis", 20, 900), ("apam", 8, 400)]
    assert (await drops(market), (await market.store.read(newest))[0].picture_hash) == (before + 1, first)
    await ros.edit(own_photos(ros)[2], "6 onde-onde RM6")
    assert [name for name, *_ in await goods(market)] == ["kuih lapis", "apam", "onde-onde"], (
        "it had none before"
    )


async def test_an_edited_caption_among_several_changes_nothing_and_says_so(
    market: Market, ros: Visitor
) -> None:
    await send_album(market, ros, "12 kuih lapis RM8.50 sat 7pm", "20 onde-onde RM6")
    had = await goods(market)
    for photo in own_photos(ros):
        await ros.edit(photo, "30 onde-onde RM6")
        assert ros.reads.startswith("Nothing was changed: this draft has several captions."), ros.reads
        assert "Publish" in ros.labels
    assert await goods(market) == had


async def test_an_edited_caption_of_an_album_on_sale_shows_where_to_change_it(
    market: Market, ros: Visitor
) -> None:
    await send_album(market, ros, "12 kuih lapis RM8.50 sat 7pm", "20 onde-onde RM6")
    await ros.tap("Publish")
    before, had = await drops(market), await goods(market)
    await ros.edit(own_photos(ros)[1], "30 onde-onde RM6")
    assert ros.reads.startswith("All of this message is on sale already, so nothing was changed.")
    assert (await drops(market), await goods(market)) == (before, had)


async def test_again_as_a_reply_is_about_the_drop_that_is_replied_to(market: Market, ros: Visitor) -> None:
    await ros.writes("12 kuih lapis RM8.50 sat 7pm")
    await ros.tap("Publish")
    first = ros.screen.id
    await ros.writes("9 apam RM4 sun 7pm")
    await ros.tap("Publish")
    await ros.phone.write("again, but 20", reply_to=first)
    await market.until_idle()
    assert await goods(market) == [("kuih lapis", 20, 850)]
    await ros.tap("Publish")
    assert await state(market) == DropState.PUBLISHED


def forward_from(market: Market, person: int | None = None) -> dict[str, Any]:
    """Return the origin of a forwarded message: our bot, or a person."""
    bot = market.sandbox.telegram.first_account.bot
    author = (
        {"id": bot.id, "is_bot": True, "first_name": "Lorong", "username": bot.username}
        if person is None
        else {"id": person, "is_bot": False, "first_name": "Ros"}
    )
    return {"type": "user", "date": 1_795_000_000, "sender_user": author}


async def test_a_message_of_ours_that_is_forwarded_is_posted_again(market: Market, ros: Visitor) -> None:
    await ros.writes("12 kuih lapis RM8.50 sat 7pm max 3 #vegan")
    await ros.tap("Publish")
    text = ros.reads
    await ros.writes("9 apam RM4 sun 7pm")
    await ros.tap("Publish")
    before = await drops(market)
    await ros.send(text=text, forward_origin=forward_from(market))
    assert await goods(market) == [("kuih lapis", 12, 850)]
    await ros.writes("again, but 20")
    assert await goods(market) == [("kuih lapis", 20, 850)]
    assert await drops(market) == before + 1, "the first draft of it is gone"
    await ros.tap("Publish")
    assert await state(market) == DropState.PUBLISHED
    await ros.send(text="Reminder: bring ice.", forward_origin=forward_from(market))
    assert ros.reads.startswith("We could not tell which of your drops that is.")


async def test_an_own_line_that_is_forwarded_is_changed_by_again(market: Market, ros: Visitor) -> None:
    before = await drops(market)
    await ros.send(text="12 kuih lapis RM8.50 sat 7pm", forward_origin=forward_from(market, ROS))
    await ros.writes("again, but 20")
    assert await goods(market) == [("kuih lapis", 20, 850)]
    assert await drops(market) == before + 1
    drop, _ = await market.store.read(newest)
    assert drop.starts_at == datetime(2026, 11, 28, 11, tzinfo=UTC), "Saturday at seven, as it said"


async def test_a_usual_drop_is_saved_listed_published_renamed_and_deleted(
    market: Market, ros: Visitor
) -> None:
    await ros.writes("12 kuih lapis RM8.50 fri 6pm\n20 teh RM2 #nopackaging")
    await ros.tap("Publish")
    await ros.writes("save as my usual Friday")
    assert ros.reads == (
        "Saved. One tap publishes it again for the next Friday.\n\nUsual Friday\n"
        "12 × kuih lapis, RM8.50 each\n20 × teh, RM2.00 each"
    )
    market.clock.now = datetime(2026, 11, 30, 2, tzinfo=UTC)
    await ros.writes("my usual")
    assert "Usual Friday: 12 × kuih lapis, RM8.50 each" in ros.reads
    await ros.tap("Publish for")
    assert await state(market) == DropState.PUBLISHED
    assert await goods(market) == [("kuih lapis", 12, 850), ("teh", 20, 200)]
    drop, items = await market.store.read(newest)
    assert drop.starts_at == datetime(2026, 12, 4, 10, tzinfo=UTC)
    assert [item.sold_in for item in items] == [None, "none"]
    before = await drops(market)
    await ros.writes("usual")
    await ros.tap("Publish for")
    assert await drops(market) == before, "a second tap finds it"
    await ros.writes("usual")
    await ros.tap("Usual Friday")
    await ros.tap("Rename")
    await ros.writes("Kuih night")
    assert ros.reads.startswith("Saved.\n\nKuih night")
    await ros.tap("Delete")
    assert ros.reads.startswith("You have not saved a usual drop yet.")
    assert await market.store.read(lambda session: session.exec(select(StockTemplate)).all()) == []


async def test_a_voice_note_is_kept_for_the_vendor_and_changes_nothing(market: Market, ros: Visitor) -> None:
    voice = {"file_id": "AwAC1", "file_unique_id": "a", "duration": 3}
    await ros.send(voice=voice)
    assert ros.reads.startswith("We cannot listen to voice notes yet. Write it in one line, like:")
    await ros.writes("12 kuih lapis RM8.50 sat 7pm")
    await ros.send(voice=voice)
    assert ros.reads.startswith(
        "We cannot listen to voice notes, so nothing was changed.\n\nGot it: 12 × kuih lapis"
    )
    assert "Your voice note of Tue 24 Nov 10:00 is above, in this chat. Only you can hear it." in ros.reads
    assert await goods(market) == [("kuih lapis", 12, 850)]
    await ros.tap("Publish")
    assert "voice note" not in ros.reads


async def test_a_stall_with_twenty_drafts_is_led_to_their_list(market: Market, ros: Visitor) -> None:
    await ros.writes("/post 12 kuih lapis RM8.50 sat 7pm")
    draft, _ = await market.store.read(newest)
    mine = select(Drop.id).where(col(Drop.stall_id) == draft.stall_id, col(Drop.state) == DropState.DRAFT)

    def fill(session: Session) -> None:
        for number in range(20 - len(session.exec(mine).all())):
            session.add(Drop(**draft.model_dump(exclude={"id", "code"}), code=f"DRAFT{number}"))

    await market.change(fill)
    before = await drops(market)
    for how in ("line", "command", "photo"):
        match how:
            case "line":
                await ros.writes("20 onde-onde RM6 sat 7pm")
            case "command":
                await ros.writes("/post 20 onde-onde RM6 sat 7pm")
            case _:
                await ros.send(photo=picture(market, "teal"), caption="20 onde-onde RM6 sat 7pm")
        assert ros.reads.startswith(
            "Your stall has 20 drafts, as many as it can keep. Publish or discard one first.\n\n20 drafts."
        ), how
    assert await drops(market) == before
    await ros.tap(ros.labels[0])
    await ros.tap("Undo")
    await ros.writes("20 onde-onde RM6 sat 7pm")
    assert ros.reads.startswith("Got it: 20 ")
