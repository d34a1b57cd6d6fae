"""Seconds a training step in PyTorch takes, from bytes to changed weights, channels-last. The models are those of src/Ricap.Train/Models.

Requests: MODEL THREADS STEPS"""

import time

import torch
import torch.nn as nn
import torch.nn.functional as F

from answering import serve

BATCH = 128


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        same = inputs == outputs and stride == 1
        self.shortcut = None if same else nn.Conv2d(inputs, outputs, 1, stride, bias=False)

    def forward(self, x):
        y = F.relu(self.bn1(x))
        z = self.conv2(F.relu(self.bn2(self.conv1(y))))
        return z + (x if self.shortcut is None else self.shortcut(y))


def wide(depth, width):
    blocks = (depth - 4) // 6
    sizes = [16, 16 * width, 32 * width, 64 * width]
    layers = [nn.Conv2d(3, 16, 3, 1, 1, bias=False)]
    for group in range(3):
        for i in range(blocks):
            first = i == 0
            layers.append(Block(sizes[group] if first else sizes[group + 1], sizes[group + 1], (1, 2, 2)[group] if first else 1))
    return nn.Sequential(*layers, nn.BatchNorm2d(sizes[3]), nn.ReLU(True), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(sizes[3], 10))


def small():
    layers = []
    for inputs, outputs in ((3, 32), (32, 64), (64, 128)):
        layers += [nn.Conv2d(inputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(True), nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, 10))


class Basic(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        stride = 1 if inputs == outputs else 2
        self.conv1, self.bn1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs)
        self.conv2, self.bn2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs)
        self.down = None if stride == 1 else nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.down is None else self.down(x)))


def resnet18():
    layers = [nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(True)]
    for inputs, outputs in ((64, 64), (64, 128), (128, 256), (256, 512)):
        layers += [Basic(inputs, outputs), Basic(outputs, outputs)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


MAKE = {"small": small, "wrn-16-2": lambda: wide(16, 2), "resnet18": resnet18}
MADE = {}
IMAGES = torch.randint(0, 256, (BATCH, 32, 32, 3), dtype=torch.uint8)
TARGETS = torch.softmax(torch.randn(BATCH, 10), 1)
SCALE, BIAS = torch.full((3,), 1 / 64), torch.full((3,), -2.0)


def answer(name, threads, steps):
    torch.set_num_threads(int(threads))
    if name not in MADE:
        model = MAKE[name]().to(memory_format=torch.channels_last)
        MADE[name] = model, torch.optim.SGD(model.parameters(), 0.01, 0.9, weight_decay=5e-4, nesterov=True)
    model, optimiser = MADE[name]
    began = time.perf_counter()
    for _ in range(int(steps)):
        logits = model((IMAGES.float() * SCALE + BIAS).permute(0, 3, 1, 2))
        loss = -(TARGETS * F.log_softmax(logits, 1)).sum() / BATCH
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        loss.item()
    return (time.perf_counter() - began) / int(steps)


serve(answer)
