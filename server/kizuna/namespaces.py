"""The one table of namespaces, prefixes and kinds of things.

Every ``@prefix`` and ``PREFIX`` of the repository is checked against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TERMS = "https://w3id.org/kizuna/"
"""Where terms, concepts and shapes live, the same in every deployment."""

DEF = f"{TERMS}def#"

PARAMETERS = f"{TERMS}parameter#"
"""Where the parameters of saved queries have their names, as functions without arguments."""

SCHEMES = ("bound", "field", "form", "kind", "level", "modality", "role", "status")
"""The concept schemes whose names are prefixes."""

FOREIGN: Mapping[str, str] = MappingProxyType(
    {
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcterms": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "formats": "http://www.w3.org/ns/formats/",
        "geo": "http://www.opengis.net/ont/geosparql#",
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "sd": "http://www.w3.org/ns/sparql-service-description#",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "spdx": "http://spdx.org/rdf/terms#",
        "vann": "http://purl.org/vocab/vann/",
        "void": "http://rdfs.org/ns/void#",
        "void-ext": "http://ldf.fi/void-ext#",
        "wd": "http://www.wikidata.org/entity/",
        "wds": "http://www.wikidata.org/entity/statement/",
        "wdt": "http://www.wikidata.org/prop/direct/",
        "wikibase": "http://wikiba.se/ontology#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
"""The namespace of maps of sites; XML, not RDF."""

OWN: Mapping[str, str] = MappingProxyType(
    {"kizuna": DEF, "code": f"{TERMS}code#", "clair": f"{TERMS}clair#", "rgre": f"{TERMS}rgre#"}
    | {scheme: f"{TERMS}{scheme}#" for scheme in SCHEMES}
)

ABSOLUTE: Mapping[str, str] = MappingProxyType(dict(sorted({**FOREIGN, **OWN}.items())))

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "activity": f"{DEF}Activity",
        "agreement": f"{DEF}Agreement",
        "body": f"{DEF}Body",
        "claim": f"{DEF}Claim",
        "cooperation": f"{DEF}Cooperation",
        "figure": f"{DEF}Figure",
        "name": f"{DEF}Name",
        "participation": f"{DEF}Participation",
        "partnership": f"{DEF}Partnership",
        "person": "https://schema.org/Person",
        "place": f"{DEF}Place",
        "source": "http://www.w3.org/ns/prov#Entity",
        "status": f"{DEF}Status",
    }
)
"""The kinds of things and the class of each: ``<base>id/<kind>/<slug>``."""

THING_PREFIXES: Mapping[str, str] = MappingProxyType(
    {"report" if kind == "status" else kind: f"id/{kind}/" for kind in KINDS}
)
"""Prefixes that data files declare relative to the base.

``status:`` names the concept scheme, so a status report is written ``report:``.
"""


def prefixes(base: str) -> dict[str, str]:
    """Give every prefix with its namespace, those of things resolved against ``base``."""
    things = {prefix: f"{base}{path}" for prefix, path in THING_PREFIXES.items()}
    return {**ABSOLUTE, **things}
