"""Checks for question 9: a convolutional VAE, whatever its layers are called.

The map that is asked for is evaluated here with the student's own layers, in the
order in which they were defined and with the widths that they have. So a wrong width
costs the count only, and a wrong activation at the decoder's end `decoder_logits`
only; losses, bits and samples are judged by the student's own networks. Parameters
are drawn here: fresh ones are small, and the codes would hardly move the decoder.
"""

import math

import pytest
import torch
from torch.nn import functional

from markstone.comparison import agree

SIZES = {"public": (28, 20), "hidden": (16, 6)}
"""Image size and latent dimensions."""

SMALL = (8, 3)
GAIN = 1.4
"""With it a layer with ReLU hands on what it gets at the same size."""

LOUD = 4.0
SAMPLES = 1500
TRIES = 20
"""A decoder that ends with a ReLU is silent with every third set of parameters."""

WAYS_OUT = (torch.clone, torch.relu, torch.sigmoid, torch.tanh)
MISFIT = (
    "The layers do not fit together as the question describes them, in the order in "
    "which they are defined."
)


@pytest.fixture
def layers(student):
    """Return the layers of a network of the student's, in order of definition."""

    def read(network):
        found = []
        for values in student.bring("calls").parameters(network):
            assert isinstance(values, torch.Tensor), "A parameter is no tensor."
            if values.ndim > 1:
                found.append([values.double(), None])
            elif found and found[-1][1] is None:
                found[-1][1] = values.double()
        return found

    return read


@pytest.fixture
def drawn(rng):
    """Draw the parameters of a network of the student's."""

    def filled(network, gain=GAIN):
        state = network.state_dict()
        assert isinstance(state, dict), "A network has a state_dict."
        network.load_state_dict({k: _like(v, gain, rng) for k, v in state.items()})
        return network

    return filled


@pytest.fixture
def lively_vae(student, read, drawn, rng):
    """Make a VAE of the student's whose decoder is not silent."""

    def made():
        vae = student.q09_conv_vae.VAE(*SMALL)
        for _ in range(TRIES):
            drawn(vae)
            out = read.tensor(vae.decoder(torch.randn(5, SMALL[1], generator=rng)))
            if out.ndim and not agree(out, out[:1].expand_as(out)):
                break
        return vae

    return made


def test_encoder_shapes(student, read, drawn, rng, instance):
    """The encoder returns a mean and a log_std for each image and dimension."""
    for size, z_dim in (SIZES[instance], SMALL):
        encoder = drawn(student.q09_conv_vae.Encoder(size, z_dim))

        outputs = encoder(torch.rand(3, 1, size, size, generator=rng))

        for value in read.parts(outputs, "mean, log_std"):
            read.ingredient(value, (3, z_dim))


