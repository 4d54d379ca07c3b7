"""Forms of the question bank: the item with its type's controls, the review step, and the filters of the list."""

from exams.bank.forms.items import ItemForm
from exams.bank.forms.review import MoveForm

__all__ = ["ItemForm", "MoveForm"]
