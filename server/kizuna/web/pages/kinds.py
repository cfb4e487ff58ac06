"""What the kinds of things are called on pages: one of them, and all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kizuna.web.language import message


@dataclass(frozen=True, slots=True)
class KindName:
    """The messages that name a kind; the path of its list, if that is not one of names alone."""

    one: str
    many: str
    path: str = ""


KIND_NAMES: Mapping[str, KindName] = MappingProxyType(
    {
        "activity": KindName(message("activity"), message("Activities")),
        "agreement": KindName(message("agreement"), message("Agreements")),
        "body": KindName(message("body"), message("Bodies")),
        "claim": KindName(message("claim"), message("Claims")),
        "cooperation": KindName(message("cooperation"), message("Cooperation")),
        "figure": KindName(message("figure"), message("Figures")),
        "name": KindName(message("name"), message("Earlier and other names")),
        "participation": KindName(message("participation"), message("Participation")),
        "partnership": KindName(message("partnership"), message("Partnerships"), "partnerships"),
        "person": KindName(message("person"), message("Persons")),
        "place": KindName(message("place"), message("Places"), "places"),
        "source": KindName(message("source"), message("Sources"), "sources"),
        "status": KindName(message("status report"), message("Status reports")),
    }
)
"""The names by kind; of a class of others the release has no label."""


def list_path(kind: str) -> str:
    """Give the path of the list of a kind."""
    return KIND_NAMES[kind].path or f"things/{kind}"
