"""Which page of a list is shown."""


def page_count(total: int, size: int) -> int:
    """Return the number of pages, at least one."""
    return max(1, -(-total // size))


def page_within(total: int, page: int, size: int) -> tuple[int, int]:
    """Return the page that is shown and how many there are; a page beyond the last is the last. Pages count from 1."""
    pages = page_count(total, size)
    return min(max(page, 1), pages), pages
