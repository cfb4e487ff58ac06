"""Evidence: ranges resolve, and what a node says is found in the passages it cites."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from forms import XSD, date_forms, number_forms, period_form
from passages import BASE, DATA, SLUGS, Node, coverage, document, nodes, text

from conftest import ROOT

K = "https://w3id.org/kizuna/def#"
DATES = {f"{K}{name}" for name in ("date", "began", "ended", "signed", "asOf")} | {
    "http://purl.org/dc/terms/date"
}
NUMBERS = {f"{K}{name}" for name in ("value", "upTo", "number", "anniversary")}
PERIODS = {f"{K}frequency", f"{K}duration"}
VERBATIM = {
    "http://purl.org/dc/terms/title",
    "http://www.w3.org/2004/02/skos/core#altLabel",
    "https://schema.org/familyName",
    f"{K}term",
}
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
EXCEPTIONS: dict[str, str] = json.loads(
    (Path(__file__).parent / "exceptions.json").read_text(encoding="utf-8")
)
"""``node property value`` → why the value stands in none of the node's ranges."""


def squeezed(passage: str) -> str:
    return re.sub(r"\s+", " ", passage)


def shorthand(predicate: str) -> str:
    return re.split(r"[#/]", predicate)[-1]


def unfounded(node: Node, passages: list[str]) -> Iterator[str]:
    for predicate, value in node.statements:
        if isinstance(value, ox.Literal) and not founded(predicate, value, passages):
            yield f"{node.name} {shorthand(predicate)} {value.value}"


def founded(predicate: str, value: ox.Literal, passages: list[str]) -> bool:
    if predicate in DATES:
        forms = date_forms(value.value, value.datatype.value.removeprefix(XSD))
        return all(any(re.search(form, p) for p in passages) for form in forms)
    if predicate in NUMBERS:
        forms = number_forms(value.value)
        return any(re.search(form, p, re.IGNORECASE) for form in forms for p in passages)
    if predicate in PERIODS:
        return any(re.search(period_form(value.value), p, re.IGNORECASE) for p in passages)
    if predicate in VERBATIM:
        return any(squeezed(value.value) in p for p in passages)
    return True


@pytest.mark.parametrize("slug", SLUGS)
def test_a_source_is_described_by_the_hash_of_its_text(slug: str, documents: Path) -> None:
    path = document(documents, slug)
    stated = [
        value.value
        for predicate, value in nodes(slug)[f"{BASE}id/source/{slug}"].statements
        if predicate == "https://schema.org/sha256"
    ]
    assert stated == [hashlib.sha256(path.read_bytes()).hexdigest()]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_node_of_a_source_cites_a_passage_of_it(slug: str) -> None:
    assert [node.name for node in nodes(slug).values() if not node.ranges] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_a_range_lies_in_the_document_and_has_at_most_600_characters(
    slug: str, documents: Path
) -> None:
    length = len(text(documents, slug))
    wrong = [
        f"{node.name} {start},{end}"
        for node in nodes(slug).values()
        for start, end in node.ranges
        if not 0 <= start < end <= length or end - start > 600
    ]
    assert wrong == []


@pytest.mark.parametrize("slug", SLUGS)
def test_a_range_is_a_run_of_whole_sentences(slug: str) -> None:
    rows = coverage(slug)
    starts, ends = {row.start for row in rows}, {row.end for row in rows}
    wrong = [
        f"{node.name} {start},{end}"
        for node in nodes(slug).values()
        for start, end in node.ranges
        if start not in starts or end not in ends
    ]
    assert wrong == []


@pytest.mark.parametrize("slug", SLUGS)
def test_every_date_number_and_name_is_found_in_a_range_of_its_node(
    slug: str, documents: Path
) -> None:
    whole = text(documents, slug)
    found = {
        claim
        for node in nodes(slug).values()
        for claim in unfounded(node, [squeezed(whole[a:b]) for a, b in node.ranges])
    }
    excepted = {claim for claim in EXCEPTIONS if claim.split(" ", 1)[0] in _names(slug)}
    assert found - excepted == set()


