"""The one registry of formats: of graphs, of data sets and of query results.

A format is a value. To add one, add it here; negotiation, suffixes, links, the service
description and the catalogue follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from pyoxigraph import QueryResultsFormat, RdfFormat


class Family(Enum):
    """What a format can write."""

    GRAPH = "graph"
    DATASET = "dataset"
    SOLUTIONS = "solutions"
    PAGE = "page"
    PROBLEM = "problem"
    TABLE = "table"
    FILE = "file"
    REQUEST = "request"


@dataclass(frozen=True, slots=True, eq=False)
class Format:
    """A format with its names; each is one value of the registry, equal to itself alone.

    ``aliases`` are media types that clients send for it and that are answered with the
    registered one; ``names`` are further ones of the parameter ``format``; ``iri`` is the one of
    W3C's list of file formats.
    """

    name: str
    label: str
    media_type: str
    extension: str
    families: frozenset[Family]
    aliases: tuple[str, ...] = ()
    iri: str | None = None
    rdf: RdfFormat | None = None
    results: QueryResultsFormat | None = None
    charset: bool = False
    names: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The value of the ``Content-Type`` header."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type

    def is_called(self, name: str) -> bool:
        """Tell whether a client means this format, by one of its names or media types."""
        known = (self.name, *self.names, self.media_type, *self.aliases)
        return name.strip().replace(" ", "+").lower() in known


_W3C = "http://www.w3.org/ns/formats/"
_GRAPH = frozenset({Family.GRAPH})
_SOLUTIONS = frozenset({Family.SOLUTIONS})

TURTLE = Format(
    "ttl", "Turtle", "text/turtle", "ttl", _GRAPH,
    ("application/x-turtle", "text/ttl", "application/turtle"),
    f"{_W3C}Turtle", RdfFormat.TURTLE, charset=True, names=("turtle", "n3"),
)  # fmt: skip
N_TRIPLES = Format(
    "nt", "N-Triples", "application/n-triples", "nt", _GRAPH,
    ("text/n-triples", "text/plain"), f"{_W3C}N-Triples", RdfFormat.N_TRIPLES,
    names=("ntriples", "n-triples"),
)  # fmt: skip
JSON_LD = Format(
    "jsonld", "JSON-LD", "application/ld+json", "jsonld", _GRAPH | {Family.DATASET},
    ("application/json",), f"{_W3C}JSON-LD", RdfFormat.JSON_LD, names=("json-ld", "json"),
)  # fmt: skip
RDF_XML = Format(
    "rdf", "RDF/XML", "application/rdf+xml", "rdf", _GRAPH,
    ("application/rdf", "application/xml", "text/xml"), f"{_W3C}RDF_XML", RdfFormat.RDF_XML,
    names=("rdf+xml", "rdfxml", "xml"),
)  # fmt: skip
TRIG = Format(
    "trig", "TriG", "application/trig", "trig", frozenset({Family.DATASET}),
    ("application/x-trig",), f"{_W3C}TriG", RdfFormat.TRIG,
)  # fmt: skip
N_QUADS = Format(
    "nq", "N-Quads", "application/n-quads", "nq", frozenset({Family.DATASET}),
    ("text/x-nquads", "text/n-quads"), f"{_W3C}N-Quads", RdfFormat.N_QUADS,
)  # fmt: skip
HTML = Format(
    "html", "HTML", "text/html", "html", frozenset({Family.PAGE}),
    ("application/xhtml+xml",), charset=True,
)  # fmt: skip
RESULTS_JSON = Format(
    "json", "SPARQL results in JSON", "application/sparql-results+json", "json", _SOLUTIONS,
    ("application/json",), f"{_W3C}SPARQL_Results_JSON", results=QueryResultsFormat.JSON,
)  # fmt: skip
RESULTS_XML = Format(
    "xml", "SPARQL results in XML", "application/sparql-results+xml", "xml", _SOLUTIONS,
    ("application/xml", "text/xml"), f"{_W3C}SPARQL_Results_XML", results=QueryResultsFormat.XML,
)  # fmt: skip
RESULTS_CSV = Format(
    "csv", "CSV", "text/csv", "csv", _SOLUTIONS,
    (), f"{_W3C}SPARQL_Results_CSV", results=QueryResultsFormat.CSV, charset=True,
)  # fmt: skip
RESULTS_TSV = Format(
    "tsv", "TSV", "text/tab-separated-values", "tsv", _SOLUTIONS,
    (), f"{_W3C}SPARQL_Results_TSV", results=QueryResultsFormat.TSV, charset=True,
)  # fmt: skip
PROBLEM = Format(
    "problem", "problem details", "application/problem+json", "json",
    frozenset({Family.PROBLEM}), ("application/json",),
)  # fmt: skip

_FILE = frozenset({Family.FILE})
GZIP = Format("gz", "gzip", "application/gzip", "gz", _FILE)
JSON = Format("json", "JSON", "application/json", "json", _FILE)
XML = Format("xml", "XML", "application/xml", "xml", _FILE)
TEXT = Format("txt", "plain text", "text/plain", "txt", _FILE, charset=True)
CSS = Format("css", "style sheet", "text/css", "css", _FILE, charset=True)
JAVASCRIPT = Format("js", "JavaScript", "text/javascript", "js", _FILE, charset=True)
GEOJSON = Format("geojson", "GeoJSON", "application/geo+json", "geojson", _FILE)
SVG = Format("svg", "drawing", "image/svg+xml", "svg", _FILE)

_REQUEST = frozenset({Family.REQUEST})
FORM = Format("form", "form", "application/x-www-form-urlencoded", "", _REQUEST)
QUERY = Format("query", "SPARQL query", "application/sparql-query", "rq", _REQUEST)
UPDATE = Format("update", "SPARQL update", "application/sparql-update", "ru", _REQUEST)

GRAPH_FORMATS = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML)
"""What a document is offered in; the first is for whoever does not say."""

DUMP_FORMATS = (N_QUADS, TRIG, N_TRIPLES, TURTLE, JSON_LD)

SOLUTION_FORMATS = (RESULTS_JSON, RESULTS_XML, RESULTS_CSV, RESULTS_TSV)

BOOLEAN_FORMATS = SOLUTION_FORMATS
"""ASK is answered in the same four; CSV and TSV have no standard form for a boolean."""


LIST_FORMATS = (JSON, RESULTS_CSV, GEOJSON, HTML)
"""What a list of partnerships or places is offered in; the first is for whoever does not say."""

FILE_FORMATS = (
    GZIP,
    JSON,
    RESULTS_CSV,
    CSS,
    JAVASCRIPT,
    SVG,
    TEXT,
    XML,
    *DUMP_FORMATS,
    RDF_XML,
    HTML,
)
"""What the files of a release and of the program can be."""


def by_name(name: str) -> Format:
    """Find the format of a file by the end of its name; unknown ones are plain text."""
    extension = name.rpartition(".")[2]
    return next((f for f in FILE_FORMATS if f.extension == extension), TEXT)


_RESULTS: Mapping[str, Format] = MappingProxyType(
    {form.name: form for form in (*SOLUTION_FORMATS, *GRAPH_FORMATS)}
)


def result_format(name: str) -> Format:
    """Find the format of a result by its name."""
    return _RESULTS[name]


def by_extension(extension: str) -> Format | None:
    """Find the format of a document's suffix."""
    return next((f for f in (*GRAPH_FORMATS, HTML) if f.extension == extension), None)
