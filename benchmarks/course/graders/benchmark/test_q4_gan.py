"""Checks for q4: the table of an alternating play."""


def test_short_play(student, reference, assert_close):
    """Six steps of size 1."""
    play = (1.0, 1.0, 1.0, 6)

    assert_close(student.q4_gan.alternating(*play), reference.q4_gan.alternating(*play))


def test_long_play(student, reference, assert_close):
    """Five hundred steps of size 0.1."""
    play = (1.0, 1.0, 0.1, 500)

    assert_close(student.q4_gan.alternating(*play), reference.q4_gan.alternating(*play))


def test_longest_play(student, reference, assert_close):
    """A thousand steps of size 0.05 from another start."""
    play = (-0.5, 2.0, 0.05, 1000)

    assert_close(student.q4_gan.alternating(*play), reference.q4_gan.alternating(*play))
