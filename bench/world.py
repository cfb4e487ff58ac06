"""Generate a world of partnerships in the vocabulary of Kizuna: the same for the same number.

    python bench/world.py 30000 FOLDER

writes Turtle files as curators would: places by country, and a source folder with ties, their
reports, agreements, cooperation, activities and figures. Two ties in three have an agreement,
one in two has a visit; with what is derived a release has about 43 triples a tie.
"""

from __future__ import annotations

import sys
from pathlib import Path

FIELDS = ("agriculture", "culture", "education", "environment", "sport", "tourism", "trade")
KINDS = ("sister-city", "friendship-city", "partnership-agreement", "friendly-relations")
STATES = ("active", "active", "active", "ended", "prospective")
COUNTRIES = 60
TIES_PER_FILE = 1_000
CITED = "dcterms:source generated:ties ;"

HEAD = """@prefix activity: <id/activity/> .
@prefix agreement: <id/agreement/> .
@prefix bound: <https://w3id.org/kizuna/bound#> .
@prefix cooperation: <id/cooperation/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix field: <https://w3id.org/kizuna/field#> .
@prefix figure: <id/figure/> .
@prefix form: <https://w3id.org/kizuna/form#> .
@prefix generated: <id/source/generated#> .
@prefix kind: <https://w3id.org/kizuna/kind#> .
@prefix kizuna: <https://w3id.org/kizuna/def#> .
@prefix modality: <https://w3id.org/kizuna/modality#> .
@prefix partnership: <id/partnership/> .
@prefix place: <id/place/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix report: <id/status/> .
@prefix status: <https://w3id.org/kizuna/status#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

PLACES_HEAD = """@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix generated: <id/source/generated#> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix kizuna: <https://w3id.org/kizuna/def#> .
@prefix level: <https://w3id.org/kizuna/level#> .
@prefix place: <id/place/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
"""


def mixed(number: int, salt: int) -> int:
    """Mix a number so that neighbours differ; no chance, the same everywhere."""
    value = (number * 2654435761 + salt * 40503) & 0xFFFFFFFF
    value ^= value >> 15
    value = (value * 2246822519) & 0xFFFFFFFF
    return value ^ (value >> 13)


def country(place: int) -> int:
    return mixed(place, 1) % COUNTRIES


def parties(tie: int, places: int) -> tuple[int, int]:
    """Choose two places; the first hundred have many partners."""
    first = mixed(tie, 2) % (min(100, places) if tie % 5 == 0 else places)
    second = mixed(tie, 3) % places
    return first, second if second != first else (second + 1) % places


def state(tie: int) -> str:
    return STATES[mixed(tie, 7) % len(STATES)]


def hub_ties(ties: int, places: int, hub: int) -> dict[int, tuple[int, int]]:
    """Choose the first ties that last, and give the first place so many partners by them."""
    lasting = (tie for tie in range(ties) if state(tie) == "active")
    others = range(1, min(hub + 1, places))
    return {tie: (0, other) for tie, other in zip(lasting, others, strict=False)}


def day(tie: int, salt: int) -> tuple[int, int, int]:
    number = mixed(tie, salt)
    return 1950 + number % 70, 1 + number % 12, 1 + number % 28


def began(tie: int) -> str:
    year, month, date = day(tie, 4)
    return (
        f'"{year}"^^xsd:gYear',
        f'"{year}-{month:02}"^^xsd:gYearMonth',
        f'"{year}-{month:02}-{date:02}"^^xsd:date',
    )[tie % 3]


def place_block(place: int) -> str:
    lon, lat = mixed(place, 5) % 36000 / 100 - 180, mixed(place, 6) % 14000 / 100 - 70
    return f"""place:town-{place:05}
    a kizuna:Place ;
    rdfs:label "Town {place}"@en , "町{place}"@ja ;
    kizuna:level level:city ;
    schema:containedInPlace place:country-{country(place):02} ;
    geo:hasGeometry <id/place/town-{place:05}#point> ;
    dcterms:source generated:places ;
.

<id/place/town-{place:05}#point>
    a geo:Geometry ;
    geo:asWKT "POINT({lon:.2f} {lat:.2f})"^^geo:wktLiteral ;
    dcterms:source generated:places ;
