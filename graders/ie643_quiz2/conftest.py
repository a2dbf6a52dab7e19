"""What q3's checks need: claims read with care, and the calls of a run in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pytest
import torch

from markstone.comparison import agree

VIDEO = (3, 10, 32, 32)
JOINING = ("cat", "concat", "concatenate")
RISING = (
    "conv_transpose3d",
    "nn.functional.interpolate",
    "nn.functional.upsample",
    "nn.functional.max_unpool3d",
    "repeat_interleave",
    "Tensor.repeat_interleave",
)
_POOLS = (
    "max_pool3d max_pool3d_with_indices avg_pool3d lp_pool3d fractional_max_pool3d "
    "adaptive_avg_pool3d adaptive_max_pool3d adaptive_max_pool3d_with_indices"
)
POOLING = ("max_pool3d", *(f"nn.functional.{name}" for name in _POOLS.split()))


@dataclass(frozen=True, slots=True)
class Claims:
    """A part of the student's `CLAIMS`; what is amiss in it is said by its name."""

    said: object
    name: str = "CLAIMS"

    def __getitem__(self, key: str) -> "Claims":
        """Return the claim of that name."""
        assert isinstance(self.said, dict), f"{self.name} should be a dict."
        assert key in self.said, f'{self.name} has no "{key}".'
        return Claims(self.said[key], f'{self.name}["{key}"]')

    def __iter__(self) -> Iterator["Claims"]:
        """Yield the claims of a list, one after the other."""
        assert isinstance(self.said, list | tuple), f"{self.name} should be a list."
        for place, item in enumerate(self.said):
            yield Claims(item, f"{self.name}[{place}]")

    def shape(self, length: int = 4) -> list[int]:
        """Return a claimed shape."""
        is_shape = _is_shape(self.said) and len(self.said) == length
        assert is_shape, f"{self.name} should be {length} whole numbers" + (
            ": channels, frames, height, width." if length == 4 else "."
        )
        return list(self.said)

    def requires(self, ran: list[int]) -> None:
        """Require that what ran has the claimed shape."""
        said = self.shape(len(ran))
        assert said == ran, f"{self.name} says {said}; what runs there is {ran}."

    def levels(self) -> dict[str, list[list[list[int]]]]:
        """Return the claimed shapes level by level, for a picture."""

        def convolved(claim: "Claims") -> list[list[int]]:
            return [each.shape() for each in claim]

        ups = [[b["concat"].shape(), *convolved(b["convs"])] for b in self["decoder"]]
        ups[-1:] = [[*up, self["output"].shape()] for up in ups[-1:]]
        return {
            "down": [
                [*convolved(block["convs"]), block["pool"].shape()]
                for block in self["encoder"]
            ],
            "bottom": [convolved(self["bottleneck"])],
            "up": ups,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call of one of torch's operations, its shapes without the batch."""

    name: str
    sources: list[list[int]]
    kernel: list[int]
    """The shape of a convolution's weight."""
    result: list[int]

    @property
    def is_convolution(self) -> bool:
        """Whether it is a convolution that a claim has to list."""
        return self.name == "conv3d" and self.kernel[2:] != [1, 1, 1]

    @property
    def joins(self) -> bool:
        """Whether it puts channels together."""
        channels = sum(source[0] for source in self.sources)
        return self.name in JOINING and channels == self.result[0]

    @property
    def rises(self) -> bool:
        """Whether frames, height or width grow."""
        return self.name in RISING and _is_smaller(self.sources[0], self.result)

    @property
    def falls(self) -> bool:
        """Whether it makes frames, height or width smaller, as pooling does."""
        if self.name == "conv3d":
            return _is_halved(self.sources[0], self.result)
        return self.name not in JOINING and _is_smaller(self.result, self.sources[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One forward pass of the student's model."""

    model: object
    output: object
    stopped: str
    """What was raised, where it did not come to its end."""
    returned: list[int]
    """The shape of the video that came out, without the batch."""
    calls: list[Call]

    @property
    def way_down(self) -> list[Call]:
        """The calls before the first upsampling."""
        return self.calls[: self._first_rise]

    @property
    def way_up(self) -> list[Call]:
        """The calls from the first upsampling on."""
        return self.calls[self._first_rise :]

    @property
    def poolings(self) -> int:
        """How often frames, height or width are halved on the way down."""
        convolutions = [call for call in self.way_down if call.name == "conv3d"]
        shapes = [call.sources[0] for call in convolutions]
        shapes += [call.result for call in self.way_down[-1:]]
        return sum(_is_halved(*pair) for pair in pairwise(shapes))

    def descend(self) -> "Walk":
        """Begin to go down, along the encoder."""
        return Walk(self.way_down, f" {self.why}".rstrip())

    def ascend(self) -> "Walk":
        """Begin to go up, along the decoder; the forward pass has to have ended."""
        assert not self.stopped, self.why
        return Walk(self.way_up)

    def levels(self) -> dict[str, list[list[list[int]]]]:
        """Return the shapes that ran level by level, for a picture."""
        *down, bottom = _by_size(self.way_down)
        # Each level down ends with what the next one starts from, after pooling.
        starts = [level[0] for level in [*down[1:], bottom]]
        ups = _by_size(self.way_up)
        if ups[-1][-1:] != [self.returned]:
            ups[-1].append(self.returned)
        return {
            "down": [[*d[1:], start] for d, start in zip(down, starts, strict=True)],
            "bottom": [bottom[1:]],
            "up": ups,
        }

    @property
    def why(self) -> str:
        """The sentence about a forward pass that stopped."""
        if not self.stopped:
            return ""
        said = f"The forward pass stops: {self.stopped.rstrip('.')}."
        frames = [call.result[1] for call in self.way_down]
        frames = [now for then, now in pairwise([0, *frames]) if now != then]
        if not any(a % 2 and b == a // 2 for a, b in pairwise(frames)):
            return said
        doubled = [frames[-1] * 2**n for n in range(1, len(frames))]
        return (
            f"{said} On the way down the frames are {_listed(frames)}; doubled on the "
            f"way up they are {_listed(doubled)}, which do not meet the skips of "
            f"{_listed(frames[-2::-1])}. Pool height and width only, or pad or crop "
            "before you concatenate."
        )

    @property
    def _first_rise(self) -> int:
        rising = (place for place, call in enumerate(self.calls) if call.rises)
        return next(rising, len(self.calls))


@dataclass(slots=True)
class Walk:
    """Goes along the calls and holds each claim against what ran."""

    calls: list[Call]
    why: str = ""
    at: int = 0

    def convolves(self, claim: Claims) -> None:
        """Require that the next convolution gives the claimed shape.

        Those with a kernel of 1 x 1 x 1 may be left out of the claims.
        """
        said = claim.shape()
        while self.at < len(self.calls):
            call = self.calls[self.at]
            self.at += 1
            if call.name == "conv3d" and call.result == said:
                return
            if call.is_convolution:
                claim.requires(call.result)
        raise AssertionError(f"{claim.name}: no convolution runs there.{self.why}")

    def pools(self, claim: Claims) -> None:
        """Require that the next convolution starts from the claimed, smaller shape."""
        said = claim.shape()
        before = self.calls[self.at - 1].result if self.at else [0, *VIDEO[1:]]
        assert _is_smaller(said, before), f"{claim.name}: nothing is pooled there."
        while self.at < len(self.calls):
            call = self.calls[self.at]
            if call.name == "conv3d" and call.sources[0] == said:
                return
            self.at += 1
            if call.falls and call.result == said:
                return
            if call.is_convolution:
                claim.requires(call.sources[0])
        raise AssertionError(f"{claim.name}: nothing of that shape runs.{self.why}")

    def joins(self, block: Claims) -> None:
        """Require that the next concatenation has the claimed shapes."""
        found = (
            n for n in range(self._next_rise(), len(self.calls)) if self.calls[n].joins
        )
        place = next(found, None)
        assert place is not None, (
            f"{block.name}: no torch.cat along the channels runs there."
        )
        call = self.calls[place]
        block["concat"].requires(call.result)
        ups = [each.result for each in self.calls[self.at : place]] + call.sources
        if block["up"].shape() not in ups:
            block["up"].requires(ups[0])
        self.at = place + 1

    def ends(self, claims: Claims, spared: int = 0) -> None:
        """Require that no more convolutions run before the next upsampling."""
        end = self._next_rise() if not spared else len(self.calls)
        left = [call for call in self.calls[self.at : end] if call.is_convolution]
        self.at = end
        assert len(left) <= spared, (
            f"After {claims.name} another convolution runs, which gives "
            f"{left[0].result}, and the claims leave it out."
        )

    def _next_rise(self) -> int:
        later = range(self.at, len(self.calls))
        rising = (place for place in later if self.calls[place].rises)
        joining = (place for place in later if self.calls[place].joins)
        return next(rising, next(joining, len(self.calls)))


@pytest.fixture
def claims(student):
    """Read the student's claims."""
    return Claims(student.q3_unet_video.CLAIMS.fetch())


@pytest.fixture
def unet(student, rng):
    """Run the student's U-Net once, with the calls of torch noted."""
    student.record(*JOINING, *RISING, *POOLING, "conv3d")
    running = student.bring("running")
    model = student.q3_unet_video.VideoUNet()
    assert callable(model), "VideoUNet should be a module: a class with a forward."
    model.eval()
    x = torch.rand(2, *VIDEO, generator=rng)
    match running.attempt(model, x):
        case [output, str() as stopped]:
            parts = output if isinstance(output, list | tuple) else [output]
            made = [list(part.shape) for part in parts if _is_made(part, x)]
        case _:
            raise AssertionError("The forward pass could not be followed.")
    assert stopped or made, "The model returns no video that it made of its input."
    return Run(
        model=model,
        output=output,
        stopped=stopped,
        returned=made[0][1:] if made else [],
        calls=[call for call in map(_read, student.recorded()) if call is not None],
    )


def _read(noted: object) -> Call | None:
    """Return a noted call, or None where it is not about videos."""
    match noted:
        case [str() as name, [first, *others], [result, *_]] if (
            _is_shape(first) and _is_shape(result) and len(first) == len(result) == 5
        ):
            shapes = [first, *filter(_is_shape, others)]
            return Call(
                name=name,
                sources=[shape[1:] for shape in shapes if len(shape) == 5],
                kernel=shapes[1] if len(shapes) > 1 else [],
                result=result[1:],
            )
    return None


def _by_size(calls: list[Call]) -> list[list[list[int]]]:
    """Gather the convolutions of one size: what the first read, then what they gave."""
    levels: list[list[list[int]]] = []
    for call in calls:
        source = call.sources[0]
        if call.is_convolution:
            if not levels or levels[-1][-1][1:] != source[1:]:
                levels.append([source])
            levels[-1].append(call.result)
    return levels


def _is_shape(value: object) -> bool:
    return isinstance(value, list | tuple) and all(type(n) is int for n in value)


def _is_smaller(one: list[int], other: list[int]) -> bool:
    """Tell whether frames, height or width of one are less than of the other."""
    return any(a < b for a, b in zip(one[1:], other[1:], strict=True))


def _is_halved(before: list[int], after: list[int]) -> bool:
    """Tell whether frames, height or width fall to a half, or less."""
    return any(2 * b <= a + 1 for a, b in zip(before[1:], after[1:], strict=True))


def _is_made(part: object, x: torch.Tensor) -> bool:
    """Tell whether something returned could be a video, of whatever size."""
    if not isinstance(part, torch.Tensor) or part.dim() != 5 or part.numel() == 0:
        return False
    is_constant = part.unique().numel() == 1
    return not is_constant and not agree(part, x)


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))
