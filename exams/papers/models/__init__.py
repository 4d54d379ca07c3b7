"""Blueprints with their rules, and the papers and sets of papers made from them."""

from exams.papers.models.blueprints import Blueprint, BlueprintCell, BlueprintRange, BlueprintState, EnemyPair
from exams.papers.models.papers import Paper, PaperExclusion, PaperItem, PaperSet, PaperState, SetKind

__all__ = [
    "Blueprint",
    "BlueprintCell",
    "BlueprintRange",
    "BlueprintState",
    "EnemyPair",
    "Paper",
    "PaperExclusion",
    "PaperItem",
    "PaperSet",
    "PaperState",
    "SetKind",
]
