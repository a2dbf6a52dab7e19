r"""Image captioning: a convolutional encoder and a recurrent decoder.

$$ f = \mathrm{BN}\big(W\, \mathrm{CNN}(I) + b\big) $$

$$ x_0 = f, \quad x_t = W_e\, w_{t-1}, \qquad
   h_t = \mathrm{LSTM}(x_t, h_{t-1}), \qquad
   p(w_t \mid w_{<t}, I) = \mathrm{softmax}(W_o h_t + b_o) $$

The features of the image I are what the LSTM reads first, in the place of a word;
after them it reads the words. So step t predicts word t, and the first word that it
predicts is `<start>`. In training the words that are read are the right ones
(teacher forcing); in use each is the likeliest one of the step before (greedy).

    step       0          1         2    ...   n        n + 1
    reads      features   <start>   a          square   (stop)
    predicts   <start>    a         red        <end>

Axes: `b` images, `h` and `w` pixels of height and width (64), `e` width of features
and embedded words (64), `t` words of a caption, `v` words of the vocabulary (17).

The original assignment used ResNet-152 and captioned photographs; here the same
pipeline is a small network that was trained on rendered scenes.

Slips that cost whole captions: no eval mode, so that batch norm meets a batch of
one; decoding that does not stop at `<end>`; `<start>` left in the text; pixels in
another range, order or normalisation than in the training; features that are read
at the wrong step; captions that are not shifted against the scores.

References:
    Vinyals, Toshev, Bengio and Erhan, "Show and Tell: A Neural Image Caption
    Generator", CVPR 2015: section 3.1, equations (10) to (12). The paper does not ask
    the first step for a word, and searches with a beam. https://arxiv.org/abs/1411.4555
    Ma, Zhang, Zheng and Sun, "ShuffleNet V2: Practical Guidelines for Efficient CNN
    Architecture Design", ECCV 2018: table 5, the network of 0.5x.
    https://arxiv.org/abs/1807.11164
    Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation 1997.
    https://doi.org/10.1162/neco.1997.9.8.1735
"""

import json
from pathlib import Path

import numpy as np
import torch
from caption_setup import (
    EMBED,
    HIDDEN,
    LAYERS,
    MEAN,
    SIZE,
    STD,
    VOCAB_SIZE,
    shufflenet_v2_x0_5,
)
from jaxtyping import Float, Int
from PIL import Image
from torch import Tensor, nn

PAD, START, END = 0, 1, 2
"""The numbers of `<pad>`, `<start>` and `<end>` in the vocabulary."""


class EncoderCNN(nn.Module):
    """From images to features as wide as an embedded word.

    Args:
        embed_size: the width `e` of the features.
    """

    def __init__(self, embed_size: int) -> None:
        super().__init__()
        self.backbone = shufflenet_v2_x0_5()
        width = self.backbone.fc.in_features  # 1024
        self.backbone.fc = nn.Identity()  # the classifier is of no use here
        self.linear = nn.Linear(width, embed_size)
        self.bn = nn.BatchNorm1d(embed_size)

    def forward(self, images: Float[Tensor, "b 3 h w"]) -> Float[Tensor, "b e"]:
        """Encode normalised images.

        Numerics:
            In train mode batch norm takes mean and variance from the batch: the
            features of an image then depend on the others, and a batch of one
            raises an error. In eval mode it uses those of the training.
        """
        pooled = self.backbone(images)  # (b, 1024), averaged over the pixels
        features: Tensor = self.bn(self.linear(pooled))  # (b, e)
        return features


