"""Start the examiner: ``python -I -B -m markstone.examiner HOST_FD WALL_FD``."""

from markstone.wire.memory import begin_loading

begin_loading()

from markstone.examiner.forking import main  # noqa: E402 (most of what is loaded)

if __name__ == "__main__":
    main()
