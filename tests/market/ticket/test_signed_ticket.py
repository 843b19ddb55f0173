"""The 84 bytes of a ticket: what was signed is read back, and nothing else is."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from market.ticket.signed_ticket import (
    ANY_DROP,
    Forgery,
    TicketContent,
    TicketForged,
    TicketSigner,
    from_symbols,
    read_signed,
    to_symbols,
)
from market.ticket.ticket_code import draw_code
from market.ticket.ticket_key import TicketKey
from market.ticket.ticket_link import TicketLinks
from storage.ticket import TicketKind

KEY, OTHER = SigningKey(b"a" * 32), SigningKey(b"b" * 32)
SIGNER = TicketSigner(7, KEY)
KEYS = {7: bytes(KEY.verify_key), 8: bytes(OTHER.verify_key)}
CONTENT = TicketContent(
    code="7KQ2M9XFH",
    kind=TicketKind.ADMISSION,
    drop=0x01020304,
    expires_at=datetime(2026, 11, 28, 14, tzinfo=UTC),
    units=2,
)

contents = st.builds(
    TicketContent,
    code=st.integers(0, 2**32).map(lambda seed: draw_code(Random(seed))),
    kind=st.sampled_from(TicketKind),
    drop=st.integers(ANY_DROP, 2**32 - 1),
    expires_at=st.integers(0, 2**32 - 1).map(lambda second: datetime.fromtimestamp(second, UTC)),
    units=st.integers(1, 255),
)


def forgery(ticket: bytes) -> Forgery:
    with pytest.raises(TicketForged) as refused:
        read_signed(ticket, KEYS)
    return refused.value.forgery


@given(content=contents)
def test_what_was_signed_is_read_back(content: TicketContent) -> None:
    ticket = SIGNER.sign(content)
    symbols = to_symbols(ticket)
    assert (len(ticket), len(symbols)) == (84, 135)
    assert read_signed(from_symbols(symbols), KEYS) == content
    assert read_signed(from_symbols(symbols.lower()), KEYS) == content


def test_the_layout_is_the_one_of_the_docs() -> None:
    """Spelt out by hand: whoever reads tickets elsewhere relies on each byte."""
    packed = SIGNER.sign(CONTENT)[:20]
    number = int.from_bytes(packed[3:11])
    symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    assert packed[:3] == bytes([1, 7, 2])
    assert "".join(symbols[number >> shift & 31] for shift in range(35, -1, -5)) == "7KQ2M9XF"
    assert packed[11:15] == bytes([1, 2, 3, 4])
    assert int.from_bytes(packed[15:19]) == 1795874400 == CONTENT.expires_at.timestamp()
    assert packed[19] == 2


def test_a_change_of_any_bit_is_seen() -> None:
    ticket = SIGNER.sign(CONTENT)
    for bit in range(8 * len(ticket)):
        changed = bytearray(ticket)
        changed[bit // 8] ^= 1 << bit % 8
        assert forgery(bytes(changed)) in (Forgery.VERSION, Forgery.KEY, Forgery.SIGNATURE)


@pytest.mark.parametrize("length", [0, 1, 20, 64, 83, 85, 168])
def test_another_length_is_refused(length: int) -> None:
    assert forgery((SIGNER.sign(CONTENT) * 2)[:length]) is Forgery.LENGTH


def test_another_key_is_refused_also_under_the_right_number() -> None:
    assert forgery(TicketSigner(7, OTHER).sign(CONTENT)) is Forgery.SIGNATURE
    assert forgery(TicketSigner(9, KEY).sign(CONTENT)) is Forgery.KEY
    with pytest.raises(TicketForged):
        read_signed(SIGNER.sign(CONTENT), {})


@pytest.mark.parametrize(
    ("place", "value"), [(2, 0), (2, 4), (3, 1), (19, 0)], ids=["no kind", "kind 4", "41 bits", "no units"]
)
def test_signed_nonsense_is_refused(place: int, value: int) -> None:
    """Only a fault of our own could sign it."""
    packed = bytearray(SIGNER.sign(CONTENT)[:20])
    packed[place] = value
    assert forgery(bytes(packed) + KEY.sign(bytes(packed)).signature) is Forgery.CONTENT


def test_a_number_whose_code_nobody_can_type_is_refused() -> None:
    """The check symbol of 00000000 is 0, and no digit from 2 to 9 is among them."""
    packed = bytearray(SIGNER.sign(CONTENT)[:20])
    packed[3:11] = bytes(8)
    assert forgery(bytes(packed) + KEY.sign(bytes(packed)).signature) is Forgery.CONTENT


def test_only_one_spelling_is_a_ticket() -> None:
    symbols = to_symbols(SIGNER.sign(CONTENT))
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".index(symbols[-1])
    loose_bits = symbols[:-1] + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[last | 1]
    assert loose_bits != symbols
    for wrong in (
        symbols[:-1],
        symbols + "A",
        symbols + "=",
        loose_bits,
        " " + symbols,
        "",
        "é" * 135,
        "1" * 135,
    ):
        with pytest.raises(TicketForged):
            from_symbols(wrong)


@pytest.mark.parametrize("count", [2_000, pytest.param(100_000, marks=pytest.mark.proof)])
def test_of_random_and_mutated_bytes_none_is_accepted(count: int) -> None:
    rng, ticket = Random(13), SIGNER.sign(CONTENT)
    for _ in range(count):
        if rng.random() < 0.5:
            changed = bytearray(ticket)
            for _ in range(rng.randint(1, 6)):
                changed[rng.randrange(84)] = rng.randrange(256)
            attempt = bytes(changed)
        else:
            attempt = rng.choice((b"", b"\x01\x07\x01")) + rng.randbytes(
                rng.choice((81, 84, rng.randint(0, 200)))
            )
        if attempt != ticket:
            forgery(attempt)


@settings(max_examples=200)
@given(text=st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ234567/:.?&=%é ", max_size=200))
def test_no_text_is_taken_for_a_link(text: str) -> None:
    key = TicketKey(b"k" * 32)
    links = TicketLinks(key=key, signer=SIGNER, username="lorong_bot", public_url="https://market.example")
    for candidate in (text, f"HTTPS://MARKET.EXAMPLE/T/{text}", f"https://t.me/lorong_bot?start=t_{text}"):
        assert links.code_in(candidate, KEYS) is None


def test_links_of_both_forms_are_read_whatever_the_address_was() -> None:
    key = TicketKey(b"k" * 32)
    code = draw_code(Random(5))
    content = TicketContent(
        code=code, kind=TicketKind.PICKUP, drop=3, expires_at=CONTENT.expires_at + timedelta(days=1), units=6
    )
    pages = TicketLinks(key=key, signer=SIGNER, username="lorong_bot", public_url="https://market.example")
    bare = TicketLinks(key=key, signer=SIGNER, username="lorong_bot", public_url="")
    signed, chat = pages.link_of(content), bare.link_of(content)
    assert signed == signed.upper()
    assert signed.startswith("HTTPS://MARKET.EXAMPLE/T/")
    assert len("t_" + chat.partition("start=t_")[2]) <= 64
    for link in (signed, signed.lower(), signed.replace("MARKET.EXAMPLE", "OLD.EXAMPLE:8088"), chat):
        assert [each.code_in(link, KEYS) for each in (pages, bare)] == [code, code]
    assert pages.code_in(signed, {8: KEYS[8]}) is None, "its key was revoked"
    assert pages.code_in(chat.replace("lorong_bot", "other_bot"), KEYS) is None
