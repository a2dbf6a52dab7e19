"""The wall between the grader and the student's code, by strength."""