def _names(slug: str) -> set[str]:
    return {node.name for node in nodes(slug).values()}


def test_every_exception_is_needed(documents: Path) -> None:
    found = set()
    for slug in SLUGS:
        whole = text(documents, slug)
        for node in nodes(slug).values():
            found |= set(unfounded(node, [squeezed(whole[a:b]) for a, b in node.ranges]))
    assert set(EXCEPTIONS) - found == set()


def names_in(label: str) -> list[str]:
    """Find the words of a label that name something: with a capital or a digit."""
    return [word for word in re.findall(r"[\w'’-]+", label) if re.search(r"[A-ZÀ-Þ\d]", word)]


def known_names() -> set[str]:
    """Collect the words of the labels of places and bodies, which others may use."""
    words: set[str] = set()
    files = [*DATA.glob("places/*.ttl"), *DATA.glob("*/places.ttl"), *DATA.glob("*/*.ttl")]
    for path in files:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=BASE):
            subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
            if quad.predicate.value == LABEL and re.search(r"/id/(place|body|person)/", subject):
                words |= set(re.findall(r"[\w'’-]+", getattr(quad.object, "value", "")))
    return words


@pytest.mark.parametrize("slug", SLUGS)
def test_a_name_in_a_label_stands_in_a_passage_or_is_a_known_name(
    slug: str, documents: Path
) -> None:
    whole, known = squeezed(text(documents, slug)), known_names()
    unknown = {
        f"{node.name}: {word}"
        for node in nodes(slug).values()
        for predicate, value in node.statements
        if predicate == LABEL
        for word in names_in(value.value)
        if word not in known and word not in whole and word.removesuffix("'s") not in whole
    }
    assert {claim for claim in unknown if claim not in EXCEPTIONS} == set()


@pytest.mark.parametrize("slug", SLUGS)
def test_the_coverage_table_has_no_gap_and_no_overlap(slug: str, documents: Path) -> None:
    whole, rows = text(documents, slug), coverage(slug)
    at = 0
    for row in rows:
        assert row.start >= at, f"{row.start} lies in the row before"
        assert whole[at : row.start].strip() == "", f"nothing accounts for {at},{row.start}"
        assert whole[row.start : row.end] == whole[row.start : row.end].strip()
        at = row.end
    assert whole[at:].strip() == ""


@pytest.mark.parametrize("slug", SLUGS)
def test_each_row_of_coverage_names_the_nodes_it_feeds_or_says_why_none(slug: str) -> None:
    cited = nodes(slug).values()
    for row in coverage(slug):
        fed = {n.name for n in cited for a, b in n.ranges if a <= row.start and row.end <= b}
        assert set(row.nodes) == fed, f"{row.start},{row.end}"
        assert bool(row.nodes) != bool(row.reason), f"{row.start},{row.end}"


_POINTS = ".,;:!?()[]\"'“”‘’«»"


def ngrams(prose: str) -> Iterator[tuple[str, ...]]:
    words = [word.strip(_POINTS) for word in prose.lower().split()]
    return zip(*(words[i:] for i in range(9)), strict=False)


EXCEPTED = VERBATIM | {"http://purl.org/dc/terms/bibliographicCitation"}


def prose() -> Iterator[tuple[str, str]]:
    """Give everything written here that a reader meets, titles and names excepted."""
    for path in sorted([*DATA.rglob("*.ttl"), *(ROOT / "ontology").rglob("*.ttl")]):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=BASE):
            if isinstance(quad.object, ox.Literal) and quad.predicate.value not in EXCEPTED:
                yield f"{path.name} {quad.subject}", quad.object.value
    for pattern in ("README.md", "*/README.md", "server/**/*.html", "ontology/questions/*.rq"):
        for path in sorted(ROOT.glob(pattern)):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def test_no_run_of_nine_words_of_a_document_is_repeated(documents: Path) -> None:
    taken = {gram for slug in SLUGS for gram in ngrams(text(documents, slug))}
    found = {
        f"{where}: {' '.join(g)}" for where, said in prose() for g in ngrams(said) if g in taken
    }
    assert found == set()
