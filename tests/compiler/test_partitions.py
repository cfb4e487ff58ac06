"""What a release says that its graphs hold: each number recounted by a query, none missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, Store
from world import BASE, copy_world

from kizuna.compiler.build import Built
from kizuna.errors import SourceError
from kizuna.namespaces import prefixes

PREFIXES = """
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
PREFIX kizuna: <https://w3id.org/kizuna/def#>
"""

Row = tuple[str, ...]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return copy_world(tmp_path_factory.mktemp("built")).build()


@pytest.fixture(scope="module")
def small(world: Built) -> Store:
    return Store.read_only(str(world.release.store))


def select(store: Store, query: str) -> set[Row]:
    """Ask, and give the rows; no row comes twice."""
    found = store.query(PREFIXES + query)
    assert isinstance(found, QuerySolutions)
    rows = [tuple("" if t is None else t.value for t in row) for row in found]
    assert len(rows) == len(set(rows))
    return set(rows)


SAID = {
    "classes": """SELECT ?graph ?class ?n {
        ?counted a sd:Graph ; void:classPartition ?part .
        ?part void:class ?class ; void:entities ?n .
        OPTIONAL { ?graph sd:graph ?counted } }""",
    "properties": """SELECT ?graph ?p ?n {
        ?counted a sd:Graph ; void:propertyPartition ?part .
        ?part void:property ?p ; void:triples ?n .
        OPTIONAL { ?graph sd:graph ?counted } }""",
    "datatypes": """SELECT ?graph ?p ?datatype ?n {
        ?counted a sd:Graph ; void:propertyPartition ?part .
        ?part void:property ?p ; void-ext:datatypePartition ?leaf .
        ?leaf void-ext:datatype ?datatype ; void:triples ?n .
        OPTIONAL { ?graph sd:graph ?counted } }""",
    "properties of a class": """SELECT ?graph ?class ?p ?n {
        ?counted a sd:Graph ; void:classPartition ?part .
        ?part void:class ?class ; void:propertyPartition ?inner .
        ?inner void:property ?p ; void:triples ?n .
        OPTIONAL { ?graph sd:graph ?counted } }""",
    "classes of a property of a class": """SELECT ?graph ?class ?p ?kind ?n {
        ?counted a sd:Graph ; void:classPartition ?part .
        ?part void:class ?class ; void:propertyPartition ?inner .
        ?inner void:property ?p ; void:classPartition ?leaf .
        ?leaf void:class ?kind ; void:triples ?n .
        OPTIONAL { ?graph sd:graph ?counted } }""",
    "datatypes of a property of a class": """SELECT ?graph ?class ?p ?datatype ?n {
        ?counted a sd:Graph ; void:classPartition ?part .
        ?part void:class ?class ; void:propertyPartition ?inner .
        ?inner void:property ?p ; void-ext:datatypePartition ?leaf .
        ?leaf void-ext:datatype ?datatype ; void:triples ?n .
        OPTIONAL { ?graph sd:graph ?counted } }""",
    "graphs": """SELECT ?graph ?triples ?subjects ?properties {
        ?counted a sd:Graph ; void:triples ?triples ; void:distinctSubjects ?subjects ;
            void:properties ?properties .
        OPTIONAL { ?graph sd:graph ?counted } }""",
}
"""What is said of each kind of partition, of each named graph and of the one without a name."""

COUNTED = {
    "classes": """SELECT ?graph ?class (COUNT(DISTINCT ?s) AS ?n) {
        EACH ?s a ?class } GROUP BY ?graph ?class""",
    "properties": "SELECT ?graph ?p (COUNT(*) AS ?n) { EACH } GROUP BY ?graph ?p",
    "datatypes": """SELECT ?graph ?p ?datatype (COUNT(*) AS ?n) {
        EACH FILTER(isLiteral(?o)) BIND(DATATYPE(?o) AS ?datatype)
        } GROUP BY ?graph ?p ?datatype""",
    "properties of a class": """SELECT ?graph ?class ?p (COUNT(*) AS ?n) {
        EACH ?s a ?class } GROUP BY ?graph ?class ?p""",
    "classes of a property of a class": """SELECT ?graph ?class ?p ?kind (COUNT(*) AS ?n) {
        EACH ?s a ?class . ?o a ?kind } GROUP BY ?graph ?class ?p ?kind""",
    "datatypes of a property of a class": """SELECT ?graph ?class ?p ?datatype (COUNT(*) AS ?n) {
        EACH ?s a ?class FILTER(isLiteral(?o)) BIND(DATATYPE(?o) AS ?datatype)
        } GROUP BY ?graph ?class ?p ?datatype""",
    "graphs": """SELECT ?graph (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects)
        (COUNT(DISTINCT ?p) AS ?properties) { EACH } GROUP BY ?graph""",
}
EACH = "{ GRAPH ?graph { ?s ?p ?o } } UNION { ?s ?p ?o }"
"""Each triple of each named graph, and of the default graph, which has no name."""


def check(store: Store, kind: str) -> None:
    said, counted = select(store, SAID[kind]), select(store, COUNTED[kind].replace("EACH", EACH))
    assert said
    assert said - counted == set(), "said, but not so"
    assert counted - said == set(), "so, but not said"


@pytest.mark.parametrize("kind", SAID)
def test_each_partition_of_each_graph_is_counted_and_none_is_missing(
    kind: str, small: Store
) -> None:
    check(small, kind)


@pytest.mark.parametrize("kind", SAID)
def test_the_partitions_of_this_repository_are_true(kind: str, store: Store) -> None:
    check(store, kind)


def test_what_lies_within_a_partition_adds_up(small: Store) -> None:
    """One tie has two parties, both places, and the file of the tie holds it."""
    tie = BASE.graph("data/letter-2020/tie")
    partition = (
        f"<{tie}> sd:graph/void:classPartition ?part . ?part void:class kizuna:Partnership ;"
        " void:entities ?ties ; void:propertyPartition ?parties ."
        " ?parties void:property kizuna:party ; void:triples ?of ; void:classPartition ?places ."
        " ?places void:class ?class ; void:triples ?n"
    )
    place = "https://w3id.org/kizuna/def#Place"
    assert select(small, f"SELECT ?ties ?of ?class ?n {{ {partition} }}") == {
        ("1", "2", place, "2")
    }


def test_a_derived_graph_says_of_what_class_its_subjects_are(small: Store) -> None:
    """Two places are tied both ways; no derived graph says that they are places."""
    partners = BASE.graph("derived/partners")
    found = select(
        small,
        f"SELECT ?c ?n ?p ?m {{ <{partners}> sd:graph/void:classPartition ?part ."
        " ?part void:class ?c ; void:entities ?n ; void:propertyPartition ?inner ."
        " ?inner void:property ?p ; void:triples ?m }",
    )
    head = "https://w3id.org/kizuna/def#"
    assert found == {(f"{head}Place", "2", f"{head}partnerOf", "2")}


def test_the_data_set_has_the_partitions_of_the_default_graph(small: Store) -> None:
    for link in ("classPartition", "propertyPartition"):
        of = "SELECT ?part {{ {} void:{} ?part }}"
        dataset = select(small, of.format(f"<{BASE.dataset}>", link))
        default = select(small, of.format(f"<{BASE.default_counts}>", link))
        assert dataset == default != set()


def test_no_partition_is_said_to_be_a_data_set_of_its_own(small: Store) -> None:
    """Whoever sums data sets up would else count the same triples again."""
    links = "void:classPartition|void:propertyPartition|void-ext:datatypePartition"
    assert select(small, f"SELECT ?type {{ ?whole {links} ?part . ?part a ?type }}") == set()


def test_every_partition_has_one_whole_and_one_number(small: Store) -> None:
    links = "void:classPartition|void:propertyPartition|void-ext:datatypePartition"
    wholes = select(small, f"SELECT ?part ?whole {{ ?whole {links} ?part }}")
    shared = {part for part, whole in wholes if whole == BASE.dataset}
    parts = [part for part, whole in wholes if whole != BASE.dataset]
    assert len(parts) == len(set(parts))
    assert shared < set(parts)
    number = f"?whole {links} ?part . ?part void:triples|void:entities ?n"
    numbers = select(small, f"SELECT DISTINCT ?part ?n {{ {number} }}")
    assert {part for part, _ in numbers} == set(parts)
    assert len(numbers) == len(parts)


def test_every_prefix_of_the_table_is_declared(small: Store) -> None:
    found = select(
        small,
        f"SELECT ?prefix ?namespace {{ <{BASE.dataset}> sh:declare ?node ."
        " ?node a sh:PrefixDeclaration ; sh:prefix ?prefix ; sh:namespace ?namespace }",
    )
    assert found == set(prefixes(BASE.iri).items())


def test_a_namespace_is_an_IRI_in_quotation_marks(small: Store) -> None:
    declared = small.quads_for_pattern(
        None, NamedNode("http://www.w3.org/ns/shacl#namespace"), None
    )
    kinds = {q.object.datatype.value for q in declared if isinstance(q.object, Literal)}
    assert kinds == {"http://www.w3.org/2001/XMLSchema#anyURI"}


def objects(store: Store, subject: str, prop: str) -> Iterator[str]:
    return (row[0] for row in select(store, f"SELECT ?o {{ <{subject}> {prop} ?o }}"))


def test_the_endpoint_is_described_in_the_release(small: Store, world: Built) -> None:
    endpoint = f"{BASE}sparql"
    assert list(objects(small, endpoint, "sd:endpoint")) == [endpoint]
    named = set(objects(small, endpoint, "sd:defaultDataset/sd:namedGraph/sd:name"))
    assert named == set(world.release.manifest.graphs)
    features = set(objects(small, endpoint, "sd:feature"))
    assert features == {"http://www.w3.org/ns/sparql-service-description#UnionDefaultGraph"}


def test_the_default_graph_is_the_union_that_it_is_said_to_be(small: Store) -> None:
    for difference in (
        "ASK { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }",
        "ASK { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }",
    ):
        found = small.query(difference)
        assert isinstance(found, QueryBoolean)
        assert not bool(found)


def test_a_source_that_counts_what_the_description_counts_is_told(tmp_path: Path) -> None:
    """A number that is true unless it is said twice: the description would never be done."""
    world = copy_world(tmp_path)
    catalog = "data/catalog.ttl"
    world.replace(catalog, "@prefix xsd", "@prefix void: <http://rdfs.org/ns/void#> .\n@prefix xsd")
    world.replace(catalog, "    dcat:version", "    void:triples 1000000 ;\n    dcat:version")
    triples = world.build().release.manifest.triples
    world.replace(catalog, "1000000", str(triples))
    with pytest.raises(SourceError, match="leave that out: the description of the release"):
        world.build()
