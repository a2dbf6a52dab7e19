"""Checks for q1a: autoencoders, the linear probe, the digits and the log.

Steps are taken on the student's side by `behind/looking.py`, so that the batch can be
seen afterwards.

The log is written by the student's own program and can be forged; its checks ask
whether it is consistent with the task, with itself and with the code.
"""

import itertools
import math

import pytest
import torch

from markstone.comparison import agree

FIRST = {"public": (7, [5, 4], "ReLU"), "hidden": (8, [6, 3], "Tanh")}
MANY = {
    "public": [
        (7, [5, 4], "ReLU"),
        (6, [3], "Tanh"),
        (9, [8, 5, 3], "ELU"),
        (4, [6, 7], "Tanh"),
    ],
    "hidden": [
        (8, [3, 5], "ELU"),
        (5, [9], "ReLU"),
        (6, [4, 7, 3], "Tanh"),
        (10, [6, 2], "ReLU"),
    ],
}
STEPPED = (6, [5, 3], "Tanh")
BATCHES = (3, 9, 6)
"""Steps, samples and features."""
STEP_SIZE = 0.02

ROWS, WIDTH = 20_000, 4
"""For what is drawn: 4 standard errors of any moment below are at most 0.025."""
STRENGTHS = (0.3, 0.5)
HIDDEN_SHARES = (0.25, 0.6)

SEEDS = (0, 227, 1, 2)

REPEATS = 2
LENGTHS = {"train_losses": 280, "valid_losses": 11, "accuracy": 11}
LAST_EPOCH = slice(-28, None)
ONE_OF_400 = 0.25
"""What one test point of the log is worth in percent."""
DIRECTIONS = 8
"""The width from which on a code can hold what decides the label."""


def test_state_keys(student, models, sizes_of, as_tensor, instance):
    """The weights have the names and shapes that the question states."""
    looking = student.bring("looking")
    for sizes in map(sizes_of, MANY[instance]):
        model = models.make("Autoencoder", sizes)
        found, wanted = looking.shapes(model), sizes.shapes

        names = sorted(set(found).symmetric_difference(wanted))
        assert not names, f"Missing, or not asked for: {', '.join(names)}."
        for name, shape in wanted.items():
            assert found[name] == list(shape), f"{name} has the shape {found[name]}."
        trained = as_tensor(looking.trained_numbers(model), shape=())
        assert trained == sum(map(math.prod, wanted.values())), (
            "The parameters to train are not just these weights, or not all of them."
        )


def test_forward_public(models, sizes_of, assert_close, rng, instance):
    """The reconstruction is decoder after encoder, without a last activation."""
    sizes = sizes_of(FIRST[instance])
    weights = models.weights(sizes)
    x = torch.randn(6, sizes.d, generator=rng)

    x_hat = models.make("Autoencoder", sizes, weights)(x)

    assert_close(x_hat, models.right("Autoencoder", sizes, weights)(x))


def test_forward_encode_hidden(models, sizes_of, assert_close, rng):
    """Codes and reconstructions are right for any widths and activation."""
    for sizes in map(sizes_of, MANY["hidden"]):
        weights = models.weights(sizes)
        x = torch.randn(5, sizes.d, generator=rng)
        model = models.make("Autoencoder", sizes, weights)
        right = models.right("Autoencoder", sizes, weights)
        if sizes.activation == "ELU":
            model.double()
            x = x.double()

        assert_close(model.encode(x), right.encode(x))
        assert_close(model(x), right(x))


def test_loss(models, sizes_of, assert_close, rng, instance):
    """The loss sums over the features and averages over the samples."""
    sizes = sizes_of(FIRST[instance])
    model, right = (make("Autoencoder", sizes) for make in (models.make, models.right))
    for n in (1, 3, 8):
        x, x_hat = torch.randn(2, n, sizes.d, generator=rng).unbind()
        assert_close(model.loss(x, x_hat), right.loss(x, x_hat))


def test_step_vanilla(compare_steps):
    """Each step follows the gradient of its own batch and returns the loss before."""
    compare_steps("Autoencoder", [{}, {}, {}])


def test_step_denoising(compare_steps, rng):
    """With the noise given, a step goes from the noisy input to the clean target."""
    drawn = [{"noise": noise} for noise in torch.randn(BATCHES, generator=rng)]

    compare_steps("DenoisingAutoencoder", drawn, noise_std=0.3)


