"""The Bot API, a function a method."""

from sandbox.methods import (
    chats,
    commands,
    edits,
    fetching,
    media,
    payments,
    profile,
    queries,
    removal,
    sending,
)
from sandbox.methods.table import METHODS, Method, call, named
from sandbox.params import Params

__all__ = [
    "METHODS",
    "Method",
    "Params",
    "call",
    "chats",
    "commands",
    "edits",
    "fetching",
    "media",
    "named",
    "payments",
    "profile",
    "queries",
    "removal",
    "sending",
]
