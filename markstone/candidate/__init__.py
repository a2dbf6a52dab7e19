"""Everything that runs behind the wall, alone with the student's code.

``zygote`` loads torch once and reads nothing of any student; it forks a
``keeper`` for each submission, which builds the submission's own namespaces and
never runs a line of the student's; the keeper forks a ``worker`` for each check,
which gives up every right it has and only then loads the student's files.
"""