.
"""


def tie_blocks(tie: int, ends: tuple[int, int]) -> dict[str, str]:
    """Write the blocks of a tie between two places, by their subject."""
    blocks = tied(tie, *ends)
    if tie % 3:
        blocks |= agreed(tie)
    if mixed(tie, 12) % 2:
        blocks |= visited(tie, *ends)
    return blocks


def tied(tie: int, first: int, second: int) -> dict[str, str]:
    year = day(tie, 4)[0]
    said = state(tie)
    since = f"kizuna:began {began(tie)} ;\n    " if said != "prospective" else ""
    until = f'kizuna:ended "{year + 30}"^^xsd:gYear ;\n    ' if said == "ended" else ""
    return {
        f"partnership:tie-{tie:06}": f"""a kizuna:Partnership ;
    rdfs:label "Town {first}–Town {second} ({tie})"@en ;
    kizuna:party place:town-{first:05} , place:town-{second:05} ;
    kizuna:kind kind:{KINDS[mixed(tie, 11) % len(KINDS)]} ;
    {CITED}""",
        f"report:tie-{tie:06}": f"""a kizuna:Status ;
    rdfs:label "report {tie}"@en ;
    kizuna:of partnership:tie-{tie:06} ;
    kizuna:state status:{said} ;
    {since}{until}kizuna:asOf "2026-01-01"^^xsd:date ;
    {CITED}""",
    }


def agreed(tie: int) -> dict[str, str]:
    fields = sorted({FIELDS[mixed(tie, s) % len(FIELDS)] for s in (8, 9)})
    return {
        f"agreement:tie-{tie:06}": f"""a kizuna:Agreement ;
    rdfs:label "agreement {tie}"@en ;
    kizuna:of partnership:tie-{tie:06} ;
    kizuna:signed {began(tie)} ;
    {CITED}""",
        f"cooperation:tie-{tie:06}": f"""a kizuna:Cooperation ;
    rdfs:label "cooperation {tie}"@en ;
    kizuna:of agreement:tie-{tie:06} ;
    kizuna:field {" , ".join(f"field:{field}" for field in fields)} ;
    kizuna:modality modality:agreed ;
    {CITED}""",
    }


def visited(tie: int, first: int, second: int) -> dict[str, str]:
    return {
        f"activity:tie-{tie:06}": f"""a kizuna:Activity ;
    rdfs:label "visit {tie}"@en ;
    kizuna:of partnership:tie-{tie:06} ;
    kizuna:kind form:visit ;
    kizuna:modality modality:carried-out ;
    kizuna:from place:town-{first:05} ;
    kizuna:to place:town-{second:05} ;
    kizuna:date "{day(tie, 4)[0] + 2}"^^xsd:gYear ;
    {CITED}""",
        f"figure:tie-{tie:06}": f"""a kizuna:Figure ;
    rdfs:label "visitors {tie}"@en ;
    kizuna:of activity:tie-{tie:06} ;
    kizuna:bound bound:exact ;
    kizuna:value {1 + mixed(tie, 10) % 400} ;
    kizuna:unit "persons"@en ;
    {CITED}""",
    }


def write_places(folder: Path, places: int) -> None:
    by_country: dict[int, list[int]] = {}
    for place in range(places):
        by_country.setdefault(country(place), []).append(place)
    for number, members in by_country.items():
        head = f"""place:country-{number:02}
    a kizuna:Place ;
    rdfs:label "Country {number}"@en ;
    kizuna:level level:country ;
    dcterms:source generated:places ;
.
"""
        text = "\n".join([PLACES_HEAD, head, *map(place_block, members)])
        (folder / f"country-{number:02}.ttl").write_text(text, encoding="utf-8")


def write_ties(folder: Path, ties: int, places: int, hub: int) -> None:
    hubs = hub_ties(ties, places, hub)
    for start in range(0, ties, TIES_PER_FILE):
        blocks: dict[str, str] = {}
        for tie in range(start, min(start + TIES_PER_FILE, ties)):
            blocks |= tie_blocks(tie, hubs.get(tie) or parties(tie, places))
        ordered = (f"{subject}\n    {blocks[subject]}\n.\n" for subject in sorted(blocks))
        path = folder / f"ties-{start // TIES_PER_FILE:03}.ttl"
        path.write_text("\n".join([HEAD, *ordered]), encoding="utf-8")


SOURCE = """@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix generated: <id/source/generated#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix source: <id/source/> .

source:generated
    a prov:Entity ;
    rdfs:label "generated world"@en ;
    dcterms:title "Generated world"@en ;
    dcterms:source generated:places ;
.
"""


def write_world(folder: Path, ties: int, hub: int = 0) -> None:
    """Write a world of so many ties, with a third as many places.

    The first place has at least ``hub`` partners, as far as there are places and lasting ties.
    """
    places = max(ties // 3, 10)
    for name in ("places", "generated"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    write_places(folder / "places", places)
    (folder / "generated" / "source.ttl").write_text(SOURCE, encoding="utf-8")
    write_ties(folder / "generated", ties, places, hub)


if __name__ == "__main__":
    write_world(Path(sys.argv[2]), int(sys.argv[1]))
