"""A small release made by hand, so that the web is tested without the compiler."""

from __future__ import annotations

import atexit
import gzip
import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, parse

from kizuna.app import create_app
from kizuna.compiler.indexing.derived import find_derived
from kizuna.compiler.indexing.write import write_index
from kizuna.config import Settings, read_settings
from kizuna.index import INDEX
from kizuna.iris import Base
from kizuna.namespaces import KINDS, prefixes
from kizuna.release import MANIFEST, File, Manifest, Release, promote

BASE = "http://localhost:8080/"

GRAPHS = {
    "data/catalog": """
        <dataset> a dcat:Dataset ; dcterms:title "World"@en ;
            dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> .
    """,
    "data/letter/ties": """
        partnership:alpha-beta a kizuna:Partnership ; rdfs:label "Alpha–Beta"@en ;
            kizuna:party place:alpha , place:beta ; kizuna:kind kind:sister-city ;
            dcterms:source <id/source/letter#char=0,10> .
        report:alpha-beta a kizuna:Status ; rdfs:label "tie of 1987"@en ;
            kizuna:of partnership:alpha-beta ; kizuna:asOf "1987"^^xsd:gYear .
        agreement:alpha-beta a kizuna:Agreement ; rdfs:label "agreement"@en ;
            kizuna:of partnership:alpha-beta ; kizuna:signed "1974-04"^^xsd:gYearMonth .
        activity:camp a kizuna:Activity ; rdfs:label "camp"@en ; kizuna:of agreement:alpha-beta .
        figure:camp-sessions a kizuna:Figure ; rdfs:label "sessions"@en ;
            kizuna:possiblyOf activity:camp ; kizuna:value 9 .
        participation:leader a kizuna:Participation ; kizuna:of activity:camp ;
            kizuna:who person:ada-lee .
        person:ada-lee a schema:Person ; rdfs:label "Ada Lee"@en .
        place:alpha kizuna:of partnership:alpha-beta .
        place:hostile a kizuna:Place ;
            rdfs:label "<script>alert('x')</script> \\"quoted\\" \\u202Eright to left"@en .
    """,
    "data/letter/source": """
        source:letter a prov:Entity ; rdfs:label "Letter"@en .
        place:alpha a kizuna:Place .
    """,
    "data/places/xx": """
        place:alpha a kizuna:Place ; rdfs:label "Alpha"@en , "アルファ"@ja .
        place:beta a kizuna:Place ; rdfs:label "Beta"@en .
        place:old-beta dcterms:isReplacedBy place:beta .
    """,
    "data/places/yy": """
        place:beta geo:hasGeometry <id/place/beta#point> .
        <id/place/beta#point> a geo:Geometry ; geo:asWKT "POINT(1 2)"^^geo:wktLiteral .
        place:older-beta dcterms:isReplacedBy place:old-beta .
        place:round rdfs:label "Round"@en ; dcterms:isReplacedBy place:and-round .
        place:and-round rdfs:label "And round"@en ; dcterms:isReplacedBy place:round .
    """,
    "derived/passages": """
        <id/source/letter#char=0,10> dcterms:isPartOf source:letter .
    """,
    "derived/partners": """
        place:alpha kizuna:partnerOf place:beta . place:beta kizuna:partnerOf place:alpha .
    """,
    "ontology/kizuna": """
        <https://w3id.org/kizuna/def> a owl:Ontology ; dcterms:title "Terms"@en ;
            owl:versionIRI <https://w3id.org/kizuna/def/1.0.0> .
        kizuna:party a rdf:Property ; rdfs:label "party"@en .
    """,
    "ontology/concepts/kind": """
        <https://w3id.org/kizuna/kind> a skos:ConceptScheme ; dcterms:title "Kinds"@en .
        kind:sister-city a skos:Concept ; skos:prefLabel "sister city"@en .
    """,
    "description": """
        <dataset> void:triples 1 ; void:classPartition <dataset#class-place> ;
            dcat:distribution <dataset#nq> .
        <dataset#class-place> void:class kizuna:Place ; void:entities 3 .
        <dataset#nq> a dcat:Distribution ; dcterms:title "N-Quads"@en .
        <graph/derived/partners> prov:wasGeneratedBy <graph/derived/partners#derivation> .
        <graph/derived/partners#derivation> prov:qualifiedAssociation
            <graph/derived/partners#rule> .
        <graph/derived/partners#rule> dcterms:title "What is tied is tied both ways"@en .
        <dataset> sh:declare <dataset#prefix-kizuna> .
        <dataset#prefix-kizuna> a sh:PrefixDeclaration ; sh:prefix "kizuna" ;
            sh:namespace "https://w3id.org/kizuna/def#"^^xsd:anyURI .
    """,
    "partitions": """
        <dataset/default> a sd:Graph ; void:classPartition <dataset#class-place> .
        <graph/derived/partners> sd:graph <dataset/derived/partners> .
        <dataset/derived/partners> a sd:Graph ;
            void:classPartition <dataset/derived/partners#class-place> .
        <dataset/derived/partners#class-place> void:class kizuna:Place ; void:entities 2 ;
            void:propertyPartition <dataset/derived/partners#class-place--partner> .
        <dataset/derived/partners#class-place--partner> void:property kizuna:partnerOf ;
            void:triples 2 ;
            void:classPartition <dataset/derived/partners#class-place--partner--place> .
        <dataset/derived/partners#class-place--partner--place> void:class kizuna:Place ;
            void:triples 2 .
    """,
}


