"""A thousand ties as Wikidata states them, and everything that can be wrong with one.

Each tie has a number, which its things have in their names; a damage is done to one tie.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PLACES = 60
"""Each of the first ties has a place of its own; all have two of these."""

HEAD = """
@prefix activity: <id/activity/> .
@prefix agreement: <id/agreement/> .
@prefix bound: <https://w3id.org/kizuna/bound#> .
@prefix code: <https://w3id.org/kizuna/code#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix figure: <id/figure/> .
@prefix form: <https://w3id.org/kizuna/form#> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix kind: <https://w3id.org/kizuna/kind#> .
@prefix kizuna: <https://w3id.org/kizuna/def#> .
@prefix level: <https://w3id.org/kizuna/level#> .
@prefix modality: <https://w3id.org/kizuna/modality#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix partnership: <id/partnership/> .
@prefix place: <id/place/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix report: <id/status/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <id/source/> .
@prefix status: <https://w3id.org/kizuna/status#> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wikidata: <id/source/wikidata#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

source:wikidata a prov:Entity ;
    rdfs:label "Wikidata"@en ; dcterms:date "2026-11-21"^^xsd:date .
"""

PLACE = """
place:p-{n} a kizuna:Place ;
    rdfs:label "Place {n}"@en ; owl:sameAs wd:Q9{n} ;
    geo:hasGeometry <id/place/p-{n}#point> ; dcterms:source wikidata:Q9{n} .
<id/place/p-{n}#point> a geo:Geometry ;
    geo:asWKT "POINT(13.5 52.25)"^^geo:wktLiteral ; dcterms:source wikidata:Q9{n} .
"""

TIE = """
partnership:t-{n} a kizuna:Partnership ;
    rdfs:label "Tie {n}"@en ; kizuna:party place:p-{a} , place:p-{b} ;
    kizuna:kind kind:unknown ; dcterms:source wikidata:S-{n} .
report:t-{n} a kizuna:Status ;
    rdfs:label "statement {n}"@en ; kizuna:of partnership:t-{n} ; kizuna:state status:unknown ;
    kizuna:began "1974"^^xsd:gYear ; kizuna:asOf "2026-11-21"^^xsd:date ;
    dcterms:source wikidata:S-{n} .
"""

_ACTIVITY = (
    'activity:x-{n} a kizuna:Activity ; rdfs:label "x"@en ; kizuna:kind form:visit ; '
    "kizuna:modality modality:carried-out ; dcterms:source wikidata:S-{n} ; "
)
_AGREEMENT = (
    'agreement:x-{n} a kizuna:Agreement ; rdfs:label "x"@en ; kizuna:of partnership:t-{n} ; '
    "dcterms:source wikidata:S-{n} ; "
)
_FIGURE = (
    'figure:x-{n} a kizuna:Figure ; rdfs:label "x"@en ; kizuna:of partnership:t-{n} ; '
    "dcterms:source wikidata:S-{n} ; "
)
_REPORT = (
    'report:x-{n} a kizuna:Status ; rdfs:label "x"@en ; kizuna:of partnership:t-{n} ; '
    "dcterms:source wikidata:S-{n} ; "
)


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong: the shape that finds it, what is replaced in a tie, and what is added."""

    shape: str
    old: str = ""
    new: str = ""
    more: str = ""


