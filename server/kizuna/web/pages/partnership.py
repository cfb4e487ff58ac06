"""The page of a partnership: who, as what, since when, for what, last attested when, by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kizuna.iris import Thing
from kizuna.web.language import Language
from kizuna.web.pages.items import Item, findings, of_kind, read_whole
from kizuna.web.pages.maps import draw_parties
from kizuna.web.pages.rows import PartnershipRow, read_partnerships
from kizuna.web.pages.times import draw_activities, draw_course
from kizuna.web.pages.views import Evidence, Value, Viewer


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of cooperation, how firmly it is meant, and where that was read."""

    field: Value
    modalities: tuple[Value, ...]
    of: Value
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class PartnershipPage:
    """What the template of a partnership is given; parts in the order of their dates."""

    main: Item
    row: PartnershipRow
    statuses: tuple[Item, ...]
    agreements: tuple[Item, ...]
    fields: tuple[FieldRow, ...]
    cooperation: tuple[Item, ...]
    activities: tuple[Item, ...]
    figures: tuple[Item, ...]
    people: tuple[Item, ...]
    claims: tuple[Item, ...]
    others: tuple[Item, ...]
    findings: tuple[Value, ...]
    map: Markup | None
    course: Markup | None
    times: Markup | None

    @property
    def name(self) -> Value:
        """What the partnership is called."""
        return self.row.name

    def summarize(self, language: Language) -> str:
        """Say in a sentence what the page holds; a state with its day."""
        kinds = ", ".join(kind.text for kind in self.row.kinds) or language.say("partnership")
        states = "; ".join(state.tell(language) for state in self.row.states)
        return language.say("%(name)s (%(kind)s). Last reported: %(state)s.") % {
            "name": self.name.text,
            "kind": kinds,
            "state": states or language.say("not stated"),
        }


_SHOWN = frozenset(
    {"Status", "Agreement", "Cooperation", "Activity", "Figure", "Participation", "Claim"}
)


def build(viewer: Viewer, thing: Thing) -> PartnershipPage | None:
    """Build the page of a partnership; nothing if the index does not know it as one."""
    whole = read_whole(viewer, thing)
    if whole is None:
        return None
    main, parts = whole.main, whole.parts
    row = next(read_partnerships(viewer, [whole.number]))
    statuses = by_date(of_kind(parts, "Status"), "asOf", "began")
    agreements = by_date(of_kind(parts, "Agreement"), "signed", "began")
    activities = by_date(of_kind(parts, "Activity"), "date", "began")
    cooperation = by_number(of_kind(parts, "Cooperation"))
    return PartnershipPage(
        main, row, statuses, agreements, tuple(_fields((*agreements, *cooperation))), cooperation,
        activities, of_kind(parts, "Figure"), of_kind(parts, "Participation"),
        of_kind(parts, "Claim"), tuple(part for part in parts if part.kind not in _SHOWN),
        findings(viewer, (item.iri for item in (main, *parts))),
        draw_parties(viewer, row), draw_course(viewer, row, statuses, agreements),
        draw_activities(viewer, activities),
    )  # fmt: skip


def by_date(items: Iterable[Item], *properties: str) -> tuple[Item, ...]:
    """Order items by the first of some dates that each has; those without one come last."""

    def key(item: Item) -> tuple[bool, str, str]:
        found = [item.literal(f"{p}Earliest") or item.literal(p) for p in properties]
        first = next(filter(None, found), "")
        return (not first, first, item.name.text)

    return tuple(sorted(items, key=key))


def by_number(items: Iterable[Item]) -> tuple[Item, ...]:
    """Order items by their number in the source; those without one come last."""

    def key(item: Item) -> tuple[float, str]:
        number = item.literal("number")
        return (float(number) if number.isdigit() else float("inf"), item.name.text)

    return tuple(sorted(items, key=key))


def _fields(items: Sequence[Item]) -> Iterator[FieldRow]:
    """List the fields, each with every passage that names it, in the order of their names."""
    rows = [
        FieldRow(field, item.all("modality"), item.name, item.evidence)
        for item in items
        for field in item.all("field")
    ]
    yield from sorted(rows, key=lambda row: (row.field.text, [m.text for m in row.modalities]))
