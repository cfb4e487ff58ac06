"""Terms of other vocabularies that the release uses and does not name: what to call them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kizuna.namespaces import ABSOLUTE, FOREIGN
from kizuna.web.language import message


@dataclass(frozen=True, slots=True)
class ForeignTerm:
    """What a term is called, and what it means as it is used here."""

    label: str
    definition: str = ""


_TERMS: Mapping[str, ForeignTerm] = MappingProxyType(
    {
        "dcat:Dataset": ForeignTerm(message("data set")),
        "dcat:landingPage": ForeignTerm(
            message("landing page"), message("names the page that leads to a data set")
        ),
        "dcat:version": ForeignTerm(message("version")),
        "dcterms:bibliographicCitation": ForeignTerm(
            message("citation"), message("says how a document is cited")
        ),
        "dcterms:creator": ForeignTerm(message("author"), message("names who wrote a document")),
        "dcterms:date": ForeignTerm(
            message("date of a document"), message("names the day, month or year of a document")
        ),
        "dcterms:description": ForeignTerm(message("description")),
        "dcterms:format": ForeignTerm(
            message("format"), message("tells in which format the text of a document is kept")
        ),
        "dcterms:identifier": ForeignTerm(
            message("identifier"), message("gives a name that others know a document by")
        ),
        "dcterms:isPartOf": ForeignTerm(
            message("part of"), message("names the document that a passage belongs to")
        ),
        "dcterms:isReplacedBy": ForeignTerm(
            message("replaced by"), message("names the thing that took the place of a renamed one")
        ),
        "dcterms:issued": ForeignTerm(message("issued")),
        "dcterms:language": ForeignTerm(
            message("language"), message("names the language of a document by its code")
        ),
        "dcterms:license": ForeignTerm(
            message("licence"), message("names the licence under which something is published")
        ),
        "dcterms:publisher": ForeignTerm(
            message("publisher"), message("names who published a document")
        ),
        "dcterms:rights": ForeignTerm(
            message("rights"), message("says what is known of the rights in a document")
        ),
        "dcterms:source": ForeignTerm(
            message("source"), message("cites the passage of a document in which this was read")
        ),
        "dcterms:title": ForeignTerm(
            message("title"), message("gives the title that something bears")
        ),
        "foaf:Organization": ForeignTerm(message("organisation")),
        "geo:Geometry": ForeignTerm(
            message("point"), message("point that stands for a place on a map")
        ),
        "geo:asWKT": ForeignTerm(
            message("coordinates"), message("gives longitude and latitude of a point")
        ),
        "geo:hasGeometry": ForeignTerm(
            message("point of a place"), message("names the point that stands for a place")
        ),
        "geo:wktLiteral": ForeignTerm(message("coordinates")),
        "owl:Class": ForeignTerm(message("class")),
        "owl:DatatypeProperty": ForeignTerm(message("property with a literal as its value")),
        "owl:ObjectProperty": ForeignTerm(message("property with a thing as its value")),
        "owl:Ontology": ForeignTerm(message("ontology")),
        "owl:SymmetricProperty": ForeignTerm(message("symmetric property")),
        "owl:sameAs": ForeignTerm(
            message("same as"), message("links a thing to the same thing in another data set")
        ),
        "prov:Entity": ForeignTerm(
            message("source document"), message("document or data set that statements were read in")
        ),
        "prov:generatedAtTime": ForeignTerm(
            message("time of retrieval"), message("tells when what was harvested was retrieved")
        ),
        "prov:hadPrimarySource": ForeignTerm(
            message("refers to"), message("names what a harvested statement refers to")
        ),
        "prov:wasDerivedFrom": ForeignTerm(
            message("derived from"), message("names the document that a text was made from")
        ),
        "rdf:langString": ForeignTerm(message("text with its language")),
        "rdf:type": ForeignTerm(message("class"), message("names the class of a thing")),
        "rdfs:Datatype": ForeignTerm(message("datatype")),
        "rdfs:isDefinedBy": ForeignTerm(
            message("defined by"), message("names the document that defines a term")
        ),
        "rdfs:label": ForeignTerm(
            message("label"), message("gives the name that a thing is shown by")
        ),
        "schema:MixedEventAttendanceMode": ForeignTerm(message("online and on site")),
        "schema:OfflineEventAttendanceMode": ForeignTerm(message("on site")),
        "schema:OnlineEventAttendanceMode": ForeignTerm(message("online")),
        "schema:Person": ForeignTerm(
            message("person"), message("human being whom a source names")
        ),
        "schema:containedInPlace": ForeignTerm(
            message("lies in"), message("names a place that another place lies in")
        ),
        "schema:eventAttendanceMode": ForeignTerm(
            message("manner of attendance"),
            message("tells whether an activity was attended online, on site, or both ways"),
        ),
        "schema:familyName": ForeignTerm(
            message("family name"), message("gives the family name of a person")
        ),
        "schema:location": ForeignTerm(
            message("location"), message("names where something is or takes place")
        ),
        "schema:sha256": ForeignTerm(
            message("SHA-256"), message("gives the checksum of the text that was read")
        ),
        "skos:Concept": ForeignTerm(message("concept")),
        "skos:ConceptScheme": ForeignTerm(message("concept scheme")),
        "skos:altLabel": ForeignTerm(
            message("other name"), message("gives another name of a thing")
        ),
        "skos:broader": ForeignTerm(message("broader concept")),
        "skos:definition": ForeignTerm(message("definition")),
        "skos:example": ForeignTerm(message("example")),
        "skos:inScheme": ForeignTerm(message("concept scheme")),
        "skos:notation": ForeignTerm(
            message("code"), message("gives the code of a place in a list of codes")
        ),
        "skos:note": ForeignTerm(message("note"), message("says more in words")),
        "skos:prefLabel": ForeignTerm(message("label of a concept")),
        "wikibase:NormalRank": ForeignTerm(message("normal")),
        "wikibase:PreferredRank": ForeignTerm(message("preferred")),
        "wikibase:rank": ForeignTerm(
            message("rank"), message("tells the rank of a statement among others at Wikidata")
        ),
        "xsd:anyURI": ForeignTerm(message("address")),
        "xsd:date": ForeignTerm(message("day")),
        "xsd:decimal": ForeignTerm(message("decimal number")),
        "xsd:duration": ForeignTerm(message("duration")),
        "xsd:gMonthDay": ForeignTerm(message("day without a year")),
        "xsd:gYear": ForeignTerm(message("year")),
        "xsd:gYearMonth": ForeignTerm(message("month")),
        "xsd:integer": ForeignTerm(message("whole number")),
        "xsd:string": ForeignTerm(message("text")),
    }
)  # fmt: skip

_FOREIGN = frozenset(FOREIGN)
_PREFIXES = {namespace: prefix for prefix, namespace in ABSOLUTE.items()}


def shorten(iri: str) -> str:
    """Write an IRI with the prefix of its namespace, or as it is if there is none."""
    end = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix = _PREFIXES.get(iri[:end])
    return f"{prefix}:{iri[end:]}" if prefix else iri


def find_term(iri: str) -> ForeignTerm | None:
    """Find a term of another vocabulary."""
    short = shorten(iri)
    return _TERMS.get(short) if short.partition(":")[0] in _FOREIGN else None