class DecoderRNN(nn.Module):
    """From features to captions, word by word.

    Args:
        embed_size: the width `e` of features and embedded words.
        hidden_size: the width of the LSTM's state.
        vocab_size: how many words there are.
        num_layers: how many LSTMs are stacked.
    """

    def __init__(
        self, embed_size: int, hidden_size: int, vocab_size: int, num_layers: int
    ) -> None:
        super().__init__()
        self.embed = nn.Embedding(vocab_size, embed_size)
        self.lstm = nn.LSTM(embed_size, hidden_size, num_layers, batch_first=True)
        self.linear = nn.Linear(hidden_size, vocab_size)

    def forward(
        self, features: Float[Tensor, "b e"], captions: Int[Tensor, "b t"]
    ) -> Float[Tensor, "b t v"]:
        """Score every word at each place of a known caption (teacher forcing).

        Args:
            features: what the encoder returns.
            captions: word numbers, from `<start>` to `<end>`, then `<pad>`.

        Returns:
            Logits; those at place t are for `captions[:, t]` and know the words
            before it only.
        """
        # The last word is read by no step: nothing comes after it.
        words = self.embed(captions[:, :-1])  # (b, t - 1, e)
        inputs = torch.cat([features[:, None], words], dim=1)  # (b, t, e)
        states, _ = self.lstm(inputs)  # (b, t, hidden)
        logits: Tensor = self.linear(states)  # (b, t, v)
        return logits

    @torch.no_grad()
    def sample(
        self, features: Float[Tensor, "b e"], max_len: int = 20
    ) -> Int[Tensor, "b n"]:
        """Caption images greedily: at each step the likeliest word.

        Args:
            features: what the encoder returns.
            max_len: the length `n` of the rows that are returned.

        Returns:
            Word numbers from `<start>` to `<end>`, then `<pad>`. A row that did not
            come to its `<end>` has none.
        """
        ids = torch.full((len(features), max_len), PAD)  # (b, n)
        has_ended = torch.zeros(len(features), dtype=torch.bool)
        inputs, state = features[:, None], None  # (b, 1, e)
        for t in range(max_len):
            states, state = self.lstm(inputs, state)  # (b, 1, hidden)
            words = self.linear(states[:, 0]).argmax(dim=-1)  # (b,)
            ids[:, t] = torch.where(has_ended, PAD, words)
            has_ended |= words == END
            inputs = self.embed(words)[:, None]  # (b, 1, e)
        return ids


def preprocess(image: Image.Image) -> Float[Tensor, "1 3 h w"]:
    """Turn a picture into what the encoder was trained with.

    Args:
        image: of any size and mode (grey, palette, with an alpha channel, ...).

    Returns:
        A batch of one: red, green and blue, resized to 64 x 64 with Pillow's bilinear
        filter, scaled to [0, 1], then normalised with MEAN and STD.
    """
    # First the colours: a picture with a palette cannot be resized smoothly.
    rgb = image.convert("RGB").resize((SIZE, SIZE), Image.Resampling.BILINEAR)
    pixels = torch.from_numpy(np.array(rgb)).float() / 255  # (h, w, 3)
    normalised = (pixels - torch.tensor(MEAN)) / torch.tensor(STD)
    return normalised.permute(2, 0, 1)[None]  # (1, 3, h, w)


def load_vocab(path: str | Path) -> tuple[dict[str, int], dict[int, str]]:
    """Read a vocabulary: a JSON list of words, in the order of their numbers.

    Returns:
        word2idx, from words to numbers, and idx2word, from numbers to words.

    Raises:
        OSError: the file cannot be read.
    """
    words = json.loads(Path(path).read_text("utf-8"))
    idx2word = dict(enumerate(words))
    word2idx = {word: number for number, word in idx2word.items()}
    return word2idx, idx2word


def ids_to_caption(ids: Int[Tensor, " n"], idx2word: dict[int, str]) -> str:
    """Write one row of word numbers as text, such as 'a small red circle'.

    Args:
        ids: a row of what `sample` returns.
        idx2word: from numbers to words.

    Returns:
        The words with one blank between them, without `<start>`, and without
        `<end>` and whatever comes after it.
    """
    words = [idx2word[number] for number in ids.tolist()]
    if "<end>" in words:
        words = words[: words.index("<end>")]
    return " ".join(word for word in words if word != "<start>")


def load_models(assets: str | Path) -> tuple[EncoderCNN, DecoderRNN]:
    """Return encoder and decoder with the given weights, both in eval mode.

    Args:
        assets: the folder with `encoder.pt` and `decoder.pt`.

    Raises:
        OSError: a file cannot be read.
        RuntimeError: its names or shapes are not those of the class.
    """
    encoder = EncoderCNN(EMBED)
    decoder = DecoderRNN(EMBED, HIDDEN, VOCAB_SIZE, LAYERS)
    for model, name in ((encoder, "encoder.pt"), (decoder, "decoder.pt")):
        weights = torch.load(Path(assets) / name, weights_only=True)
        model.load_state_dict(weights)
        model.eval()
    return encoder, decoder


@torch.no_grad()
def caption_image(path: str | Path, assets: str | Path) -> str:
    """Say what a picture shows.

    Args:
        path: an image file.
        assets: the folder with `encoder.pt`, `decoder.pt` and `vocab.json`.

    Raises:
        OSError: a file cannot be read.
    """
    encoder, decoder = load_models(assets)
    _, idx2word = load_vocab(Path(assets) / "vocab.json")
    with Image.open(path) as image:
        features = encoder(preprocess(image))  # (1, e)
    return ids_to_caption(decoder.sample(features)[0], idx2word)
