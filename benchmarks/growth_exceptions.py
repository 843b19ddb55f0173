"""The calls that take longer with more people, each with its reason; docs/operations.md lists them."""

EXCEPTIONS: dict[str, str] = {}
