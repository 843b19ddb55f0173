"""Callbacks of the audit log."""

from handlers.callbacks.callback import Callback


class ShowAuditLog(Callback, prefix="oal"):
    """Shows what organisers and stalls changed, the newest first; `page` from 1 on."""

    page: int
