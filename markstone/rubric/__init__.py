"""Rubric: what an assignment asks and what each answer is worth, from YAML.

Pydantic appears here only; what comes out is the plain data of the model.
"""

from markstone.rubric.banned import careless_graders
from markstone.rubric.course import check_course, missing_files
from markstone.rubric.loading import find, load, schema

__all__ = [
    "careless_graders",
    "check_course",
    "find",
    "load",
    "missing_files",
    "schema",
]
