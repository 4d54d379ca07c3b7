"""Forms of blueprints and papers."""

from exams.papers.forms.blueprints import (
    BlueprintForm,
    CellForm,
    CopyForm,
    RangeForm,
    RowFormSet,
    ShapeForm,
    cell_formset,
    range_formset,
    shape_words,
)
from exams.papers.forms.papers import (
    AssembleForm,
    DrawForm,
    EnemyForm,
    HandworkForm,
    MarksForm,
    ParallelForm,
    ReadmitForm,
    ReturnForm,
    SimulateForm,
    SwapForm,
)
from exams.papers.forms.printing import PrintForm

__all__ = [
    "AssembleForm",
    "BlueprintForm",
    "CellForm",
    "CopyForm",
    "DrawForm",
    "EnemyForm",
    "HandworkForm",
    "MarksForm",
    "ParallelForm",
    "PrintForm",
    "RangeForm",
    "ReadmitForm",
    "ReturnForm",
    "RowFormSet",
    "ShapeForm",
    "SimulateForm",
    "SwapForm",
    "cell_formset",
    "range_formset",
    "shape_words",
]
