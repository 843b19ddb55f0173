"""docs/limits.md has every time and limit as the code has it."""

from tests.guards.limits import PAGE, page


def test_the_page_of_limits_is_as_the_code() -> None:
    """After a change: `make limits`."""
    assert page() == PAGE.read_text()
