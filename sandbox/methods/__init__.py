"""The methods of the Bot API, a function each."""

from sandbox.methods import (
    chats,
    commands,
    deleting,
    editing,
    media,
    payments,
    profile,
    queries,
    sending,
    updates,
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
    "deleting",
    "editing",
    "media",
    "named",
    "payments",
    "profile",
    "queries",
    "sending",
    "updates",
]
