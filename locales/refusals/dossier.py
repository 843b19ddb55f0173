"""Sentences of the refusals of dossiers."""

from collections.abc import Callable

from markupsafe import Markup

SENTENCES: dict[str, Callable[..., Markup]] = {
    "DossierEarly": lambda say: say(
        "A dossier is for a stall that the organisers have approved. See /stall."
    ),
}
