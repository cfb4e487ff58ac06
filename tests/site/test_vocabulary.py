"""The pages of the terms, the shapes, the report and the release, held against the files."""

from __future__ import annotations

import re
import shutil
import subprocess
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal
from xml.etree.ElementTree import Element, TreeBuilder

import pyoxigraph as ox
import pytest
import rdflib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from rdflib.compare import isomorphic

from conftest import ROOT, Site
from kizuna.namespaces import ABSOLUTE, DEF, KINDS, TERMS
from kizuna.release import current
from kizuna.web.language import languages
from kizuna.web.pages.model_diagram import ARROWS, BOXES, Arrow, iri_of

VOID = {"meta", "link", "input", "br", "wbr", "img", "hr"}
ONTOLOGY = ROOT / "ontology" / "kizuna.ttl"
SCHEMES = sorted((ROOT / "ontology" / "concepts").glob("*.ttl"))
SHAPES = sorted((ROOT / "shapes").glob("*.ttl"))
CODES = sorted(languages())
PREFIXES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in ABSOLUTE.items())


class Tree(HTMLParser):
    """Reads a page into a tree."""

    def __init__(self) -> None:
        super().__init__()
        self.builder = TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {key: value or "" for key, value in attrs})
        if tag in VOID and self.get_starttag_text():
            self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)


