"""No column that names a person is left out of /mydata and /forget."""

from sqlalchemy import BigInteger

from market.privacy.person_columns import person_columns, privacy_rule
from storage.tables import metadata


def test_every_column_that_may_hold_a_telegram_number_of_a_person_refers_to_one() -> None:
    numbers = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, BigInteger) and (column.name.endswith(("person_id", "by_id", "owner_id")))
    }
    assert numbers
    assert numbers <= {f"{place.table.name}.{place.column.name}" for place in person_columns()}


def test_what_is_cut_can_be_empty_and_what_cannot_be_empty_is_erased() -> None:
    for place in person_columns():
        assert place.erased or place.column.nullable, f"{place.table.name}.{place.column.name}"
        assert privacy_rule(place.column).mydata, f"{place.table.name}.{place.column.name}"
        assert privacy_rule(place.column).forget in ("erased", "cut"), (
            f"{place.table.name}.{place.column.name}"
        )


def test_what_refers_to_a_row_that_is_erased_is_erased_before_it() -> None:
    order = [place.table.name for place in person_columns() if place.erased]
    children = {
        (table.name, key.column.table.name)
        for table in metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in order
    }
    assert children == {
        ("notification", "address"),
        ("shown", "address"),
        ("support_message", "support_thread"),
    }
    for child, parent in children:
        assert order.index(child) < order.index(parent)
