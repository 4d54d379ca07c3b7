"""What candidates, invigilators and officers send to the pages of a sitting."""

from exams.sittings.forms.candidates import PledgeForm, RegisterMyselfForm, StartForm, UnlockForm
from exams.sittings.forms.controls import ControlsForm, OverrideForm, SealedForm
from exams.sittings.forms.day import (
    ONE_ACTS,
    WIDE_ACTS,
    ActForm,
    AdditionForm,
    CandidateActForm,
    CodeForm,
    IncidentForm,
    RegisterForm,
    WideActForm,
)
from exams.sittings.forms.exams import ExamForm

__all__ = [
    "ONE_ACTS",
    "WIDE_ACTS",
    "ActForm",
    "AdditionForm",
    "CandidateActForm",
    "CodeForm",
    "ControlsForm",
    "ExamForm",
    "IncidentForm",
    "OverrideForm",
    "PledgeForm",
    "RegisterForm",
    "RegisterMyselfForm",
    "SealedForm",
    "StartForm",
    "UnlockForm",
    "WideActForm",
]
