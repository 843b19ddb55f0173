"""The picture of a bank QR: it is read as before, and says in words what it asks for."""

from io import BytesIO

import zxingcpp
from PIL import Image

from handlers.deposit import views
from handlers.deposit.bank_qr_picture import bank_qr_picture
from locales.languages import LANGUAGES
from locales.say import speak
from tests.handlers.deposit.test_views import NOW, deposit, payee


def test_the_saved_picture_names_payee_amount_and_reference_and_is_read_as_the_qr() -> None:
    one, to = deposit(), payee()
    for language in LANGUAGES:
        picture = views.deposit_by_bank(speak(language.code), one, to, NOW).picture
        assert picture is not None
        name, amount, reference = picture.lines
        assert to.name in name
        assert amount.startswith("RM")
        assert one.reference in reference
        drawn = Image.open(BytesIO(bank_qr_picture(picture.text, picture.lines, picture.language)))
        [read] = zxingcpp.read_barcodes(drawn)
        assert read.text == to.qr.asking(one.amount, one.currency, one.reference)


def test_what_is_said_under_the_qr_is_drawn_under_it_and_nothing_else_changes() -> None:
    text = "00020101021226"
    one, other = (
        Image.open(BytesIO(bank_qr_picture(text, (name, "RM15.00"), "en")))
        for name in ("DAPUR NENEK ROS", "KOPI")
    )
    side = one.width
    assert one.size == other.size
    assert one.height > side
    above, below = (0, 0, side, side), (0, side, side, one.height)
    assert one.crop(above).tobytes() == other.crop(above).tobytes()
    assert one.crop(below).tobytes() != other.crop(below).tobytes()


def test_a_key_is_of_one_language() -> None:
    keys = {
        picture.key
        for say in (speak("en"), speak("ms"))
        if (picture := views.deposit_by_bank(say, deposit(), payee(), NOW).picture)
    }
    assert len(keys) == 2
