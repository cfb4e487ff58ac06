"""What must come before what, for every pair of precisions.

The expectations are reasoned by hand: a month lies before a day if its last day does, and after
it if its first day does; in between, nobody can tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest
from suite import Result, read_turtle, run

RIGHT, POSSIBLY, WRONG = "right", "possibly", "wrong"

ORDERS = [
    # first, then second: may the first come after the second?
    ("2019-05-10", "2019-05-11", RIGHT),
    ("2019-05-10", "2019-05-10", RIGHT),
    ("2019-05-10", "2019-05-09", WRONG),
    ("2019-05-10", "2019-06", RIGHT),
    ("2019-05-01", "2019-05", RIGHT),  # no day of May is before the first
    ("2019-05-10", "2019-05", POSSIBLY),
    ("2019-05-31", "2019-05", POSSIBLY),
    ("2019-06-01", "2019-05", WRONG),
    ("2019-05-10", "2020", RIGHT),
    ("2019-01-01", "2019", RIGHT),
    ("2019-05-10", "2019", POSSIBLY),
    ("2020-01-01", "2019", WRONG),
    ("2019-05", "2019-06-01", RIGHT),
    ("2019-05", "2019-05-31", RIGHT),  # no day of May is after the last
    ("2019-05", "2019-05-10", POSSIBLY),
    ("2019-05", "2019-05-01", POSSIBLY),
    ("2019-05", "2019-04-30", WRONG),
    ("2019-05", "2019-06", RIGHT),
    ("2019-05", "2019-05", RIGHT),  # one value twice tells no order, and is no doubt
    ("2019-05", "2019-04", WRONG),
    ("2019-05", "2020", RIGHT),
    ("2019-05", "2019", POSSIBLY),
    ("2019-01", "2019", POSSIBLY),
    ("2020-01", "2019", WRONG),
    ("2019", "2020-01-01", RIGHT),
    ("2019", "2019-12-31", RIGHT),
    ("2019", "2019-05-10", POSSIBLY),
    ("2019", "2018-12-31", WRONG),
    ("2019", "2020-01", RIGHT),
    ("2019", "2019-05", POSSIBLY),
    ("2019", "2019-12", POSSIBLY),
    ("2019", "2018-12", WRONG),
    ("2019", "2020", RIGHT),
    ("2019", "2019", RIGHT),
    ("2019", "2018", WRONG),
    # February of a leap year, and of another
    ("2020-02", "2020-02-29", RIGHT),
    ("2019-02", "2019-02-28", RIGHT),
    ("2020-02", "2020-02-28", POSSIBLY),
    ("1900-02", "1900-02-28", RIGHT),
]

PREFIXES = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix form: <https://w3id.org/kizuna/form#> .
@prefix kind: <https://w3id.org/kizuna/kind#> .
@prefix kizuna: <https://w3id.org/kizuna/def#> .
@prefix modality: <https://w3id.org/kizuna/modality#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix status: <https://w3id.org/kizuna/status#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
TIE = """
<id/partnership/tie> a kizuna:Partnership ; rdfs:label "tie"@en ; kizuna:kind kind:sister-city ;
    kizuna:party <id/place/alpha> , <id/place/beta> ; dcterms:source <id/source/paper> .
"""
REPORT = """
<id/status/{0}> a kizuna:Status ; rdfs:label "{0}"@en ; kizuna:of <id/partnership/tie> ;
    kizuna:state status:{1} ; {2} ; dcterms:source <id/source/paper> .
"""

GRAPHS = {
    "activity": """
<id/activity/camp> a kizuna:Activity ; rdfs:label "camp"@en ; kizuna:kind form:camp ;
    kizuna:modality modality:carried-out ; kizuna:began {first} ; kizuna:ended {second} ;
    dcterms:source <id/source/paper> .
""",
    "agreement": TIE
    + REPORT.format("ended", "ended", "kizuna:ended {second}")
    + """
<id/agreement/paper> a kizuna:Agreement ; rdfs:label "paper"@en ; kizuna:signed {first} ;
    kizuna:of <id/partnership/tie> ; dcterms:source <id/source/paper> .
""",
    "partnership": TIE
    + REPORT.format("begun", "active", "kizuna:began {first}")
    + REPORT.format("ended", "ended", "kizuna:ended {second}"),
    "period": TIE + REPORT.format("both", "ended", "kizuna:began {first} ; kizuna:ended {second}"),
    "report": TIE + REPORT.format("now", "active", "kizuna:began {first} ; kizuna:asOf {second}"),
}
"""Graphs with two dates, of which the first must not be after the second."""

FOCUS = {
    "activity": ["id/activity/camp"],
    "agreement": ["id/agreement/paper"],
    "partnership": ["id/partnership/tie"],
    "period": ["id/partnership/tie", "id/status/both"],
    "report": ["id/status/now"],
}
SHAPE = {
    "activity": "thing#Ending-began",
    "agreement": "agreement#Agreement-signed-ended",
    "partnership": "thing#Ending-began",
    "period": "thing#Ending-began",
    "report": "status#Status-began-asOf",
}
SHAPES = set(SHAPE.values())
"""Other shapes have more to say about graphs as bare as these."""


def literal(date: str) -> str:
    return f'"{date}"^^xsd:{("gYear", "gYearMonth", "date")[date.count("-")]}'


def graph_name(case: str, first: str, second: str) -> str:
    return f"{case}/{first}/{second}".replace("/", ".")


@cache
def reports() -> Mapping[str, list[Result]]:
    graphs = {}
    for case, template in GRAPHS.items():
        for first, second, _ in ORDERS:
            name = graph_name(case, first, second)
            stated = template.format(first=literal(first), second=literal(second))
            graphs[name] = read_turtle(PREFIXES + stated, name)
    return run(graphs).results


@pytest.mark.parametrize("case", GRAPHS)
@pytest.mark.parametrize(("first", "second", "order"), ORDERS)
def test_an_order_is_judged(case: str, first: str, second: str, order: str) -> None:
    found = reports()[graph_name(case, first, second)]
    judged = [result for result in found if result.shape.removesuffix("-possibly") in SHAPES]
    shape, severity = {
        RIGHT: ("", ""),
        POSSIBLY: (f"{SHAPE[case]}-possibly", "Warning"),
        WRONG: (SHAPE[case], "Violation"),
    }[order]
    assert judged == [Result(f, shape, severity) for f in FOCUS[case] if order != RIGHT]


def test_every_pair_of_precisions_is_judged() -> None:
    pairs = {(a.count("-"), b.count("-"), order) for a, b, order in ORDERS}
    for first in range(3):
        for second in range(3):
            told = {order for a, b, order in pairs if (a, b) == (first, second)}
            assert told >= ({RIGHT, WRONG} if first == second else {RIGHT, POSSIBLY, WRONG})
