#!/usr/bin/env python3
"""Makes photos/ and photos-test/ from the data set they were picked from.

    python3 make-photos.py CLOTHING-DATASET-SMALL

The argument is a checkout of https://github.com/alexeygrigorev/clothing-dataset-small (CC0 1.0). make-photos.csv says
which of its photos became which of ours: 20 a class for training, 3 a class for testing, picked by eye for variety and
without people, slogans and other people's characters. Each is turned upright, reduced to at most 224 pixels a side and
saved without metadata.

Needs Pillow; made with version 9.4. Another version may give other bytes, so the photos are kept in the repository.
"""

import csv
import pathlib
import shutil
import sys

from PIL import Image, ImageOps

SIDE = 224
QUALITY = 85


def main(source: pathlib.Path) -> None:
    here = pathlib.Path(__file__).parent
    with open(here / "make-photos.csv", newline="") as rows:
        for row in csv.DictReader(rows):
            photo = ImageOps.exif_transpose(Image.open(source / row["original"])).convert("RGB")
            photo.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
            target = here / row["photo"]
            target.parent.mkdir(parents=True, exist_ok=True)
            photo.save(target, quality=QUALITY, optimize=True)
    shutil.copyfile(source / "LICENSE", here / "photos-LICENSE.txt")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
