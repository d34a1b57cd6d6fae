"""The images that are measured with."""

import os
import shutil
from pathlib import Path


class Images:
    """CIFAR-10 and photos from $RICAP_BENCH_DATA if it is set, or images made up here: JPEG files in class folders."""

    def __init__(self, bench):
        self._bench = bench
        data = os.environ.get("RICAP_BENCH_DATA")
        self.source = Path(data) if data else None

    def cifar(self, count: int, folder: Path) -> Path:
        """Images of 32×32, as many of each class, copied to a folder."""
        return self._put("cifar10/train", count, folder, 32, 32)

    def photos(self, count: int, folder: Path) -> Path:
        """Photos of different sizes."""
        return self._put("clothing10/train", count, folder, 400, 533)

    def described(self) -> str:
        if self.source:
            return "CIFAR-10's training images and the photos of clothing-dataset-small as JPEG files, from `$RICAP_BENCH_DATA`"
        return "made up: JPEG files of 32×32 and 400×533 (`$RICAP_BENCH_DATA` was not set)"

    def _put(self, name: str, count: int, folder: Path, width: int, height: int) -> Path:
        if folder.is_dir():
            return folder
        if self.source is None:
            self._bench.synthetic(folder, count, width, height)
            return folder
        classes = sorted(p for p in (self.source / name).iterdir() if p.is_dir())
        left = count
        for at, label in enumerate(classes):
            files = sorted(p for p in label.iterdir() if p.suffix == ".jpg")
            share = files[:-(-left // (len(classes) - at))]
            left -= len(share)
            if share:  # a class without images is an error
                (folder / label.name).mkdir(parents=True)
            for file in share:
                shutil.copyfile(file, folder / label.name / file.name)
        if left:
            raise SystemExit(f"{self.source / name} has {count - left} images, {count} are needed")
        return folder
