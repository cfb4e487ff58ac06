"""Documents as the index has them: what the store would give, sent as the framework would."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from small_release import BASE, make_release, settings, shared_app, shared_releases

from conftest import Site
from kizuna.app import create_app
from kizuna.formats import GRAPH_FORMATS, TURTLE
from kizuna.iris import Base
from kizuna.namespaces import KINDS, prefixes
from kizuna.release import Release, current
from kizuna.serialization import write_graph
from kizuna.store.oxigraph import hold_store
from kizuna.web.documents import describe
from kizuna.web.index import Index
from kizuna.web.labels import Labels
from kizuna.web.turns import Turns

OTHER_BYTES = {"If-None-Match": '"other"'}
"""What sends a request past the front without another answer."""


@pytest.fixture
def client() -> FlaskClient:
    return shared_app().test_client()


def compare(release: Release) -> dict[str, bool]:
    """Tell of each thing in the index whether its document is what the store would give."""
    base, index, store = Base(release.manifest.base), Index(release), hold_store(release)
    labels, same = Labels(store), {}
    for iri in (base.thing(kind, slug) for kind in KINDS for slug in index.slugs(kind)):
        thing = base.parse(iri)
        assert thing is not None
        described = index.describe(thing)
        triples = describe(store, labels, base, thing).triples(iri)
        written = write_graph(triples, TURTLE, prefixes(base.iri)).decode()
        same[iri] = described is not None and described.turtle == written
    return same


def test_documents_of_the_index_are_those_of_the_store(built: Site) -> None:
    same = compare(current(built.releases))
    assert len(same) > 500
    assert [iri for iri, equal in same.items() if not equal] == []


def test_parts_fragments_and_links_in_circles_are_in_both() -> None:
    same = compare(current(shared_releases()))
    assert {f"{BASE}id/{name}" for name in ("place/beta", "figure/camp-sessions")} <= set(same)
    assert all(same.values())


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("suffix", ["", *(f".{form.extension}" for form in GRAPH_FORMATS)])
@pytest.mark.parametrize("name", ["partnership/alpha-beta", "place/beta", "status/alpha-beta"])
def test_the_front_sends_a_document_as_the_framework_does(
    client: FlaskClient, name: str, suffix: str, coding: str
) -> None:
    wishes = {"Accept": "application/n-triples, text/html;q=0.5", "Accept-Encoding": coding}
    front = client.get(f"/doc/{name}{suffix}", headers=wishes)
    framework = client.get(f"/doc/{name}{suffix}", headers={**wishes, **OTHER_BYTES})
    assert front.status_code == framework.status_code == 200
    assert front.data == framework.data
    assert headers(front.headers.to_wsgi_list()) == headers(framework.headers.to_wsgi_list())


def headers(sent: list[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in sent if name != "Date"}


def test_what_has_no_class_of_its_kind_has_a_document_of_the_store(client: FlaskClient) -> None:
    release = current(shared_releases())
    thing = Base(BASE).parse(f"{BASE}id/place/old-beta")
    assert thing is not None
    assert Index(release).describe(thing) is None
    assert client.get("/doc/place/old-beta.ttl").status_code == 301
    assert client.get("/doc/place/nowhere.ttl").status_code == 404


def test_many_partners_are_drawn_together_by_country(tmp_path: Path) -> None:
    towns = "".join(
        f"""place:town-{n} a kizuna:Place ; rdfs:label "Town {n}"@en ;
            schema:containedInPlace place:land-{n % 3} ; {point(f"town-{n}", n / 10)} .
        partnership:hub-{n} a kizuna:Partnership ; rdfs:label "Hub–Town {n}"@en ;
            kizuna:party place:hub , place:town-{n} .
        """
        for n in range(401)
    )
    lands = "".join(
        f'place:land-{n} a kizuna:Place ; rdfs:label "Land {n}"@en ; kizuna:level level:country .\n'
        for n in range(3)
    )
    hub = f'place:hub a kizuna:Place ; rdfs:label "Hub"@en ; {point("hub", 50)} .\n'
    make_release(tmp_path, extra=towns + lands + hub)
    page = create_app(settings(tmp_path)).test_client().get("/doc/place/hub.html").text
    assert "Hub – Land 0: 134 partnerships" in page
    assert page.count('class="tie several"') == 3
    assert page.count('<th scope="row"') == 401
    assert "Partners in the same country are drawn together" in page


def point(place: str, longitude: float) -> str:
    geometry = f"<id/place/{place}#point>"
    return (
        f"geo:hasGeometry {geometry} .\n{geometry} a geo:Geometry ;"
        f' geo:asWKT "POINT({longitude} 20)"^^geo:wktLiteral'
    )


def test_who_waits_for_a_turn_is_not_overtaken() -> None:
    turns, order, threads = Turns(1), list[int](), list[threading.Thread]()

    def take(number: int) -> None:
        with turns:
            order.append(number)

    with turns:
        for number in range(20):
            threads.append(threading.Thread(target=take, args=(number,)))
            threads[-1].start()
            while len(turns) < number + 1:
                pass
    for thread in threads:
        thread.join()
    assert order == list(range(20))


def test_a_turn_ends_with_an_error() -> None:
    turns = Turns(1)
    for _ in range(3):
        with pytest.raises(ValueError, match="made"), turns:
            raise ValueError("made")