def test_step_masked(compare_steps, rng):
    """With the mask given, a step goes from what is kept to all of the clean target."""
    drawn = [{"keep": keep} for keep in torch.rand(BATCHES, generator=rng) > 0.4]

    compare_steps("MaskedAutoencoder", drawn, mask_prob=0.4)


def test_random_noise(step_from_identity, assert_close):
    """Without noise given, it is drawn anew for every entry, with the variance set."""
    x = torch.zeros(ROWS, WIDTH)  # drawn here, x could be what is drawn there, too
    for std in STRENGTHS:
        loss, moments = step_from_identity("DenoisingAutoencoder", x, noise_std=std)

        assert_close(loss / WIDTH, std**2, metric="abs")
        assert_close(moments, std**2 * torch.eye(WIDTH), metric="abs")


def test_random_mask(step_from_identity, assert_close):
    """Without a mask given, each entry is hidden by itself with the probability set."""
    x = torch.ones(ROWS, WIDTH)
    for p in HIDDEN_SHARES:
        loss, moments = step_from_identity("MaskedAutoencoder", x, mask_prob=p)

        # An entry may be hidden and another one kept; not so an entry and itself.
        others = -p * (1 - p) * (1 - torch.eye(WIDTH))
        assert_close(loss / WIDTH, p, metric="abs")
        assert_close(moments, others, metric="abs")


def test_probe(student, assert_close, rng):
    """Every sample counts, in eval mode, and the accuracy is a percentage."""
    encoder = torch.randn(5, 6, generator=rng)
    classifier = torch.randn(4, 5, generator=rng)
    x = torch.randn(300, 6, generator=rng)
    scores = torch.tanh(x.double() @ encoder.double().mT) @ classifier.double().mT
    best = scores.topk(2, dim=1)
    # Rounding decides none of those with the clearest scores.
    rows = (best.values[:, 1] - best.values[:, 0]).argsort()[:237]
    # Wrong more often among the last, so that leaving them out shows.
    wrong = (torch.arange(237) % 7 == 0) | (torch.arange(237) >= 215)
    y = (best.indices[rows, 0] + wrong) % 4

    probed = student.bring("probed")
    model, layer = probed.Codes(encoder), probed.classifier(classifier)
    accuracy = student.q1a_autoencoders.probe_accuracy(model, layer, x[rows], y)

    assert_close(accuracy, 100 * float((~wrong).double().mean()), metric="abs")


def test_curve(student, reference, assert_close, rng, instance):
    """The band is the mean with the smallest and the largest value of each epoch."""
    shape = (3, 5) if instance == "public" else (4, 7)
    values = torch.rand(shape, generator=rng)

    band = student.q1a_autoencoders.curve_band(values)

    right = reference.q1a_autoencoders.curve_band(values)
    assert_close(band, torch.stack(right), metric="abs")


def test_digits(digits_accuracy, record_figure):
    """Trained on the digits, the model has codes that a linear probe can use."""
    record_figure(digits_accuracy(SEEDS))


def test_log_keys(log, worked_examples):
    """The log lists the names of the weights."""
    right = worked_examples["ae.0"]

    assert log.at("ae.0") == right, f"ae.0 should be {', '.join(right)}."


def test_log_values(log, worked_examples, assert_close):
    """The log's results on the given weights and inputs are right."""
    for field in ("ae.1", "ae.2", "ae.3", "dae", "mae", "exp"):
        assert log.at(field) is not None, f"There is no {field} in the log."
        assert_close(log.at(field), worked_examples[field])


def test_log_structure(log):
    """The log has all curves of all twelve models, each as long as the training."""
    for name in log.names:
        trainings = log.repeats(name)
        assert len(trainings) == REPEATS, f"{name} should have {REPEATS} trainings."
        for training, (curve, length) in itertools.product(trainings, LENGTHS.items()):
            found = log.read(training, curve)
            assert found is not None, f"{name}: {curve} should be finite numbers."
            assert len(found) == length, (
                f"{name}: {curve} has {len(found)} values instead of {length}."
            )


def test_log_accuracy(log):
    """Each accuracy in the log is a share of the 400 test points, in percent."""
    for name, accuracy in log.curves("accuracy"):
        hits = accuracy / ONE_OF_400
        assert 0 <= accuracy.min() <= accuracy.max() <= 100, (
            f"{name}: a percentage lies between 0 and 100."
        )
        assert (hits - hits.round()).abs().max() < 1e-6, (
            f"{name}: an accuracy on 400 points is a multiple of {ONE_OF_400} %."
        )


