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
        return torch.relu(self.bn(self.linear(features)))


class DecoderRNN(nn.Module):
    def __init__(self, embed_size, hidden_size, vocab_size, num_layers):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, embed_size)
        self.lstm = nn.LSTM(embed_size, hidden_size, num_layers, batch_first=True)
        self.linear = nn.Linear(hidden_size, vocab_size)

    def forward(self, features, captions):
        words = self.embed(captions[:, :-1])
        inputs = torch.cat((features.unsqueeze(1), words), dim=1)
        hiddens, _ = self.lstm(inputs)
        return self.linear(hiddens)

    def sample(self, features, max_len=20):
        sampled = []
        states = None
        inputs = features.unsqueeze(1)
        done = torch.zeros(features.size(0), dtype=torch.bool)
        for _ in range(max_len):
            hiddens, states = self.lstm(inputs, states)
            predicted = self.linear(hiddens.squeeze(1)).argmax(dim=1)
            sampled.append(predicted.masked_fill(done, 0))
            done = done | (predicted == 2)
            inputs = self.embed(predicted).unsqueeze(1)
        return torch.stack(sampled, dim=1)


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
