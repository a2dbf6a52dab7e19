# The one door for people, pre-commit and CI: `just check`.
# (`pip install rust-just` where your system has no just; the dev extra brings it.)

python := env("PYTHON", "python")

# Format, lint, types, floors, tests.
check: lint types floors test

# Put every file into shape.
format:
    {{python}} -m ruff format .
    {{python}} -m ruff check --fix .

lint:
    {{python}} -m ruff format --check .
    {{python}} -m ruff check .

types:
    {{python}} -m mypy

floors:
    {{python}} -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

test *arguments:
    {{python}} -m pytest {{arguments}}

# Coverage of the engine by its tests, in this process and in the ones it starts.
coverage:
    {{python}} -m pytest --cov --cov-report=term-missing:skip-covered

# The documentation as a site, in build/docs/site.
docs:
    {{python}} docs/build.py

# Every file that is generated from another one.
generate:
    {{python}} docs/fixtures.py
    {{python}} -c "import json; from markstone import rubric; print(json.dumps(rubric.schema(), indent=2))" > rubrics/schema.json
    {{python}} examples/make_archives.py
    {{python}} -m tests.attacks.table

# Pictures of the example class's pages, from the results of grading it.
pictures results="results":
    {{python}} docs/make_images.py {{results}}

# What takes too long for every change.
soak:
    {{python}} grade.py selftest
    {{python}} -m pytest --soak -m soak

# How fast it is, beside others and as a class grows; more than an hour, alone.
benchmarks:
    {{python}} -m benchmarks.peers
    {{python}} -m benchmarks.growth
    {{python}} -m benchmarks.regrade
    {{python}} -m benchmarks.plots
