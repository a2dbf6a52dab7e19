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
        return self.bn(self.linear(features)).double()


class DecoderRNN(nn.Module):
    def __init__(self, embed_size, hidden_size, vocab_size, num_layers):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, embed_size)
        self.lstm = nn.LSTM(embed_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, vocab_size)

    def forward(self, features, captions):
        self.double()
        words = self.embed(captions.t())[:-1]
        inputs = torch.cat([features.double()[None], words])
        return self.linear(self.lstm(inputs)[0]).transpose(0, 1)

    def sample(self, features, max_len=20):
        captions = torch.zeros(len(features), max_len, dtype=torch.long)
        for t in range(max_len):
            captions[:, t] = self(features, captions[:, : t + 1])[:, t].argmax(-1)
        for row in captions:
            ends = (row == 2).nonzero()
            if len(ends):
                row[ends[0, 0] + 1 :] = 0
        return captions


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
    decoder.load_state_dict(
        torch.load(os.path.join(assets, "decoder.pt"), weights_only=True)
    )
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
