"""The terms that sources may use: our own, as the sources define them, and those of others.

Foreign terms are known from rdflib's closed namespaces. A misspelt term says something about
nothing, and a misspelt target lets a shape pass for ever: both look like sound data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from pyoxigraph import NamedNode, Triple
from rdflib.namespace import (
    DCAT,
    DCTERMS,
    FOAF,
    GEO,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SDO,
    SH,
    SKOS,
    VANN,
    VOID,
    XSD,
    DefinedNamespace,
)

from kizuna.compiler.source import SKOLEM, Source
from kizuna.namespaces import ABSOLUTE, DEF, FOREIGN, TERMS

_CLOSED: Mapping[str, type[DefinedNamespace]] = {
    "dcat": DCAT, "dcterms": DCTERMS, "foaf": FOAF, "geo": GEO, "org": ORG, "owl": OWL,
    "prov": PROV, "rdf": RDF, "rdfs": RDFS, "schema": SDO, "sh": SH, "skos": SKOS,
    "vann": VANN, "void": VOID, "xsd": XSD,
}  # fmt: skip

_MORE: Mapping[str, tuple[str, ...]] = {
    # DCAT 3 is younger than rdflib's list.
    "dcat": ("DatasetSeries", "first", "hasCurrentVersion", "hasVersion", "inSeries", "isVersionOf",
             "last", "next", "prev", "previousVersion", "resource", "version"),
    "formats": ("JSON-LD", "N-Quads", "N-Triples", "RDF_XML", "TriG", "Turtle"),
    "sd": ("Dataset", "Graph", "NamedGraph", "SPARQL11Query", "Service", "UnionDefaultGraph",
           "availableGraphs", "defaultDataset", "defaultGraph", "endpoint", "feature", "graph",
           "name", "namedGraph", "resultFormat", "supportedLanguage"),
    "spdx": ("Checksum", "algorithm", "checksum", "checksumAlgorithm_sha256", "checksumValue"),
    "void-ext": ("datatype", "datatypePartition"),
    "wikibase": ("NormalRank", "PreferredRank", "rank"),
}  # fmt: skip

_NUMBERED = re.compile(
    rf"{re.escape(FOREIGN['wd'])}[PQ][1-9]\d*|{re.escape(FOREIGN['wdt'])}P[1-9]\d*"
    rf"|{re.escape(FOREIGN['wds'])}[PQ][1-9]\d*-[\w-]+"
    rf"|{re.escape(FOREIGN['rdf'])}_[1-9]\d*"
)
_DERIVED = re.compile(rf"{re.escape(DEF)}(?:\w+(?:Earliest|Latest)|partnerOf|impliedYear)")
_VERSIONS = (f"{FOREIGN['owl']}versionIRI", f"{FOREIGN['owl']}priorVersion")
_TYPE = f"{FOREIGN['rdf']}type"
_NAMESPACES = sorted(ABSOLUTE.items(), key=lambda item: -len(item[1]))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The known terms, and their prefixed names in order."""

    terms: frozenset[str]
    names: tuple[str, ...]

    def knows(self, iri: str) -> bool:
        """Say whether an IRI is a known term, or one of those that are numbered."""
        return iri in self.terms or _NUMBERED.fullmatch(iri) is not None

    def suggest(self, iri: str) -> str:
        """Ask whether a known term was meant: `` (did you mean kizuna:party?)``, or nothing."""
        prefix, local = _split(iri)
        same = [name for name in self.names if name.lower() == shorten(iri).lower()]
        if same:
            return f" (did you mean {same[0]}?)"
        near = [name for name in self.names if prefix and name.startswith(f"{prefix}:")]
        close = get_close_matches(shorten(iri), near, n=1, cutoff=0.75)
        if not close:
            same = [name for name in self.names if name.partition(":")[2] == local]
            close = same or get_close_matches(shorten(iri), self.names, n=1, cutoff=0.85)
        return f" (did you mean {close[0]}?)" if close else ""


def read_vocabulary(sources: Iterable[Source]) -> Vocabulary:
    """Collect foreign terms and those that ontology, schemes and shapes define."""
    own = {iri for source in sources if source.folder != "data" for iri in _defined(source)}
    terms = frozenset(own | set(_foreign()))
    return Vocabulary(terms, tuple(sorted(map(shorten, terms))))


def is_term(iri: str) -> bool:
    """Say whether an IRI lies in a namespace whose terms are all known.

    A namespace itself is no term, and neither is a node that had no name.
    """
    if iri.endswith("#") or SKOLEM in iri:
        return False
    return iri.startswith(TERMS) or any(
        iri.startswith(namespace) and iri != namespace for namespace in FOREIGN.values()
    )


def is_derived(iri: str) -> bool:
    """Say whether a property is stated by rules alone."""
    return _DERIVED.fullmatch(iri) is not None


def shorten(iri: str) -> str:
    """Write an IRI with its prefix, where one of the table fits; else as it is."""
    prefix, local = _split(iri)
    return f"{prefix}:{local}" if prefix else iri


def _split(iri: str) -> tuple[str, str]:
    # The longest first: one namespace of Wikidata's begins as another does.
    for prefix, namespace in _NAMESPACES:
        if iri.startswith(namespace):
            return prefix, iri[len(namespace) :]
    return "", re.split(r"[#/]", iri)[-1]


def _defined(source: Source) -> Iterator[str]:
    for triple in source.triples:
        if triple.predicate.value == _TYPE and isinstance(triple.subject, NamedNode):
            yield triple.subject.value
        elif triple.predicate.value in _VERSIONS:
            yield _value(triple)


def _value(triple: Triple) -> str:
    return triple.object.value if isinstance(triple.object, NamedNode) else ""


def _foreign() -> Iterator[str]:
    for prefix, namespace in _CLOSED.items():
        # Names that are words of Python, sh:in and sh:or, stand among the extras.
        for name in (*namespace.__annotations__, *getattr(namespace, "_extras", ())):
            yield f"{FOREIGN[prefix]}{name}"
    for prefix, names in _MORE.items():
        for name in names:
            yield f"{FOREIGN[prefix]}{name}"
