"""Changes between picture and text: by an edit one way, by a new message the other."""

import asyncio

from sqlalchemy import update
from sqlmodel import Session

from storage.picture import Upload
from tests.journeys.harness import Market, Visitor

HOUR = 3600.0


async def drop_card(visitor: Visitor) -> None:
    await visitor.writes("/drops")
    await visitor.tap("2 Kuih lapis")


async def test_a_card_opened_from_a_list_takes_its_place(market: Market, tom: Visitor) -> None:
    await tom.writes("/drops")
    listed = tom.screen
    await tom.tap("2 Kuih lapis")
    assert tom.screen.id == listed.id
    assert tom.screen.photo is not None
    assert (tom.screen.photo.width, tom.screen.photo.height) == (800, 400)
    assert len(market.calls("sendPhoto", person=tom.id)) == 1, "the list"


async def test_back_from_a_card_shows_the_list_in_its_place(market: Market, tom: Visitor) -> None:
    await drop_card(tom)
    pictured = tom.screen
    await tom.tap("Back")
    assert tom.screen.id == pictured.id
    assert tom.screen.photo not in (None, pictured.photo), "the plates of the list"
    assert tom.reads.startswith("This weekend · ")


async def test_a_month_takes_a_picture_away_by_a_message_of_its_own(market: Market, tom: Visitor) -> None:
    await tom.writes("/drops")
    listed = tom.screen.id
    await tom.tap("Calendar")
    assert tom.screen.id > listed
    assert tom.screen.photo is None
    assert [message.id for message in tom.answers] == [tom.screen.id]


async def test_a_card_older_than_two_days_stays_and_loses_its_buttons(market: Market, tom: Visitor) -> None:
    await tom.writes("/drops")
    old = tom.screen
    market.telegram_ahead += 49 * HOUR
    await tom.tap("Calendar")
    left, sent = tom.answers
    assert (left.id, left.text, left.buttons) == (old.id, old.text, [])
    assert left.photo is not None
    assert sent.text.startswith("November 2026")


async def test_a_card_that_the_person_deleted_is_answered_below(market: Market, tom: Visitor) -> None:
    await drop_card(tom)
    card_id = tom.screen.id
    telegram = market.sandbox.telegram
    telegram.remove(telegram.private_chat(telegram.first_account, telegram.user(tom.id)), [card_id])
    await tom.tap(data="l:weekend.0..1", message=card_id)
    assert tom.screen.id > card_id
    assert tom.reads.startswith("This weekend · ")


async def test_an_edit_of_a_message_that_went_meanwhile_sends_a_new_one(market: Market, tom: Visitor) -> None:
    await tom.writes("/drops")
    listed = tom.screen.id
    telegram = market.sandbox.telegram
    tapping = asyncio.create_task(tom.phone.tap("Calendar"))
    while not telegram.first_account.updates.alive():  # noqa: ASYNC110 - the very moment between tap and answer
        await asyncio.sleep(0)
    telegram.remove(telegram.private_chat(telegram.first_account, telegram.user(tom.id)), [listed])
    await tapping
    await market.until_idle()
    assert tom.screen.id > listed
    assert tom.reads.startswith("November 2026")


async def test_a_plate_is_uploaded_once_and_then_goes_by_its_file_id(market: Market, tom: Visitor) -> None:
    await drop_card(tom)
    await tom.tap("Back")
    await tom.tap("2 Kuih lapis")
    other = market.visitor(5000)
    await drop_card(other)
    card, listed, *again = [call.params["media"]["media"] for call in market.calls("editMessageMedia")]
    assert tom.screen.photo is not None
    assert card == "attach://photo"
    assert not listed.startswith("attach://"), "the list was sent before"
    assert again == [tom.screen.photo.file_id, tom.screen.photo.file_id]


async def test_a_file_id_outlives_a_restart(market: Market, tom: Visitor) -> None:
    await drop_card(tom)
    await market.close()
    await market.open()
    await drop_card(tom)
    assert ["photo" in call.params for call in market.calls("editMessageMedia")] == [True, False]


async def test_a_picture_that_telegram_forgot_is_uploaded_again(market: Market, tom: Visitor) -> None:
    await drop_card(tom)
    market.sandbox.telegram.files.kept.clear()
    other = market.visitor(5000)
    await drop_card(other)
    assert other.screen.photo is not None
    assert ["photo" in call.params for call in market.calls("editMessageMedia")] == [True, True]
    assert other.reads.startswith("Kuih lapis")


def spoil_the_file_ids(session: Session) -> None:
    session.connection().execute(update(Upload).values(file_id="AgACnonsense"))


async def test_a_wrong_file_id_in_the_database_is_mended(market: Market, tom: Visitor) -> None:
    await drop_card(tom)
    await market.close()
    await market.store.write(spoil_the_file_ids)
    await market.open()
    await drop_card(tom)
    assert tom.screen.photo is not None
    await market.close()
    await market.open()
    await drop_card(tom)
    assert ["photo" in call.params for call in market.calls("editMessageMedia")] == [True, True, False]
