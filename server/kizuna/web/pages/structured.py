"""What a page tells search engines of its thing: schema.org, as JSON-LD."""

from __future__ import annotations

from typing import Any

from kizuna.formats import DUMP_FORMATS, GZIP
from kizuna.iris import Thing
from kizuna.namespaces import FOREIGN
from kizuna.release import Manifest, dump_name
from kizuna.web.pages.items import Item
from kizuna.web.pages.partnership import PartnershipPage
from kizuna.web.pages.place import PlacePage
from kizuna.web.pages.views import Viewer

Structured = dict[str, Any]

_CONTEXT = FOREIGN["schema"].rstrip("/")
_LEVELS = {"country": "Country", "city": "City", "port": "Place", "site": "Place"}
"""Classes of schema.org for levels; other levels are administrative areas."""

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"


def describe_thing(viewer: Viewer, thing: Thing, view: object, page: str) -> Structured:
    """Describe the page of a thing, and what it is about."""
    named = view.name if isinstance(view, PartnershipPage | PlacePage) else None
    about: list[Structured] = []
    if isinstance(view, PlacePage):
        about = [_place(view)]
    elif isinstance(view, PartnershipPage):
        about = [
            {"@type": "Place", "@id": viewer.base.thing("place", p.thing.slug), "name": p.name.text}
            for p in view.row.parties
        ]
    name = named or viewer.name(viewer.base.thing(thing.kind, thing.slug))
    return {
        "@context": _CONTEXT,
        "@type": "WebPage",
        "@id": page,
        "name": name.text,
        "inLanguage": viewer.language.code,
        "license": CC0,
        "isPartOf": {"@type": "Dataset", "@id": viewer.base.dataset},
        **({"about": about} if about else {}),
    }


def _place(view: PlacePage) -> Structured:
    item: Item = view.main
    level = item.literal("level").rpartition("#")[2]
    names = sorted({v.text for v in item.all("label", "altLabel")} - {view.name.text})
    described: Structured = {
        "@type": _LEVELS.get(level, "AdministrativeArea"),
        "@id": item.iri,
        "name": view.name.text,
    }
    if names:
        described["alternateName"] = names
    if view.home.point:
        longitude, latitude = view.home.point
        described["geo"] = {
            "@type": "GeoCoordinates", "longitude": longitude, "latitude": latitude,
        }  # fmt: skip
    if same := item.literals("sameAs"):
        described["sameAs"] = same
    if wholes := item.literals("containedInPlace"):
        described["containedInPlace"] = [{"@type": "Place", "@id": iri} for iri in wholes]
    return described


def describe_dataset(viewer: Viewer, manifest: Manifest, name: str, about: str) -> Structured:
    """Describe the data set with its dumps, as search engines for data sets read it."""
    folder = f"{viewer.base.iri}release/{manifest.name}/"
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "@id": viewer.base.dataset,
        "name": name,
        "description": about,
        "url": viewer.base.iri,
        "license": CC0,
        "version": manifest.version,
        "datePublished": manifest.issued,
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "name": form.label,
                "contentUrl": folder + dump_name(form),
                "encodingFormat": [form.media_type, GZIP.media_type],
            }
            for form in DUMP_FORMATS
        ],
    }
