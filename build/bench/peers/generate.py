"""A generator of RICAP samples as one would write it: JPEG files → numpy slices → PNG files of level 1 and a CSV of soft labels.

    generate.py IMAGES OUT WIDTHxHEIGHT BATCH EPOCHS

Two processes, each with half of the images, which it decodes once if they fit into memory."""

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from answering import shape
from mixing import mix

PROCESSES = 2
KEPT = 1 << 30


def decoded(file, height, width):
    image = cv2.imread(file)
    return image if image.shape[:2] == (height, width) else cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR)


def part(files, labels, number, out, size, batch, epochs):
    height, width = size
    rng, kept = np.random.default_rng(number), {}
    for epoch in range(epochs):
        with open(out / f"{epoch}-{number}.csv", "w", encoding="ascii") as table:
            for first in range(0, len(files), batch):
                images = kept.get(first)
                if images is None:
                    images = np.stack([decoded(file, height, width) for file in files[first:first + batch]])
                    if epochs > 1 and len(files) * height * width * 3 <= KEPT:
                        kept[first] = images
                samples, targets = mix(images, labels[first:first + batch], 0.3, rng, np.empty_like(images))
                for n, (sample, target) in enumerate(zip(samples, targets)):
                    name = f"{epoch}-{number}-{first + n:06d}.png"
                    cv2.imwrite(str(out / name), sample, [cv2.IMWRITE_PNG_COMPRESSION, 1])
                    table.write(name + "".join(f",{value:.6f}" for value in target) + "\n")


def main():
    images, out, size, batch, epochs = Path(sys.argv[1]), Path(sys.argv[2]), shape(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
    cv2.setNumThreads(1)
    files = sorted(str(file) for file in images.glob("*/*.jpg"))
    classes = sorted(folder.name for folder in images.iterdir())
    order = np.random.default_rng(0).permutation(len(files))
    files = [files[i] for i in order]
    labels = np.eye(len(classes))[[classes.index(Path(file).parent.name) for file in files]]
    half = -(-len(files) // PROCESSES)
    with ProcessPoolExecutor(PROCESSES) as pool:
        jobs = [pool.submit(part, files[i * half:(i + 1) * half], labels[i * half:(i + 1) * half], i, out, size, batch, epochs) for i in range(PROCESSES)]
        for job in jobs:
            job.result()


if __name__ == "__main__":
    main()
