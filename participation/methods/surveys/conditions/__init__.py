"""Conditions and calculated values of surveys: one grammar, one parser, one meaning on the server and in the browser."""

from participation.methods.surveys.conditions.compiled import Compiled, compiled
from participation.methods.surveys.conditions.evaluating import Answers, Value, evaluate, holds
from participation.methods.surveys.conditions.parsing import CannotRead, parse
from participation.methods.surveys.conditions.printing import printed
from participation.methods.surveys.conditions.tree import Tree, references

__all__ = ["Answers", "CannotRead", "Compiled", "Tree", "Value", "compiled", "evaluate", "holds", "parse", "printed", "references"]
