"""Which literals each property of dates, durations, numbers and coordinates takes."""

from __future__ import annotations

from functools import cache

import pytest
from suite import Result, read_turtle, run

YEARLESS = ['"--01-27"^^xsd:gMonthDay', '"--02-29"^^xsd:gMonthDay', '"--12-31"^^xsd:gMonthDay']
DATES = [
    '"1987-05-01"^^xsd:date',
    '"2020-02-29"^^xsd:date',
    '"1987-05"^^xsd:gYearMonth',
    '"1987-12"^^xsd:gYearMonth',
    '"1987"^^xsd:gYear',
]
NO_DATES = [
    '"1987-5-1"^^xsd:date',
    '"1987-05"^^xsd:date',
    '"1987"^^xsd:date',
    '"1987-02-29"^^xsd:date',
    '"1987-04-31"^^xsd:date',
    '"1987-13-01"^^xsd:date',
    '"1987-05-01Z"^^xsd:date',
    '"1987-05-01+09:00"^^xsd:date',
    '"1 May 1987"^^xsd:date',
    '"1987-5"^^xsd:gYearMonth',
    '"1987-13"^^xsd:gYearMonth',
    '"1987-00"^^xsd:gYearMonth',
    '"1987-05-01"^^xsd:gYearMonth',
    '"87"^^xsd:gYear',
    '"1987-05"^^xsd:gYear',
    '"1987Z"^^xsd:gYear',
    '"--1-27"^^xsd:gMonthDay',
    '"--02-30"^^xsd:gMonthDay',
    '"--04-31"^^xsd:gMonthDay',
    '"--13-01"^^xsd:gMonthDay',
    '"1987-05-01T00:00:00"^^xsd:dateTime',
    '"1987-05-01"',
    '"1987"@en',
    "1987",
    "<id/place/alpha>",
]
DURATIONS = ['"P1Y"', '"P6M"', '"P1Y6M"', '"P14D"', '"P24M"', '"PT3H"', '"PT90M"']
NO_DURATIONS = ['"P2W"', '"P"', '"1Y"', '"P0D"', '"P1.5Y"', '"-P1Y"', '"P1Y2D"', '"P1M14D"', '"PT"']
COUNTS = ["1", "20", '"7"^^xsd:integer']
NO_COUNTS = ["0", "-1", "1.5", "1e0", '"1"', '"seven"@en', '"x"^^xsd:integer']
NUMBERS = ["0", "9", "600000", "0.75", "653.8"]
NO_NUMBERS = ['"9"', '"nine"@en', '"x"^^xsd:decimal', "true", "<id/place/alpha>"]
POINTS = [
    '"POINT(135.5 34.7)"^^geo:wktLiteral',
    '"POINT(-122.41944 37.775)"^^geo:wktLiteral',
    '"POINT(-180 -90)"^^geo:wktLiteral',
    '"POINT(180.0 90.00)"^^geo:wktLiteral',
    '"POINT(0 0)"^^geo:wktLiteral',
]
NO_POINTS = [
    '"POINT(180.1 0)"^^geo:wktLiteral',
    '"POINT(190 0)"^^geo:wktLiteral',
    '"POINT(0 90.1)"^^geo:wktLiteral',
    '"POINT(35 135)"^^geo:wktLiteral',
    '"POINT(135.5, 34.7)"^^geo:wktLiteral',
    '"POINT (135.5 34.7)"^^geo:wktLiteral',
    '"POINT(135.5)"^^geo:wktLiteral',
    '"LINESTRING(0 0, 1 1)"^^geo:wktLiteral',
    '"POINT(135.5 34.7)"',
]
DATED = [
    # class, property, shape, whether a day without a year will do
    ("kizuna:Activity", "kizuna:asOf", "thing#Thing-asOf", False),
    ("kizuna:Activity", "kizuna:began", "activity#Activity-began", True),
    ("kizuna:Activity", "kizuna:date", "activity#Activity-date", True),
    ("kizuna:Activity", "kizuna:ended", "activity#Activity-ended", True),
    ("kizuna:Agreement", "kizuna:asOf", "thing#Thing-asOf", False),
    ("kizuna:Agreement", "kizuna:began", "thing#Thing-began", False),
    ("kizuna:Agreement", "kizuna:ended", "thing#Thing-ended", False),
    ("kizuna:Agreement", "kizuna:signed", "agreement#Agreement-signed", False),
    ("kizuna:Claim", "kizuna:asOf", "thing#Thing-asOf", False),
    ("kizuna:Cooperation", "kizuna:asOf", "thing#Thing-asOf", False),
    ("kizuna:Cooperation", "kizuna:began", "thing#Thing-began", False),
    ("kizuna:Cooperation", "kizuna:ended", "thing#Thing-ended", False),
    ("kizuna:Figure", "kizuna:asOf", "thing#Thing-asOf", False),
    ("kizuna:Name", "kizuna:asOf", "thing#Thing-asOf", False),
    ("kizuna:Name", "kizuna:began", "thing#Thing-began", False),
    ("kizuna:Name", "kizuna:ended", "thing#Thing-ended", False),
    ("kizuna:Status", "kizuna:asOf", "thing#Thing-asOf", False),
    ("kizuna:Status", "kizuna:began", "thing#Thing-began", False),
    ("kizuna:Status", "kizuna:ended", "thing#Thing-ended", False),
    ("prov:Entity", "dcterms:date", "source#Source-date", False),
]
OTHERS = [
    # class, property, shape, what it takes, what it does not
    ("kizuna:Activity", "kizuna:anniversary", "activity#Activity-anniversary", COUNTS, NO_COUNTS),
    ("kizuna:Agreement", "kizuna:number", "thing#Thing-number", COUNTS, NO_COUNTS),
    ("kizuna:Figure", "kizuna:upTo", "figure#Figure-upTo", NUMBERS, NO_NUMBERS),
    ("kizuna:Figure", "kizuna:value", "figure#Figure-value", NUMBERS, NO_NUMBERS),
    ("geo:Geometry", "geo:asWKT", "place#Geometry-wkt", POINTS, NO_POINTS),
    *(
        (
            "kizuna:Activity",
            f"kizuna:{name}",
            f"thing#Thing-{name}",
            [f"{lexical}^^xsd:duration" for lexical in DURATIONS],
            [*(f"{lexical}^^xsd:duration" for lexical in NO_DURATIONS), '"P1Y"', '"yearly"@en'],
        )
        for name in ("duration", "frequency")
    ),
]
PREFIXES = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix kizuna: <https://w3id.org/kizuna/def#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