def fetch(url: str) -> str:
    request = urllib.request.Request(url, headers={"Accept": "text/html"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 200
        body: bytes = answer.read()
    return body.decode("utf-8")


def read(url: str) -> Element:
    tree = Tree()
    tree.feed(fetch(url))
    return tree.builder.close()


def text(element: Element | None) -> str:
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def by_id(page: Element) -> dict[str, Element]:
    return {element.attrib["id"]: element for element in page.iter() if "id" in element.attrib}


def of_class(element: Element, name: str) -> list[Element]:
    return [e for e in element.iter() if name in e.attrib.get("class", "").split()]


def rows(element: Element, tag: str = "table") -> Iterator[list[Element]]:
    for table in element.iter(tag):
        for row in table.iterfind("tbody/tr"):
            yield list(row)


def load(*paths: Path) -> ox.Store:
    store = ox.Store()
    for path in paths:
        store.load(path=path, format=ox.RdfFormat.TURTLE, base_iri="http://localhost/")
    return store


def select(store: ox.Store, query: str, *, union: bool = False) -> list[tuple[str, ...]]:
    found = store.query(PREFIXES + query, use_default_graph_as_union=union)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [tuple(_value(row[name]) for name in names) for row in found]


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""


def shorten(iri: str) -> str:
    found = [(p, ns) for p, ns in ABSOLUTE.items() if iri.startswith(ns)]
    prefix, namespace = max(found, key=lambda pair: len(pair[1]))
    return f"{prefix}:{iri.removeprefix(namespace)}"


@pytest.fixture(scope="module")
def shapes() -> ox.Store:
    return load(*SHAPES)


@pytest.fixture(scope="module")
def page(server: Site) -> Element:
    return read(f"{server.base}def")


CLASSES = [iri for (iri,) in select(load(ONTOLOGY), "SELECT ?c { ?c a owl:Class } ORDER BY ?c")]
GUARDED = [*CLASSES, KINDS["person"], KINDS["source"]]


def article(page: Element, iri: str) -> Element:
    short = shorten(iri)
    return by_id(page)[iri.removeprefix(DEF) if iri.startswith(DEF) else short.replace(":", "-")]


@pytest.mark.parametrize("code", CODES)
def test_every_term_of_the_ontology_has_its_heading_and_definition_in_the_language_of_the_reader(
    server: Site, code: str
) -> None:
    page = read(f"{server.base}def.html?lang={code}")
    said = select(load(ONTOLOGY), f"""
        SELECT ?term ?label ?definition {{
          ?term rdfs:isDefinedBy <{TERMS}def> ; rdfs:label ?label ; skos:definition ?definition
          FILTER(LANG(?label) = "{code}" && LANG(?definition) = "{code}") }}""")  # fmt: skip
    assert len(said) > 50
    for iri, label, definition in said:
        held = article(page, iri)
        heading = held.find("h3")
        assert heading is not None
        assert text(heading[0]) == label
        assert [text(p) for p in of_class(held, "definition")] == [definition]
        assert shorten(iri) in text(held)


def test_what_is_said_in_another_language_is_marked_as_such(server: Site) -> None:
    page = read(f"{server.base}def.html?lang=ja")
    example = "the sister-city tie of Kobe and Tianjin"
    spoken = {e.attrib.get("lang") for e in page.iter("li") if text(e) == example}
    assert spoken == {"en"}


def words(least: int, most: int | None) -> str:
    """Say a cardinality as the page does."""
    if most is None:
        return f"{least} or more" if least else "any number"
    return f"exactly {most}" if least == most else "0 or 1" if most == 1 else f"{least} to {most}"


def demanded(shapes: ox.Store, cls: str) -> dict[str, str]:
    """Compute, from the files, how many values each property of a class has."""
    least: dict[str, int] = defaultdict(int)
    most: dict[str, int] = {}
    found = select(shapes, f"""
        SELECT ?path ?least ?qualified ?most {{
          {{ ?shape sh:targetClass <{cls}> }} UNION {{
            ?guard sh:targetClass <{cls}> ; sh:property/sh:path ?path .
            ?shape sh:targetSubjectsOf ?path }}
          ?shape sh:property ?part .
          ?part sh:path ?path ; sh:severity sh:Violation .
          OPTIONAL {{ ?part sh:minCount ?least }} OPTIONAL {{ ?part sh:maxCount ?most }}
          OPTIONAL {{ ?part sh:qualifiedMinCount ?qualified }} }}""")  # fmt: skip
    for path, minimum, qualified, maximum in found:
        least[path] = max(least[path], int(minimum or 0), int(qualified or 0))
        if maximum:
            most[path] = min(most.get(path, 99), int(maximum))
    return {shorten(path): words(n, most.get(path)) for path, n in least.items()}


@pytest.mark.parametrize("cls", GUARDED, ids=shorten)
def test_the_cardinalities_of_a_class_are_those_of_the_shapes(
    page: Element, shapes: ox.Store, cls: str
) -> None:
    shown = {}
    for name, _, _, many, _ in rows(article(page, cls)):
        code = text(of_class(name, "aside")[0])
        by_rule = "as a rule writes it" in text(many)
        shown[code] = "" if by_rule else (many.text or "").strip()
    expected = demanded(shapes, cls)
    ignored = select(shapes, f"""
        SELECT ?path {{ ?shape sh:targetClass <{cls}> ;
          sh:ignoredProperties/rdf:rest*/rdf:first ?path }}""")  # fmt: skip
    derived = {shorten(path) for (path,) in ignored} - {"rdf:type", "dcterms:source", *expected}
    assert shown == expected | dict.fromkeys(derived, "")


@pytest.mark.parametrize("cls", GUARDED, ids=shorten)
def test_the_values_that_a_class_expects_are_those_of_the_shapes(
    page: Element, shapes: ox.Store, cls: str
) -> None:
    through = "(sh:node|(sh:or/rdf:rest*/rdf:first))*"
    found = select(shapes, f"""
        SELECT DISTINCT ?path ?value {{
          ?shape sh:targetClass <{cls}> ; sh:property ?part .
          ?part sh:path ?path ; sh:severity sh:Violation ; {through} ?one .
          {{ ?one sh:class|sh:datatype ?value }} UNION {{
            ?one sh:property ?type . ?type sh:path rdf:type ; sh:in/rdf:rest*/rdf:first ?value }}
        }}""")  # fmt: skip
    expected: dict[str, set[str]] = defaultdict(set)
    for path, value in found:
        expected[shorten(path)].add(shorten(value))
    for name, _, values, _, _ in rows(article(page, cls)):
        wanted = expected[text(of_class(name, "aside")[0])]
        if 0 < len(wanted) <= 7:  # more are called by what they have in common
            assert {text(code) for code in values.iter("code")} == wanted


def test_a_class_says_how_many_things_of_it_there_are_and_leads_to_them(
    page: Element, server: Site
) -> None:
    counts = current(server.releases).manifest.classes
    for iri in GUARDED:
        links = {a.attrib["href"]: text(a) for a in article(page, iri).iter("a")}
        kind = next(kind for kind, cls in KINDS.items() if cls == iri)
        lists = [href for href in (f"/{kind}s", f"/things/{kind}") if href in links]
        assert [links[href] for href in lists] == [str(counts[iri])]
        fetch(server.base + lists[0].lstrip("/"))


def test_a_property_names_the_classes_that_the_shapes_give_it(
    page: Element, shapes: ox.Store
) -> None:
    by_property: dict[str, set[str]] = defaultdict(set)
    for cls in GUARDED:
        for path in demanded(shapes, cls):
            by_property[path].add(cls)
    named = {text(article(page, cls).find("h3/span")): cls for cls in GUARDED}
    properties = select(load(ONTOLOGY), "SELECT ?p { ?p rdfs:label ?l FILTER EXISTS { ?p a ?k "
                        "FILTER(?k IN (owl:ObjectProperty, owl:DatatypeProperty)) } }")  # fmt: skip
    for (iri,) in set(properties):
        held = article(page, iri)
        used = {
            named[text(a)]
            for name, _, many in rows(held) if "as a rule writes it" not in text(many)
            for a in name.iter("a")
        }  # fmt: skip
        assert used == by_property.get(shorten(iri), set()), iri


def test_every_class_is_drawn_and_every_box_and_arrow_leads_to_its_explanation(
    page: Element,
) -> None:
    assert set(CLASSES) <= {iri_of(box.term) for box in BOXES}
    (drawing,) = of_class(page, "model")
    targets = {a.attrib["href"] for a in drawing.iter("a")}
    assert {f"#{iri.removeprefix(DEF)}" for iri in CLASSES} <= targets
    assert {href.removeprefix("#") for href in targets} <= set(by_id(page))


@pytest.mark.parametrize("arrow", ARROWS, ids=lambda a: f"{a.start} {a.properties} {a.end}")
def test_an_arrow_of_the_drawing_is_a_property_that_data_uses_between_these_classes(
    store: ox.Store, arrow: Arrow
) -> None:
    known = select(
        load(ONTOLOGY, *SHAPES),
        "SELECT ?p { { ?p rdfs:isDefinedBy ?o } UNION { ?s sh:path ?p } }",
    )
    starts = [arrow.start] if arrow.start else [b.term for b in BOXES if b.sort != "foreign"]
    for start in starts:
        for prop in arrow.properties:
            assert (iri_of(prop),) in known
            query = f"ASK {{ ?s a {start} ; {prop}/dcterms:isPartOf? ?o . ?o a {arrow.end} }}"
            assert store.query(PREFIXES + query), query


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda path: path.stem)
@pytest.mark.parametrize("code", CODES)
def test_a_scheme_shows_every_concept_in_all_its_languages(
    server: Site, scheme: Path, code: str
) -> None:
    page = read(f"{server.base}{scheme.stem}.html?lang={code}")
    shown = by_id(page)
    concepts = load(scheme)
    for iri, label, spoken, definition in select(concepts, """
        SELECT ?concept ?label (LANG(?label) AS ?spoken) ?definition {
          ?concept a skos:Concept ; skos:prefLabel ?label ; skos:definition ?definition
          FILTER(LANG(?definition) = LANG(?label)) }"""):  # fmt: skip
        heading = shown[iri.partition("#")[2]].find("div/h3")
        assert heading is not None
        labels = {text(span): span.attrib.get("lang") for span in heading}
        assert labels[label] == (None if spoken == code else spoken)
        if spoken == code:
            assert definition in text(shown[iri.partition("#")[2]])
    for prop in ("skos:broader", "skos:narrower", "skos:example", "skos:altLabel"):
        for iri, value in select(
            concepts, f"SELECT ?s ?v {{ ?s {prop} ?o . BIND(STR(?o) AS ?v) }}"
        ):
            held = shown[iri.partition("#")[2]]
            linked = {a.attrib.get("href", "").partition("#")[2] for a in held.iter("a")}
            assert value in text(held) or value.partition("#")[2] in linked


@pytest.mark.parametrize("scheme", ["kind", "status", "field", "level"])
def test_a_concept_says_how_many_of_a_list_have_it(server: Site, scheme: str) -> None:
    links = [a for p in of_class(read(f"{server.base}{scheme}"), "uses") for a in p.iter("a")]
    assert links
    for link in links:
        path, _, query = link.attrib["href"].lstrip("/").partition("?")
        rows = fetch(f"{server.base}{path}.csv?{query}").strip().splitlines()[1:]
        assert text(link).split()[0] == str(len(rows)), query


def test_a_concept_stands_under_one_that_is_broader(server: Site) -> None:
    order = list(by_id(read(f"{server.base}field")))
    found: dict[str, list[int]] = defaultdict(list)
    for narrower, broader in select(
        load(ROOT / "ontology/concepts/field.ttl"), "SELECT ?n ?b { ?n skos:broader ?b }"
    ):
        found[narrower.partition("#")[2]].append(order.index(broader.partition("#")[2]))
    assert found
    assert [name for name, above in found.items() if order.index(name) < min(above)] == []


def test_a_match_is_shown_from_both_sides_with_its_reason(server: Site) -> None:
    ours = text(by_id(read(f"{server.base}kind"))["sister-city"])
    theirs = text(by_id(read(f"{server.base}rgre"))["partnerschaft"])
    assert "close match: partnership (RGRE)" in ours
    assert "rest as a rule on a formal paper" in ours
    assert "close match: sister city" in theirs


@pytest.mark.parametrize("file", SHAPES, ids=lambda path: path.stem)
def test_a_page_of_shapes_shows_every_sentence_and_every_query_at_its_anchor(
    server: Site, store: ox.Store, file: Path
) -> None:
    page = read(f"{server.base}shapes/{file.stem}")
    shown = by_id(page)
    graph = ox.NamedNode(f"{server.base}graph/shapes/{file.stem}")
    held = {quad.subject.value.partition("#")[2]
            for quad in store.quads_for_pattern(None, None, None, graph)
            if isinstance(quad.subject, ox.NamedNode)} - {""}  # fmt: skip
    assert held <= set(shown)
    for iri, sentence in select(load(file), "SELECT ?s ?m { ?s sh:message ?m }"):
        said = re.sub(r"\{\?(\w+)\}", r"‹\1›", sentence)
        assert said in text(shown[iri.partition("#")[2]]), iri
    for iri, query in select(load(file), "SELECT ?s ?q { ?s sh:select ?q }"):
        assert " ".join(query.split()) in text(shown[iri.partition("#")[2]])


def test_the_report_counts_as_the_manifest_does(server: Site) -> None:
    page = read(f"{server.base}report")
    shown = by_id(page)
    for severity, number in current(server.releases).manifest.validation.items():
        assert text(of_class(shown[severity], "count")[0]) == str(number)
        groups = [e for anchor, e in shown.items() if anchor.startswith(f"{severity}-")]
        assert sum(int(text(of_class(group, "count")[0])) for group in groups) == number
    assert f"{server.base}report" in {server.base + a.attrib["href"].lstrip("/")
                                      for a in read(server.base).iter("a")}  # fmt: skip


def test_a_group_of_the_report_shows_the_first_fifty_things_and_leads_to_all(
    server: Site, store: ox.Store
) -> None:
    shown = by_id(read(f"{server.base}report"))
    results = select(
        store,
        f"""
        SELECT ?severity ?shape ?result ?focus {{ GRAPH <{server.base}graph/report> {{
          ?result sh:resultSeverity ?severity ; sh:sourceShape ?shape ;
            sh:focusNode ?focus }} }}""",
    )
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for severity, shape, result, focus in results:
        anchor = f"{severity.partition('#')[2]}-{shape.partition('#')[2]}"
        groups[anchor].append((result.partition("#")[2], focus))
    assert max(map(len, groups.values())) > 50
    for anchor, found in groups.items():
        listed = [(name, focus) for name, focus in found if name in shown]
        assert len(listed) == min(50, len(found))
        for name, focus in listed:
            slug = focus.partition("#")[0].rpartition("/")[2]
            assert f"/{slug}.html" in next(iter(shown[name].iter("a"))).attrib["href"]
        hrefs = {a.attrib["href"] for a in shown[anchor].iter("a")}
        assert ("/graph/report.ttl" in hrefs) == (len(found) > 50)


def test_the_report_is_data_for_programs(server: Site) -> None:
    for extension in ("nt", "ttl", "jsonld", "rdf"):
        bodies = {
            urllib.request.urlopen(f"{server.base}{path}.{extension}", timeout=30).read()
            for path in ("report", "graph/report")
        }
        assert len(bodies) == 1


def test_the_page_of_a_release_has_the_checksum_of_every_file(server: Site) -> None:
    release = current(server.releases)
    page = read(f"{server.base}release/{release.name}")
    shown = {(name.text or text(name[0])): text(code) for name, _, code in rows(page)}
    files = {**release.manifest.products, **release.manifest.sources}
    assert shown == {name: file.sha256 for name, file in files.items()}
    for severity, number in release.manifest.validation.items():
        label = {"Violation": "Violations", "Warning": "Warnings", "Info": "Hints"}[severity]
        assert f"{label}: {number}" in text(page)


def test_the_commands_that_check_a_file_run_as_written(server: Site, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    page = read(f"{server.base}release/{current(server.releases).name}")
    (command,) = ["".join(pre.itertext()) for pre in page.iter("pre")]
    done = subprocess.run(["bash", "-ec", command.replace("curl ", "curl --fail -sS ")],
                          cwd=tmp_path, capture_output=True, text=True, check=True)  # fmt: skip
    assert done.stdout == "kizuna.nq.gz: OK\n"


def test_the_data_of_a_document_of_terms_is_its_file(server: Site) -> None:
    for path, file in (("def", ONTOLOGY), ("kind", SCHEMES[3]), ("status", SCHEMES[-1])):
        served = rdflib.Graph().parse(f"{server.base}{path}.ttl", format="turtle")
        assert isomorphic(served, rdflib.Graph().parse(file, format="turtle"))


def test_links_of_a_page_keep_the_language_that_its_address_names(server: Site) -> None:
    for path in ("def", "field", "shapes/partnership", "report"):
        page = read(f"{server.base}{path}.html?lang=ja")
        (main,) = page.iter("main")
        pages = [a.attrib["href"] for a in main.iter("a") if a.attrib["href"].startswith("/")]
        lost = [h for h in pages if "lang=ja" not in h and not re.search(r"\.\w+$", h)]
        assert lost == [], path


PAGES = ("def.html", "kind.html", "alignment/schema-org.html", "shapes/partnership.html",
         "shapes/prefix.html", "report", "release/latest")  # fmt: skip


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_nobody_is_kept_from_reading_the_pages(
    server: Site, browser: Browser, width: int, scheme: Literal["light", "dark"]
) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    for path in PAGES:
        tab.goto(server.base + path)
        tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
        found = Axe().run(tab).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
    tab.close()
    assert said == []
