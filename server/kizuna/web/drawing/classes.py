"""The closed sets of classes by which the style sheet draws marks."""

from __future__ import annotations

from enum import StrEnum


class TieClass(StrEnum):
    """What is known of the tie that a line or a period stands for."""

    ATTESTED = "attested"
    POSSIBLE = "possible"
    ENDED = "ended"
    SOUGHT = "sought"
    SEVERAL = "several"


class EventClass(StrEnum):
    """What happened on a day."""

    SIGNED = "signed"
    HELD = "held"
    PLANNED = "planned"
    ATTESTED = "attested"
