"""The catalogue: what the authors say of the data set, in ``data/catalog.ttl``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kizuna.compiler.inputs import CATALOG, Tree
from kizuna.compiler.source import Source, read_source
from kizuna.errors import SourceError
from kizuna.iris import Base
from kizuna.namespaces import FOREIGN

_VERSION = re.compile(r"[0-9A-Za-z]+(?:\.[0-9A-Za-z]+)*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Catalog:
    """Version, day of issue and licences, as the catalogue states them."""

    version: str
    issued: str
    licences: tuple[str, ...]


def read_catalog(tree: Tree, base: Base) -> Catalog:
    """Read the catalogue.

    :raises SourceError: if it is missing, cannot be parsed, or lacks version or day of issue.
    """
    file = tree.by_path(CATALOG)
    if file is None:
        raise SourceError("is missing: it describes the data set", path=Path(CATALOG))
    source = read_source(file, base)
    about = [t for t in source.triples if t.subject == NamedNode(base.dataset)]
    version = _literal(about, "dcat:version", source, base)
    issued = _literal(about, "dcterms:issued", source, base)
    if not _VERSION.fullmatch(version) or not _DAY.fullmatch(issued):
        raise SourceError(
            f"a version is words with dots between them, and a day as in 2026-11-21: {version!r}, "
            f"{issued!r}",
            path=Path(CATALOG),
            line=source.line_of(base.dataset),
        )
    licences = (t.object for t in about if t.predicate.value == f"{FOREIGN['dcterms']}license")
    iris = sorted(term.value for term in licences if isinstance(term, NamedNode))
    return Catalog(version, issued, tuple(iris))


def _literal(about: Iterable[Triple], name: str, source: Source, base: Base) -> str:
    prefix, _, local = name.partition(":")
    values = [
        t.object.value
        for t in about
        if t.predicate.value == f"{FOREIGN[prefix]}{local}" and isinstance(t.object, Literal)
    ]
    if len(values) != 1:
        line = source.line_of(base.dataset)
        message = f"states {len(values)} {name} of <dataset>, where one is needed"
        raise SourceError(message, path=Path(CATALOG), line=line)
    return values[0]
