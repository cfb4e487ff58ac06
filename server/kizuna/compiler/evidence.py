"""Evidence, for people: a claim beside its passage, and the range of a phrase."""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kizuna.compiler.coverage import Passage, Row, parse_passage, read_rows, tables
from kizuna.compiler.inputs import Tree
from kizuna.compiler.labels import Labels, read_labels
from kizuna.compiler.source import Source, decode, read_source
from kizuna.errors import SourceError
from kizuna.iris import SLUG, Base
from kizuna.namespaces import FOREIGN, KINDS, THING_PREFIXES

_SOURCE = f"{FOREIGN['dcterms']}source"
_IDENTIFIER = f"{FOREIGN['dcterms']}identifier"
_SHA256 = f"{FOREIGN['schema']}sha256"
_DATATYPES = {"xsd:string": "", "xsd:integer": "", "xsd:decimal": "", "xsd:date": ""}
_GAP = re.compile(r"\s*(?:…|\.\.+)\s*")


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a source; ``sound`` is false if it is not the text that ranges count in."""

    slug: str
    path: Path
    text: str
    sound: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage with its text; none if no document can be found for it."""

    passage: Passage
    text: str | None


@dataclass(frozen=True, slots=True)
class Block:
    """What one file says of a thing, the passages it cites for it, and what else it cites."""

    path: str
    lines: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """What the data says of a thing, file by file: a passage speaks for its own file alone."""

    label: str
    blocks: tuple[Block, ...]
    unsound: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Where a phrase stands, and the run of whole sentences around it, if these are known."""

    phrase: Passage
    sentences: Passage | None


def thing_of(name: str, base: Base) -> str:
    """Read the name of a thing: its IRI, ``kind/slug``, or ``prefix:slug`` as in data files.

    :raises SourceError: if it names none.
    """
    kinds = {prefix: path.split("/")[1] for prefix, path in THING_PREFIXES.items()}
    head, mark, slug = name.partition("/") if "/" in name else name.partition(":")
    kind = head if mark == "/" else kinds.get(head, "")
    if kind in KINDS and SLUG.fullmatch(slug):
        return base.thing(kind, slug)
    if base.parse(name) is not None:
        return name
    # An IRI of another deployment names the same thing.
    other = re.search(r"/(?:id|doc)/([a-z]+)/([a-z0-9-]+)(?:\.[a-z]+)?$", name)
    if other and other[1] in KINDS:
        return base.thing(other[1], other[2])
    raise SourceError(f"{name} names no thing: write kind/slug, as in place/osaka-city, or its IRI")


def read_claim(name: str, tree: Tree, documents: Path, base: Base) -> Claim:
    """Read what the data says of a thing, with the text of every passage that it cites.

    :raises SourceError: if nothing is said of it, or a file cannot be read.
    """
    iri = thing_of(name, base)
    sources = _read_data(tree, base)
    labels = read_labels((t for source in sources for t in source.triples), base)
    about = {s.path: [t for t in s.triples if t.subject == NamedNode(iri)] for s in sources}
    said = {str(path): triples for path, triples in about.items() if triples}
    if not said:
        raise SourceError(f"no file describes {labels.prefixed(iri)}")
    passages = [p for triples in said.values() for p in _passages(triples, base)]
    texts = {slug: _document(slug, sources, documents, base) for slug in _slugs(passages)}
    return Claim(
        labels.of(iri),
        tuple(_block(path, triples, texts, labels) for path, triples in said.items()),
        tuple(d.path for d in texts.values() if d is not None and not d.sound),
    )


def write_claim(claim: Claim, documents: Path, width: int) -> Iterator[str]:
    """Write a claim for people, each file's statements beside the passages that it cites."""
    yield claim.label
    for block in claim.blocks:
        lines = block.lines
        yield ""
        yield f"{block.path}:"
        for evidence in block.evidence:
            yield str(evidence.passage)
            text = evidence.text
            said = f"{documents} has no text of this source" if text is None else text
            yield from side_by_side(lines, said, width)
            lines = ()
        yield from lines
        if block.records:
            yield f"cites {', '.join(block.records)}"
        elif not block.evidence:
            yield "cites no passage of a document"


