"""Rendering the HTML templates of `web/templates`."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")


def render(template: str, **values: Any) -> str:
    """Return the HTML of a template. Values are escaped, except Markup; an unknown one raises UndefinedError."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> "Environment":
    """Return the environment. Jinja2 is loaded with the first page that is read."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
