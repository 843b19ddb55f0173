"""The screens and messages of Lorong, a feature a package."""

from handlers.aiogram_types import build_when_used

build_when_used()
