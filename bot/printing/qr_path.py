"""A QR for paper: one path, since the seams between drawn squares cost reads."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from handlers.ticket.qr import QUIET, qr_modules

MODULE = 0.45
"""The least width of a module, in millimetres."""


@dataclass(frozen=True)
class QrPath:
    """The dark modules of a QR, by rows. Error correction Q: paper gets dirty and creased."""

    rows: tuple[tuple[bool, ...], ...]

    @cached_property
    def modules(self) -> int:
        """Return the modules of a side, with the quiet zone."""
        return len(self.rows) + 2 * QUIET

    def side(self, least: float) -> float:
        """Return the side with its quiet zone in millimetres: at least `least`, and wide enough for the modules."""
        return max(least, self.modules * MODULE)

    def dots(self, width: int) -> int:
        """Return the dots of a module on a printer with `width` dots, at most 7."""
        return min(7, width // self.modules)

    @cached_property
    def svg(self) -> str:
        """Return the drawing, one unit a module, quiet zone included."""
        size = self.modules
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 {size} {size}">'
            f'<path d="{"".join(self._runs())}"/></svg>'
        )

    def _runs(self) -> list[str]:
        """Return the subpaths: dark modules side by side are one."""
        runs = []
        for y, row in enumerate(self.rows, QUIET):
            x = QUIET
            for dark, modules in groupby(row):
                width = len([*modules])
                if dark:
                    runs.append(f"M{x} {y}h{width}v1h-{width}z")
                x += width
        return runs


def qr_path(link: str) -> QrPath:
    """Return the QR of a link, of the smallest version that takes it."""
    image = qr_modules(link, "Q")
    levels, width = image.tobytes(), image.width
    return QrPath(
        tuple(tuple(not level for level in levels[y * width : (y + 1) * width]) for y in range(width))
    )
