"""Where documents, pages and lists are, and how fast they have to be: the one table of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bench.report import Goal
from kizuna.iris import Base, Thing

TRIFID, LIGHT = "trifid", "trifid-light"
HALF = "half the rate"
P99 = 0.025
"""Seconds at most at half of the highest rate."""
HUB_SECONDS, HUB_PARTNERS = 0.15, 500
LIST_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of answer about a thing: in a format, made live or kept from before."""

    name: str
    form: str
    live: bool
    faster: float
    """How many times the requests a second of Trifid."""


SORTS = (
    Sort("Turtle live", "ttl", live=True, faster=20),
    Sort("Turtle kept", "ttl", live=False, faster=50),
    Sort("page live", "html", live=True, faster=4),
    Sort("page kept", "html", live=False, faster=20),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """A way to ask for a list: its query, with a value of those that the release has.

    The pattern gives for each value (``?value``) the partnerships (``?p``) that may be listed;
    without one all may, for each of the values here. Of page numbers those count that there are.
    """

    name: str
    query: str
    values: Sequence[str] = ("",)
    pattern: str = ""
    pages: bool = False

    def target(self, root: str, value: str) -> str:
        """Write the address of a list."""
        query = self.query.format(value=value)
        return f"{root}{LIST}?{query}" if query else f"{root}{LIST}"


LIST, PER_PAGE = "partnerships", 50
_NAME = 'BIND(REPLACE(STR(?c), "^.*[/#]", "") AS ?value)'
_COUNTRY = f"?p kizuna:party/schema:containedInPlace ?c . {_NAME}"
_DAYS = '"1975-05-01" "1984-12-31" "1990-01-01" "1999-07-15" "2010-10-10"'

FILTERS = (
    Filter("list", ""),
    Filter("list by country", "country={value}", pattern=_COUNTRY),
    Filter("list by kind", "kind={value}", pattern=f"?p kizuna:kind ?c . {_NAME}"),
    Filter("list by status", "status={value}",
           pattern=f"?r kizuna:of ?p ; kizuna:state ?c . {_NAME}"),
    Filter("list by field", "field={value}",
           pattern=f"?a kizuna:of ?p . ?b kizuna:of ?a ; kizuna:field ?c . {_NAME}"),
    Filter("list by decade", "decade={value}",
           pattern="""?p kizuna:beganEarliest ?b .
           BIND(CONCAT(SUBSTR(STR(?b), 1, 3), "0") AS ?value)"""),
    Filter("list by source", "source={value}", pattern="""?p dcterms:source ?c .
           BIND(REPLACE(STR(?c), "^.*/([^#]*)(#.*)?$", "$1") AS ?value)"""),
    Filter("list on a day", "on={value}", pattern=f"""VALUES ?value {{ {_DAYS} }}
           ?p kizuna:beganEarliest ?b . FILTER(STR(?b) <= ?value)"""),
    Filter("list, other pages", "page={value}", [str(n) for n in range(1, 12)], pages=True),
    Filter("list, other orders", "sort={value}", ["began", "-began", "-name"]),
    Filter("list by three", "country={value}&kind=sister-city&sort=-began",
           pattern=f"{_COUNTRY} ?p kizuna:kind <https://w3id.org/kizuna/kind#sister-city> ."),
)  # fmt: skip


def document(base: Base, thing: Thing, form: str) -> str:
    """Write the address at which Kizuna has a document."""
    return f"{urlsplit(base.document(thing.kind, thing.slug)).path}.{form}"


def entity(base: Base, thing: Thing) -> str:
    """Write the address at which Trifid has an entity, in the format that is accepted."""
    return urlsplit(base.thing(thing.kind, thing.slug)).path


def goals(partners: int) -> dict[str, Goal]:
    """List the targets by the name of what is measured."""
    found = {sort.name: Goal({TRIFID: sort.faster, LIGHT: sort.faster}) for sort in SORTS}
    found |= {f"{sort.name}, {HALF}": Goal(seconds=P99) for sort in SORTS}
    found |= {way.name: Goal(seconds=LIST_SECONDS) for way in FILTERS}
    if partners >= HUB_PARTNERS:
        found[hub_name(partners)] = Goal(seconds=HUB_SECONDS)
    return found


def hub_name(partners: int) -> str:
    return f"place with {partners} partners"
