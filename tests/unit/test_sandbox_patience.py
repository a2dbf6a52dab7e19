"""A clock that stands still while others have the processor."""

from markstone.sandbox.patience import Patience

PATIENCE = Patience(end=10.0, latest=30.0, waited=2.0)


def test_what_was_waited_before_does_not_count() -> None:
    assert PATIENCE.until(waited=2.0) == 10.0


def test_what_is_waited_from_then_on_is_added() -> None:
    assert PATIENCE.until(waited=5.0) == 13.0


def test_it_ends_at_the_latest_whatever_is_waited() -> None:
    assert PATIENCE.until(waited=500.0) == 30.0


def test_a_count_that_went_back_takes_nothing_away() -> None:
    assert PATIENCE.until(waited=0.0) == 10.0
