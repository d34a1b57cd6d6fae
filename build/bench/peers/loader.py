"""An epoch of torchvision's ImageFolder through a DataLoader, with RICAP on batches as in the paper's code.

    loader.py IMAGES WIDTHxHEIGHT|- BATCH WORKERS    ("-": images are taken as they are)"""

import sys

import numpy as np
import torch
import torchvision
from torch.utils.data import DataLoader
from torchvision import transforms

from answering import shape


def ricap(images, labels, beta=0.3):
    """One boundary a batch, and a crop a patch: images uint8 [N,3,H,W]."""
    count, _, height, width = images.shape
    x, y = int(round(width * np.random.beta(beta, beta))), int(round(height * np.random.beta(beta, beta)))
    parts, shares = [], []
    for w, h in ((x, y), (width - x, y), (x, height - y), (width - x, height - y)):
        order = torch.randperm(count)
        left, top = np.random.randint(0, width - w + 1), np.random.randint(0, height - h + 1)
        parts.append(images[order, :, top:top + h, left:left + w])
        shares.append((labels[order], w * h / (width * height)))
    return torch.cat((torch.cat(parts[:2], 3), torch.cat(parts[2:], 3)), 2), shares


def main():
    folder, size, batch, workers = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    resized = [] if size == "-" else [transforms.Resize(shape(size))]
    torch.set_num_threads(1)
    images = torchvision.datasets.ImageFolder(folder, transforms.Compose([*resized, transforms.PILToTensor()]))
    loader = DataLoader(images, batch_size=batch, shuffle=True, num_workers=workers)
    print(sum(len(ricap(pixels, labels)[0]) for pixels, labels in loader))


if __name__ == "__main__":
    main()
