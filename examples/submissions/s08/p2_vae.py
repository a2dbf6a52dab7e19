import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvison.transforms as T  # to show the images


class Encoder(nn.Module):
    def __init__(self, x_dim=64, h_dim=128, z_dim=8):
        super().__init__()
        self.fc1 = nn.Linear(x_dim, h_dim)
        self.fc_mu = nn.Linear(h_dim, z_dim)
        self.fc_logvar = nn.Linear(h_dim, z_dim)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        return self.fc_mu(x), self.fc_logvar(x)


def reparameterize(mu, logvar, eps=None):
    eps = torch.randn_like(mu) if eps is None else eps
    return mu + torch.exp(logvar / 2) * eps


def show(x_hat):
    T.ToPILImage()(x_hat.view(-1, 8, 8)[:1]).show()
