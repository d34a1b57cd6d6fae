#!/usr/bin/python3
"""Makes the numbers the trainer's tests are held to, with PyTorch and torchvision.

    apt-get install -y --no-install-recommends python3-numpy python3-torch python3-torchvision
    /usr/bin/python3 make_reference.py          # writes models.json, optimisers.json and training.json beside itself

Made with Debian 12's torch 1.13.1 and torchvision 0.14.1. Weights are not shipped: both sides make every tensor out of
its name by the same integer formula (`numbers` here, Formula.cs there), so the files hold logits and sums only.
"""
import json
import math
import os

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision

HERE = os.path.dirname(os.path.abspath(__file__))
CLASSES = 10


def numbers(name, count):
    """`count` numbers in [-0.5, 0.5), a function of the name: FNV-1a, a Weyl sequence, a finalizer; all modulo 2^32."""
    salt = 2166136261
    for c in name.encode():
        salt = ((salt ^ c) * 16777619) & 0xFFFFFFFF
    with np.errstate(over="ignore"):
        h = np.arange(count, dtype=np.uint32) * np.uint32(2654435761) + np.uint32(salt)
        h = (h ^ (h >> np.uint32(16))) * np.uint32(2246822507)
        h = (h ^ (h >> np.uint32(13))) * np.uint32(3266489909)
        h = h ^ (h >> np.uint32(16))
    return (h.astype(np.float64) / 2.0**32 - 0.5).astype(np.float32)


def fill(model):
    """He-like weights, normalisation layers away from their neutral values."""
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if name.endswith("num_batches_tracked"):
                continue
            u = torch.from_numpy(numbers(name, tensor.numel())).reshape(tensor.shape)
            if tensor.dim() == 4:
                u = u * np.float32(math.sqrt(24.0 / tensor[0].numel()))
            elif tensor.dim() == 2:
                u = u * np.float32(0.2)
            elif name.endswith("running_var"):
                u = 1 + u * np.float32(0.5)
            elif name.endswith("running_mean") or name.endswith("bias"):
                u = u * np.float32(0.2)
            else:
                u = 1 + u * np.float32(0.2)
            tensor.copy_(u)
    return model


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        for i, (a, b) in enumerate([(3, 32), (32, 64), (64, 128)], 1):
            setattr(self, f"conv{i}", nn.Conv2d(a, b, 3, 1, 1, bias=False))
            setattr(self, f"bn{i}", nn.BatchNorm2d(b))
        self.fc = nn.Linear(128, CLASSES)

    def forward(self, x):
        for i in (1, 2, 3):
            x = F.max_pool2d(F.relu(getattr(self, f"bn{i}")(getattr(self, f"conv{i}")(x))), 2)
        return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))


class WideBlock(nn.Module):
    def __init__(self, a, b, stride):
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(a), nn.Conv2d(a, b, 3, stride, 1, bias=False)
        self.bn2, self.conv2 = nn.BatchNorm2d(b), nn.Conv2d(b, b, 3, 1, 1, bias=False)
        if a != b or stride != 1:
            self.shortcut = nn.Conv2d(a, b, 1, stride, bias=False)

    def forward(self, x):
        y = F.relu(self.bn1(x))
        h = self.conv2(F.relu(self.bn2(self.conv1(y))))
        return h + (self.shortcut(y) if hasattr(self, "shortcut") else x)


