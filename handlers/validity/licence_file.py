"""Reads the document of a licence that a stall sends: a photo, an image file or a PDF. Its first bytes say what it is, not its name."""

import hashlib
from dataclasses import dataclass

from handlers.stock.photo import read_picture
from handlers.ui.context import HandlerContext, IncomingFile, IncomingPhoto
from handlers.ui.photo import MAX_BYTES, fetch_photo
from market.licence_document import LicenceFileTooLarge, NeitherPhotoNorPdf
from market.pdf import PdfUnreadable, is_pdf, store_pdf
from market.picture import NotAPicture, PictureTooLarge, store_picture


@dataclass(frozen=True, kw_only=True)
class StoredLicenceFile:
    """A file that is stored, by its hash: a picture or a PDF."""

    picture: str | None = None
    pdf: str | None = None


async def store_licence_file(ctx: HandlerContext, sent: IncomingPhoto | IncomingFile) -> StoredLicenceFile:
    """Returns the photo, image or PDF, stored.

    Raises LicenceFileTooLarge, before the download if the size is known; NeitherPhotoNorPdf, PdfUnreadable,
    FileNotOpened, FilesWait, Blocked, TooManyPhotos.
    """
    if sent.size > MAX_BYTES:
        raise LicenceFileTooLarge
    try:
        data = await fetch_photo(ctx, sent)
        return await (_store_pdf(ctx, data) if is_pdf(data) or not data else _store_picture(ctx, data))
    except PictureTooLarge as error:
        raise LicenceFileTooLarge from error
    except NotAPicture as error:
        raise NeitherPhotoNorPdf from error


async def _store_pdf(ctx: HandlerContext, data: bytes) -> StoredLicenceFile:
    if not data:
        raise PdfUnreadable
    if len(data) > MAX_BYTES:
        raise LicenceFileTooLarge
    await ctx.services.files.check_pdf(data)
    key = hashlib.sha256(data).hexdigest()
    await ctx.services.store.write(store_pdf, key, data, now=ctx.now)
    return StoredLicenceFile(pdf=key)


async def _store_picture(ctx: HandlerContext, data: bytes) -> StoredLicenceFile:
    found = await read_picture(ctx, data)
    await ctx.services.store.write(
        store_picture, found.key, found.width, found.height, data=found.data, now=ctx.now
    )
    return StoredLicenceFile(picture=found.key)
