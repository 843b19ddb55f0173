"""The picture of a ticket: read from bad copies, in every state, in the script of each name."""

import io
import warnings
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import handlers.ticket.ticket_picture as ticket_picture_module
from handlers.drop.drawing.lettering import Lettering
from handlers.drop.placeholder_picture import DRAWINGS, PALETTES
from handlers.ticket.face import ticket_face
from handlers.ticket.ticket_picture import BAND, BANDS, GREY, VOID_BAND, ticket_picture
from handlers.ui.ticket_face import FaceState, TicketFace
from locales.say import speak
from market.ticket.facts import TicketStatus
from storage.ticket import TicketKind
from tests.handlers.ticket.bad_copies import BAD_COPIES, as_jpeg
from tests.handlers.ticket.test_views import FRIDAY, LOAN, NOW, ROS, TICKET
from tests.opened_files import qr_in
from tests.seeds import seeds

LINK = "https://t.me/a_market_with_a_long_name_bot?start=t_7KQ2M9XF30123456789abcdefABCDEF"
LANGUAGES = ("en", "ms", "zh_Hans")
USED = replace(TICKET, done=2, last=ROS, state="collected")


def face_of(language: str = "en", status: TicketStatus = TicketStatus.VALID, **changed: object) -> TicketFace:
    return ticket_face(speak(language), replace(TICKET, **changed), status)


def drawn(face: TicketFace) -> Image.Image:
    return Image.open(io.BytesIO(ticket_picture(face, LINK))).convert("RGB")


drawn_once = cache(drawn)


@pytest.mark.parametrize("copy", BAD_COPIES)
@pytest.mark.parametrize("seed", seeds(6))
def test_its_qr_is_read_from_a_bad_copy(copy: str, seed: int) -> None:
    for ticket in (TICKET, LOAN):
        face = ticket_face(speak("en"), replace(ticket, drop=seed), TicketStatus.VALID)
        assert qr_in(BAD_COPIES[copy](drawn_once(face).copy())) == LINK


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_that_is_over_has_no_qr_that_can_be_read(language: str) -> None:
    over = [status for status in TicketStatus if status is not TicketStatus.VALID]
    for status in over:
        face = ticket_face(speak(language), USED if status is TicketStatus.DONE else TICKET, status)
        picture = drawn(face)
        for sent in (as_jpeg(picture), as_jpeg(picture.crop((300, 400, 800, 900)).resize((1500, 1500)))):
            assert qr_in(sent) is None, status
        assert face.stamp
        assert face.state is (FaceState.DONE if status is TicketStatus.DONE else FaceState.VOID)


def test_tickets_of_an_item_differ_in_code_qr_and_stamp_whichever_was_drawn_before() -> None:
    faces = [face_of(), face_of(code="NA77W35P5"), face_of(done=1, last=ROS), face_of(language="zh_Hans")]
    alone = [_drawn_first(face) for face in faces]
    assert [ticket_picture(face, LINK) for face in (*faces, *reversed(faces))] == [*alone, *reversed(alone)]
    assert len(set(alone)) == len(faces)
    other = LINK.replace("7KQ2", "NA77")
    assert qr_in(ticket_picture(faces[0], other)) == other


def _drawn_first(face: TicketFace) -> bytes:
    """Return the picture as a process draws it that has drawn none yet."""
    ticket_picture_module._ground.cache_clear()
    return ticket_picture(face, LINK)


def test_partly_collected_keeps_its_qr_and_says_how_much_is_left() -> None:
    face = face_of(done=1, last=ROS)
    assert (face.state, face.at, face.stamp) == (FaceState.PARTLY, "1 of 2 collected", "")
    assert qr_in(as_jpeg(drawn(face))) == LINK


def test_it_is_a_small_png_of_800_by_800_and_the_same_each_time() -> None:
    for motif in DRAWINGS:
        png = ticket_picture(replace(face_of(), motif=motif), LINK)
        picture = Image.open(io.BytesIO(png))
        assert (picture.format, picture.size) == ("PNG", (800, 800))
        assert len(png) < 60_000
    assert ticket_picture(face_of(), LINK) == ticket_picture(face_of(), LINK)


def test_it_says_what_the_caption_says() -> None:
    face = face_of()
    assert (face.word, face.quantity, face.code) == ("PICKUP", "2 ×", "7KQ2M9XF3")
    letters = Lettering("en")
    assert letters.drawable(face.title) == "kuih lapis"
    assert [letters.drawable(line) for line in face.lines] == [
        "Dapur Nenek Ros, Lorong Bakau",
        "Fri 27 Nov, 18:00 to 22:00",
    ]
    loan = ticket_face(speak("en"), LOAN, TicketStatus.VALID)
    assert (loan.word, loan.quantity, loan.title) == ("RETURNS", "2 boxes", "Refund: RM6.00")
    assert loan.lines[1] == "by Fri 11 Dec"


def test_a_slot_that_is_only_an_hour_carries_its_drops_name() -> None:
    face = face_of(item="18:00", drop_name="A first string of beads")
    assert Lettering("en").drawable(face.title) == "A first string of beads, 18:00"