class Wide(nn.Module):
    def __init__(self, depth, k):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        a = 16
        for g, b in enumerate([16 * k, 32 * k, 64 * k], 1):
            blocks = []
            for i in range((depth - 4) // 6):
                blocks.append(WideBlock(a, b, 2 if i == 0 and g > 1 else 1))
                a = b
            setattr(self, f"block{g}", nn.Sequential(*blocks))
        self.bn1, self.fc = nn.BatchNorm2d(a), nn.Linear(a, CLASSES)

    def forward(self, x):
        x = self.block3(self.block2(self.block1(self.conv1(x))))
        return self.fc(F.adaptive_avg_pool2d(F.relu(self.bn1(x)), 1).flatten(1))


def resnet18():
    model = torchvision.models.resnet18(num_classes=CLASSES)
    model.conv1 = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
    model.maxpool = nn.Identity()
    return model


MODELS = [
    # name, model, height, width, samples
    ("small", Small, 32, 32, 4),
    ("small", Small, 28, 28, 4),
    ("resnet18", resnet18, 32, 32, 4),
    ("wrn-16-2", lambda: Wide(16, 2), 32, 40, 4),
    ("densenet121", lambda: torchvision.models.densenet121(num_classes=CLASSES), 64, 64, 4),
]


def targets(samples):
    """Areas of 1024 pixels: three quarters class i, the rest shared by class i + 3 and, of odd samples, i + 5."""
    areas = np.zeros((samples, CLASSES), dtype=np.int64)
    for i in range(samples):
        areas[i, i % CLASSES] = 768
        areas[i, (i + 3) % CLASSES] = 256 if i % 2 == 0 else 100
        if i % 2:
            areas[i, (i + 5) % CLASSES] = 156
    return torch.from_numpy((areas / 1024.0).astype(np.float32))


def floats(tensor):
    return [float(f"{v:.8g}") for v in tensor.detach().double().flatten().tolist()]


def models():
    result = []
    for name, make, height, width, samples in MODELS:
        model = fill(make())
        x = torch.from_numpy(numbers("input", samples * height * width * 3)).reshape(samples, height, width, 3)
        x = (x * np.float32(4)).permute(0, 3, 1, 2)
        y = targets(samples)
        model.eval()
        with torch.no_grad():
            evaluated = model(x)
        model.train()
        trained = model(x)
        loss = F.cross_entropy(trained, y)
        loss.backward()
        parameters = dict(model.named_parameters())
        first = [n for n, p in parameters.items() if p.dim() == 4][0]
        head = [n for n, p in parameters.items() if p.dim() == 2][0]
        means = [n for n in model.state_dict() if n.endswith("running_mean")]
        result.append({
            "model": name, "height": height, "width": width, "samples": samples,
            "names": list(model.state_dict()) if (height, width) != (28, 28) else [],
            "parameters": sum(p.numel() for p in parameters.values()),
            "eval": floats(evaluated), "train": floats(trained), "loss": float(loss),
            "correct": float((y * F.one_hot(trained.argmax(1), CLASSES)).sum()),
            "gradients": {n: float(parameters[n].grad.double().abs().sum()) for n in (first, head)},
            "running": {means[-1]: floats(model.state_dict()[means[-1]][:8])},
        })
        print(name, height, width, "loss", float(loss), "std of logits", float(evaluated.std()))
    return result


OPTIMISERS = [
    ("sgd-nesterov", dict(kind="Sgd", momentum=0.9, nesterov=True, weightDecay=5e-4),
     lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9, nesterov=True, weight_decay=5e-4)),
    ("sgd-momentum", dict(kind="Sgd", momentum=0.9, nesterov=False, weightDecay=0.0),
     lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9)),
    ("sgd", dict(kind="Sgd", momentum=0.0, nesterov=False, weightDecay=0.01),
     lambda p, lr: torch.optim.SGD(p, lr, weight_decay=0.01)),
    ("rmsprop", dict(kind="RmsProp", alpha=0.9, epsilon=1e-7, weightDecay=0.001),
     lambda p, lr: torch.optim.RMSprop(p, lr, alpha=0.9, eps=1e-7, weight_decay=0.001)),
    ("adamw", dict(kind="AdamW", beta1=0.9, beta2=0.999, epsilon=1e-8, weightDecay=0.01),
     lambda p, lr: torch.optim.AdamW(p, lr, weight_decay=0.01)),
]
STEPS = 6


def optimisers():
    """A linear layer 5 -> 3 whose gradients are given; the rate halves after three steps."""
    result = []
    for name, options, make in OPTIMISERS:
        layer = nn.Linear(5, 3)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(numbers("weight", 15)).reshape(3, 5))
            layer.bias.copy_(torch.from_numpy(numbers("bias", 3)))
        optimiser = make(layer.parameters(), 0.1)
        for step in range(STEPS):
            for group in optimiser.param_groups:
                group["lr"] = 0.1 if step < 3 else 0.05
            layer.weight.grad = torch.from_numpy(numbers(f"weight.grad.{step}", 15)).reshape(3, 5)
            layer.bias.grad = torch.from_numpy(numbers(f"bias.grad.{step}", 3))
            optimiser.step()
        result.append({"name": name, "options": options, "steps": STEPS,
                       "weight": floats(layer.weight), "bias": floats(layer.bias)})
    return result


GROUPS = [
    # name, options, undecayed, factor of all but the head, largest norm
    ("no-decay-bias", dict(kind="Sgd", weightDecay=0.1, noDecay="Bias"), ("norm.bias", "head.bias"), 1, 0),
    ("no-decay-norm", dict(kind="RmsProp", epsilon=1e-7, weightDecay=0.1, noDecay="Norm"), ("norm.weight", "norm.bias"), 1, 0),
    ("no-decay-both", dict(kind="AdamW", weightDecay=0.1, noDecay="Norm, Bias"), ("norm.weight", "norm.bias", "head.bias"), 1, 0),
    ("backbone", dict(kind="AdamW", weightDecay=0.1, backboneRate=0.1), (), 0.1, 0),
    ("clip", dict(kind="Sgd", weightDecay=5e-4, clip=1.5), (), 1, 1.5),
    ("clip-none", dict(kind="Sgd", weightDecay=5e-4, clip=100), (), 1, 100),
    ("all", dict(kind="Sgd", weightDecay=0.1, noDecay="Norm, Bias", backboneRate=0.25, clip=1.5),
     ("norm.weight", "norm.bias", "head.bias"), 0.25, 1.5),
]


