"""The migration of the packaging of goods: items with a deposit, a type or the tag are returnable; the others are undeclared."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

from storage import schema
from storage.schema import downgrade, upgrade
from tests.storage.test_migrations import begin

BEFORE = schema.revisions()[schema.revisions().index("0024") - 1]
ITEM, OTHER = 900_041, 900_043


@pytest.mark.parametrize(
    ("values", "tag", "kind"),
    [
        ("loan_deposit = 300, packaging_id = NULL", "", "returnable"),
        ("loan_deposit = 0, packaging_id = NULL", "", None),
        ("loan_deposit = 0, packaging_id = NULL", "returnable", "returnable"),
    ],
)
def test_what_was_returnable_is_said_to_be(
    empty_url: str, fill: Callable[[Connection], None], values: str, tag: str, kind: str | None
) -> None:
    upgrade(empty_url)
    with begin(empty_url) as connection:
        fill(connection)
    downgrade(empty_url, BEFORE)
    with begin(empty_url) as connection:
        connection.execute(text(f"UPDATE item SET {values} WHERE id = {ITEM}"))
        connection.execute(text("DELETE FROM drop_tag"))
        if tag:
            connection.execute(
                text(
                    f"INSERT INTO drop_tag (drop_id, tag) SELECT drop_id, '{tag}' FROM item WHERE id = {ITEM}"
                )
            )
    upgrade(empty_url)
    with begin(empty_url) as connection:
        assert connection.execute(text(f"SELECT sold_in FROM item WHERE id = {ITEM}")).scalar_one() == kind
