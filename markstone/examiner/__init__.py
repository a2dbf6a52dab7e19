"""The trusted process that runs the checks.

It loads pytest, torch, the graders and the references once and collects once;
for each submission it forks. The student's code is met through
:mod:`markstone.examiner.student` only, as copies of plain data.
"""