class Grouped(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm, self.head = nn.LayerNorm(5), nn.Linear(5, 3)


def groups():
    """The same of a normalisation and a linear layer, with a group a parameter and gradients that are clipped."""
    result = []
    for name, options, undecayed, factor, most in GROUPS:
        module = Grouped()
        with torch.no_grad():
            for key, p in module.named_parameters():
                p.copy_(torch.from_numpy(numbers(key, p.numel())).reshape(p.shape))
        scale = {key: 1 if key.startswith("head.") else factor for key, _ in module.named_parameters()}
        lists = [{"params": [p], "lr": 0.1 * scale[key], "weight_decay": 0 if key in undecayed else options["weightDecay"]}
                 for key, p in module.named_parameters()]
        optimiser = {
            "Sgd": lambda: torch.optim.SGD(lists, momentum=0.9, nesterov=True, lr=0.1),
            "RmsProp": lambda: torch.optim.RMSprop(lists, alpha=0.9, eps=1e-7),
            "AdamW": lambda: torch.optim.AdamW(lists),
        }[options["kind"]]()
        for step in range(STEPS):
            for key, p in module.named_parameters():
                p.grad = torch.from_numpy(numbers(f"{key}.grad.{step}", p.numel())).reshape(p.shape)
            if most:
                nn.utils.clip_grad_norm_(module.parameters(), most)
            optimiser.step()
        result.append({"name": name, "options": options, "steps": STEPS,
                       "parameters": {key: floats(p) for key, p in module.named_parameters()}})
    return result


def losses():
    result = []
    weights = torch.from_numpy(numbers("weights", 10)).abs() * 3
    for smoothing, weight in ((0.0, None), (0.1, None), (0.3, None), (0.0, weights), (0.1, weights)):
        logits = (torch.from_numpy(numbers("logits", 60)).reshape(6, 10) * 8).requires_grad_()
        loss = F.cross_entropy(logits, targets(6), weight=weight, label_smoothing=smoothing)
        loss.backward()
        result.append({"smoothing": smoothing, "loss": loss.item(), "gradient": floats(logits.grad)})
        if weight is not None:
            result[-1]["weights"] = floats(weight)
    return result


def average():
    """timm's ModelEmaV3 is this lerp_ of each tensor of the state that is a float, and a copy of each that is not."""
    decay = 0.9
    value = torch.from_numpy(numbers("average", 8)).clone()
    for step in range(5):
        value.lerp_(torch.from_numpy(numbers(f"average.{step}", 8)), weight=1.0 - decay)
    return {"decay": decay, "steps": 5, "values": floats(value)}


def rates(make, count):
    optimiser = torch.optim.SGD([nn.Parameter(torch.zeros(1))], 0.1)
    scheduler = make(optimiser)
    result = []
    for _ in range(count):
        result.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        scheduler.step()
    return result


def warmups():
    """Eight epochs of five steps, the scheduler stepped after each."""
    s = torch.optim.lr_scheduler
    return [
        {"lr": "cosine:0.1..0@2..8", "warmup": 2, "from": 0.01, "rates": rates(lambda o: s.SequentialLR(
            o, [s.LinearLR(o, 0.01, total_iters=10), s.CosineAnnealingLR(o, 30)], [10]), 40)},
        {"lr": "cosine:0.1..0@0..8", "warmup": 2, "from": 0.25, "rates": rates(lambda o: s.ChainedScheduler(
            [s.LinearLR(o, 0.25, total_iters=10), s.CosineAnnealingLR(o, 40)]), 40)},
        {"lr": "step:0.1,0.01@4", "warmup": 0.6, "from": 0.0, "rates": rates(
            lambda o: s.LambdaLR(o, lambda i: min(1, i / 3) * (1 if i < 20 else 0.1)), 40)},
        {"lr": "linear:0..0.1@0..4,cosine:0.1..0.02@4..8", "warmup": 0, "from": 0.5, "rates": rates(lambda o: s.SequentialLR(
            o, [s.LambdaLR(o, lambda i: i / 20), s.CosineAnnealingLR(o, 20, 0.02)], [20]), 40)},
    ]


def cosine():
    optimiser = torch.optim.SGD([nn.Parameter(torch.zeros(1))], 0.1)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, 200)
    rates = []
    for _ in range(200):
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        scheduler.step()
    return rates[::20]


def write(name, content):
    with open(os.path.join(HERE, name), "w") as f:
        json.dump(content, f, separators=(",", ":"))
        f.write("\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    made = {"torch": torch.__version__, "torchvision": torchvision.__version__}
    write("models.json", {**made, "models": models()})
    write("optimisers.json", {**made, "optimisers": optimisers(), "cosine": cosine()})
    write("training.json", {**made, "groups": groups(), "losses": losses(), "average": average(), "warmups": warmups()})
