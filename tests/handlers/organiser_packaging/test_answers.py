"""Typed answers of organisers about packaging: the code of the guide, and the serials of pieces."""

from datetime import UTC, datetime

import pytest

from handlers.organiser_packaging.choices import FREE_DAYS, UNITS, PackagingChoices, Pieces, read_choices
from handlers.organiser_packaging.hub_routes import NewHubPrompt
from handlers.organiser_packaging.print_routes import MOST_LABELS, chosen_serials
from handlers.organiser_packaging.type_routes import NewPackagingPrompt, TypedField
from handlers.stock.prompts import LONGEST_PROMPT
from handlers.ui.prompt import Prompt, parse_prompt
from locales.user_text import HUB
from market.drop.refusals import NumberUnfit
from market.packaging.refusals import AssetUnknown
from market.refusal import ButtonForged
from storage.packaging import PackagingPolicy, Stream

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
KNOWN = ("0001", "0002", "0003", "A1")


def test_the_answers_of_the_guide_are_read_as_they_were_given_step_by_step() -> None:
    choices = PackagingChoices()
    for answer in ("MYR", "cup", "other", "lid", "late_fee", "14"):
        choices = read_choices(choices.with_answer(answer))
    assert choices == PackagingChoices(
        currency="MYR",
        unit=UNITS[0],
        stream=Stream.OTHER,
        pieces=Pieces.WITH_LID,
        policy=PackagingPolicy.LATE_FEE,
        free_days=14,
    )
    assert choices.code == "MYR.cup.other.lid.late_fee.14"
    assert read_choices(choices.without_last).free_days is None
    assert choices.terms(fee_per_day=50, price=200).free_days in FREE_DAYS


@pytest.mark.parametrize(
    "code",
    [
        "MYR.bathtub",
        "MYR.cup.pork",
        "MYR.cup.other.counted.deposit.15",
        "MYR.cup.other.counted.deposit.x",
        "MYR.cup.other.counted.deposit.14.7",
        "MYR..other",
    ],
)
def test_a_code_that_no_button_carries_is_refused(code: str) -> None:
    with pytest.raises(ButtonForged):
        read_choices(code)


def test_terms_without_all_answers_are_refused() -> None:
    with pytest.raises(ButtonForged):
        read_choices("MYR.cup.other").terms(deposit=300)


def test_a_type_is_asked_for_its_amounts_then_for_its_name() -> None:
    deposit = NewPackagingPrompt(choices="MYR.cup.other.counted.deposit.14")
    late = NewPackagingPrompt(choices="MYR.cup.other.counted.late_fee.14")
    assert deposit.field is TypedField.DEPOSIT
    assert deposit.model_copy(update={"deposit": 300}).field is TypedField.NAME
    assert late.field is TypedField.FEE
    assert late.model_copy(update={"fee": 50}).field is TypedField.PRICE
    named = late.model_copy(update={"fee": 50, "price": 200})
    assert named.field is TypedField.NAME
    assert named.takes_any_text
    assert not late.takes_any_text


@pytest.mark.parametrize(
    "prompt",
    [
        NewPackagingPrompt(choices="MYR.piece.halal.counted.late_fee.28", fee=10**12, price=10**12),
        NewHubPrompt(alley=2**31 - 1, hub_name='"' * HUB.longest, opens=1439, closes=2879),
    ],
    ids=("a type", "a hub"),
)
def test_the_longest_open_question_has_room_in_its_row(prompt: Prompt) -> None:
    packed = prompt.pack(NOW, again=True)
    assert len(packed) <= LONGEST_PROMPT
    read = parse_prompt(packed)
    assert read is not None
    assert read.prompt == prompt


@pytest.mark.parametrize(
    ("words", "serials"),
    [
        ("0001", ("0001",)),
        ("0001 a1", ("0001", "A1")),
        ("0002-0003, 0001", ("0002", "0003", "0001")),
        ("0001-0003 0002", ("0001", "0002", "0003")),
    ],
)
def test_pieces_are_named_one_by_one_or_from_one_to_another(words: str, serials: tuple[str, ...]) -> None:
    assert chosen_serials(words, KNOWN) == serials


def test_unknown_and_too_many_pieces_are_refused() -> None:
    with pytest.raises(AssetUnknown):
        chosen_serials("0001-0009", KNOWN)
    with pytest.raises(NumberUnfit):
        chosen_serials("0003-0001", KNOWN)
    many = tuple(f"{number:04d}" for number in range(MOST_LABELS + 1))
    assert len(chosen_serials(f"0000-{MOST_LABELS - 1:04d}", many)) == MOST_LABELS
    with pytest.raises(NumberUnfit):
        chosen_serials(f"0000-{MOST_LABELS:04d}", many)