def test_log_possible(log, reference):
    """No training loss in the log is smaller than any linear map can make it."""
    bound = {name: reference.linear_bounds.of_the_log(name) for name in log.names}
    for name, losses in log.curves("train_losses"):
        final = float(losses[LAST_EPOCH].mean())
        assert final >= 0.95 * bound[name], (
            f"{name} ends at a training loss of {final:.3g}. With a code of this width "
            f"no linear map can do better than {bound[name]:.3g}."
        )


def test_log_learned(log, reference):
    """The models in the log have learned what they can."""
    bound = {name: reference.linear_bounds.of_the_log(name) for name in log.names}
    for name, losses in log.curves("valid_losses"):
        assert losses[-1] < losses[0], f"{name}: the validation loss does not fall."
        if name.startswith("vanilla"):
            assert losses[-1] <= 1.15 * bound[name] + 0.5, (
                f"{name} ends at a validation loss of {losses[-1]:.3g}; PCA reaches "
                f"{bound[name]:.3g}."
            )
    for name, accuracy in log.curves("accuracy"):
        width = int(name.partition(".")[2])
        assert width < DIRECTIONS or accuracy[-1] >= 93, (
            f"{name} ends at an accuracy of {accuracy[-1]:.4g} %, below 93 %."
        )


def test_log_distinct(log):
    """No two trainings in the log are the same."""
    runs = log.curves("train_losses")
    for (one, left), (other, right) in itertools.combinations(runs, 2):
        assert not agree(left, right), f"{one} and {other} have the same losses."


def test_log_claim(log, digits_accuracy, assert_close):
    """The log's accuracy on the digits is what the model handed in reaches."""
    claimed = log.at("train2", "acc")
    assert claimed is not None, "There is no acc under train2 in the log."

    # Two of the four trainings will do: a single one is within 2 of the mean.
    assert_close(claimed, digits_accuracy(SEEDS[:2]), metric="abs")


@pytest.fixture
def compare_steps(student, models, sizes_of, as_tensor, assert_close, rng):
    """Compare some steps of the student's with those of the reference."""
    sizes = sizes_of(STEPPED)

    def compare(kind, drawn, **options):
        weights = models.weights(sizes)
        batches = list(torch.randn(BATCHES, generator=rng))
        model = models.make(kind, sizes, weights, **options)
        taken = student.bring("looking").take_steps(model, batches, STEP_SIZE, drawn)
        losses, added, seen = taken

        right = models.right(kind, sizes, weights, **options)
        optimizer = torch.optim.SGD(right.parameters(), lr=STEP_SIZE)
        pairs = zip(batches, drawn, strict=True)
        expected = [right.train_step(x, optimizer, **extra) for x, extra in pairs]
        after = right.state_dict()

        assert_close(losses, torch.stack(expected))
        assert_close(
            torch.cat([as_tensor(added.get(name)).flatten() for name in weights]),
            torch.cat([(after[name] - weights[name]).flatten() for name in weights]),
        )
        untouched = agree(as_tensor(seen), torch.stack(batches))
        assert untouched, "train_step has changed the batch that it was given."

    return compare


@pytest.fixture
def step_from_identity(student, models, sizes_of, as_tensor):
    """Take one step from weights that copy the input; return loss and moments.

    With the step size 1 it adds -2 E[(x_in - x) x_in^T] to the decoder's weights.
    """
    sizes = sizes_of((WIDTH, [WIDTH], "ReLU"))
    copying = {
        name: torch.eye(WIDTH) if len(shape) == 2 else torch.zeros(shape)
        for name, shape in sizes.shapes.items()
    }

    def step(kind, x, **options):
        model = models.make(kind, sizes, copying, **options)
        losses, added, _ = student.bring("looking").take_steps(model, [x], 1.0, [{}])
        moments = as_tensor(added["decoder.0.weight"], shape=(WIDTH, WIDTH)) / -2
        return as_tensor(losses[0], shape=()), moments

    return step


@pytest.fixture
def worked_examples(reference):
    """Work out the log's examples rightly, in float64."""
    given = reference.given.hw7_log
    return given.worked_examples(reference.q1a_autoencoders, given.log_inputs())
