r"""Programming 1: image captioning with an encoder and a decoder (15 marks).

An encoder CNN turns an image I into features f, a decoder LSTM turns them into a
caption, word by word:

$$ f = \mathrm{BN}\big(W\, \mathrm{CNN}(I) + b\big) $$

$$ x_0 = f, \quad x_t = W_e\, w_{t-1}, \qquad
   h_t = \mathrm{LSTM}(x_t, h_{t-1}), \qquad
   p(w_t \mid w_{<t}, I) = \mathrm{softmax}(W_o h_t + b_o) $$

The LSTM reads the features first, in the place of a word, and then the words. So
step t predicts word t, and the first word that it predicts is `<start>`.

Axes: `b` images, `h` and `w` pixels of height and width (64), `e` width of features
and embedded words (64), `t` words of a caption, `v` words of the vocabulary (17).
Inputs are float32. Return tensors, arrays or lists, of any float type.

Weights and words lie in `data/`: `encoder.pt` and `decoder.pt` are state dicts, to be
read with `torch.load(path, weights_only=True)`, `vocab.json` is a list of words, in
the order of their numbers (`<pad>` 0, `<start>` 1, `<end>` 2, `<unk>` 3),
`image3.png` is the picture to caption. `caption_setup.py` has torchvision's
ShuffleNet and the sizes. The names in the files are

    encoder.pt   backbone (the ShuffleNet without its classifier), linear, bn
    decoder.pt   embed, lstm (one layer), linear

Name your layers alike and all is well. Other names are welcome too: then add two
functions to this file, `load_encoder_weights(model, state)` and
`load_decoder_weights(model, state)`, that copy the tensors of the dict `state`, which
has the names of the file, to where your model keeps them.

References:
    Vinyals, Toshev, Bengio and Erhan, "Show and Tell: A Neural Image Caption
    Generator", CVPR 2015: section 3. https://arxiv.org/abs/1411.4555
"""

from pathlib import Path

from jaxtyping import Float, Int
from PIL import Image
from torch import Tensor, nn


class EncoderCNN(nn.Module):
    """From images to features as wide as an embedded word.

    The layers are `backbone`, torchvision's `shufflenet_v2_x0_5` without its
    classifier; `linear`, from its 1024 outputs to the features; and `bn`, a batch
    norm of the features.

    Args:
        embed_size: the width `e` of the features.
    """

    def __init__(self, embed_size: int) -> None:
        super().__init__()
        raise NotImplementedError("p1 a: make the encoder's layers")

    def forward(self, images: Float[Tensor, "b 3 h w"]) -> Float[Tensor, "b e"]:
        """Encode normalised images."""
        raise NotImplementedError("p1 a: from images to features")


class DecoderRNN(nn.Module):
    """From features to captions, word by word.

    The layers are `embed`, an embedding of the words; `lstm`; and `linear`, from the
    LSTM's state to one score a word.

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
        raise NotImplementedError("p1 b: make the decoder's layers")

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
        raise NotImplementedError("p1 b: from features and words to scores")

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
        raise NotImplementedError("p1 b: feed each word back in, until <end>")


def preprocess(image: Image.Image) -> Float[Tensor, "1 3 h w"]:
    """Turn a picture into what the encoder was trained with.

    Args:
        image: of any size and mode (grey, palette, with an alpha channel, ...).

    Returns:
        A batch of one: red, green and blue, resized to 64 x 64 with Pillow's bilinear
        filter, scaled to [0, 1], then normalised with MEAN and STD.
    """
    raise NotImplementedError("p1 c: from a picture to a batch of one")


def load_vocab(path: str | Path) -> tuple[dict[str, int], dict[int, str]]:
    """Read a vocabulary: a JSON list of words, in the order of their numbers.

    Returns:
        word2idx, from words to numbers, and idx2word, from numbers to words.
    """
    raise NotImplementedError("p1 c: read the list and number the words")


def ids_to_caption(ids: Int[Tensor, " n"], idx2word: dict[int, str]) -> str:
    """Write one row of word numbers as text, such as 'a small red circle'.

    Args:
        ids: a row of what `sample` returns.
        idx2word: from numbers to words.

    Returns:
        The words with one blank between them, without `<start>`, and without
        `<end>` and whatever comes after it.
    """
    raise NotImplementedError("p1 c: from numbers to words")


def load_models(assets: str | Path) -> tuple[EncoderCNN, DecoderRNN]:
    """Return encoder and decoder with the given weights, both in eval mode.

    Args:
        assets: the folder with `encoder.pt` and `decoder.pt`, as a string or a `Path`.
    """
    raise NotImplementedError("p1 c: make both models and fill them")


def caption_image(path: str | Path, assets: str | Path) -> str:
    """Say what a picture shows.

    Args:
        path: an image file, as a string or a `Path`.
        assets: the folder with `encoder.pt`, `decoder.pt` and `vocab.json`, as a
            string or a `Path`.
    """
    raise NotImplementedError("p1 c: from a file to its caption")
