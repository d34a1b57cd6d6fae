#!/usr/bin/env python3
"""Times python/ricap.py beside torchvision's ImageFolder and DataLoader, with RICAP on each batch as in the paper's code.

    ricap render --images IMAGES --out SET --size 32x32 --format npy --flip horizontal --shift 4 --batch 128
    python_reader.py IMAGES SET [--rounds 5]

IMAGES has a folder for each class; the peer reads it as it is, and is given images of the set's size. Everything takes turns, a round after the other, so
that a busy machine hits all alike. Prints images/s: the median of the rounds (least – most), and per second of CPU time, the children's
included, which other work disturbs less.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torchvision
from torch.utils.data import DataLoader
from torchvision import transforms

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "python"))
import ricap  # noqa: E402

BATCH = 128


def ricap_on(images, labels, beta=0.3):
    """RICAP on a batch of uint8 [N,3,H,W]: one boundary and one crop a patch, as in the paper's code."""
    count, _, height, width = images.shape
    x, y = (int(round(side * np.random.beta(beta, beta))) for side in (width, height))
    parts, shares = [], []
    for w, h in ((x, y), (width - x, y), (x, height - y), (width - x, height - y)):
        order = torch.randperm(count)
        left, top = np.random.randint(0, width - w + 1), np.random.randint(0, height - h + 1)
        parts.append(images[order, :, top : top + h, left : left + w])
        shares.append((labels[order], w * h / (width * height)))
    return torch.cat((torch.cat(parts[:2], 3), torch.cat(parts[2:], 3)), 2), shares


def peer(folder, workers, moved):
    """ImageFolder through a DataLoader; with flip and shift as transforms, if so wished."""
    steps = [transforms.RandomCrop(32, 4, padding_mode="edge"), transforms.RandomHorizontalFlip()] if moved else []
    images = torchvision.datasets.ImageFolder(folder, transforms.Compose([*steps, transforms.PILToTensor()]))
    loader = DataLoader(images, batch_size=BATCH, shuffle=True, num_workers=workers)

    def run():
        return sum(len(ricap_on(batch, labels)[0]) for batch, labels in loader)

    return run


def ours(folder, workers=0, **named):
    def run():
        dataset = ricap.Dataset(folder, layout="NCHW", **named)
        return sum(len(batch.images) for batch in DataLoader(dataset, batch_size=None, num_workers=workers))

    return run


def cpu_seconds():
    return sum(os.times()[:4])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("images")
    parser.add_argument("set")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    torch.set_num_threads(1)
    still = {"flip": "none", "shift": "0"}
    rows = {
        "torchvision DataLoader, 2 workers, RICAP": peer(given.images, 2, False),
        "torchvision DataLoader, 0 workers, RICAP": peer(given.images, 0, False),
        "torchvision DataLoader, 0 workers, flip, shift, RICAP": peer(given.images, 0, True),
        "ricap.py, stored npy": ours(given.set, source="shards"),
        "ricap.py, composed, one core": ours(given.set, source="online", options=still),
        "ricap.py, composed, one core, flip, shift": ours(given.set, source="online"),
        "ricap.py, composed, 2 workers, flip, shift": ours(given.set, 2, source="online"),
    }
    rates = {name: [] for name in rows}
    for turn in range(given.rounds + 1):
        for name, run in rows.items():
            began, cpu = time.perf_counter(), cpu_seconds()
            count = run()
            took = time.perf_counter() - began, cpu_seconds() - cpu
            if turn:  # the first is a warm-up
                rates[name].append([count / seconds for seconds in took])
    print(f"{'images/s':58s}{'median':>10s}   {'(least – most)':22s}{'per CPU second':>14s}")
    for name, measured in rates.items():
        wall, cpu = zip(*measured)
        spread = f"({min(wall):,.0f} – {max(wall):,.0f})"
        print(f"{name:58s}{statistics.median(wall):10,.0f}   {spread:22s}{statistics.median(cpu):14,.0f}")
    print(f"load average at the end {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
