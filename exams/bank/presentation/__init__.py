"""Items for people: the candidate's view and its form, names of types and policies, reasons of refusal."""

from exams.bank.presentation.candidate import (
    control_name,
    render_candidate,
    render_part,
    response_from_form,
)
from exams.bank.presentation.keys import render_key, shown_guides
from exams.bank.presentation.markup import render_inline, render_text
from exams.bank.presentation.reading import render_explanation, render_options, render_question
from exams.bank.presentation.words import explain, path_in_words, policy_choices, policy_label, type_choices, type_label

__all__ = [
    "control_name",
    "explain",
    "path_in_words",
    "policy_choices",
    "policy_label",
    "render_candidate",
    "render_explanation",
    "render_inline",
    "render_key",
    "render_options",
    "render_part",
    "render_question",
    "render_text",
    "response_from_form",
    "shown_guides",
    "type_choices",
    "type_label",
]
