"""Prompts: packed for their person's row, and read back."""

from datetime import timedelta
from typing import get_type_hints

import pytest

from handlers.broadcast.draft_routes import BroadcastPhotoPrompt, WordingPrompt
from handlers.callbacks.desk import AskQuantity
from handlers.callbacks.stock import AskChange, DropField
from handlers.desk.routes import QuantityPrompt
from handlers.routes import all_routes
from handlers.stock.missing_fields import PRICE, QUANTITY, WHEN
from handlers.stock.prompts import (
    CancelReasonPrompt,
    ChangePrompt,
    ChangeTimePrompt,
    ClosingTimePrompt,
    MissingFieldsPrompt,
    StockPrompt,
)
from handlers.stock.routes import KEY_PREFIX
from handlers.ui.prompt import OPEN_FOR, OpenPrompt, Prompt, parse_prompt
from market.drop.item_texts import ITEM_TEXTS
from storage.tables import metadata
from tests.market.samples import NOW

ID = 2**31 - 1
ROUTES = all_routes()
SAMPLES = {int: 1, str: "x", bool: True, tuple[str, ...]: ("price",)}
EVERY_FIELD = (QUANTITY, PRICE, WHEN, *(f"{kind}{place}" for place in range(2, 10) for kind in "qp"))
PROMPTS = [
    QuantityPrompt(item=12),
    WordingPrompt(language="zh_Hans"),
    BroadcastPhotoPrompt(),
    StockPrompt(),
    StockPrompt(picture="f" * KEY_PREFIX),
    ChangePrompt(drop=ID, field="quantity", item=ID),
    MissingFieldsPrompt(drop=ID, fields=EVERY_FIELD),
]


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: type(prompt).__name__)
def test_a_prompt_is_read_back_as_it_was_stored(prompt: Prompt) -> None:
    for again in (False, True):
        assert parse_prompt(prompt.pack(NOW, again)) == OpenPrompt(prompt, NOW, again)


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: type(prompt).__name__)
def test_the_largest_prompt_fits_into_its_column(prompt: Prompt) -> None:
    assert len(prompt.pack(NOW, again=True)) <= metadata.tables["person"].c.pending_prompt.type.length


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "quantity:12",
        "[]",
        "7",
        '{"quantity": 12}',
        '["quantity",12]',
        '[1764000000,0,"quantity"]',
        '[1764000000,0,"quantity","a dozen"]',
        '[1764000000,0,"quantity",12,13]',
        '[1764000000,0,"no such prompt",12]',
        '[1764000000,0,["quantity"],12]',
        '["now",0,"quantity",12]',
        f'[{10**15},0,"quantity",12]',
    ],
)
def test_what_cannot_be_read_counts_as_no_prompt(stored: str) -> None:
    assert parse_prompt(stored) is None


def test_a_question_is_open_for_fifteen_minutes() -> None:
    asked = OpenPrompt(StockPrompt(), NOW, again=False)
    assert not asked.is_late(NOW + OPEN_FOR - timedelta(seconds=1))
    assert asked.is_late(NOW + OPEN_FOR)


def test_a_name_and_a_description_may_look_like_anything_and_a_price_may_not() -> None:
    assert CancelReasonPrompt(drop=1).takes_any_text
    takes = {field: ChangePrompt(drop=1, field=field, item=1).takes_any_text for field in DropField}
    free = {DropField.NAME, DropField.WORDS, *map(DropField, ITEM_TEXTS)}
    assert {field for field in takes if takes[field]} == free


def test_a_second_prompt_of_one_name_is_refused() -> None:
    with pytest.raises(TypeError, match="two prompts with the name quantity"):
        type("AnotherPrompt", (Prompt,), {"__module__": __name__}, name="quantity", returns_to=AskQuantity)


def sample(kind: type[Prompt]) -> Prompt:
    hints = get_type_hints(kind)
    return kind.model_validate(
        {name: SAMPLES.get(hints[name]) or next(iter(hints[name])) for name in kind.model_fields}
    )


@pytest.mark.parametrize("kind", Prompt.known.values(), ids=lambda kind: kind.__name__)
def test_each_prompt_leads_back_to_a_callback_about_the_same(kind: type[Prompt]) -> None:
    prompt = sample(kind)
    back = prompt.fallback()
    assert type(back) in ROUTES.callbacks
    assert len(back.pack()) <= 64
    own = dict(prompt)
    assert {name: own[name] for name, _ in back if name in own} == {
        name: value for name, value in back if name in own
    }


@pytest.mark.parametrize("field", DropField)
def test_the_question_for_a_value_of_a_drop_leads_back_to_that_value(field: DropField) -> None:
    back = ChangePrompt(drop=1, field=field, item=2).fallback()
    assert back == AskChange(drop=1, field=field, item=2)


def test_the_question_for_a_time_leads_back_to_that_time() -> None:
    assert ClosingTimePrompt(drop=1).fallback() == AskChange(drop=1, field=DropField.CLOSE)
    assert ChangeTimePrompt(drop=1).fallback() == AskChange(drop=1, field=DropField.WHEN)
