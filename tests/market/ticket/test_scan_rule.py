"""The rule of scans, over values: a set of scans has one state in any sequence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from market.ticket.scan_rule import UNDOABLE, ScanClaim, ScanOutcome, ScanUndo, outcomes
from storage.ticket import ScanDecision

START = datetime(2026, 11, 27, 11, tzinfo=UTC)
SECOND = timedelta(seconds=1)
COUNTS, CONFLICT = ScanOutcome.COUNTS, ScanOutcome.CONFLICT


def claim(key: str, second: int, units: int = 1, decision: ScanDecision | None = None) -> ScanClaim:
    at = START + second * SECOND
    return ScanClaim(
        key=key,
        at=at,
        units=units,
        device=ord(key[0]),
        claimed_at=at,
        received_at=at,
        decision=decision,
    )


def undo(key: str, second: int, device: str | None = None, received: int | None = None) -> ScanUndo:
    at = START + second * SECOND
    received_at = at if received is None else START + received * SECOND
    return ScanUndo(undoes=key, device=ord((device or key)[0]), at=at, received_at=received_at)


CLAIMS = st.builds(
    ScanClaim,
    key=st.sampled_from("abcdefgh"),
    at=st.integers(0, 90).map(lambda second: START + second * SECOND),
    units=st.integers(1, 6),
    device=st.integers(0, 3),
    decision=st.none() | st.sampled_from(ScanDecision),
)
SENT_CLAIMS = st.builds(
    lambda claim, received: replace(claim, claimed_at=claim.at, received_at=claim.at + received * SECOND),
    CLAIMS,
    st.integers(-60, 900),
)
UNDOS = st.builds(
    ScanUndo,
    undoes=st.sampled_from("abcdefgh"),
    device=st.integers(1, 3),
    at=st.integers(0, 200).map(lambda second: START + second * SECOND),
    received_at=st.integers(0, 900).map(lambda second: START + second * SECOND),
)
SETS = st.lists(CLAIMS | SENT_CLAIMS, unique_by=lambda each: each.key, max_size=8)


@given(st.data(), SETS, st.lists(UNDOS, max_size=6), st.integers(0, 6))
def test_the_sequence_and_repetition_of_scans_change_nothing(
    data: st.DataObject, claims: list[ScanClaim], undos: list[ScanUndo], units: int
) -> None:
    again = data.draw(st.permutations(claims)) + data.draw(st.permutations(claims))
    other_undos = data.draw(st.permutations(undos)) + undos
    assert outcomes(again, other_undos, units) == outcomes(claims, undos, units)


@given(SETS, st.lists(UNDOS, max_size=6), st.integers(0, 6))
def test_what_counts_is_never_more_than_the_units_and_what_conflicts_does_not_fit(
    claims: list[ScanClaim], undos: list[ScanUndo], units: int
) -> None:
    found = outcomes(claims, undos, units)
    counted = sum(each.units for each in claims if found[each.key] is COUNTS)
    assert counted <= units
    assert all(each.units > units - counted for each in claims if found[each.key] is CONFLICT)


@given(SETS, CLAIMS, st.integers(0, 6))
def test_a_later_scan_takes_nothing_from_an_earlier_one(
    claims: list[ScanClaim], later: ScanClaim, units: int
) -> None:
    """Unless a person said that the later one is right."""
    before = outcomes(claims, [], units)
    end = max((each.at for each in claims), default=START)
    added = ScanClaim(key="z", at=end + SECOND, units=later.units, device=later.device)
    after = outcomes([*claims, added], [], units)
    assert {key: after[key] for key in before} == before


def test_the_first_wins_and_the_rest_that_does_not_fit_is_in_conflict() -> None:
    claims = [claim("b", 2), claim("a", 1), claim("c", 3, units=2)]
    assert outcomes(claims, [], 2) == {"a": COUNTS, "b": COUNTS, "c": CONFLICT}
    assert outcomes(claims, [], 1) == {"a": COUNTS, "b": CONFLICT, "c": CONFLICT}
    assert outcomes([claim("b", 1), claim("a", 1)], [], 1) == {"a": COUNTS, "b": CONFLICT}


def test_what_a_person_decided_stays() -> None:
    right, wrong, extra = ScanDecision.RIGHT, ScanDecision.WRONG, ScanDecision.EXTRA
    decided = [claim("a", 1, decision=wrong), claim("b", 2, decision=right), claim("c", 3, decision=extra)]
    found = {"a": ScanOutcome.WRONG, "b": COUNTS, "c": ScanOutcome.EXTRA}
    assert outcomes(decided, [], 1) == found
    assert outcomes([*decided, claim("d", 0)], [], 1) == found | {"d": CONFLICT}


def test_a_device_undoes_its_own_scan_within_a_minute_of_it() -> None:
    first, second = claim("a", 1), claim("b", 2)
    limit = 1 + int(UNDOABLE.total_seconds())
    undone = {"a": ScanOutcome.UNDONE, "b": COUNTS}
    standing = {"a": COUNTS, "b": CONFLICT}
    assert outcomes([first, second], [undo("a", limit)], 1) == undone
    assert outcomes([first, second], [undo("a", limit + 1)], 1) == standing
    assert outcomes([first, second], [undo("a", 0)], 1) == standing
    assert outcomes([first, second], [undo("a", 2, device="b")], 1) == standing


def test_an_undo_counts_that_arrives_ten_minutes_after_its_scan_and_no_later() -> None:
    """The device's clock says the same each time: it is the device's own."""
    sent_at_once = claim("a", 0)
    for received, found in ((600, ScanOutcome.UNDONE), (601, COUNTS), (8 * 3600, COUNTS)):
        assert outcomes([sent_at_once], [undo("a", 30, received=received)], 1) == {"a": found}


def test_an_undo_of_a_scan_made_offline_comes_in_the_same_sync() -> None:
    offline = replace(claim("a", 0), received_at=START + 3600 * SECOND)
    for received, found in ((3600, ScanOutcome.UNDONE), (3660, ScanOutcome.UNDONE), (3661, COUNTS)):
        assert outcomes([offline], [undo("a", 30, received=received)], 1) == {"a": found}
    assert outcomes([offline], [undo("a", 61, received=3600)], 1) == {"a": COUNTS}


def test_a_claim_out_of_reach_waits_for_a_person() -> None:
    far = replace(claim("a", 0), claimed_at=START - 9000 * 3600 * SECOND)
    assert outcomes([far, claim("b", 1)], [], 2) == {"a": CONFLICT, "b": COUNTS}
    decided = replace(far, decision=ScanDecision.RIGHT)
    assert outcomes([decided, claim("b", 1)], [], 2) == {"a": COUNTS, "b": COUNTS}
