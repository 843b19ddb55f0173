"""The numbers of the keys that sign tickets."""

import asyncio
from datetime import timedelta

import pytest
from nacl.signing import SigningKey
from sqlmodel import Session

from market.ticket.signing_keys import NoKeyLeft, known_keys, public_keys, register_signer, revoke_key
from market.ticket.ticket_key import TicketKey
from storage.store import Store
from storage.ticket_key import MAX_KEYS, TicketKeyRow
from tests.market.ticket.conftest import NOW

HOUR = timedelta(hours=1)
FIRST, SECOND = SigningKey(b"a" * 32), SigningKey(b"b" * 32)


async def test_a_key_keeps_its_number_and_a_new_one_gets_the_next(store: Store) -> None:
    for key, hours, number in ((FIRST, 0, 1), (SECOND, 1, 2), (FIRST, 2, 1)):
        signer = await store.write(register_signer, key, NOW + hours * HOUR)
        assert (signer.key_id, signer.key) == (number, key)
    assert [key.first_used_at for key in await store.read(known_keys)] == [NOW, NOW + HOUR]
    assert await store.read(public_keys) == {1: bytes(FIRST.verify_key), 2: bytes(SECOND.verify_key)}


async def test_a_revoked_key_is_known_and_not_used_and_the_first_time_stays(store: Store) -> None:
    await store.write(register_signer, FIRST, NOW)
    assert await store.write(revoke_key, 1, NOW + HOUR)
    assert await store.write(revoke_key, 1, NOW + 2 * HOUR)
    assert [key.revoked_at for key in await store.read(known_keys)] == [NOW + HOUR]
    assert await store.read(public_keys) == {}
    assert not await store.write(revoke_key, 2, NOW)


async def test_processes_that_start_at_once_agree(store: Store) -> None:
    keys = [SigningKey(bytes([number % 3]) * 32) for number in range(9)]
    other = Store(store.url)
    try:
        signers = await asyncio.gather(
            *((store, other)[number % 2].write(register_signer, key, NOW) for number, key in enumerate(keys))
        )
    finally:
        await other.close()
    assert {signer.key_id for signer in signers} == {1, 2, 3}
    assert len({(signer.key_id, bytes(signer.key)) for signer in signers}) == 3


async def test_a_ticket_names_its_key_in_one_byte(store: Store) -> None:
    def fill(session: Session) -> None:
        session.add(TicketKeyRow(id=MAX_KEYS, public_key="0f" * 32, first_used_at=NOW))

    await store.write(fill)
    with pytest.raises(NoKeyLeft):
        await store.write(register_signer, FIRST, NOW)


def test_the_newest_secret_signs_and_the_older_ones_still_open_links() -> None:
    old, new = TicketKey(b"o" * 32), TicketKey(b"n" * 32 + b"o" * 32)
    link = old.link_code("7KQ2M9XFH")
    assert new.code_in(link) == "7KQ2M9XFH"
    assert old.code_in(new.link_code("7KQ2M9XFH")) is None
    assert bytes(new.signing_key()) == bytes(TicketKey(b"n" * 32).signing_key())
    assert bytes(new.signing_key()) not in (b"n" * 32, bytes(old.signing_key())), (
        "links and signatures share no key"
    )
