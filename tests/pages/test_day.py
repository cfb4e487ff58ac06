"""The network on a day: the list decides as the saved query does, for any reports and any day."""

from __future__ import annotations

import calendar
import random
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from conftest import ROOT
from kizuna.compiler.indexing.write import write_index
from kizuna.iris import Base
from kizuna.namespaces import DEF, FOREIGN, OWN
from kizuna.web.pages.selection import MARK

BASE = Base("http://localhost:8080/")
TIES = 400
DAYS = 20
XSD = FOREIGN["xsd"]
STATES = ("active", "active", "active", "suspended", "ended", "prospective", "unknown")


def stated(rng: random.Random) -> tuple[str, date, date]:
    """Draw a date of some precision, and give the first and the last day that fits it."""
    year, month = rng.randint(1970, 1979), rng.randint(1, 12)
    last = calendar.monthrange(year, month)[1]
    match rng.randrange(3):
        case 0:
            return f"{year}", date(year, 1, 1), date(year, 12, 31)
        case 1:
            return f"{year}-{month:02}", date(year, month, 1), date(year, month, last)
    day = date(year, month, rng.randint(1, last))
    return day.isoformat(), day, day


def bounds(subject: NamedNode, name: str, first: date, last: date) -> list[Triple]:
    return [
        Triple(subject, NamedNode(f"{DEF}{name}{end}"),
               Literal(day.isoformat(), datatype=NamedNode(f"{XSD}date")))
        for end, day in (("Earliest", first), ("Latest", last))
    ]  # fmt: skip


def report(rng: random.Random, tie: NamedNode, number: int) -> list[Triple]:
    node = NamedNode(f"{tie.value.replace('partnership', 'status')}-{number}")
    state = NamedNode(f"{OWN['status']}{rng.choice(STATES)}")
    triples = [
        Triple(node, NamedNode(f"{DEF}of"), tie),
        Triple(node, NamedNode(f"{DEF}state"), state),
    ]
    for name, chance in (("asOf", 0.7), ("began", 0.4), ("ended", 0.2)):
        if rng.random() < chance:
            text, first, last = stated(rng)
            triples.append(Triple(node, NamedNode(DEF + name), Literal(text)))
            triples += bounds(node, name, first, last)
    return triples


def world(seed: int) -> list[Triple]:
    """Make partnerships with reports of all sorts, contradicting ones among them."""
    rng = random.Random(seed)
    triples: list[Triple] = []
    for number in range(TIES):
        tie = NamedNode(BASE.thing("partnership", f"tie-{number}"))
        kind = NamedNode(f"{DEF}Partnership")
        triples.append(Triple(tie, NamedNode(f"{FOREIGN['rdf']}type"), kind))
        label = Literal(f"Tie {number}", language="en")
        triples.append(Triple(tie, NamedNode(f"{FOREIGN['rdfs']}label"), label))
        for index in range(rng.randint(1, 3)):
            triples += report(rng, tie, index)
        for name, chance in (("began", 0.6), ("ended", 0.3)):
            if rng.random() < chance:
                _, first, last = stated(rng)
                triples += bounds(tie, name, first, last)
    return triples


def marks_by_query(triples: list[Triple], day: str) -> dict[str, str]:
    text = (ROOT / "data" / "queries" / "network-on-a-day.rq").read_text(encoding="utf-8")
    store = Store()
    store.extend(Quad(*triple) for triple in triples)
    results = store.query(text.replace("1987-04-01", day), base_iri=BASE.iri)
    assert isinstance(results, QuerySolutions)
    return {s["tie"].value.rpartition("/")[2]: s["mark"].value for s in results}


def marks_by_list(path: Path, day: str) -> dict[str, str]:
    with sqlite3.connect(path) as connection:
        rows = connection.execute(
            f"SELECT slug, {MARK} FROM partnership p JOIN thing ON thing.id = p.thing", {"on": day}
        ).fetchall()
    connection.close()
    return dict(rows)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_list_decides_as_the_saved_query_does(seed: int, tmp_path: Path) -> None:
    triples = world(seed)
    path = tmp_path / "index.sqlite"
    write_index(path, triples, {}, BASE)
    rng = random.Random(seed)
    days = [date(1969, 6, 1) + timedelta(days=rng.randrange(4200)) for _ in range(DAYS)]
    seen: set[str] = set()
    for day in map(date.isoformat, days):
        wanted = marks_by_query(triples, day)
        assert len(wanted) == TIES
        assert marks_by_list(path, day) == wanted
        seen |= set(wanted.values())
    assert seen == {"attested", "possible", "excluded"}