def test_encoder_count(student, assert_close, instance):
    """The encoder has as many parameters as the architecture asks for."""
    size, z_dim = SIZES[instance]
    encoder = student.q09_conv_vae.Encoder(size, z_dim)

    found = student.bring("calls").parameters(encoder)

    head = 2 * z_dim * (64 * (size // 4) ** 2 + 1)
    assert_close(_count(found), 32 * 10 + 64 * (32 * 9 + 1) + head, metric="exact")


def test_encoder_values(student, read, assert_close, layers, drawn, rng):
    """The encoder computes convolutions, ReLUs and a linear last layer."""
    size, z_dim = SIZES["hidden"]
    encoder = drawn(student.q09_conv_vae.Encoder(size, z_dim))
    x = torch.rand(4, 1, size, size, generator=rng)

    mean, log_std = read.parts(encoder(x), "mean, log_std")

    right_mean, right_log_std = _encoded(layers(encoder), x.double(), z_dim)
    assert_close(mean, right_mean)
    assert_close(log_std, right_log_std)


def test_decoder_shapes(student, read, drawn, rng, instance):
    """The decoder returns one image of the right size for each code."""
    for size, z_dim in (SIZES[instance], SMALL):
        decoder = student.q09_conv_vae.Decoder(size, z_dim)
        for _ in range(TRIES):
            out = drawn(decoder)(torch.randn(3, z_dim, generator=rng))
            images = read.tensor(out, shape=(3, 1, size, size))
            if images.min() < images.max():
                break
        read.ingredient(images, (3, 1, size, size))


def test_decoder_count(student, assert_close, instance):
    """The decoder has as many parameters as the architecture asks for."""
    size, z_dim = SIZES[instance]
    decoder = student.q09_conv_vae.Decoder(size, z_dim)

    found = student.bring("calls").parameters(decoder)

    first = 32 * (size // 4) ** 2 * (z_dim + 1)
    convolutions = 64 * (32 * 9 + 1) + 32 * (64 * 9 + 1) + 32 * 9 + 1
    assert_close(_count(found), first + convolutions, metric="exact")


def test_decoder_values(student, read, assert_close, layers, drawn, rng):
    """The decoder computes a linear layer, ReLUs and transposed convolutions."""
    size, z_dim = SIZES["hidden"]
    decoder = drawn(student.q09_conv_vae.Decoder(size, z_dim))
    z = torch.randn(4, z_dim, generator=rng)

    out = decoder(z)

    images = read.tensor(out, shape=(4, 1, size, size))
    logits = _decoded(layers(decoder), z.double(), size)
    # What happens after the last layer is the business of `decoder_logits`.
    ways = [way(logits) for way in WAYS_OUT]
    assert_close(out, min(ways, key=lambda way: (way - images).abs().max()))


def test_decoder_logits(student, read, drawn, rng):
    """The decoder returns logits: any number, below 0 and above 1."""
    size, z_dim = SIZES["hidden"]
    decoder = student.q09_conv_vae.Decoder(size, z_dim)
    lowest = highest = 0.0
    for _ in range(TRIES):
        out = drawn(decoder, LOUD)(torch.randn(4, z_dim, generator=rng))
        logits = read.tensor(out, shape=(4, 1, None, None))
        lowest = min(lowest, float(logits.min()))
        highest = max(highest, float(logits.max()))
        if lowest < -1 and highest > 1:
            break

    is_free = lowest < -1 and highest > 1
    assert is_free, (
        f"Even with large weights every logit lies between {lowest:.2f} and "
        f"{highest:.2f}, so that some pixels cannot be made likely or unlikely: "
        "something after the last layer holds them back."
    )


def test_losses(read, assert_close, lively_vae, rng):
    """The losses are those of the student's own encoder and decoder, for this eps."""
    x, eps = _batch(rng)
    vae = lively_vae()

    losses = vae(x, eps)

    assert isinstance(losses, tuple | list), "Return L_rec, L_reg and bpd."
    assert len(losses) >= 2, "Return L_rec, L_reg and bpd."
    encoded = read.parts(vae.encoder(x), "mean, log_std")
    mean, log_std = (read.ingredient(value, tuple(eps.shape)) for value in encoded)
    z = mean + torch.exp(log_std) * eps
    out = read.tensor(vae.decoder(z.float()), shape=tuple(x.shape))
    said, kinds = read.tensor(losses[0], shape=()), _l_rec(x.double(), out)
    assert_close(said, min(kinds, key=lambda kind: abs(kind - said)))
    l_reg = (torch.exp(2 * log_std) + mean**2 - 1 - 2 * log_std).sum() / 2 / len(x)
    assert_close(losses[1], _finite(l_reg))


def test_bpd(student, read, assert_close, lively_vae, rng):
    """Bits per dimension are nats an image, in bits, over the number of pixels."""
    bits_per_dim = student.q09_conv_vae.bits_per_dim
    for shape in ((1, 28, 28), (3, 8, 6)):
        nll = 50 + 100 * torch.rand(5, generator=rng)
        right = nll.double() / math.log(2) / math.prod(shape)
        assert_close(bits_per_dim(nll, shape), right)
        assert_close(bits_per_dim(nll[0], shape), right[0])

    x, eps = _batch(rng)
    l_rec, l_reg, bpd = read.parts(lively_vae()(x, eps), "L_rec, L_reg, bpd")
    nats = read.tensor(l_rec, shape=()) + read.tensor(l_reg, shape=())
    assert_close(bpd, _finite(nats) / math.log(2) / x[0].numel())


def test_sample(read, assert_close, generator, lively_vae, rng):
    """Samples are drawn pixel by pixel from the means of codes of the prior."""
    z_dim = SMALL[1]
    vae = lively_vae()
    out = vae.decoder(torch.randn(4000, z_dim, generator=rng))
    out = read.tensor(out, shape=(4000, 1, None, None))

    seed = torch.randint(2**31, (), generator=rng)
    both = read.parts(vae.sample(SAMPLES, generator(seed)), "x, x_mean")

    # Another size than that of the images is the business of `decoder_shapes`.
    shape = (SAMPLES, *out.shape[1:])
    x = read.tensor(both[0], shape=shape).flatten(start_dim=1)
    p = read.ingredient(both[1], shape).flatten(start_dim=1)
    exchanged = "; those of x_mean are" if _is_binary(p) else ""
    assert _is_binary(x), f"Every pixel of x should be 0 or 1{exchanged}."
    assert ((p >= 0) & (p <= 1)).all(), "x_mean should be probabilities."
    of_means = min(
        (_two_sample(p, way) for way in _as_probabilities(out.flatten(start_dim=1))),
        key=lambda scores: scores.abs().max(),
    )
    scores = torch.cat([_of_draws(x, p), of_means])
    assert_close(scores, torch.zeros_like(scores), metric="abs")


def test_typed_counts(typed, right, assert_close):
    """The three counts are right."""
    for field in ("encoder_parameters", "decoder_parameters", "encoder_outputs"):
        assert_close(typed.number(field), right.number(field), metric="exact")


def _is_binary(images):
    return bool(((images == 0) | (images == 1)).all())


def _batch(rng):
    """Draw images of the small size, and noise for their codes."""
    size, z_dim = SMALL
    x = torch.rand(5, 1, size, size, generator=rng).round()
    return x, torch.randn(5, z_dim, generator=rng)


def _like(values, gain, rng):
    """Draw a parameter of the same shape; what is no parameter stays as it is."""
    if not isinstance(values, torch.Tensor) or not values.is_floating_point():
        return values
    drawn = torch.randn(values.shape, generator=rng)
    if values.ndim < 2:
        return 0.2 * drawn
    return gain * drawn / math.sqrt(max(values[0].numel(), 1))


def _count(parameters):
    return sum(values.numel() for values in parameters if hasattr(values, "numel"))


def _finite(value):
    assert value.isfinite().all(), "There is a NaN or an infinity."
    return value


def _encoded(layers, x, z_dim):
    """Evaluate the encoder that is asked for with these layers."""
    convolutions = [layer for layer in layers if layer[0].ndim == 4]
    heads = [layer for layer in layers if layer[0].ndim == 2]
    assert len(convolutions) == 2, "An encoder has two convolutions."
    assert len(heads) in (1, 2), "An encoder has one or two linear layers at its end."
    for weight, _ in convolutions:
        assert weight.shape[2:] == (3, 3), "The kernels are 3 x 3."
    try:
        for weight, bias in convolutions:
            x = torch.relu(functional.conv2d(x, weight, bias, stride=2, padding=1))
        x = x.flatten(start_dim=1)
        out = torch.cat([functional.linear(x, *head) for head in heads], dim=-1)
    except RuntimeError:
        raise AssertionError(MISFIT) from None
    assert out.shape[-1] == 2 * z_dim, "The last layer gives 2 z_dim numbers an image."
    return _finite(out).chunk(2, dim=-1)


def _decoded(layers, z, size):
    """Evaluate the decoder that is asked for with these layers, up to its logits."""
    linear = [layer for layer in layers if layer[0].ndim == 2]
    convolutions = [layer for layer in layers if layer[0].ndim == 4]
    assert len(linear) == 1, "A decoder has one linear layer."
    assert len(convolutions) == 3, "A decoder has three transposed convolutions."
    for weight, _ in convolutions:
        assert weight.shape[2:] == (3, 3), "The kernels are 3 x 3."
    *doubling, (weight, bias) = convolutions
    plain = weight.shape[0] == 1  # (out, in) and not (in, out)
    last = functional.conv2d if plain else functional.conv_transpose2d
    try:
        x = torch.relu(functional.linear(z, *linear[0]))
        x = x.view(len(z), -1, size // 4, size // 4)
        for up, shift in doubling:
            x = functional.conv_transpose2d(x, up, shift, 2, 1, output_padding=1)
            x = torch.relu(x)
        x = last(x, weight, bias, padding=1)
    except RuntimeError:
        raise AssertionError(MISFIT) from None
    assert x.shape[1:] == (1, size, size), MISFIT
    return _finite(x)


def _l_rec(x, out):
    """Return the reconstruction loss of logits, and of probabilities if they can be."""
    out = _finite(out)
    kinds = [functional.binary_cross_entropy_with_logits(out, x, reduction="sum")]
    if out.min() >= 0 and out.max() <= 1:
        kinds.append(functional.binary_cross_entropy(out, x, reduction="sum"))
    return [loss / len(x) for loss in kinds]


def _as_probabilities(out):
    """Return the means of logits, and what was given if it can be means itself."""
    yield torch.sigmoid(out)
    if out.min() >= 0 and out.max() <= 1:
        yield out


def _of_draws(x, p):
    """Score draws against their means: by pixel, and by the spread of whole images."""
    noise, variance = x - p, (p * (1 - p)).clamp(min=1e-9)
    # One draw is no news, however unlikely: hence the 1.
    by_pixel = noise.sum(dim=0) / (1 + variance.sum(dim=0)).sqrt()
    spread = noise.sum(dim=1).square() / variance.sum(dim=1)  # 1 on average, +-sqrt(2)
    whole = (spread.mean() - 1) * math.sqrt(len(x) / 2)
    return torch.cat([by_pixel, whole[None]])


def _two_sample(a, b):
    """Score first and second moments of two samples against each other, by pixel."""
    scores = []
    for power in (1, 2):
        one, other = a**power, b**power
        error = one.var(dim=0) / len(one) + other.var(dim=0) / len(other)
        difference = one.mean(dim=0) - other.mean(dim=0)
        scores.append(difference / error.clamp(min=1e-12).sqrt())
    return torch.cat(scores)
