"""The description of Wikidata as a source: what was asked, when, and under which licence."""

from __future__ import annotations

from kizuna.curation.answers import Head
from kizuna.curation.gazetteer import HARVEST
from kizuna.curation.turtle import block, document, text, typed

_LICENCE = "<https://creativecommons.org/publicdomain/zero/1.0/>"
_NOTE = (
    "Harvested, not read by a curator: all statements of a twinned administrative body (P190) but "
    "deprecated ones, with start, end, rank and references. A record is an item or a statement, "
    "named as in Wikidata. Wikidata does not say of what kind a tie is, and seldom whether it "
    "still holds: kind and state are unknown unless an end is stated."
)


def describe_source(head: Head) -> str:
    """Write the file that describes the harvest."""
    asked = f"Asked of {head.endpoint}."
    described = block(
        f"source:{HARVEST}",
        ["dcat:Dataset", "prov:Entity"],
        (
            ("rdfs:label", [text("Wikidata", "en")]),
            ("dcterms:title", [text("Wikidata", "en")]),
            ("dcterms:date", [typed(head.retrieved[:10], "xsd:date")]),
            ("dcterms:license", [_LICENCE]),
            ("dcat:landingPage", ["<https://www.wikidata.org/>"]),
            ("prov:generatedAtTime", [typed(head.retrieved, "xsd:dateTime")]),
            ("skos:note", [text(_NOTE, "en"), text(asked, "en")]),
        ),
    )
    return document({f"id/source/{HARVEST}": described}, {})
