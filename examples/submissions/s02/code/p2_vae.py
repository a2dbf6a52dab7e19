# VAE without nn.Module: a network is a dict of arrays and a function
import numpy as np
import torch
from mathtools import affine, npy, relu, sigmoid, xlogy


class Net:
    training = True

    def __init__(self):
        self.p = {}

    def load_weights(self, state):
        self.p = {k: npy(v) for k, v in state.items()}

    def layer(self, name, x):
        return affine(x, self.p[name + ".weight"], self.p[name + ".bias"])

    def eval(self):
        self.training = False
        return self


class Encoder(Net):
    def __call__(self, x):
        hid = relu(self.layer("fc1", x))
        return self.layer("fc_mu", hid), self.layer("fc_logvar", hid)


class Decoder(Net):
    def __call__(self, z):
        return sigmoid(self.layer("fc2", relu(self.layer("fc1", z))))


def reparameterize(mu, logvar, eps=None):
    mu, std = npy(mu), np.sqrt(np.exp(npy(logvar)))
    eps = np.random.standard_normal(mu.shape) if eps is None else npy(eps)
    return mu + std * eps


class VAE(Net):
    def __init__(self):
        self.encoder, self.decoder = Encoder(), Decoder()

    def load_weights(self, state):
        for part in ("encoder", "decoder"):
            own = {k[8:]: v for k, v in state.items() if k.startswith(part)}
            getattr(self, part).load_weights(own)

    def __call__(self, x, eps=None):
        mu, logvar = self.encoder(x)
        return self.decoder(reparameterize(mu, logvar, eps)), mu, logvar


def load_vae(path):
    vae = VAE()
    vae.load_weights(torch.load(path, map_location="cpu", weights_only=True))
    return vae.eval()


def elbo(x, x_hat, mu, logvar):
    x, x_hat, mu, logvar = map(npy, (x, x_hat, mu, logvar))
    recon = (xlogy(x, x_hat) + xlogy(1 - x, 1 - x_hat)).sum(-1)
    kl = (0.5 * (mu**2 + np.exp(logvar)) - 0.5 - 0.5 * logvar).sum(-1)
    return recon - kl, recon, kl
