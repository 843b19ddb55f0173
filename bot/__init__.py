"""Lorong as a process: its commands, its connection to Telegram, its demo."""

from handlers.aiogram_types import build_when_used

build_when_used()
