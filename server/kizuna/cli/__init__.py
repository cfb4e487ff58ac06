"""The command line: where people and machines knock.

Commands import what they need when they run, so that ``--help`` is quick.
"""

from __future__ import annotations

from kizuna.cli import curation, publishing
from kizuna.cli.door import main

__all__ = ["curation", "main", "publishing"]