def find_phrase(
    phrase: str, slug: str, tree: Tree, documents: Path, base: Base
) -> tuple[Document, list[Found]]:
    """Find every place of a document where a phrase stands, whatever its white space.

    Dots (``first words … last words``) stand for what lies between, at its shortest.

    :raises SourceError: if the document cannot be read.
    """
    sources = _read_data(tree, base)
    document = _document(slug, sources, documents, base)
    if document is None:
        node = NamedNode(base.thing("source", slug))
        if not any(t.subject == node for source in sources for t in source.triples):
            known = ", ".join(slug for slug, _ in tables(tree))
            raise SourceError(f"no file describes source:{slug}; there are: {known}")
        raise SourceError(f"{documents} has no text of source/{slug} that its description names")
    rows = next((read_rows(file) for name, file in tables(tree) if name == slug), [])
    parts = [r"\s+".join(map(re.escape, part.split())) for part in _GAP.split(phrase.strip())]
    pattern = re.compile(r"(?=(" + r".*?".join(part for part in parts if part) + "))", re.DOTALL)
    ranges = [match.span(1) for match in pattern.finditer(document.text) if match[1]]
    return document, [_around(Passage(slug, *span), rows) for span in ranges]


def side_by_side(left: Sequence[str], right: str, width: int) -> list[str]:
    """Set two texts in columns of one line width."""
    column = max((width - 3) // 2, 20)
    lines = [part for line in left for part in textwrap.wrap(line, column, subsequent_indent="  ")]
    words = [part for line in right.splitlines() for part in textwrap.wrap(line, column) or [""]]
    pairs = zip_longest(lines, words, fillvalue="")
    return [f"{one:<{column}} | {other}".rstrip() for one, other in pairs]


def _passages(triples: Iterable[Triple], base: Base) -> list[Passage]:
    cited = [t.object.value for t in triples if _cites(t) and isinstance(t.object, NamedNode)]
    return [p for p in (parse_passage(iri, base) for iri in cited) if p is not None]


def _block(
    path: str, triples: Sequence[Triple], texts: Mapping[str, Document | None], labels: Labels
) -> Block:
    cited = [t.object.value for t in triples if _cites(t) and isinstance(t.object, NamedNode)]
    records = (iri for iri in cited if parse_passage(iri, labels.base) is None)
    passages = _passages(triples, labels.base)
    return Block(
        path,
        tuple(_write(t, labels) for t in triples if not _cites(t)),
        tuple(Evidence(p, _cut(p, texts[p.source])) for p in passages),
        tuple(map(labels.prefixed, records)),
    )


def _read_data(tree: Tree, base: Base) -> list[Source]:
    files = (f for f in tree.inputs if f.is_turtle and f.path.parts[0] == "data")
    return [read_source(file, base) for file in files]


def _document(slug: str, sources: Sequence[Source], folder: Path, base: Base) -> Document | None:
    node = NamedNode(base.thing("source", slug))
    about = [t for source in sources for t in source.triples if t.subject == node]
    names = _literals(about, _IDENTIFIER)
    found = [folder / name for name in names if Path(name).name == name]
    path = next((path for path in found if path.is_file()), None)
    if path is None:
        return None
    content = path.read_bytes()
    sound = hashlib.sha256(content).hexdigest() in _literals(about, _SHA256)
    return Document(slug, path, decode(content, path), sound)


def _around(phrase: Passage, rows: Sequence[Row]) -> Found:
    touched = [row for row in rows if row.start < phrase.end and phrase.start < row.end]
    if not touched:
        return Found(phrase, None)
    return Found(phrase, Passage(phrase.source, touched[0].start, touched[-1].end))


def _cut(passage: Passage, document: Document | None) -> str | None:
    return document.text[passage.start : passage.end] if document else None


def _cites(triple: Triple) -> bool:
    return triple.predicate.value == _SOURCE


def _slugs(passages: Iterable[Passage]) -> list[str]:
    return sorted({passage.source for passage in passages})


def _literals(triples: Iterable[Triple], predicate: str) -> list[str]:
    return [
        t.object.value
        for t in triples
        if t.predicate.value == predicate and isinstance(t.object, Literal)
    ]


def _write(triple: Triple, labels: Labels) -> str:
    predicate = labels.prefixed(triple.predicate.value)
    name = "a" if predicate == "rdf:type" else predicate
    if isinstance(triple.object, NamedNode):
        return f"{name} {labels.of(triple.object.value)}"
    if isinstance(triple.object, Literal) and not triple.object.language:
        datatype = labels.prefixed(triple.object.datatype.value)
        return f'{name} "{triple.object.value}"' + _DATATYPES.get(datatype, f" ({datatype})")
    return f"{name} {triple.object}"
