"""Hygiene: the rules of form, which know nothing of partnerships.

A rule is a function whose name says what holds of a sound project, and which yields a finding
wherever it does not. To add one, add it to ``RULES_OF_FORM``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kizuna.compiler.finding import Finding
from kizuna.compiler.hygiene.comparison import comparisons_are_of_this_data
from kizuna.compiler.hygiene.files import (
    catalogue_can_be_read,
    files_are_read,
    folders_hold_turtle,
    paths_are_slugs,
    text_is_plain,
)
from kizuna.compiler.hygiene.prefixes import (
    base_is_left_open,
    prefixes_are_of_the_table,
    prefixes_are_used_once_declared,
)
from kizuna.compiler.hygiene.project import Project
from kizuna.compiler.hygiene.queries import (
    declarations_are_of_the_table,
    queries_of_shapes_can_be_read,
    queries_use_known_terms,
)
from kizuna.compiler.hygiene.saved_queries import (
    defaults_of_queries_exist,
    folder_of_queries_has_nothing_else,
    saved_queries_can_be_read,
)
from kizuna.compiler.hygiene.subjects import (
    blocks_are_sorted,
    facts_are_stated_once,
    no_blank_nodes,
    subjects_are_things,
    subjects_have_one_block,
    things_are_of_one_class,
    things_have_the_type_of_their_kind,
    things_named_exist,
)
from kizuna.compiler.hygiene.tables import (
    coverage_is_accounted_for,
    evidence_is_of_the_folder,
    passages_are_runs_of_sentences,
    tables_are_plain,
    withdrawn_stays_withdrawn,
)
from kizuna.compiler.hygiene.terms import (
    derived_is_not_written,
    languages_are_languages,
    predicates_are_known,
    ranges_have_their_comma,
    terms_are_defined,
    texts_have_no_control_characters,
)

RULES_OF_FORM: tuple[Callable[[Project], Iterator[Finding]], ...] = (
    text_is_plain,
    paths_are_slugs,
    folders_hold_turtle,
    files_are_read,
    catalogue_can_be_read,
    prefixes_are_of_the_table,
    prefixes_are_used_once_declared,
    base_is_left_open,
    no_blank_nodes,
    blocks_are_sorted,
    subjects_have_one_block,
    facts_are_stated_once,
    subjects_are_things,
    things_have_the_type_of_their_kind,
    things_are_of_one_class,
    things_named_exist,
    predicates_are_known,
    terms_are_defined,
    derived_is_not_written,
    texts_have_no_control_characters,
    languages_are_languages,
    ranges_have_their_comma,
    declarations_are_of_the_table,
    queries_use_known_terms,
    queries_of_shapes_can_be_read,
    saved_queries_can_be_read,
    defaults_of_queries_exist,
    folder_of_queries_has_nothing_else,
    tables_are_plain,
    coverage_is_accounted_for,
    evidence_is_of_the_folder,
    passages_are_runs_of_sentences,
    withdrawn_stays_withdrawn,
    comparisons_are_of_this_data,
)


def check_form(project: Project) -> Iterator[Finding]:
    """Hold a project against all rules of form."""
    for rule in RULES_OF_FORM:
        yield from rule(project)
