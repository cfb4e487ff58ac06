"""What the scripts of the editor say: messages by the names that the scripts ask for.

A gap stands in braces, and the script fills it. Of a message that depends on a number there are
two, ``…-one`` and ``…-many``; the script chooses by the rules of the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kizuna.web.language import Language, message

_VIEWS = {
    "table": message("Table"),
    "map": message("Map"),
    "chart": message("Chart"),
    "response": message("Response"),
    "shows-view": message("Shows {view} view"),
    "rows": message("The same as a table"),
    "rows-cut": message("The first {shown} of {total} solutions; “{table}” shows all."),
}

_DRAWINGS = {
    "map-of": message("Map of {places}"),
    "map-of-both": message("Map of {places}, {lines}"),
    "map-caption": message("{map}. Coastline: Natural Earth."),
    "places-one": message("{n} place"),
    "places-many": message("{n} places"),
    "lines-one": message("{n} line"),
    "lines-many": message("{n} lines"),
    "zoom-in": message("Zoom in"),
    "zoom-out": message("Zoom out"),
    "show-all": message("Show everything"),
    "chart-of": message("Bar chart of {numbers} by {name}, {n} bars"),
    "chart-label": message("{chart}; the table after it has the numbers"),
    "chart-caption": message("{chart}."),
    "chart-caption-cut": message("{chart}. The first {shown} of {total} solutions."),
}

_TOOLS = {
    "query": message("Query"),
    "query-keys": message("Query; Control and Enter runs it, Escape leaves it"),
    "linked": message("From a link"),
    "download": message("Download:"),
    "link": message("Link"),
    "copy-link": message("Copy the link"),
    "code": message("Code"),
    "code-to-copy": message("Code to copy"),
    "copy-code": message("Copy the code"),
    "language": message("Language"),
    "copied": message("Copied"),
    "not-copied": message("Select and copy it"),
}

_ERRORS = {
    "stopped": message("The query was stopped"),
    "stopped-detail": message("You stopped it; nothing came back."),
    "unreachable": message("The server cannot be reached"),
    "unreachable-detail": message(
        "No answer came back. Is the network there? Is the server running? Try again."
    ),
    "unanswered": message("The query has no answer"),
    "server-says": message("The server says:"),
    "limit": message("Here a query may take {seconds} seconds, waiting included. {remedy}"),
    "own-limit": message(
        "Here a query may take {seconds} seconds (this request asked for {asked}), waiting"
        " included. {remedy}"
    ),
    "unexpected": message("Line {line}, column {column}: “{word}” cannot stand here."),
    "expected": message(
        "Line {line}, column {column}: “{word}” cannot stand here. There could be: {words}"
    ),
    "go-to": message("Go to line {line}, column {column}"),
}

_STOCK = {
    "run": message("Run query"),
    "results-one": message("{n} result"),
    "results-many": message("{n} results"),
    "took": message("{found} in {seconds} seconds"),
    "simple-view": message("Simple view"),
    "ellipse": message("Ellipse"),
    "filter": message("Filter query results"),
    "page-size": message("Page size:"),
    "all": message("All"),
    "entries-one": message("entry"),
    "entries-many": message("entries"),
    "range": message("Showing {start} to {end} of {total} {entries}"),
    "range-empty": message("Showing 0 to 0 of 0 {entries}"),
    "range-filtered": message("(filtered from {total} total {entries})"),
    "no-rows": message("No data available in table"),
    "no-match": message("No matching records found"),
}
"""What YASGUI has words of its own for, which are taken over as they are in English."""

WORDS: Mapping[str, str] = MappingProxyType({**_VIEWS, **_DRAWINGS, **_TOOLS, **_ERRORS, **_STOCK})


def translate_words(language: Language) -> dict[str, str]:
    """Translate what the scripts say."""
    return {name: language.say(text) for name, text in WORDS.items()}
