"""The files of lists: CSV, JSON and GeoJSON of all that is selected, the same in every language.

Concepts stand in them by their local names, things by their IRIs, days as ISO 8601.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

from kizuna.formats import GEOJSON, RESULTS_CSV, Format
from kizuna.web.drawing.geodesy import cut, great_circle
from kizuna.web.pages.chosen import Chosen
from kizuna.web.pages.rows import (
    PartnershipRow,
    Party,
    PlaceRow,
    Span,
    read_partnerships,
    read_places,
)
from kizuna.web.pages.selection import PARTNERSHIPS, Selection
from kizuna.web.pages.views import Value, Viewer

_DIGITS = 6
"""A millionth of a degree is a tenth of a metre (RFC 7946, section 11.2)."""

Record = dict[str, Any]


def write_list(viewer: Viewer, selection: Selection, form: Format) -> str:
    """Write all that is selected as a file."""
    numbers = Chosen(viewer.index, selection).numbers
    if selection.listing is PARTNERSHIPS:
        ties = list(read_partnerships(viewer, numbers, selection.on))
        records = [_partnership(viewer, row) for row in ties]
        shapes = [_lines(row.parties) for row in ties]
    else:
        places = list(read_places(viewer, numbers))
        records = [_place(viewer, row) for row in places]
        shapes = [_dot(row) for row in places]
    if form is RESULTS_CSV:
        return _write_csv(records, _COLUMNS[selection.listing.kind])
    if form is GEOJSON:
        return _write_json(_collect(records, shapes))
    return _write_json({"total": len(records), selection.listing.path: records})


def _partnership(viewer: Viewer, row: PartnershipRow) -> Record:
    return {
        "iri": _iri(viewer, row.thing),
        "name": row.name.text,
        "parties": [{"iri": _iri(viewer, p.thing), "name": p.name.text} for p in row.parties],
        "kinds": _locals(row.kinds),
        "states": [{"state": _local(s.name), "asOf": s.as_of or None} for s in row.states],
        "began": _span(row.began),
        "ended": _span(row.ended),
        "fields": _locals(row.fields),
        "sources": [_absolute(viewer, source) for source in row.sources],
        **({"mark": row.mark} if row.mark else {}),
    }


def _place(viewer: Viewer, row: PlaceRow) -> Record:
    return {
        "iri": _iri(viewer, row.thing),
        "name": row.name.text,
        "levels": _locals(row.levels),
        "country": _absolute(viewer, row.country) if row.country else None,
        "partnerships": row.partnerships,
        "longitude": row.point.longitude if row.point else None,
        "latitude": row.point.latitude if row.point else None,
    }


def _iri(viewer: Viewer, thing: Any) -> str:
    return viewer.base.thing(thing.kind, thing.slug)


def _absolute(viewer: Viewer, value: Value) -> str:
    """Give the IRI of a thing of ours that is shown with the address of its page."""
    path = (value.href or "").removeprefix(f"{viewer.base.path}doc/").removesuffix(".html")
    return f"{viewer.base.iri}id/{path}"


def _local(value: Value) -> str:
    return (value.href or "").rpartition("#")[2]


def _locals(values: Iterable[Value]) -> list[str]:
    return [_local(value) for value in values]


def _span(span: Span) -> Record:
    return {"stated": span.stated, "earliest": span.earliest, "latest": span.latest}


_COLUMNS = {
    "partnership": (
        "iri", "name", "party_iris", "party_names", "kinds", "states", "as_of",
        "began", "began_earliest", "began_latest", "ended", "ended_earliest", "ended_latest",
        "fields", "sources", "mark",
    ),
    "place": ("iri", "name", "levels", "country", "partnerships", "longitude", "latitude"),
}  # fmt: skip
"""The columns of CSV; several values of one cell have ``; `` between them."""


def _write_csv(records: Iterable[Record], columns: Sequence[str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in _flat(r)} for r in records)
    return text.getvalue()


def _flat(record: Record) -> Iterator[tuple[str, Any]]:
    """Lay a record out in columns."""
    yield from record.items()
    yield "party_iris", [party["iri"] for party in record.get("parties", ())]
    yield "party_names", [party["name"] for party in record.get("parties", ())]
    states = record.get("states", ())
    yield "states", [state["state"] for state in states]
    yield "as_of", sorted({state["asOf"] or "" for state in states})
    for name in ("began", "ended"):
        span = record.get(name)
        if span:
            yield name, span["stated"]
            yield f"{name}_earliest", span["earliest"]
            yield f"{name}_latest", span["latest"]


def _cell(value: Any) -> Any:
    return "; ".join(value) if isinstance(value, list) and all(map(_is_text, value)) else value


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _lines(parties: Sequence[Party]) -> Record | None:
    """Draw the lines between the parties, cut at the antimeridian (RFC 7946, section 3.1.9)."""
    points = [party.point for party in parties if party.point]
    pieces = [
        [_position(point) for point in piece]
        for a, b in combinations(points, 2)
        for piece in cut(great_circle(a, b))
    ]
    if not pieces:
        return None
    if len(pieces) == 1:
        return {"type": "LineString", "coordinates": pieces[0]}
    return {"type": "MultiLineString", "coordinates": pieces}


def _dot(row: PlaceRow) -> Record | None:
    return {"type": "Point", "coordinates": _position(row.point)} if row.point else None


def _position(point: Iterable[float]) -> list[float]:
    return [round(value, _DIGITS) for value in point]


def _collect(records: Sequence[Record], shapes: Sequence[Record | None]) -> Record:
    features = [
        {"type": "Feature", "id": record["iri"], "geometry": shape, "properties": record}
        for record, shape in zip(records, shapes, strict=True)
    ]
    return {"type": "FeatureCollection", "numberMatched": len(features), "features": features}


def _write_json(value: Record) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
