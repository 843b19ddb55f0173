"""The 84 bytes of a permit, and what anybody reads of the permit that they name."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from market.actor import Actor, NotOrganiser
from market.permit.public_permit import PermitStanding, PublicPermit, permits_to_print, public_permit
from market.permit.record import replace_permit, void_permit, withdraw_permit
from market.permit.refusals import PermitUnknown
from market.permit.signed_permit import SignedPermit, read_signed_permit, sign_permit
from market.ticket.signed_ticket import (
    Forgery,
    TicketContent,
    TicketForged,
    TicketSigner,
    from_symbols,
    read_signed,
    to_symbols,
)
from storage.ticket import TicketKind
from tests.market.drop.conftest import NOW, STRANGER, Trade, trade
from tests.market.permit.test_permit import ADMINS, DAY, FRIDAY, KEN, SATURDAY, paper, record

__all__ = ["trade"]

KEY = SigningKey(b"a" * 32)
SIGNER = TicketSigner(7, KEY)
KEYS = {7: bytes(KEY.verify_key), 8: bytes(SigningKey(b"b" * 32).verify_key)}
PERMIT = SignedPermit(
    permit=0x01020304,
    alley=0x0506,
    first_day=date(2026, 11, 1),
    last_day=date(2027, 1, 29),
    covers_until=datetime(2027, 1, 29, 20, tzinfo=UTC),
)

days = st.integers(0, 2**16 - 1).map(lambda day: date(1970, 1, 1) + timedelta(days=day))
permits = st.builds(
    lambda first, last, **others: SignedPermit(
        first_day=min(first, last), last_day=max(first, last), **others
    ),
    first=days,
    last=days,
    permit=st.integers(1, 2**32 - 1),
    alley=st.integers(1, 2**32 - 1),
    covers_until=st.integers(0, 2**32 - 1).map(lambda second: datetime.fromtimestamp(second, UTC)),
)


def forgery(signed: bytes) -> Forgery:
    with pytest.raises(TicketForged) as refused:
        read_signed_permit(signed, KEYS)
    return refused.value.forgery


@given(permit=permits)
def test_what_was_signed_is_read_back(permit: SignedPermit) -> None:
    symbols = to_symbols(sign_permit(SIGNER, permit))
    assert len(symbols) == 135
    assert read_signed_permit(from_symbols(symbols), KEYS) == permit


def test_the_layout_is_the_one_of_the_docs() -> None:
    content = sign_permit(SIGNER, PERMIT)[:20]
    assert content[:3] == bytes([1, 7, 4])
    assert content[3:7] == bytes([1, 2, 3, 4])
    assert [date(1970, 1, 1) + int.from_bytes(content[at : at + 2]) * DAY for at in (7, 9)] == [
        date(2026, 11, 1),
        date(2027, 1, 29),
    ]
    assert (content[11:15], content[19]) == (bytes([0, 0, 5, 6]), 0)
    assert int.from_bytes(content[15:19]) == PERMIT.covers_until.timestamp()


@given(permit=permits, bit=st.integers(0, 8 * 84 - 1))
def test_a_change_of_any_bit_is_seen(permit: SignedPermit, bit: int) -> None:
    changed = bytearray(sign_permit(SIGNER, permit))
    changed[bit // 8] ^= 1 << bit % 8
    assert forgery(bytes(changed)) in (Forgery.VERSION, Forgery.KEY, Forgery.SIGNATURE)


def test_another_operators_permit_a_ticket_and_a_stranger_thing_are_no_permits() -> None:
    assert forgery(sign_permit(TicketSigner(9, KEY), PERMIT)) is Forgery.KEY
    assert forgery(sign_permit(TicketSigner(8, KEY), PERMIT)) is Forgery.SIGNATURE
    assert forgery(sign_permit(SIGNER, PERMIT)[:-1]) is Forgery.LENGTH
    ticket = TicketContent(code="7KQ2M9XFH", kind=TicketKind.PICKUP, drop=1, expires_at=NOW + DAY, units=1)
    assert forgery(SIGNER.sign(ticket)) is Forgery.CONTENT
    content = bytearray(sign_permit(SIGNER, PERMIT)[:20])
    for place, value in ((19, 1), (7, 255)):
        changed = content.copy()
        changed[place] = value
        assert forgery(SIGNER.sign_bytes(bytes(changed))) is Forgery.CONTENT
    with pytest.raises(TicketForged) as refused:
        read_signed(sign_permit(SIGNER, PERMIT), KEYS)
    assert refused.value.forgery is Forgery.CONTENT, "nor is a permit a ticket"


async def read(trade: Trade, signed: SignedPermit, now: datetime | None = None) -> PublicPermit:
    return await trade.store.read(public_permit, signed, now or trade.now)


async def to_print(trade: Trade) -> SignedPermit:
    found = await trade.store.read(permits_to_print, KEN, trade.now)
    return found[trade.alleys["Bakau"]]


async def test_a_printed_permit_says_what_became_of_it(trade: Trade) -> None:
    first = await record(trade, paper(FRIDAY, authority="City Hall", number="KK 7"))
    printed = await to_print(trade)
    assert (printed.permit, printed.first_day, printed.last_day) == (first, date(2026, 11, 1), FRIDAY)
    found = await read(trade, printed)
    assert (found.standing, found.alley, found.last_day) == (PermitStanding.VALID, "Lorong Bakau", FRIDAY)
    assert (found.authority, found.number) == ("City Hall", "KK 7")
    last_second = printed.covers_until - timedelta(seconds=1)
    assert (await read(trade, printed, last_second)).standing is PermitStanding.VALID
    assert (await read(trade, printed, printed.covers_until)).standing is PermitStanding.OVER
    before = datetime(2026, 10, 1, tzinfo=UTC)
    assert (await read(trade, printed, before)).standing is PermitStanding.EARLY

    later = await trade.store.write(
        replace_permit, KEN, first, paper(SATURDAY + 9 * DAY), admins=ADMINS, now=trade.now
    )
    found = await read(trade, printed)
    assert (found.standing, found.last_day) == (PermitStanding.VALID, SATURDAY + 9 * DAY), "it was extended"
    await trade.store.write(withdraw_permit, KEN, later, ADMINS, trade.now)
    assert (await read(trade, printed)).standing is PermitStanding.WITHDRAWN, "what took its place was"
    assert trade.alleys["Bakau"] not in await trade.store.read(permits_to_print, KEN, trade.now)

    other = await record(trade, paper(SATURDAY))
    assert (await read(trade, printed)).standing is PermitStanding.VALID, "the market there has a permit"
    await trade.store.write(void_permit, KEN, other, ADMINS, trade.now)
    assert (await read(trade, printed)).standing is PermitStanding.WITHDRAWN
    mistake = SignedPermit(**(vars(printed) | {"permit": other}))
    assert (await read(trade, mistake)).standing is PermitStanding.VOID


async def test_the_permit_of_now_is_printed_before_the_one_that_comes_next(trade: Trade) -> None:
    await record(trade, paper(FRIDAY + 60 * DAY, first_day=FRIDAY + 30 * DAY))
    assert (await to_print(trade)).first_day == FRIDAY + 30 * DAY
    await record(trade, paper(FRIDAY))
    assert (await to_print(trade)).last_day == FRIDAY


async def test_a_signature_names_a_permit_of_its_own_alley(trade: Trade) -> None:
    await record(trade, paper(FRIDAY))
    printed = await to_print(trade)
    for wrong in ({"alley": printed.alley + 1}, {"permit": 987_654}):
        with pytest.raises(PermitUnknown):
            await read(trade, SignedPermit(**(vars(printed) | wrong)))
    with pytest.raises(NotOrganiser):
        await trade.store.read(permits_to_print, Actor(STRANGER), trade.now)


async def test_a_permit_from_before_1970_can_be_printed(trade: Trade) -> None:
    await record(trade, paper(FRIDAY, first_day=date(1900, 1, 1)))
    content = read_signed_permit(sign_permit(SIGNER, await to_print(trade)), KEYS)
    assert (content.first_day, content.last_day) == (date(1970, 1, 1), FRIDAY)
