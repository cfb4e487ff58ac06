"""What a release holds, and that it is the same whenever it is made."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, Triple, parse
from world import BASE, PLACES, TIE, World, copy_world

from kizuna.compiler.build import Built
from kizuna.errors import InvalidDataError, ReleaseError, SettingError
from kizuna.index import INDEX
from kizuna.iris import Base
from kizuna.release import promote

XSD = "http://www.w3.org/2001/XMLSchema#"
PROV = "http://www.w3.org/ns/prov#"
VOID = "http://rdfs.org/ns/void#"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return copy_world(tmp_path)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return copy_world(tmp_path_factory.mktemp("built")).build()


def read(built: Built, name: str) -> bytes:
    content = (built.release.path / name).read_bytes()
    return gzip.decompress(content) if name.endswith(".gz") else content


def triples(built: Built, name: str, form: RdfFormat) -> Counter[Triple]:
    return Counter(quad.triple for quad in parse(read(built, name), format=form))


def ask(built: Built, where: str) -> int:
    """Count the solutions that the store has for a pattern."""
    store = Store.read_only(str(built.release.store))
    solutions = store.query(f"SELECT * WHERE {{ {where} }}")
    assert isinstance(solutions, QuerySolutions)
    return len(list(solutions))


def test_two_processes_that_share_nothing_but_the_inputs_make_the_same_bytes(
    tmp_path: Path,
) -> None:
    places: list[tuple[str, dict[str, str], int, Path]] = [
        ("one", {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"}, 0o022, Path("/")),
        ("two", {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LC_ALL": "C"}, 0o077, tmp_path),
    ]
    products = []
    for name, env, umask, cwd in places:
        (tmp_path / name).mkdir()
        world = copy_world(tmp_path / name)
        before = os.umask(umask)
        try:
            done = world.run(
                "build", world.root, "--releases", world.releases, "--base", str(BASE),
                env=env, cwd=cwd,
            )  # fmt: skip
        finally:
            os.umask(before)
        assert done.returncode == 0, done.stderr
        products.append(world.products())
    assert products[0] == products[1]
    assert any(name.endswith("manifest.json") for name in products[0])


def test_the_name_of_a_release_changes_with_data_base_and_table(world: World) -> None:
    names = {
        world.build().release.name,
        world.build(Base("https://data.example.org/k/")).release.name,
    }
    world.replace("data/letter-2020/coverage.csv", "the weather", "the sun")
    names.add(world.build().release.name)
    world.replace(PLACES, '"Beta"@en', '"Bêta"@en')
    names.add(world.build().release.name)
    assert len(names) == 4
    assert all(
        name.startswith("2020.2.1-") and len(name) == len("2020.2.1-") + 12 for name in names
    )


def test_a_changed_program_never_reuses_an_old_release(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = world.build()
    monkeypatch.setattr("kizuna.compiler.inputs._code", lambda: iter([("x.py", "0" * 64)]))
    second = world.build()
    assert second.made
    assert second.release.name != first.release.name


def test_the_same_inputs_reuse_the_release(world: World) -> None:
    assert world.build().made
    before = world.products()
    again = world.build()
    assert not again.made
    assert world.products() == before


@pytest.mark.parametrize("damage", ["manifest.json", "kizuna.ttl.gz"])
def test_a_damaged_release_is_made_again(damage: str, world: World) -> None:
    first = world.build()
    before = world.products()
    (first.release.path / damage).write_bytes(b"{")
    assert world.build().made
    assert world.products() == before
    assert [p.name for p in world.releases.iterdir()] == [first.release.name]


def test_a_base_without_its_slash_is_refused(world: World) -> None:
    with pytest.raises(SettingError, match="must end in '/'"):
        world.build(Base("https://data.example.org/kizuna"))


def test_a_base_that_is_not_the_address_is_in_every_name(world: World) -> None:
    base = Base("https://data.example.org/kizuna/")
    built = world.build(base)
    assert built.release.manifest.base == base.iri
    assert b"localhost" not in b"".join(
        gzip.decompress(content) if name.endswith(".gz") else content
        for name, content in world.products().items()
    )


def test_a_violation_writes_nothing_and_shows_every_message(world: World) -> None:
    world.replace(TIE, "place:alpha , place:beta", "place:alpha")
    world.replace(TIE, '"1974"^^xsd:gYear', '"1600"^^xsd:gYear')
    with pytest.raises(InvalidDataError) as refused:
        world.build()
    message = str(refused.value)
    assert f"{TIE}:11: violation: Alpha–Beta: A partnership has two parties. Name the" in message
    assert f"{TIE}:23: violation: report:alpha-beta-1974: A tie began in modern times" in message
    assert "2 violations" in message
    assert not world.releases.exists()


def test_dumps_are_gzip_with_neither_time_nor_name_in_the_header(built: Built) -> None:
    dumps = sorted(built.release.path.glob("*.gz"))
    assert [dump.name for dump in dumps] == [
        f"kizuna.{extension}.gz" for extension in ("jsonld", "nq", "nt", "trig", "ttl")
    ]
    for dump in dumps:
        # Magic, deflate, no flags (so no name), four bytes of no time.
        assert dump.read_bytes()[:8] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00"


def test_lexical_forms_are_kept(built: Built) -> None:
    for name in ("kizuna.nq.gz", "kizuna.nt.gz"):
        text = read(built, name).decode()
        assert f'"007"^^<{XSD}integer>' in text
        assert f'"7.50"^^<{XSD}decimal>' in text
        assert f'"1.0E3"^^<{XSD}double>' in text
    assert "007" in read(built, "kizuna.ttl.gz").decode()


def test_n_quads_are_sorted_by_bytes(built: Built) -> None:
    for name in ("kizuna.nq.gz", "kizuna.nt.gz"):
        lines = read(built, name).split(b"\n")[:-1]
        assert lines == sorted(set(lines))


def test_all_dumps_hold_the_same_triples(built: Built) -> None:
    merged = triples(built, "kizuna.nt.gz", RdfFormat.N_TRIPLES)
    assert merged.total() == built.release.manifest.triples
    assert triples(built, "kizuna.ttl.gz", RdfFormat.TURTLE) == merged
    assert triples(built, "kizuna.jsonld.gz", RdfFormat.JSON_LD) == merged
    graphs = set(parse(read(built, "kizuna.nq.gz"), format=RdfFormat.N_QUADS))
    assert set(parse(read(built, "kizuna.trig.gz"), format=RdfFormat.TRIG)) == graphs
    assert {quad.triple for quad in graphs} == set(merged)
    assert len(graphs) == built.release.manifest.quads


def test_json_ld_is_compacted_with_the_published_context(built: Built) -> None:
    document = json.loads(read(built, "kizuna.jsonld.gz"))
    assert document["@context"] == json.loads(read(built, "context.jsonld"))["@context"]
    (tie,) = (n for n in document["@graph"] if n["@id"] == "partnership:alpha-beta")
    assert tie == {
        "@id": "partnership:alpha-beta",
        "@type": "kizuna:Partnership",
        "dcterms:source": "letter-2020:8,42",
        "kizuna:party": ["place:alpha", "place:beta"],
        "rdfs:label": {"en": "Alpha–Beta", "it": "Alfa–Beta"},
    }


def test_a_triple_in_two_graphs_is_counted_once(built: Built) -> None:
    link = "<http://localhost:8080/id/place/alpha> <http://www.w3.org/2002/07/owl#sameAs> ?item"
    assert ask(built, f"GRAPH ?graph {{ {link} }}") == 2
    assert ask(built, link) == 1


def test_the_default_graph_is_the_merge_of_the_named_graphs(built: Built) -> None:
    assert ask(built, "?s ?p ?o") == built.release.manifest.triples
    assert ask(built, "GRAPH ?g { ?s ?p ?o }") == built.release.manifest.quads
    for graph, number in built.release.manifest.graphs.items():
        assert ask(built, f"GRAPH <{graph}> {{ ?s ?p ?o }}") == number


def test_derived_graphs_follow_their_rules_in_order(built: Built) -> None:
    alpha, beta = (f"<http://localhost:8080/id/place/{slug}>" for slug in ("alpha", "beta"))
    partner = "<https://w3id.org/kizuna/def#partnerOf>"
    assert (
        ask(built, f"GRAPH <{BASE.graph('derived/partners')}> {{ {alpha} {partner} {beta} }}") == 1
    )
    assert built.release.manifest.graphs[BASE.graph("derived/bounds")] == 1


def test_blank_nodes_of_shapes_have_names_under_their_document(built: Built) -> None:
    text = read(built, "kizuna.nq.gz").decode()
    assert "_:" not in text
    assert "<https://w3id.org/kizuna/shapes/partnership#_c14n0>" in text


def test_the_manifest_has_the_digest_of_every_file(built: Built) -> None:
    manifest = built.release.manifest
    undigested = {"manifest.json", INDEX}  # the index is derived, as the store is
    there = {
        str(path.relative_to(built.release.path)): path
        for path in built.release.path.rglob("*")
        if path.is_file() and path.parent.name != "store" and path.name not in undigested
    }
    assert set(manifest.products) == set(there)
    for name, path in there.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == manifest.products[name].sha256
        assert path.stat().st_size == manifest.products[name].bytes
    assert "data/letter-2020/coverage.csv" in manifest.sources


def test_the_manifest_counts_things_and_results(built: Built) -> None:
    manifest = built.release.manifest
    names = {iri.replace("#", "/").rpartition("/")[2]: n for iri, n in manifest.classes.items()}
    assert names == {"Entity": 1, "Partnership": 1, "Place": 3, "Status": 1}
    assert manifest.validation == {"Violation": 0, "Warning": 1, "Info": 1}


def test_the_table_of_coverage_is_kept(built: Built) -> None:
    rows = list(csv.reader(read(built, "coverage/letter-2020.csv").decode().splitlines()))
    assert rows[0] == ["start", "end", "nodes", "reason"]


def test_the_report_is_named_by_what_it_says(built: Built) -> None:
    text = read(built, "report.ttl").decode()
    assert 'sh:resultMessage "A label is in English or Japanese."@en' in text
    assert "http://localhost:8080/graph/report#" in text


def test_void_counts_are_true_of_the_default_graph(built: Built) -> None:
    store = Store.read_only(str(built.release.store))
    dataset = "<http://localhost:8080/dataset>"
    counts = {
        "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
        "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
        "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    }
    for name, query in counts.items():
        same = f"ASK {{ {dataset} <{VOID}{name}> ?n {{ {query} }} }}"
        assert bool(store.query(same)), name


def test_partitions_are_true_of_the_default_graph(built: Built) -> None:
    dataset = "<http://localhost:8080/dataset>"
    said = f"{dataset} <{VOID}propertyPartition> [ <{VOID}property> ?p ; <{VOID}triples> ?n ]"
    counted = "{ SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p }"
    assert ask(built, f"{said} {counted}") == ask(built, said) == ask(built, counted)
    said = f"{dataset} <{VOID}classPartition> [ <{VOID}class> ?c ; <{VOID}entities> ?n ]"
    counted = "{ SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c }"
    assert ask(built, f"{said} {counted}") == ask(built, said) == ask(built, counted)


def test_linksets_are_counted(built: Built) -> None:
    linkset = (
        f"?set a <{VOID}Linkset> ; <{VOID}linkPredicate> <http://www.w3.org/2002/07/owl#sameAs> ; "
        f'<{VOID}triples> 2 ; <{VOID}objectsTarget>/<{VOID}uriSpace> "http://www.wikidata.org/entity/"'
    )
    assert ask(built, linkset) == 1


def test_each_rule_is_described_with_its_text(built: Built) -> None:
    rule = (
        f"<{BASE.graph('derived/bounds')}> <{PROV}wasGeneratedBy>/<{PROV}qualifiedAssociation>/"
        f"<{PROV}hadPlan> ?plan . ?plan <http://www.w3.org/ns/shacl#construct> ?text "
        "FILTER(CONTAINS(?text, 'CONSTRUCT'))"
    )
    assert ask(built, rule) == 1


def test_promoting_is_told_with_the_name_before_and_after(world: World) -> None:
    done = world.run("build", "--releases", world.releases, "--promote", "--base", str(BASE))
    first = (world.releases / "current").resolve().name
    assert f"promoted: none → {first}" in done.stdout
    assert "Place" in done.stdout
    world.replace(PLACES, '"Beta"@en', '"Bêta"@en')
    done = world.run("build", "--releases", world.releases, "--promote", "--base", str(BASE))
    second = (world.releases / "current").resolve().name
    assert f"promoted: {first} → {second}" in done.stdout
    done = world.run("promote", first, "--releases", world.releases)
    assert f"promoted: {second} → {first}" in done.stdout
    listed = world.run("promote", "--releases", world.releases).stdout.split("\n")
    assert listed == [f"  {second}", f"* {first}", ""]


def test_the_promoted_release_is_never_missing_while_others_are_promoted(world: World) -> None:
    first = world.build().release.name
    world.replace(PLACES, '"Beta"@en', '"Bêta"@en')
    second = world.build().release.name
    loop = (
        "import sys; from pathlib import Path; from kizuna.release import find, promote\n"
        "folder = Path(sys.argv[1])\n"
        "for n in range(400): promote(find(folder, sys.argv[2 + n % 2]))\n"
    )
    assert world.run("promote", first, "--releases", world.releases).returncode == 0
    process = subprocess.Popen([sys.executable, "-c", loop, world.releases, first, second])
    seen = set()
    while process.poll() is None:
        seen.add((world.releases / "current").readlink().name)
        assert (world.releases / "current" / "manifest.json").is_file()
    assert process.returncode == 0
    assert seen <= {first, second}


def test_a_release_that_is_not_there_is_refused_by_name(world: World) -> None:
    name = world.build().release.name
    done = world.run("promote", "2020.2.1-000000000000", "--releases", world.releases)
    assert done.returncode == 1
    assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_release_is_not_promoted(world: World) -> None:
    first = world.build().release
    (first.path / "kizuna.nq.gz").write_bytes(b"")
    done = world.run("promote", first.name, "--releases", world.releases)
    assert done.returncode == 1
    assert "is damaged: kizuna.nq.gz is missing or cut; build the release again" in done.stderr
    (first.path / "manifest.json").write_bytes(b"{")
    listed = world.run("promote", "--releases", world.releases)
    assert (listed.returncode, listed.stdout) == (0, f"  {first.name}\n")


def test_a_release_that_cannot_be_promoted_is_told(world: World) -> None:
    release = world.build().release
    (world.releases / "current").mkdir()
    with pytest.raises(ReleaseError, match=r"cannot be promoted: .*current: Is a directory"):
        promote(release)


def test_where_there_is_no_release_that_is_told(world: World) -> None:
    done = world.run("promote", "--releases", world.releases)
    assert (done.returncode, done.stdout) == (0, "")
    assert "there is no release in" in done.stderr


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ("write_product", OSError(28, "No space left on device")),
        # Oxigraph's errors have no number.
        ("write_store", OSError("IO error: No space left on device: While appending")),
    ],
)
def test_a_full_disk_is_one_message_and_leaves_no_draft(
    step: str, error: OSError, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(f"kizuna.compiler.build.{step}", fail)
    with pytest.raises(ReleaseError, match=r"could not be written to .*No space left on device"):
        world.build()
    assert list(world.releases.iterdir()) == []


def test_the_dataset_names_its_own_release(built: Built) -> None:
    store = Store.read_only(str(built.release.store))
    url = NamedNode(f"http://localhost:8080/release/{built.release.name}/kizuna.nq.gz")
    assert any(store.quads_for_pattern(None, NamedNode(f"{VOID}dataDump"), url))
