"""Names in the index: what things are called in each language, and what they are searched by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from pyoxigraph import Literal

from kizuna.compiler.indexing.facts import ALIASES, LABELS, Facts
from kizuna.index import fold
from kizuna.iris import Thing

SEARCHED = ("place", "partnership", "source", "body", "person", "agreement", "activity")
"""The kinds of things that are searched for; the others are found on their pages."""

_JOINT = "–"

_fold = lru_cache(100_000)(fold)
"""Folds the names of a party once, however many partnerships it has."""


def read_labels(facts: Facts, iri: str, thing: Thing) -> dict[str, str]:
    """Read what a thing is called, by language; a label before a title."""
    found: dict[str, str] = {}
    for prop in LABELS:
        for term in sorted(facts.objects(iri, prop), key=str):
            if isinstance(term, Literal):
                found.setdefault(term.language or "", term.value)
    if thing.kind == "partnership":
        return _compose(facts, iri, found) | found
    return found or {"": thing.slug}


def _compose(facts: Facts, iri: str, labels: dict[str, str]) -> dict[str, str]:
    """Name a partnership by the names of its parties, in languages that have some of them.

    Only where its English label is made of nothing else, in this order.
    """
    english = labels.get("en", "")
    parties = [_plain(facts, party) for party in facts.values(iri, "party")]
    ordered = sorted(parties, key=lambda party: english.find(party.get("en", "")))
    if not english or _JOINT.join(party.get("en", "") for party in ordered) != english:
        return {}
    languages = {language for party in parties for language in party if language}
    return {
        language: _JOINT.join(party.get(language, party["en"]) for party in ordered)
        for language in languages - {"en"}
    }


def _plain(facts: Facts, iri: str) -> dict[str, str]:
    terms = facts.objects(iri, LABELS[0])
    return {t.language or "": t.value for t in sorted(terms, key=str) if isinstance(t, Literal)}


def first_name(labels: dict[str, str]) -> str:
    """Choose the name that a thing is sorted by."""
    return labels.get("en") or labels.get("") or min(labels.values(), default="")


def search_names(facts: Facts, iri: str, thing: Thing, labels: dict[str, str]) -> set[str]:
    """Collect what a thing is searched by, folded: all its names, and those of its parties."""
    names = {_fold(text) for text in labels.values()} | {_fold(thing.slug)}
    for prop in (*LABELS, *ALIASES):
        names.update(map(_fold, facts.values(iri, prop)))
    names.update(_earlier(facts, iri))
    if thing.kind == "partnership":
        names.update(_of_parties(facts, facts.values(iri, "party")))
    return names - {""}


def _earlier(facts: Facts, iri: str) -> Iterator[str]:
    """Give the names that a place bore: those are things of their own."""
    for part in facts.parts.get(iri, ()):
        named = facts.things.get(part)
        if named and named.kind == "name":
            for prop in (*LABELS, *ALIASES):
                yield from map(_fold, facts.values(part, prop))


def _of_parties(facts: Facts, parties: Iterable[str]) -> Iterator[str]:
    for party in parties:
        for prop in (LABELS[0], *ALIASES[:1]):
            yield from map(_fold, facts.values(party, prop))
        yield from _earlier(facts, party)
