"""The build: read → check → derive bounds → validate → derive links → describe → assemble."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat, Triple

import kizuna
from kizuna.compiler.assemble import (
    discard,
    existing,
    finish,
    open_draft,
    write_product,
    write_store,
    writing,
)
from kizuna.compiler.catalog import Catalog, read_catalog
from kizuna.compiler.collector import uncollected
from kizuna.compiler.comparison import comparisons, read_comparison
from kizuna.compiler.coverage import tables
from kizuna.compiler.derive import Stage, derive
from kizuna.compiler.describe import Subject, describe
from kizuna.compiler.dumps import (
    compress,
    context_of,
    merge,
    write_dumps,
    write_turtle,
)
from kizuna.compiler.examples import EXAMPLES, describe_queries
from kizuna.compiler.finding import Finding, Severity, count
from kizuna.compiler.gate import Checked, Step, check
from kizuna.compiler.indexing.comparison import index_comparison
from kizuna.compiler.indexing.derived import find_derived
from kizuna.compiler.indexing.write import write_index
from kizuna.compiler.inputs import WITHDRAWN, Tree, hash_inputs, read_tree
from kizuna.compiler.report import REPORT_GRAPH, count_severities, describe_report
from kizuna.compiler.saved_queries import read_saved_queries
from kizuna.compiler.tally import count_things
from kizuna.errors import InvalidDataError, SourceError
from kizuna.index import INDEX
from kizuna.iris import Base
from kizuna.queries import write_queries
from kizuna.release import CONTEXT, QUERIES, REPORT, File, Manifest, Release, dump_name


@dataclass(frozen=True, slots=True)
class Built:
    """A release with what the gate found; ``made`` is false if it was there already."""

    release: Release
    findings: tuple[Finding, ...]
    made: bool


def build(root: Path, releases: Path, base: Base, step: Step) -> Built:
    """Compile a project into a release, or find the one that was made of the same inputs.

    :raises InvalidDataError: if the gate stops it; the message has every finding.
    :raises SourceError: if the catalogue cannot be read.
    :raises ReleaseError: if the release cannot be written.
    """
    tree = read_tree(root).without_pending()
    there = _reuse(tree, releases, base)
    if there is not None:
        return Built(there, (), made=False)
    checked = check(tree, base, step)
    if not checked.passes:
        shown = (f for f in checked.findings if f.severity is not Severity.INFO)
        found = "\n".join(map(str, shown))
        stopped = "the gate stopped the build"
        raise InvalidDataError(
            f"{stopped}\n{found}\n{count(checked.findings)}: no release was made"
        )
    catalog = read_catalog(tree, base)
    name = _name(catalog, tree, base)
    graphs = _complete(checked, tree, catalog, name, step)
    step("assembling")
    draft = open_draft(releases, name)
    try:
        with writing(releases), uncollected():
            manifest = _write(draft, _Work(name, base, tree, catalog, checked, graphs))
            release = finish(draft, manifest)
    finally:
        discard(draft)
    return Built(release, checked.findings, made=True)


@dataclass(frozen=True, slots=True)
class _Work:
    """All that a release is written from."""

    name: str
    base: Base
    tree: Tree
    catalog: Catalog
    checked: Checked
    graphs: Mapping[str, Sequence[Triple]]


def _reuse(tree: Tree, releases: Path, base: Base) -> Release | None:
    """Find the release of these inputs; if the catalogue is unsound, the gate will say so."""
    try:
        return existing(releases, _name(read_catalog(tree, base), tree, base))
    except SourceError:
        return None


def _name(catalog: Catalog, tree: Tree, base: Base) -> str:
    return f"{catalog.version}-{hash_inputs(tree.inputs, base)}"


def _complete(
    checked: Checked, tree: Tree, catalog: Catalog, name: str, step: Step
) -> Mapping[str, Sequence[Triple]]:
    """Add to what came through the gate: derived links, report, examples, description."""
    base = checked.labels.base
    step("deriving links")
    links = derive(checked.store, (r for r in checked.rules if r.stage is Stage.LINKS), base)
    report = {base.graph(REPORT_GRAPH): describe_report(checked.results, base)}
    step("describing")
    examples = describe_queries(read_saved_queries(tree, base), base)
    graphs = {**checked.graphs, **links, **report}
    graphs |= {base.graph(EXAMPLES): examples} if examples else {}
    return describe(Subject(name, base, catalog, checked.rules, graphs))


def _write(draft: Path, work: _Work) -> Manifest:
    merged = merge(work.graphs)
    products: dict[str, File] = {}
    loaded: dict[RdfFormat, bytes] = {}
    for form, content in write_dumps(work.graphs, merged, work.base):
        products[dump_name(form)] = write_product(draft, dump_name(form), compress(content))
        if form.rdf in (RdfFormat.N_QUADS, RdfFormat.N_TRIPLES):
            loaded[form.rdf] = content
    for name, content in _files(work, merged):
        products[name] = write_product(draft, name, content)
    write_store(draft, loaded)
    write_index(draft / INDEX, merged, find_derived(work.graphs, work.base), work.base)
    for _, file in comparisons(work.tree):
        index_comparison(draft / INDEX, read_comparison(file))
    return Manifest(
        name=work.name,
        version=work.catalog.version,
        issued=work.catalog.issued,
        base=work.base.iri,
        program=kizuna.__version__,
        triples=len(merged),
        quads=sum(map(len, work.graphs.values())),
        graphs={graph: len(triples) for graph, triples in sorted(work.graphs.items())},
        classes=count_things(merged),
        validation=count_severities(work.checked.results),
        sources={str(f.path): File(f.sha256, len(f.content)) for f in work.tree.inputs},
        products=dict(sorted(products.items())),
    )


def _files(work: _Work, merged: Sequence[Triple]) -> Iterator[tuple[str, bytes]]:
    """List the products that are no dumps."""
    yield CONTEXT, context_of(merged, work.base)
    yield REPORT, write_turtle(work.graphs[work.base.graph(REPORT_GRAPH)], work.base)
    yield QUERIES, write_queries(read_saved_queries(work.tree, work.base))
    for slug, table in tables(work.tree):
        yield f"coverage/{slug}.csv", table.content
    for slug, table in comparisons(work.tree):
        yield f"comparison/{slug}.csv", table.content
    withdrawn = work.tree.by_path(WITHDRAWN)
    if withdrawn is not None:
        yield WITHDRAWN.name, withdrawn.content
