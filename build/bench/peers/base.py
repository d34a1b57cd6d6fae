"""JPEG photos → one size → npy, by torchvision in two processes: base.py IMAGES OUT WIDTHxHEIGHT"""

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import torch
from torchvision.io import ImageReadMode, decode_jpeg, read_file
from torchvision.transforms.functional import resize

from answering import shape

PROCESSES = 2


def part(files, out, size):
    torch.set_num_threads(1)
    base = np.empty((len(files), *size, 3), np.uint8)
    for n, file in enumerate(files):
        image = resize(decode_jpeg(read_file(file), ImageReadMode.RGB), list(size), antialias=True)
        base[n] = image.permute(1, 2, 0).numpy()
    np.save(out, base)


def main():
    images, out, size = Path(sys.argv[1]), Path(sys.argv[2]), shape(sys.argv[3])
    files = sorted(str(file) for file in images.glob("*/*.jpg"))
    half = -(-len(files) // PROCESSES)
    with ProcessPoolExecutor(PROCESSES) as pool:
        jobs = [pool.submit(part, files[i * half:(i + 1) * half], out / f"base-{i}.npy", size) for i in range(PROCESSES)]
        for job in jobs:
            job.result()


if __name__ == "__main__":
    main()
