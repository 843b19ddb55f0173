"""What neighbours hear of an alley's evenings: at least 72 hours before, once, and of each change once; nothing once they have left."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, func, select

from market.acting import Acting
from market.neighbour import digest as digests
from market.neighbour.evening import AHEAD, BEFOREHAND, digest_due
from market.neighbour.listening import neighbourhood, neighbourhood_by_code
from market.neighbour.note import alleys_listened, has_news, next_digest, note_evenings
from market.organiser.alleys import overseen_alleys
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from market.refusal import AlleyUnknown, LinkUnknown, NotOrganiser
from market.rest import Rest, rest_end
from scheduler.neighbours import tell_neighbours
from storage.letter import Letter
from storage.neighbour import Neighbour
from storage.person import Person
from storage.stall import Stall
from tests.market.neighbour.conftest import AINA, BEN, DAY, DEV, HOUR, MEI, NEIGHBOURS, NOW, Street, at

ZONES = sorted(available_timezones())
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6


@given(
    starts_at=st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    here=st.sampled_from(ZONES),
    theirs=st.sampled_from(ZONES),
    rest=st.tuples(st.integers(0, 1439), st.integers(0, 1439)),
)
def test_whatever_hours_they_rest_it_leaves_72_hours_before(
    starts_at: datetime, here: str, theirs: str, rest: tuple[int, int]
) -> None:
    due = digest_due(starts_at, here)
    assert due.astimezone(ZoneInfo(here)).hour == 10
    assert AHEAD <= starts_at - due < AHEAD + timedelta(hours=26)
    leaves = rest_end(due, Rest(*rest, theirs)) or due
    assert starts_at - leaves >= BEFOREHAND


async def test_a_weekend_comes_in_one_letter_on_the_morning_of_its_first_evening(street: Street) -> None:
    for day, hour in ((FRIDAY, 18), (SATURDAY, 17), (SUNDAY, 10)):
        await street.publish(day, hour)
    await street.publish(FRIDAY, 19, 5, stall=1)
    await street.listen(AINA)
    await street.go_on(minutes=59)
    assert street.heard == []
    assert await street.store.read(next_digest, NOW) == NOW + HOUR
    await street.go_on(days=6)
    assert [(one.at, one.told.day.day, one.told.stalls) for one in street.heard] == [
        (NOW + HOUR, 27, 2),
        (NOW + HOUR, 28, 1),
        (NOW + HOUR, 29, 1),
    ]
    friday = street.heard[0].told
    assert (friday.starts_at, friday.ends_at) == (at(FRIDAY, 18), at(FRIDAY, 24))
    assert not any(one.told.late for one in street.heard)
    assert [row.notice for row in await street.letters()] == ["EveningNear"]


async def test_each_rest_is_kept_and_72_hours_are_left(street: Street) -> None:
    await street.publish(FRIDAY, 18)
    await street.listen(*NEIGHBOURS)
    await street.go_on(days=3)
    heard = {one.person: one.at for one in street.heard}
    assert {*heard} == {*NEIGHBOURS}
    assert heard[AINA] == heard[BEN] == NOW + HOUR
    assert heard[MEI] == at(0, 22)
    assert all(at(FRIDAY, 18) - left >= timedelta(hours=72) for left in heard.values())


async def test_what_is_announced_late_is_told_at_once_and_says_so(street: Street) -> None:
    await street.listen(AINA)
    await street.go_on(days=2)
    await street.publish(FRIDAY, 18)
    await street.go_on(minutes=1)
    await street.listen(DEV)
    await street.go_on(days=1)
    assert [(one.person, one.told.late) for one in street.heard] == [(AINA, True), (DEV, False)]
    assert street.of(AINA)[0].at == NOW + 2 * DAY


async def test_hours_that_move_a_little_are_not_told_and_hours_that_move_more_are(street: Street) -> None:
    drop = await street.publish(FRIDAY, 18)
    await street.listen(AINA)
    await street.go_on(days=1)
    await street.change(drop, starts_at=at(FRIDAY, 18.2))
    await street.go_on(hours=1)
    assert len(street.heard) == 1
    await street.change(drop, starts_at=at(FRIDAY, 18.25))
    await street.go_on(hours=1)
    await street.change(drop, ends_at=at(FRIDAY, 23))
    await street.go_on(days=5)
    assert [one.told.starts_at for one in street.heard] == [at(FRIDAY, hour) for hour in (18, 18.25, 18.25)]
    assert [one.notice for one in street.heard] == ["EveningNear", "EveningChanged", "EveningChanged"]


async def test_what_is_called_off_hidden_or_moved_is_told_in_one_letter_with_what_is_new(
    street: Street,
) -> None:
    drop = await street.publish(FRIDAY, 18)
    await street.listen(AINA)
    await street.go_on(days=1)
    await street.change(drop, starts_at=at(SATURDAY, 18), ends_at=at(SATURDAY, 22))
    await street.go_on(hours=1)
    assert [(one.told.day.day, one.told.stalls) for one in street.heard[1:]] == [(27, 0), (28, 1)]
    await street.change(drop, hidden_at=street.now)
    await street.go_on(hours=1)
    await street.change(drop, hidden_at=None, state="paused")
    await street.go_on(hours=1)
    await street.change(drop, state="cancelled")
    await street.go_on(hours=1)
    assert [(one.told.day.day, one.told.stalls) for one in street.heard[3:]] == [(28, 0), (28, 1), (28, 0)]
    assert len(await street.letters()) == 5


async def test_a_stall_that_is_turned_down_takes_its_evenings_with_it_and_a_draft_is_none(
    street: Street,
) -> None:
    await street.publish(FRIDAY, 18)
    await street.publish(FRIDAY, 18, state="draft", stall=1)
    await street.listen(AINA)
    await street.go_on(days=1)
    assert [one.told.stalls for one in street.heard] == [1]

    def turn_down(session: Session) -> None:
        session.get_one(Stall, street.stalls[0]).state = "turned_down"

    await street.store.write(turn_down)
    await street.go_on(hours=1)
    assert [one.told.stalls for one in street.heard] == [1, 0]


async def test_who_rests_hears_how_it_is_when_the_letter_leaves(street: Street) -> None:
    """One letter, with the change in it; and none where nothing is left of it."""
    first = await street.publish(FRIDAY, 18)
    await street.listen(AINA, MEI)
    await street.go_on(hours=2)
    await street.change(first, starts_at=at(FRIDAY, 19))
    await street.go_on(hours=2)
    assert [one.told.starts_at for one in street.of(AINA)] == [at(FRIDAY, 18), at(FRIDAY, 19)]
    assert street.of(MEI) == []
    await street.go_on(days=1)
    assert [one.told.starts_at for one in street.of(MEI)] == [at(FRIDAY, 19)]
    await street.change(first, state="cancelled")
    await street.go_on(days=1)
    assert [one.told.stalls for one in street.of(MEI)] == [1, 0]


async def test_an_evening_that_is_no_more_when_the_letter_leaves_is_not_told(street: Street) -> None:
    drop = await street.publish(FRIDAY, 18)
    await street.listen(MEI)
    await street.go_on(hours=2)
    await street.change(drop, state="cancelled")
    await street.go_on(days=1)
    assert (street.heard, street.dropped) == ([], [(MEI, "EveningGone")])


async def test_what_they_never_heard_of_is_not_called_off(street: Street) -> None:
    """Announced and called off while their letter about another evening waited."""
    friday = await street.publish(FRIDAY, 18)
    await street.listen(AINA, MEI)
    await street.go_on(days=1, hours=2)
    saturday = await street.publish(SATURDAY, 18)
    await street.change(friday, ends_at=at(FRIDAY, 23))
    await street.go_on(hours=2)
    await street.change(saturday, state="cancelled")
    await street.go_on(days=1)
    told = {one: [(each.told.day.day, each.told.stalls) for each in street.of(one)] for one in (AINA, MEI)}
    assert told == {AINA: [(27, 1), (27, 1), (28, 1), (28, 0)], MEI: [(27, 1), (27, 1)]}


async def test_who_leaves_hears_nothing_more_and_whoever_comes_back_nothing_twice(street: Street) -> None:
    drop = await street.publish(FRIDAY, 18)
    await street.listen(AINA, MEI)
    await street.go_on(hours=2)
    assert [row.person_id for row in await street.letters() if row.state == "queued"] == [MEI]
    await street.stop(MEI)
    assert [row.person_id for row in await street.letters()] == [AINA]
    await street.stop(AINA)
    await street.change(drop, starts_at=at(FRIDAY, 19))
    await street.go_on(days=1)
    assert [one.person for one in street.heard] == [AINA]
    await street.listen(AINA, MEI)
    await street.go_on(days=1)
    assert [one.told.starts_at for one in street.of(AINA)] == [at(FRIDAY, 18), at(FRIDAY, 19)]
    assert [one.told.starts_at for one in street.of(MEI)] == [at(FRIDAY, 19)]


async def test_a_letter_in_hand_when_its_reader_leaves_is_not_sent(street: Street) -> None:
    await street.publish(FRIDAY, 18)
    await street.listen(AINA)
    street.now += HOUR
    await tell_neighbours(street.store, "Ken", street.now)

    def leaves(session: Session) -> None:
        session.delete(session.get_one(Neighbour, (AINA, street.alley)))

    await street.store.write(leaves)
    await street.send()
    assert (street.heard, street.dropped) == ([], [(AINA, "NotNeighbour")])


async def test_whoever_comes_later_hears_what_is_still_ahead(street: Street) -> None:
    await street.publish(FRIDAY, 18)
    await street.publish(SATURDAY, 18)
    await street.listen(AINA)
    await street.go_on(days=4, hours=10)
    await street.listen(DEV, BEN)
    await street.go_on(days=1)
    assert {one.told.day.day for one in street.of(BEN)} == {28}
    assert [one.notice for one in street.of(BEN)] == ["EveningNear"]
    assert len(street.of(AINA)) == 2


async def test_another_alley_is_another_matter(street: Street) -> None:
    await street.publish(FRIDAY, 18, alley_id=street.other)
    await street.listen(AINA)
    await street.go_on(days=3)
    assert street.heard == []
    assert await street.store.read(alleys_listened) == (street.alley,)


async def test_very_many_are_written_to_piece_by_piece_and_each_once(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "PIECE", 2)

    def crowd(session: Session) -> None:
        for one in range(100, 107):
            session.add(Person(id=one, first_name="x", language="en", created_at=NOW))
            session.flush()
            session.add(Neighbour(person_id=one, alley_id=street.alley, since=NOW))

    await street.store.write(crowd)
    await street.publish(FRIDAY, 18)
    now = NOW + HOUR
    await street.store.write(note_evenings, street.alley, "Ken", now)
    assert await street.store.write(digests.write_digests, street.alley, "Ken", now) == 2
    for _ in range(2):
        await tell_neighbours(street.store, "Ken", now)

    def letters(session: Session) -> int:
        return session.exec(select(func.count()).where(col(Letter.notice) == "EveningNear")).one()

    assert await street.store.read(letters) == 7
    assert not await street.store.read(has_news, street.alley, now)
    assert not await street.store.read(digests.is_missing, street.alley, now)


async def test_an_alley_and_its_link_are_found_and_strange_ones_refused(street: Street) -> None:
    found = await street.store.read(neighbourhood_by_code, AINA, "bakau")
    assert found == await street.store.read(neighbourhood, AINA, street.alley)
    assert found.since is None
    with pytest.raises(LinkUnknown):
        await street.store.read(neighbourhood_by_code, AINA, "NOWHERE")
    with pytest.raises(AlleyUnknown):
        await street.store.read(neighbourhood, AINA, 77)


async def test_an_organiser_sees_how_many_listen_and_a_stranger_does_not(street: Street) -> None:
    await street.listen(AINA, BEN)
    await street.listen(BEN)
    alleys = await street.store.read(overseen_alleys, Acting(DEV, named=True))
    assert [alley.neighbours for alley in alleys] == [2, 0]
    with pytest.raises(NotOrganiser):
        await street.store.read(overseen_alleys, Acting(DEV))


async def test_a_neighbour_may_have_what_is_kept_and_be_forgotten(street: Street) -> None:
    await street.publish(FRIDAY, 18)
    await street.listen(AINA)
    await street.go_on(hours=2)
    kept = await street.store.read(mydata, AINA)
    assert {*kept} == {"person", "neighbour", "letter"}
    assert {*kept["neighbour"][0]} == {"person_id", "alley_id", "since"}
    await street.store.write(forget, AINA, street.now)
    assert await street.store.read(mydata, AINA) == {}
    assert await street.store.read(alleys_listened) == ()