Row = tuple[str, str, str, str, bool]


def rows() -> list[Row]:
    """Spell the tables out: class, property, shape, value, whether it is sound."""
    found: list[Row] = []
    for kind, name, shape, yearless in DATED:
        sound = [*DATES, *(YEARLESS if yearless else [])]
        wrong = [*NO_DATES, *([] if yearless else YEARLESS)]
        found += [(kind, name, shape, value, True) for value in sound]
        found += [(kind, name, shape, value, False) for value in wrong]
    for kind, name, shape, sound, wrong in OTHERS:
        found += [(kind, name, shape, value, True) for value in sound]
        found += [(kind, name, shape, value, False) for value in wrong]
    return found


ROWS = rows()


@cache
def reports() -> list[list[Result]]:
    graphs = {
        f"{number}": read_turtle(f"{PREFIXES} <x> a {kind} ; {name} {value} .", f"{number}")
        for number, (kind, name, _, value, _) in enumerate(ROWS)
    }
    return list(run(graphs).results.values())


@pytest.mark.parametrize("number", range(len(ROWS)), ids=[" ".join(map(str, r)) for r in ROWS])
def test_a_value_is_judged(number: int) -> None:
    _, _, shape, _, sound = ROWS[number]
    assert sound == (Result("x", shape, "Violation") not in reports()[number])
