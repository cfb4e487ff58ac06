"""What the editor completes: classes and properties with their names and counts, and prefixes.

They come from the release's own description of itself: the partitions of VoID.
"""

from __future__ import annotations

import json

from flask import Blueprint, Response
from pyoxigraph import Literal, NamedNode

from kizuna.formats import JSON
from kizuna.web.current import Published, published
from kizuna.web.documents import term
from kizuna.web.headers import answer
from kizuna.web.language import DEFAULT
from kizuna.web.negotiation import accepts_gzip
from kizuna.web.representations import represent

completions = Blueprint("completions", __name__)


@completions.get("/sparql/completions.json")
def see_completions() -> Response:
    """Serve what the editor completes."""
    served = published()
    representation = served.cache.fetch(
        ("completions",), lambda: represent(_write(served), JSON), compress=accepts_gzip()
    )
    return answer(representation)


def _write(served: Published) -> str:
    made = {
        "prefixes": served.prefixes,
        "classes": _partitions(served, "class", "entities"),
        "properties": _partitions(served, "property", "triples"),
    }
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n"


def _partitions(served: Published, kind: str, counted: str) -> list[tuple[str, str, int]]:
    """List what the data set is partitioned by: IRI, name, count, those with the highest first."""
    dataset = NamedNode(served.base.dataset)
    parts = (q.object for q in served.store.match(dataset, term("void", f"{kind}Partition")))
    found = {
        named.object.value: _count(served, part, counted)
        for part in parts
        if isinstance(part, NamedNode)
        for named in served.store.match(part, term("void", kind))
        if isinstance(named.object, NamedNode)
    }
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [(iri, served.labels.name(NamedNode(iri), DEFAULT).value, n) for iri, n in ordered]


def _count(served: Published, part: NamedNode, counted: str) -> int:
    counts = (quad.object for quad in served.store.match(part, term("void", counted)))
    return max((int(n.value) for n in counts if isinstance(n, Literal)), default=0)
