"""The port through which handlers have a stranger's file opened: never in this process."""

from typing import Protocol


class FileReader(Protocol):
    """Opens files one at a time, away from this process and within limits.

    Every method raises FileNotOpened where a file costs more than is spent on one, or ends what opens it, and FilesWait where its turn does not come.
    """

    async def size_of(self, picture: bytes) -> tuple[int, int]:
        """Return width and height of a picture. Raises NotAPicture, PictureTooLarge."""
        ...

    async def qrs_in(self, picture: bytes) -> tuple[str | None, ...]:
        """Return the texts of the QR codes in a picture, None for one that is there and cannot be read; none for what is no picture or too large."""
        ...

    async def qr_in(self, picture: bytes) -> str | None:
        """Return the text of a QR code in a picture, None if there is none."""
        ...

    async def tiles_of(self, picture: bytes) -> bytes:
        """Return the greys of a picture's tiles, by which it is known again. Raises NotAPicture, PictureTooLarge."""
        ...

    async def check_pdf(self, data: bytes) -> None:
        """Refuse a PDF that does not open without a password, or has no page. Raises PdfUnreadable."""
        ...
