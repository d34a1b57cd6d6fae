#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Trains a small network with DistributedDataParallel, each rank on its part of every batch.

    train_ddp.py DATA --ranks 2                          two processes on this machine, on the CPU
    torchrun --nproc-per-node 2 train_ddp.py DATA        the same, started by PyTorch

The samples and the batches are the same however many ranks there are, and so is the loss, up to rounding. Epochs that were not
rendered are composed, so DATA may have none. Prints a line of JSON an epoch.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "python"))  # for want of an installed one
import ricap  # noqa: E402


def train(rank: int, world: int, meeting: str, given: argparse.Namespace) -> None:
    dist.init_process_group("gloo", init_method=meeting, rank=rank, world_size=world)
    torch.set_num_threads(1)
    data = ricap.Dataset(given.data, rank=rank, world=world, layout="NCHW")
    torch.manual_seed(given.seed)  # equal weights everywhere; DDP would see to it as well
    model = DistributedDataParallel(network(len(data.classes)))
    optimizer = torch.optim.SGD(model.parameters(), lr=given.lr, momentum=0.9)
    for epoch in range(given.epochs):
        data.set_epoch(epoch)
        total = torch.zeros(2, dtype=torch.float64)
        for images, targets, weight, number in DataLoader(data, batch_size=None, num_workers=given.workers):
            logits = model(images.float() / 255)
            # DDP takes the mean of the ranks' gradients; weighted so, it is the gradient of the mean over the whole batch. A sum,
            # because a rank can have nothing of a short last batch, and the mean of nothing is no number.
            losses = nn.functional.cross_entropy(logits, targets, reduction="sum")
            loss = losses * (weight / max(1, len(images)))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += torch.tensor([losses.item(), len(images)], dtype=torch.float64)
        dist.all_reduce(total)
        if rank == 0:
            print(json.dumps({"epoch": epoch, "beta": data.beta, "loss": (total[0] / total[1]).item(), "samples": int(total[1])}), flush=True)
    dist.destroy_process_group()


def network(classes: int) -> nn.Module:
    """Without batch normalisation, whose statistics would be each rank's own (SyncBatchNorm shares them on GPUs)."""
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, padding=1), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, classes))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", help="the folder of a data set")
    parser.add_argument("--ranks", type=int, default=1, help="processes on this machine [1]")
    parser.add_argument("--workers", type=int, default=0, help="processes of each rank's DataLoader [0]")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--lr", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    if "RANK" in os.environ:  # torchrun
        train(int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"]), "env://", given)
        return
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    with tempfile.TemporaryDirectory() as folder:
        mp.spawn(train, (given.ranks, Path(folder, "meeting").as_uri(), given), nprocs=given.ranks)


if __name__ == "__main__":
    main()
