"""A source: a Turtle file, parsed by Oxigraph, which is the parser of record.

Lexical forms stay as they were written (``"007"^^xsd:integer``). Blank nodes of ontology and
shapes are named by RDFC-1.0, so that the same file has the same names for ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from kizuna.compiler.blocks import Layout, read_layout
from kizuna.compiler.inputs import Input
from kizuna.errors import SourceError
from kizuna.iris import Base
from kizuna.namespaces import FOREIGN

SKOLEM = "#_"
"""What the names of formerly blank nodes have after the IRI of their document."""

_DOCUMENTS = (f"{FOREIGN['owl']}Ontology", f"{FOREIGN['skos']}ConceptScheme")
_TYPE = NamedNode(f"{FOREIGN['rdf']}type")
_WHERE = re.compile(r"^Parser error (?:at|between) .*?: (?=\S)")
_CUT = re.compile(r"expected|not a valid|not allowed")
_HINT = "; a dot, semicolon, comma or quotation mark may be missing here or before"
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed file: its path, its graph, its text, its triples and its layout.

    ``subjects`` are the IRIs of its subjects, in order.
    """

    path: PurePosixPath
    graph: str
    text: str
    triples: tuple[Triple, ...]
    subjects: tuple[str, ...]
    by_predicate: Mapping[str, Sequence[Triple]]
    layout: Layout
    blank: bool

    @property
    def folder(self) -> str:
        """The folder of the first level: ``data``, ``ontology`` or ``shapes``."""
        return self.path.parts[0]

    @property
    def document(self) -> str | None:
        """The IRI of the ontology, scheme or shapes graph that the file describes."""
        return next(iter(_documents(self.triples)), None)

    def stating(self, predicate: str) -> Sequence[Triple]:
        """List the triples that have a predicate."""
        return self.by_predicate.get(predicate, ())

    def line_of(self, subject: str) -> int | None:
        """Tell the line at which the block of a subject begins."""
        return self.layout.lines.get(subject)


def read_source(file: Input, base: Base) -> Source:
    """Parse a file.

    :raises SourceError: if it is not UTF-8, or not Turtle; with the line.
    """
    path = Path(file.path)
    text = decode(file.content, path)
    try:
        quads = list(
            parse(
                text.removeprefix(_BOM).encode(),
                format=RdfFormat.TURTLE,
                base_iri=base.iri,
                rename_blank_nodes=False,
            )
        )
    except SyntaxError as error:
        message = _WHERE.sub("", str(error.msg))
        column = f", column {error.offset}" if error.offset else ""
        hint = _HINT if _CUT.search(message) else ""
        raise SourceError(
            f"is not Turtle{column}: {message}{hint}", path=path, line=error.lineno
        ) from error
    graph = base.graph(quote(file.path.with_suffix("").as_posix()))
    if any(isinstance(quad.object, Triple) for quad in quads):
        raise SourceError("has a triple term, which RDF 1.1 does not know", path=path)
    blank = any(_is_blank(quad) for quad in quads)
    named = _without_blank_nodes(quads, graph) if blank else (quad.triple for quad in quads)
    layout = read_layout(text.removeprefix(_BOM), base.iri)
    triples = tuple(in_order(named))
    named_subjects = (t.subject.value for t in triples if isinstance(t.subject, NamedNode))
    subjects = tuple(dict.fromkeys(named_subjects))
    return Source(file.path, graph, text, triples, subjects, _sort_out(triples), layout, blank)


def decode(content: bytes, path: Path) -> str:
    """Decode UTF-8, to the letter.

    :raises SourceError: with the offset and the line of the first byte that is wrong.
    """
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"is not UTF-8: byte {error.start} is 0x{content[error.start]:02x}; "
            "save the file as UTF-8",
            path=path,
            line=line,
        ) from error


def in_order(triples: Iterable[Triple]) -> list[Triple]:
    """Put triples in the order of their N-Triples, each once."""
    return sorted(set(triples), key=str)


def _sort_out(triples: Iterable[Triple]) -> Mapping[str, Sequence[Triple]]:
    by_predicate: dict[str, list[Triple]] = {}
    for triple in triples:
        by_predicate.setdefault(triple.predicate.value, []).append(triple)
    return by_predicate


def _documents(triples: Iterable[Triple]) -> list[str]:
    return sorted(
        t.subject.value
        for t in triples
        if t.predicate == _TYPE
        and isinstance(t.subject, NamedNode)
        and isinstance(t.object, NamedNode)
        and t.object.value in _DOCUMENTS
    )


def _without_blank_nodes(quads: Sequence[Quad], graph: str) -> Iterator[Triple]:
    """Name blank nodes after the document that the file describes, or after its graph."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    triples = [quad.triple for quad in dataset]
    head = next(iter(_documents(triples)), graph)

    def name(term: Any) -> Any:
        return NamedNode(f"{head}{SKOLEM}{term.value}") if isinstance(term, BlankNode) else term

    return (Triple(name(t.subject), t.predicate, name(t.object)) for t in triples)


def _is_blank(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
