"""One PyTorch training step of `small` or `wrn-16-2`, timed on request: the peer of the `steps` benchmark.

Reads "MODEL THREADS LAYOUT STEPS" lines, answers each with seconds a step. The models are those of src/Ricap.Train/Models.
"""
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


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


MAKE = {"small": small, "wrn-16-2": lambda: wide(16, 2)}
made = {}
bytes_nhwc = torch.randint(0, 256, (128, 32, 32, 3), dtype=torch.uint8)
targets = torch.softmax(torch.randn(128, 10), 1)
scale, bias = torch.full((3,), 1 / 64), torch.full((3,), -2.0)

print(torch.__version__, flush=True)
for line in sys.stdin:
    name, threads, layout, steps = line.split()
    torch.set_num_threads(int(threads))
    key = name, layout
    if key not in made:
        model = MAKE[name]()
        if layout == "nhwc":
            model = model.to(memory_format=torch.channels_last)
        made[key] = model, torch.optim.SGD(model.parameters(), 0.01, 0.9, weight_decay=5e-4, nesterov=True)
    model, optimiser = made[key]
    start = time.perf_counter()
    for _ in range(int(steps)):
        batch = (bytes_nhwc.float() * scale + bias).permute(0, 3, 1, 2)
        if layout == "nchw":
            batch = batch.contiguous()
        logits = model(batch)
        loss = -(targets * F.log_softmax(logits, 1)).sum() / len(targets)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        loss.item()
    print((time.perf_counter() - start) / int(steps), flush=True)
