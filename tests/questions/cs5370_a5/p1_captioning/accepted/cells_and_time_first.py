"""An LSTMCell for each layer, one caption at a time."""

import json
import os

import numpy as np
import torch
import torch.nn as nn
from caption_setup import *
from PIL import Image


class EncoderCNN(nn.Module):
    def __init__(self, embed_size):
        super().__init__()
        self.backbone = shufflenet_v2_x0_5(weights=None)
        self.backbone.fc = nn.Identity()
        self.linear = nn.Linear(1024, embed_size)
        self.bn = nn.BatchNorm1d(embed_size)

    def forward(self, images):
        features = self.backbone(images)
        features = features.reshape(features.size(0), -1)
        return self.bn(self.linear(features))


class DecoderRNN(nn.Module):
    def __init__(self, embed_size, hidden_size, vocab_size, num_layers):
        super().__init__()
        self.words = nn.Embedding(vocab_size, embed_size, padding_idx=0)
        sizes = [embed_size] + [hidden_size] * (num_layers - 1)
        self.cells = nn.ModuleList(nn.LSTMCell(n, hidden_size) for n in sizes)
        self.out = nn.Linear(hidden_size, vocab_size)

    def step(self, x, states):
        new = []
        for cell, state in zip(self.cells, states):
            h, c = cell(x, state)
            new.append((h, c))
            x = h
        return self.out(x), new

    def forward(self, features, captions):
        states = [None] * len(self.cells)
        logits, x = [], features
        for t in range(captions.shape[1]):
            scores, states = self.step(x, states)
            logits.append(scores)
            x = self.words(captions[:, t])
        return torch.stack(logits, 1)

    @torch.no_grad()
    def sample(self, features, max_len=20):
        rows = []
        for feature in features:
            row, x, states = [], feature[None], [None] * len(self.cells)
            while len(row) < max_len:
                scores, states = self.step(x, states)
                word = scores.argmax(-1)
                row.append(word.item())
                if word.item() == 2:
                    break
                x = self.words(word)
            rows.append(row + [0] * (max_len - len(row)))
        return torch.tensor(rows)


def load_decoder_weights(model, state):
    own = {
        "words.weight": state["embed.weight"],
        "out.weight": state["linear.weight"],
        "out.bias": state["linear.bias"],
    }
    for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        for n in range(len(model.cells)):
            own["cells.%d.%s" % (n, kind)] = state["lstm.%s_l%d" % (kind, n)]
    model.load_state_dict(own)


def preprocess(image):
    image = image.convert("RGB")
    image = image.resize((SIZE, SIZE), Image.BILINEAR)
    x = np.asarray(image, dtype=np.float32) / 255.0
    x = (x - np.array(MEAN, dtype=np.float32)) / np.array(STD, dtype=np.float32)
    return torch.from_numpy(x.transpose(2, 0, 1).copy()).unsqueeze(0)


def load_vocab(path):
    with open(path) as f:
        words = json.load(f)
    word2idx = {w: i for i, w in enumerate(words)}
    idx2word = {i: w for i, w in enumerate(words)}
    return word2idx, idx2word


def ids_to_caption(ids, idx2word):
    words = []
    for i in ids:
        word = idx2word[int(i)]
        if word == "<end>":
            break
        if word != "<start>":
            words.append(word)
    return " ".join(words)


def load_models(assets):
    encoder = EncoderCNN(EMBED)
    decoder = DecoderRNN(EMBED, HIDDEN, VOCAB_SIZE, LAYERS)
    encoder.load_state_dict(
        torch.load(os.path.join(assets, "encoder.pt"), weights_only=True)
    )
    load_decoder_weights(decoder, torch.load(os.path.join(assets, "decoder.pt")))
    encoder.eval()
    decoder.eval()
    return encoder, decoder


def caption_image(path, assets):
    encoder, decoder = load_models(assets)
    word2idx, idx2word = load_vocab(os.path.join(assets, "vocab.json"))
    with torch.no_grad():
        features = encoder(preprocess(Image.open(path)))
        ids = decoder.sample(features)
    return ids_to_caption(ids[0], idx2word)
