"""Print what nbgrader's gradebook holds: read_nbgrader.py COURSE."""

import json
import sys

from nbgrader.api import Gradebook, MissingEntry

found = {}
with Gradebook(f"sqlite:///{sys.argv[1]}/gradebook.db", "benchmark") as book:
    for student in book.students:
        try:
            submission = book.find_submission("hw", student.id)
        except MissingEntry:
            continue
        found[student.id] = {
            grade.name: grade.auto_score == 1
            for notebook in submission.notebooks
            for grade in notebook.grades
            if grade.auto_score is not None
        }
print(json.dumps(found))
