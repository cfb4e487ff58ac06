"""Things and their parts as the index has them: what the store says, with the same rules."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from conftest import Site
from kizuna.iris import Base
from kizuna.release import current
from kizuna.store.oxigraph import hold_store
from kizuna.web.index import Index
from kizuna.web.labels import Labels
from kizuna.web.language import languages
from kizuna.web.pages.items import Item, read_item, read_parts, read_whole
from kizuna.web.pages.views import Viewer


@pytest.fixture(scope="module")
def viewer(built: Site) -> Viewer:
    release = current(built.releases)
    store = hold_store(release)
    base = Base(release.manifest.base)
    return Viewer(store, Labels(store), base, Index(release), languages()["ja"])


def told(item: Item) -> tuple[object, ...]:
    values = {
        name: sorted((str(term), rule) for term, rule in item.said[name]) for name in item.said
    }
    return item.iri, item.kind, item.name, item.evidence, values


@pytest.mark.parametrize("kind", ["partnership", "place", "agreement", "activity", "source"])
def test_what_the_index_has_of_a_thing_and_its_parts_is_what_the_store_says(
    viewer: Viewer, kind: str
) -> None:
    slugs = viewer.index.slugs(kind)
    assert slugs
    for slug in slugs:
        thing = viewer.base.parse(viewer.base.thing(kind, slug))
        assert thing is not None
        whole = read_whole(viewer, thing)
        assert whole is not None
        root = NamedNode(viewer.base.thing(kind, slug))
        assert told(whole.main) == told(read_item(viewer, root))
        parts = {item.iri: told(item) for item in whole.parts}
        assert {item.iri for item in read_parts(viewer, root)} <= parts.keys()
        for items in (whole.parts, whole.fragments):
            for item in items:
                assert told(item) == told(read_item(viewer, NamedNode(item.iri)))
        assert all(item.iri.startswith(f"{root.value}#") for item in whole.fragments)


def test_only_what_follows_by_a_rule_alone_names_its_rule(viewer: Viewer) -> None:
    thing = viewer.base.parse(viewer.base.thing("partnership", "miyakonojo-jiangjin"))
    assert thing is not None
    whole = read_whole(viewer, thing)
    assert whole is not None
    assert whole.main.rule("party") is None
    began = next(item for item in whole.parts if item.literal("signedEarliest"))
    assert began.rule("signed") is None
    assert str(began.rule("signedEarliest")).endswith("/graph/derived/bounds")
