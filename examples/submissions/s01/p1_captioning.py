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
        net = shufflenet_v2_x0_5()
        modules = list(net.children())[:-1]
        self.cnn = nn.Sequential(*modules)
        self.embed = nn.Linear(net.fc.in_features, embed_size)
        self.norm = nn.BatchNorm1d(embed_size, momentum=0.01)

    def forward(self, images):
        with torch.no_grad():
            features = self.cnn(images).mean([2, 3])
        return self.norm(self.embed(features))


def load_encoder_weights(model, state):
    parts = ["conv1", "maxpool", "stage2", "stage3", "stage4", "conv5"]
    renamed = {}
    for key, value in state.items():
        for i, part in enumerate(parts):
            key = key.replace("backbone." + part + ".", "cnn.%d." % i)
        if key.startswith("linear."):
            key = "embed." + key[len("linear.") :]
        if key.startswith("bn."):
            key = "norm." + key[len("bn.") :]
        renamed[key] = value
    model.load_state_dict(renamed)


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
    load_encoder_weights(encoder, torch.load(os.path.join(assets, "encoder.pt")))
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
