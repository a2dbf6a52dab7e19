"""Grade a class: ``python grade.py submissions/``. See ``python grade.py --help``."""

from pathlib import Path

from markstone.cli import main

if __name__ == "__main__":
    main(course=Path(__file__).resolve().parent)
