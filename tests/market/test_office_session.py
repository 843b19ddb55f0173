"""Sessions of the office: who gets one, how it ends, and that a link signs one browser in."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, select

from market.actor import Actor
from market.admins import NO_ADMINS
from market.office_session import (
    IDLE,
    LINK_LIVES,
    MAX_SESSIONS,
    SEEN_EVERY,
    NoOffice,
    OfficeLinkGone,
    is_office_link,
    make_office_link,
    note_office_visit,
    office_browsers,
    office_reader,
    sign_in_office,
    sign_out_everywhere,
    sign_out_office,
    sweep_office_sessions,
)
from market.organiser.block import block, unblock
from market.organiser.roles import name_organiser, remove_organiser
from market.person import Blocked
from market.privacy.forget import forget
from storage.office import OfficeLink, OfficeSession
from storage.person import Person
from storage.store import Store
from tests.market.test_organiser import ADMINS, AINA, KEN, NOW, ORGANISER, ROS, add_market

RNG = Random(5)
SECOND = timedelta(seconds=1)


@pytest.fixture
async def market(store: Store) -> Store:
    """Ros has a stall, Ken is an organiser by the settings, Aina only shops."""
    await store.write(add_market)
    return store


async def link_of(store: Store, person: int) -> str:
    return await store.write(make_office_link, Actor(person), ADMINS, NOW, rng=RNG)


async def signed_in(store: Store, person: int) -> str:
    return await store.write(sign_in_office, await link_of(store, person), ADMINS, NOW, rng=RNG)


async def reader_of(store: Store, secret: str, now: Any = NOW) -> Any:
    return await store.read(office_reader, secret, ADMINS, now)


@pytest.mark.parametrize(("person", "organises"), [(KEN, True), (ROS, False)])
async def test_a_link_signs_one_browser_in_as_its_person(market: Store, person: int, organises: bool) -> None:
    code = await link_of(market, person)
    assert len(code) == 22
    assert await market.read(is_office_link, code, NOW)
    secret = await market.write(sign_in_office, code, ADMINS, NOW, rng=RNG)
    reader = await reader_of(market, secret)
    assert (reader.actor.person, reader.is_organiser, reader.actor.is_configured_admin) == (
        person,
        organises,
        organises,
    )
    assert not await market.read(is_office_link, code, NOW)
    with pytest.raises(OfficeLinkGone):
        await market.write(sign_in_office, code, ADMINS, NOW, rng=RNG)


async def test_only_hashes_are_stored(market: Store) -> None:
    code, secret = await link_of(market, KEN), await signed_in(market, ROS)

    def stored(session: Session) -> str:
        return repr([*session.exec(select(OfficeLink)), *session.exec(select(OfficeSession))])

    text = await market.read(stored)
    assert code not in text
    assert secret not in text


async def test_who_has_no_role_gets_no_link(market: Store) -> None:
    with pytest.raises(NoOffice):
        await link_of(market, AINA)
    await market.write(name_organiser, ORGANISER, AINA, ADMINS, NOW)
    assert await link_of(market, AINA)


@pytest.mark.parametrize("code", ["", "x", "é" * 22, "a" * 5000, "\0"])
async def test_a_code_that_is_none_is_refused(market: Store, code: str) -> None:
    await link_of(market, KEN)
    with pytest.raises(OfficeLinkGone):
        await market.write(sign_in_office, code, ADMINS, NOW, rng=RNG)
    assert await reader_of(market, code) is None


async def test_a_link_ends_after_a_quarter_of_an_hour_and_with_the_next_one(market: Store) -> None:
    code = await link_of(market, KEN)
    with pytest.raises(OfficeLinkGone):
        await market.write(sign_in_office, code, ADMINS, NOW + LINK_LIVES, rng=RNG)
    newer = await link_of(market, KEN)
    with pytest.raises(OfficeLinkGone):
        await market.write(sign_in_office, code, ADMINS, NOW, rng=RNG)
    assert await market.write(sign_in_office, newer, ADMINS, NOW + LINK_LIVES - SECOND, rng=RNG)


def demote(session: Session) -> None:
    remove_organiser(session, ORGANISER, AINA, ADMINS, NOW)


def demote_and_block(session: Session) -> None:
    demote(session)
    block(session, ORGANISER, AINA, ADMINS, NOW)


def forget_them(session: Session) -> None:
    forget(session, AINA, NOW)


@pytest.mark.parametrize("end", [demote, demote_and_block, forget_them])
async def test_a_session_ends_with_the_role_and_does_not_come_back(
    market: Store, end: Callable[[Session], None]
) -> None:
    await market.write(name_organiser, ORGANISER, AINA, ADMINS, NOW)
    secret = await signed_in(market, AINA)
    code = await link_of(market, AINA)
    assert (await reader_of(market, secret)).is_organiser
    await market.write(end)
    assert await reader_of(market, secret) is None
    with pytest.raises(OfficeLinkGone):
        await market.write(sign_in_office, code, ADMINS, NOW, rng=RNG)
    if end is demote:
        await market.write(name_organiser, ORGANISER, AINA, ADMINS, NOW)
        assert await reader_of(market, secret) is None


async def test_a_blocked_vendor_is_signed_out_and_gets_no_link_until_the_block_is_lifted(
    market: Store,
) -> None:
    secret = await signed_in(market, ROS)
    await market.write(block, ORGANISER, ROS, ADMINS, NOW)
    assert await reader_of(market, secret) is None
    with pytest.raises(Blocked):
        await link_of(market, ROS)
    await market.write(unblock, ORGANISER, ROS, NOW)
    assert await reader_of(market, secret) is None
    assert await reader_of(market, await signed_in(market, ROS))


async def test_an_organiser_who_leaves_the_settings_has_no_session_any_more(market: Store) -> None:
    secret = await signed_in(market, KEN)
    assert await market.read(office_reader, secret, NO_ADMINS, NOW) is None


@pytest.mark.empty_market("the sweep is for everybody's sessions")
async def test_a_session_ends_thirty_days_after_it_was_last_used(market: Store) -> None:
    secret = await signed_in(market, KEN)
    reader = await reader_of(market, secret)
    assert not reader.is_due(NOW + SEEN_EVERY - SECOND)
    later = NOW + IDLE - SECOND
    assert reader.is_due(later)
    await market.write(note_office_visit, reader.session, later)
    assert await reader_of(market, secret, later + IDLE - SECOND)
    assert await reader_of(market, secret, later + IDLE) is None
    await market.write(sweep_office_sessions, later + IDLE)
    assert await market.read(lambda session: [*session.exec(select(OfficeSession))]) == []


async def test_the_sixth_browser_ends_the_one_that_was_here_longest_ago(market: Store) -> None:
    secrets = []
    for minute in range(MAX_SESSIONS + 1):
        code = await link_of(market, KEN)
        now = NOW + timedelta(minutes=minute)
        secrets.append(await market.write(sign_in_office, code, ADMINS, now, rng=RNG))
    assert await reader_of(market, secrets[0]) is None
    assert all([await reader_of(market, secret) for secret in secrets[1:]])
    assert len(await market.read(office_browsers, KEN, NOW)) == MAX_SESSIONS


async def test_one_browser_signs_out_or_all_of_them_and_nobody_elses(market: Store) -> None:
    one, two, ros = [await signed_in(market, person) for person in (KEN, KEN, ROS)]
    await market.write(sign_out_office, one)
    await market.write(sign_out_office, "nobody's")
    assert await reader_of(market, one) is None
    assert await reader_of(market, two)
    code = await link_of(market, KEN)
    await market.write(sign_out_everywhere, Actor(KEN))
    assert await reader_of(market, two) is None
    assert not await market.read(is_office_link, code, NOW)
    assert await reader_of(market, ros)


async def test_random_sign_ins_and_ends_leave_a_session_to_those_alone_who_have_one(market: Store) -> None:
    """A model in plain Python beside the store: whoever has a role and signed in after they lost it last has a session."""
    rng = Random(20261202)
    await market.write(name_organiser, ORGANISER, AINA, ADMINS, NOW)
    organises, sessions = {AINA}, {AINA: list[str](), ROS: list[str]()}
    for _ in range(60):
        person = rng.choice((AINA, ROS))
        match rng.choice(("sign in", "sign out", "everywhere", "role")):
            case "sign in" if person == ROS or AINA in organises:
                sessions[person] = [*sessions[person], await signed_in(market, person)][-MAX_SESSIONS:]
            case "sign out" if sessions[person]:
                await market.write(
                    sign_out_office, sessions[person].pop(rng.randrange(len(sessions[person])))
                )
            case "everywhere":
                await market.write(sign_out_everywhere, Actor(person))
                sessions[person] = []
            case "role" if AINA in organises:
                await market.write(demote)
                organises, sessions[AINA] = set(), []
            case "role":
                await market.write(name_organiser, ORGANISER, AINA, ADMINS, NOW)
                organises = {AINA}
        for each, secrets in sessions.items():
            assert len(await market.read(office_browsers, each, NOW)) == len(secrets)
            assert all([await reader_of(market, secret) for secret in secrets])
    assert await market.read(lambda session: session.get(Person, AINA)) is not None


async def test_of_two_processes_that_use_one_link_at_the_same_instant_one_signs_in(
    market: Store, database_url: str
) -> None:
    another = Store(database_url, deadline=120.0)
    for _ in range(5):
        code = await link_of(market, KEN)
        before = len(await market.read(office_browsers, KEN, NOW))
        tries = (each.write(sign_in_office, code, ADMINS, NOW, rng=Random()) for each in (market, another))
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
        assert {type(each) for each in outcomes} == {OfficeLinkGone, str}
        assert len(await market.read(office_browsers, KEN, NOW)) == min(before + 1, MAX_SESSIONS)
    await another.close()
