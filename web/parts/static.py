"""The files of pages: the style sheet, and the scripts that some pages can do without."""

from pathlib import Path

from aiohttp import web

PAGE_FILES = Path(__file__).parents[1] / "pages"


def add_page_files(app: web.Application) -> None:
    """Add `GET /page/FILE`."""
    app.router.add_static("/page", PAGE_FILES)
