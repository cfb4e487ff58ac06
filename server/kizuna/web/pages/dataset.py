"""The page of the data set: what is said of it, what it is divided into, its other parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kizuna.web.documents import sort, term
from kizuna.web.language import message
from kizuna.web.pages.views import Block, Value, Viewer

_PARTITIONS = (
    (
        message("Classes"), term("void", "classPartition"), term("void", "class"),
        term("void", "entities"),
    ),
    (
        message("Properties"), term("void", "propertyPartition"), term("void", "property"),
        term("void", "triples"),
    ),
    (message("Prefixes"), term("sh", "declare"), term("sh", "prefix"), term("sh", "namespace")),
)  # fmt: skip
UNITS = (message("entities"), message("triples"), message("namespace"))
"""What the shares of a division count, or name."""

_LISTED = term("sd", "namedGraph")
"""What the table of graphs shows."""


@dataclass(frozen=True, slots=True)
class Share:
    """What of the data set has one class, or one property; or a prefix with its namespace."""

    anchor: str
    name: Value
    count: str


@dataclass(frozen=True, slots=True)
class Division:
    """The shares of the data set by class, or by property; and the prefixes it is written with."""

    title: str
    unit: str
    shares: tuple[Share, ...]

    @property
    def counted(self) -> bool:
        """Whether its shares have numbers."""
        return all(share.count.isdigit() for share in self.shares)


@dataclass(frozen=True, slots=True)
class DatasetPage:
    """What the template of the data set is given."""

    main: Block
    divisions: tuple[Division, ...]
    parts: tuple[Block, ...]


def build(viewer: Viewer, triples: Iterable[Triple]) -> DatasetPage:
    """Build the page of the data set from the triples of its document."""
    held = list(triples)
    dataset = NamedNode(viewer.base.dataset)
    links = {link for _, link, _, _ in _PARTITIONS}
    divided = {t.object for t in held if t.subject == dataset and t.predicate in links}
    own = [t for t in held if t.subject == dataset and t.predicate not in {*links, _LISTED}]
    head = f"{dataset.value}#"
    parts = sort(
        t for t in held
        if isinstance(t.subject, NamedNode) and t.subject.value.startswith(head)
        and t.subject not in divided
    )  # fmt: skip
    divisions = tuple(
        Division(title, count.value.rpartition("#")[2], _shares(viewer, dataset, link, what, count))
        for title, link, what, count in _PARTITIONS
    )
    return DatasetPage(viewer.block(dataset, own), divisions, tuple(viewer.blocks(parts)))


def _shares(
    viewer: Viewer, dataset: NamedNode, link: NamedNode, what: NamedNode, count: NamedNode
) -> tuple[Share, ...]:
    found = (quad.object for quad in viewer.store.match(dataset, link))
    shares = (_share(viewer, node, what, count) for node in found if isinstance(node, NamedNode))
    return tuple(sorted(shares, key=lambda share: (share.name.text.casefold(), share.anchor)))


def _share(viewer: Viewer, node: NamedNode, what: NamedNode, count: NamedNode) -> Share:
    named = (quad.object for quad in viewer.store.match(node, what))
    counted = (quad.object for quad in viewer.store.match(node, count))
    name = next((viewer.value(term_) for term_ in named), Value(node.value))
    number = next((n.value for n in counted if isinstance(n, Literal)), "")
    return Share(node.value.partition("#")[2], name, number)