def test_the_key_is_one_a_ticket_state_and_language_and_changes_when_the_drop_moves() -> None:
    faces = [face_of(language) for language in LANGUAGES]
    faces += [face_of(code="8KQ2M9XF1"), face_of(done=1, last=ROS), face_of(status=TicketStatus.RELEASED)]
    faces += [face_of(starts_at=FRIDAY.replace(hour=11))]
    assert len({face.key for face in faces}) == len(faces)
    assert face_of().key == face_of().key
    assert all(len(face.key) <= 64 and face.code not in face.key for face in faces)


def luminance(colour: str) -> float:
    """Returns the relative luminance of WCAG 2."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * level for weight, level in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast_to_white(colour: str) -> float:
    return 1.05 / (luminance(colour) + 0.05)


def test_white_words_stand_out_from_bands_sky_and_table() -> None:
    for colour in (*(band.colour for band in BANDS.values()), VOID_BAND):
        assert contrast_to_white(colour) >= 4.5, colour
    for palette in (*PALETTES, GREY):
        sky = palette.mix("night", "glow", 0.1)  # what is lightest where words stand
        for colour in (palette.night, sky, palette.table):
            assert contrast_to_white(colour) >= 4.5, colour


def test_kinds_differ_by_edge_and_sign_without_colour() -> None:
    pickup, returns = (
        drawn(ticket_face(speak("en"), ticket, TicketStatus.RELEASED)).convert("L")
        for ticket in (TICKET, LOAN)
    )
    edges = [
        len({image.getpixel((x, BAND + 6)) for x in range(0, 800, 2)}) > 1 for image in (pickup, returns)
    ]
    assert edges == [False, True]
    assert pickup.crop((30, 20, 100, 100)).tobytes() != returns.crop((30, 20, 100, 100)).tobytes()


NAMES = {
    "Latin": ("Kuih lapis, kotak 9 keping", "Kuih lapis, kotak 9 keping"),
    "Chinese": ("黑芝麻汤圆，12粒", "黑芝麻汤圆，12粒"),
    "both": ("咖椰包 Kaya buns ×6", "咖椰包 Kaya buns ×6"),
    "emoji": ("🥮 10 mooncakes 🌸, boxed 👨‍👩‍👧‍👦", "10 mooncakes, boxed"),
    "only emoji": ("🥮🥮", ""),
    "direction marks": ("\u2068Kuih\u2069", "Kuih"),
    "no letters at all": ("\U0010ffff", ""),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_drawn_in_its_own_script_and_what_has_no_glyph_is_left_out(name: str) -> None:
    text, seen = NAMES[name]
    letters = Lettering("zh_Hans")
    assert letters.drawable(text) == seen
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = drawn(face_of(item=text))
    assert qr_in(as_jpeg(picture)) == LINK


def test_no_glyph_is_the_box_of_a_missing_one() -> None:
    letters = Lettering("en")
    plain = Image.new("L", (400, 100))
    letters.draw(plain, (10, 60), "\U0010ffffAB🥮", 40, colour="white")
    other = Image.new("L", (400, 100))
    letters.draw(other, (10, 60), "AB", 40, colour="white")
    assert plain.tobytes() == other.tobytes()
    assert plain.getbbox() is not None


def test_a_long_name_takes_two_lines_and_ends_with_an_ellipsis() -> None:
    for text in ("kuih " * 40, "汤圆" * 60, "x" * 300):
        lines = Lettering("en").wrap(text, 44, 720, lines=2)
        assert 1 <= len(lines) <= 2
        assert lines[-1].endswith("…")
        assert all(Lettering("en").width(line, 44) <= 720 for line in lines)
    assert Lettering("en").wrap("Kuih lapis", 44, 720, lines=2) == ["Kuih lapis"]


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=64), st.text(max_size=40), st.sampled_from(LANGUAGES))
def test_any_name_can_be_drawn_within_its_room(item: str, stall: str, language: str) -> None:
    letters = Lettering(language)
    for size in (44, 32):
        lines = letters.wrap(letters.drawable(item), size, 720, lines=2)
        assert len(lines) <= 2
        assert all(letters.width(line, size) <= 720 for line in lines)
    face = ticket_face(
        speak(language), replace(TICKET, item=item, stall_name=stall, drop_name=item), TicketStatus.VALID
    )
    assert qr_in(as_jpeg(drawn(face))) == LINK


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_every_state_fit(language: str) -> None:
    letters = Lettering(language)
    for status in TicketStatus:
        for ticket in (TICKET, LOAN, replace(TICKET, done=1, last=ROS)):
            face = ticket_face(speak(language), ticket, status)
            assert letters.fit(face.stamp, 56, 460) == face.stamp
            assert letters.fit(face.at, 28, 460) == face.at
            assert letters.width(face.word, 54) + letters.width(face.quantity, 54) < 800 - 2 * 40 - 72 - 30


def test_states_look_different() -> None:
    faces = [face_of(), face_of(done=1, last=ROS), ticket_face(speak("en"), USED, TicketStatus.DONE)]
    faces.append(face_of(status=TicketStatus.RELEASED, ended_at=NOW))
    pictures = [drawn(face).tobytes() for face in faces]
    assert all(one != other for one, other in pairwise(pictures))
    assert {face.kind for face in faces} == {TicketKind.PICKUP}