DAMAGES: Mapping[str, Damage] = {
    "no kind": Damage("partnership#Partnership-kind", "kizuna:kind kind:unknown ;"),
    "a kind of another scheme": Damage(
        "partnership#Partnership-kind", "kind:unknown", "form:visit"
    ),
    "a kind that nobody defined": Damage("partnership#Partnership-kind", "kind:unknown", "kind:x"),
    "one party": Damage("partnership#Partnership-party", " , place:p-{b}"),
    "a party of another class": Damage(
        "partnership#Partnership-party", "place:p-{b}", "source:wikidata"
    ),
    "a party that nobody described": Damage("partnership#Partnership-party", "p-{b}", "x"),
    "no report": Damage("partnership#Partnership-report", "of partnership:t-{n}", "of partnership:x"),
    "no date in a report": Damage(
        "status#Status-dated",
        'kizuna:began "1974"^^xsd:gYear ; kizuna:asOf "2026-11-21"^^xsd:date ;',
    ),
    "no dated report": Damage(
        "partnership#Partnership-report-dated",
        'kizuna:began "1974"^^xsd:gYear ; kizuna:asOf "2026-11-21"^^xsd:date ;',
    ),
    "two states": Damage("status#Status-state", "status:unknown", "status:active , status:ended"),
    "no state": Damage("status#Status-state", "kizuna:state status:unknown ;"),
    "a state that nobody defined": Damage("status#Status-state", "status:unknown", "status:x"),
    "a report of two ties": Damage(
        "status#Status-of", "of partnership:t-{n}", "of partnership:t-{n} , partnership:t-0100"
    ),
    "a report of a place": Damage("status#Status-of", "of partnership:t-{n}", "of place:p-{a}"),
    "a beginning after as of": Damage("status#Status-began-asOf", '"1974"', '"2027"'),
    "a beginning that may lie after as of": Damage(
        "status#Status-began-asOf-possibly",
        '"2026-11-21"^^xsd:date',
        '"1974-05"^^xsd:gYearMonth',
    ),
    "active without a date": Damage(
        "status#Status-active", more=_REPORT + "kizuna:state status:active ."
    ),
    "active before the beginning": Damage(
        "status#Status-asOf-tie",
        more=_REPORT + 'kizuna:state status:active ; kizuna:asOf "1970"^^xsd:gYear .',
    ),
    "as of after the document": Damage("thing#Said-asOf", "2026-11-21", "2026-11-22"),
    "reports that differ about the beginning": Damage(
        "partnership#Partnership-began",
        more=_REPORT + 'kizuna:state status:unknown ; kizuna:began "1980"^^xsd:gYear .',
    ),
    "reports that differ about the end": Damage(
        "partnership#Partnership-ended",
        'kizuna:began "1974"',
        'kizuna:ended "1990"^^xsd:gYear ; kizuna:began "1974"',
        more=_REPORT + 'kizuna:state status:ended ; kizuna:ended "1991"^^xsd:gYear .',
    ),
    "an end before the beginning": Damage(
        "thing#Ending-began", "kizuna:began", 'kizuna:ended "1970"^^xsd:gYear ; kizuna:began'
    ),
    "an end that may lie before the beginning": Damage(
        "thing#Ending-began-possibly",
        "kizuna:began",
        'kizuna:ended "1974-05"^^xsd:gYearMonth ; kizuna:began',
    ),
    "two beginnings": Damage("thing#Thing-began", '"1974"', '"1980"^^xsd:gYear , "1974"'),
    "a month that does not exist": Damage(
        "thing#Thing-began", '"1974"^^xsd:gYear', '"1974-13"^^xsd:gYearMonth'
    ),
    "a day that does not exist": Damage("thing#Thing-asOf", "2026-11-21", "2026-02-30"),
    "a day that is a string": Damage("thing#Thing-asOf", "^^xsd:date"),
    "no evidence": Damage(
        "evidence#Evidence-source", "kind:unknown ; dcterms:source wikidata:S-{n} .", "kind:unknown ."
    ),
    "a literal for evidence": Damage(
        "evidence#Evidence-source",
        "kind:unknown ; dcterms:source wikidata:S-{n}",
        'kind:unknown ; dcterms:source "S-{n}"',
    ),
    "a range from back to front": Damage(
        "evidence#Citation-range",
        "kind:unknown ; dcterms:source wikidata:S-{n}",
        "kind:unknown ; dcterms:source <id/source/wikidata#char=20,10>",
    ),
    "a document that nobody described": Damage(
        "evidence#Citation-source",
        "kind:unknown ; dcterms:source wikidata:S-{n}",
        "kind:unknown ; dcterms:source source:x",
    ),
    "coordinates that are none": Damage("place#Geometry-wkt", "POINT(13.5 52.25)", "52.25, 13.5"),
    "coordinates of another type": Damage("place#Geometry-wkt", "geo:wktLiteral", "xsd:string"),
    "two points": Damage("place#Place-point", "hasGeometry ", "hasGeometry <id/place/p-0059#point> , "),
    "two items for a place": Damage("link#Link-single", "sameAs wd:", "sameAs wd:Q8{n} , wd:"),
    "one item for two places": Damage("link#Link-unique", "sameAs wd:Q9{n}", "sameAs wd:Q90059"),
    "a link that is no item": Damage("link#Link-item", "sameAs wd:Q9{n}", "sameAs wd:P190"),
    "no link": Damage("link#Place-link-sameAs", "owl:sameAs wd:Q9{n} ;"),
    "a level that is none": Damage("place#Place-level", "owl:sameAs", "kizuna:level form:visit ; owl:sameAs"),
    "a code without its digits": Damage(
        "place#Place-code", "owl:sameAs", 'skos:notation "7"^^code:jis-x-0402 ; owl:sameAs'
    ),
    "a place that lies in a document": Damage(
        "place#Place-containedInPlace",
        "owl:sameAs",
        "schema:containedInPlace source:wikidata ; owl:sameAs",
    ),
    "places that contain each other": Damage(
        "place#Container-containedInPlace",
        "owl:sameAs",
        "schema:containedInPlace place:x-{n} ; owl:sameAs",
        more='place:x-{n} a kizuna:Place ; rdfs:label "x"@en ; schema:containedInPlace place:p-{n} ; '
        "dcterms:source wikidata:S-{n} .",
    ),
    "two labels in one language": Damage("thing#Thing-label", '"Tie {n}"@en', '"Tie"@en , "Tie {n}"@en'),
    "a label without a language": Damage("thing#Thing-label", '"Tie {n}"@en', '"Tie {n}"'),
    "no label in English": Damage("thing#Thing-label-en", '"Tie {n}"@en', '"Tie {n}"@de'),
    "a blank before a note": Damage("thing#Thing-note", "kizuna:kind", 'skos:note " x"@en ; kizuna:kind'),
    "a property of a tie that is none": Damage(
        "partnership#Partnership", "kizuna:kind", 'kizuna:signed "1974"^^xsd:gYear ; kizuna:kind'
    ),
    "a property of a report that is none": Damage("status#Status", "kizuna:state", 'kizuna:number 1 ; kizuna:state'),
    "a property of a place that is none": Damage("place#Place", "owl:sameAs", "kizuna:party place:p-{b} ; owl:sameAs"),
    "something else that may be the same": Damage(
        "thing#Counterpart-possiblySameAs", "kizuna:kind", "kizuna:possiblySameAs place:p-{a} ; kizuna:kind"
    ),
    "a replacement that nobody described": Damage(
        "thing#Thing-replacement", "kizuna:kind", "dcterms:isReplacedBy partnership:x ; kizuna:kind"
    ),
    "a part of itself": Damage(
        "thing#Whole-of",
        more=_ACTIVITY
        + "kizuna:of activity:y-{n} . "
        + _ACTIVITY.replace("activity:x", "activity:y")
        + "kizuna:of activity:x-{n} .",
    ),
    "an activity without a date": Damage("activity#Activity-dated", more=_ACTIVITY + "kizuna:of place:p-{a} ."),
    "an agreement signed after the end": Damage(
        "agreement#Agreement-signed-ended",
        "kizuna:began",
        'kizuna:ended "1980"^^xsd:gYear ; kizuna:began',
        more=_AGREEMENT + 'kizuna:signed "1990"^^xsd:gYear .',
    ),
    "half a range": Damage("figure#Figure-range", more=_FIGURE + "kizuna:bound bound:range ; kizuna:value 1 ."),
}  # fmt: skip


def write_world(ties: Iterable[int]) -> str:
    """Write ties as Turtle, the first of them with the damages."""
    return HEAD + "".join(map(_write_tie, ties))


def name(number: int) -> str:
    """Write the number of a tie as the names of its things have it."""
    return f"{number:04}"


def _write_tie(number: int) -> str:
    text = PLACE + TIE if number < PLACES else TIE
    if number < len(DAMAGES):
        damage = list(DAMAGES.values())[number]
        assert damage.old in text, f"a tie has no {damage.old!r}"
        text = (text.replace(damage.old, damage.new) if damage.old else text) + damage.more
    one, other = number % PLACES, (number * 7 + 3) % PLACES
    if other == one:
        other = (other + 1) % PLACES
    return text.format(n=name(number), a=name(one), b=name(other))