def make_release(
    releases: Path, *, base: str = BASE, version: str = "2026.11.1", extra: str = ""
) -> Release:
    """Write a release of the small world, and promote it."""
    quads = {
        Quad(quad.subject, quad.predicate, quad.object, NamedNode(f"{base}graph/{name}"))
        for name, turtle in {**GRAPHS, "data/extra": extra}.items()
        for quad in parse(_head(base) + turtle, RdfFormat.TURTLE, base_iri=base)
    }
    name = f"{version}-{hashlib.sha256((version + base).encode()).hexdigest()[:12]}"
    folder = releases / name
    folder.mkdir(parents=True)
    triples = _write_store(folder / "store", quads)
    merged = sorted({quad.triple for quad in quads}, key=str)
    graphs: dict[str, list[Triple]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            graphs.setdefault(quad.graph_name.value, []).append(quad.triple)
    write_index(folder / INDEX, merged, find_derived(graphs, Base(base)), Base(base))
    products = {
        "kizuna.nq.gz": pack(quads),
        "kizuna.nt.gz": pack(quad.triple for quad in quads),
        "withdrawn.csv": b"kind,slug,date,reason\nperson,gone,2026-11-01,asked for\n",
        "coverage/letter.csv": b"start,end,nodes,reason\n0,10,partnership/alpha-beta,\n",
    }
    for path, content in products.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(content)
    manifest = Manifest(
        name, version, "2026-11-21", base, "0.1.0", triples, len(quads),
        {graph: len(found) for graph, found in graphs.items()},
        dict.fromkeys(KINDS.values(), 1), {"Violation": 0, "Warning": 2},
        products={p: File(hashlib.sha256(c).hexdigest(), len(c)) for p, c in products.items()},
    )  # fmt: skip
    (folder / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    release = Release(folder, manifest)
    promote(release)
    return release


def pack(statements: Iterable[Quad | Triple]) -> bytes:
    """Write a dump; fifty times, so that it is long."""
    lines = "".join(f"{line} .\n" for line in sorted(set(map(str, statements))))
    return gzip.compress(lines.encode() * 50, mtime=0)


def _head(base: str) -> str:
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes(base).items())


def _write_store(path: Path, quads: set[Quad]) -> int:
    store = Store(str(path))
    merged = {quad.triple for quad in quads}
    store.extend(quads)
    store.extend(Quad(*triple) for triple in merged)
    store.flush()
    return len(merged)


def settings(releases: Path, port: int = 8080, threads: int = 8) -> Settings:
    # The log is written where the tests report; a server that has one is in test_isolation.py.
    return read_settings({}, releases=str(releases), port=port, threads=threads, access_log=0)


@cache
def shared_releases() -> Path:
    """Make, once, a folder with the small release, which no test changes."""
    folder = Path(tempfile.mkdtemp(prefix="kizuna-web-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    make_release(folder)
    return folder


@cache
def shared_app() -> Flask:
    return create_app(settings(shared_releases()))


def members(answer: Any) -> dict[str, Any]:
    """Read the members of a problem, or of another answer in JSON."""
    assert isinstance(answer.json, dict)
    return answer.json
