"""Checks for theory 1(a)-(c): what an RNN and a transformer cost.

Two costs agree when each is in Theta of the other; the key lists the conventions
that count as right. The ratio of the work is right too when it is that of the
student's own cells, so that a slip in the table is punished there only.
"""

import sympy

from markstone.answers.symbolic import theta_deviation

SYMBOLS = "t l n"
_ANOTHER_RATE = 1.0  # the deviation is below 0.1 or, for one logarithm, 6.9


def test_rnn_time_train(typed, assert_theta):
    """The RNN's time to train has the right order in t, l and n."""
    cost = typed.expression("rnn_time_train", SYMBOLS)

    assert_theta(cost, "rnn_time_train", SYMBOLS)


def test_rnn_time_test(typed, assert_theta):
    """The RNN's time at test has the right order in t, l and n."""
    cost = typed.expression("rnn_time_test", SYMBOLS)

    assert_theta(cost, "rnn_time_test", SYMBOLS)


def test_tr_time_train(typed, assert_theta):
    """The transformer's time to train has the right order in t, l and n."""
    cost = typed.expression("tr_time_train", SYMBOLS)

    assert_theta(cost, "tr_time_train", SYMBOLS)


def test_tr_time_test(typed, assert_theta):
    """The transformer's time at test has the right order in t, l and n."""
    cost = typed.expression("tr_time_test", SYMBOLS)

    assert_theta(cost, "tr_time_test", SYMBOLS)


def test_rnn_space_train(typed, assert_theta):
    """The RNN's space to train has the right order in t, l and n."""
    cost = typed.expression("rnn_space_train", SYMBOLS)

    assert_theta(cost, "rnn_space_train", SYMBOLS)


def test_rnn_space_test(typed, assert_theta):
    """The RNN's space at test has the right order in t, l and n."""
    cost = typed.expression("rnn_space_test", SYMBOLS)

    assert_theta(cost, "rnn_space_test", SYMBOLS)


def test_tr_space_train(typed, assert_theta):
    """The transformer's space to train has the right order in t, l and n."""
    cost = typed.expression("tr_space_train", SYMBOLS)

    assert_theta(cost, "tr_space_train", SYMBOLS)


def test_tr_space_test(typed, assert_theta):
    """The transformer's space at test has the right order in t, l and n."""
    cost = typed.expression("tr_space_test", SYMBOLS)

    assert_theta(cost, "tr_space_test", SYMBOLS)


def test_n_lt_t_more_work(assert_choice):
    """Where n < t, the layer that does more work is named."""
    assert_choice("n_lt_t_more_work")


def test_work_ratio_when_n_lt_t(typed, right, assert_theta):
    """The ratio of the work is the right one, or follows from your own table."""
    ratio = typed.expression("work_ratio_when_n_lt_t", SYMBOLS)
    accepted = right.accepted_expressions("work_ratio_when_n_lt_t", SYMBOLS)

    if any(_grow_alike(ratio, form) for form in accepted) or not any(
        _is_carried(typed, ratio, phase) for phase in ("train", "test")
    ):
        assert_theta(ratio, "work_ratio_when_n_lt_t", SYMBOLS)


def test_sequential_steps(typed, assert_theta):
    """The numbers of steps that wait for one another have the right order."""
    rnn = typed.expression("sequential_steps_rnn_layer_train", SYMBOLS)
    attention = typed.expression("sequential_steps_attention_layer_train", SYMBOLS)

    assert_theta(rnn, "sequential_steps_rnn_layer_train", SYMBOLS)
    assert_theta(attention, "sequential_steps_attention_layer_train", SYMBOLS)


def test_bottleneck(assert_choice):
    """Whether attention is a bottleneck for parallelism in training is answered."""
    assert_choice("attention_is_parallelism_bottleneck_at_train")


def _is_carried(typed, ratio, phase):
    """Tell whether the ratio follows from the student's own cells of one column."""
    transformer = typed.expression_or_none(f"tr_time_{phase}", SYMBOLS)
    rnn = typed.expression_or_none(f"rnn_time_{phase}", SYMBOLS)
    if transformer is None or rnn is None:
        return False
    # Unevaluated: sympy's rules have no bound in time on what a student wrote.
    inverse = sympy.Pow(rnn, -1, evaluate=False)
    own = sympy.Mul(transformer, inverse, evaluate=False)
    is_constant = _grow_alike(own, sympy.Integer(1))
    return _grow_alike(ratio, own) and not is_constant


def _grow_alike(one, other):
    return theta_deviation(one, other, SYMBOLS) < _ANOTHER_RATE
