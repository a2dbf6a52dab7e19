# changed it so that it trains longer, the loss was too high
STEPS = 300


def train_and_validate(Layer):
    raise SystemExit("use the version on my laptop")
