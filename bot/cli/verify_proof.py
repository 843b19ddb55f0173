"""Verifying a draw from its published file."""

import argparse
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.cli.errors import CommandFailed
from market.beacon import AHEAD, time_of
from market.draw.proof import Chance, findings, leaf, root_from_path
from storage.beacon_kind import BeaconKind

PASSED_SENTENCES = {
    "commitment": "The secret is the one that was committed to.",
    "list": "The list is as it is published: sorted, nobody twice, with the stated count.",
    "root": "The list has the published root.",
    "randomness": "The randomness is that of the beacon's round.",
    "seed": "The seed follows from secret and randomness.",
    "order": "The order of the numbers follows from the published data.",
}
FAILED_SENTENCES = {
    "commitment": "The secret is NOT the one that was committed to.",
    "list": "The list is NOT as it must be: sorted, nobody twice, 1 to 4 chances, with the stated count.",
    "root": "The list does NOT have the published root.",
    "drawn": "The round has NOT come yet: there is no order to check.",
    "randomness": "The randomness is NOT that of the beacon's round.",
    "seed": "The seed does NOT follow from secret and randomness.",
    "order": "The order of the numbers does NOT follow from the published data.",
}


def verify(options: argparse.Namespace, print_line: Callable[[str], None]) -> None:
    """Print a sentence for each check. Raises CommandFailed if one of them fails, or if the file is no proof file."""
    try:
        document = json.loads(options.file.read_text())
        checks = list(_checks(document, options.beacon))
    except OSError as error:
        raise CommandFailed(f"{options.file} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CommandFailed(
            f"{options.file} is no proof file of a draw: take the one that the draw's page or chat gives."
        ) from error
    for sentence, _ in checks:
        print_line(sentence)
    if not all(holds for _, holds in checks):
        raise CommandFailed("This draw is NOT as it was published.")


def _checks(document: Mapping[str, Any], with_beacon: bool) -> Iterator[tuple[str, bool]]:
    if document["what"] == "lorong entry":
        yield _entry_check(document)
        return
    for check, holds in findings(document):
        yield PASSED_SENTENCES[check] if holds else FAILED_SENTENCES[check], holds
    yield _round_check(document)
    if with_beacon:
        yield _signature_check(document["beacon"])
    else:
        yield "The beacon's signature was not looked at: --beacon does that.", True


def _entry_check(document: Mapping[str, Any]) -> tuple[str, bool]:
    leaf_hash = leaf(Chance(document["pseudonym"], document["weight"]))
    if leaf_hash == document["leaf"] and root_from_path(leaf_hash, document["path"]) == document["root"]:
        return f"{document['pseudonym']} is in the list with the root {document['root']}.", True
    return f"{document['pseudonym']} is NOT in the list with the root {document['root']}.", False


def _round_check(document: Mapping[str, Any]) -> tuple[str, bool]:
    lead_time = time_of(document["beacon"]["round"]) - datetime.fromisoformat(document["closed"])
    if lead_time >= AHEAD:
        return "The round came two minutes after the closing or later.", True
    return "The round came sooner than two minutes after the closing, so it could have been known.", False


def _signature_check(beacon: Mapping[str, Any]) -> tuple[str, bool]:
    if beacon["kind"] == BeaconKind.LOCAL:
        return "A local beacon signs nothing: this draw shows no more than that its order follows.", False
    from bot.beacon.quicknet import signature_is_valid

    if signature_is_valid(beacon["round"], bytes.fromhex(beacon["signature"])):
        return "The signature of the round is that of drand quicknet.", True
    return "The signature is NOT that of drand quicknet for this round.", False
