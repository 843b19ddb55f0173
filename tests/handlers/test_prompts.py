"""Prompts: packed for their person's row, and read back."""

import pytest

from handlers.broadcast.draft_routes import BroadcastPhotoPrompt, WordingPrompt
from handlers.desk.routes import QuantityPrompt
from handlers.stock.missing_fields import PRICE, QUANTITY, WHEN
from handlers.stock.prompts import ChangePrompt, MissingFieldsPrompt, StockPrompt
from handlers.stock.routes import KEY_PREFIX
from handlers.ui.prompt import Prompt, parse_prompt
from storage.tables import metadata

ID = 2**31 - 1
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
    assert parse_prompt(prompt.pack()) == prompt


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: type(prompt).__name__)
def test_the_largest_prompt_fits_into_its_column(prompt: Prompt) -> None:
    assert len(prompt.pack()) <= metadata.tables["person"].c.pending_prompt.type.length


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "quantity:12",
        "[]",
        "7",
        '{"quantity": 12}',
        '["quantity"]',
        '["quantity","a dozen"]',
        '["quantity",12,13]',
        '["no such prompt",12]',
        '[["quantity"],12]',
    ],
)
def test_what_cannot_be_read_counts_as_no_prompt(stored: str) -> None:
    assert parse_prompt(stored) is None


def test_a_second_prompt_of_one_name_is_refused() -> None:
    with pytest.raises(TypeError, match="two prompts with the name quantity"):
        type("AnotherPrompt", (Prompt,), {"__module__": __name__}, name="quantity")
