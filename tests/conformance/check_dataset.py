#!/usr/bin/env python3
"""Checks a rendered data set from its description alone: numpy, PIL, tarfile and json, none of the code that made it.

    check_dataset.py DIR [--images FOLDER] [--foreign]

Prints what does not hold, a line each, and ends with 0 if everything does, 1 if something does not, 2 if DIR is not a
data set. --images also hashes the sources of a folder; --foreign allows files that the manifest does not name.
"""

import argparse
import math
import sys
from pathlib import Path

import numpy as np

from compose import compose
from records import EpochRecords, mixes_of
from schedules import beta_of
from shards import PixelHash, Problems, decode, hash_file, mds_columns, parse_json, read_mds, read_npy, read_records, read_tar

MANIFEST = ["format", "version", "planVersion", "name", "options", "classes", "samples", "base", "epochs"]
OPTIONS = ["width", "height", "seed", "mode", "schedule", "batch", "shardSize", "format", "image", "flip", "shift",
           "fill", "fit", "augment"]
SHARD = {"file", "bytes", "samples", "xxh128", "pixels", "key"}
FORMATS = {"png": "PNG", "webp": "WEBP", "jpg": "JPEG"}


class Base:
    """The fitted sources of all base shards in order."""

    def __init__(self):
        self.records, self._arrays, self._starts = [], [], []

    def add(self, array, records):
        self._starts.append(len(self.records))
        self._arrays.append(array)
        self.records.extend(records)

    def image(self, index):
        shard = int(np.searchsorted(self._starts, index, side="right")) - 1
        return self._arrays[shard][index - self._starts[shard]]


class Dataset:
    def __init__(self, root, problems):
        self.root, self.problems = root, problems
        self.manifest = parse_json((root / "ricap.json").read_bytes())
        self.options = self.manifest["options"]
        self.base = Base()

    def files(self):
        """Every file the manifest names, with what it says of it."""
        for shard in self.manifest["base"] + [s for e in self.manifest["epochs"] for s in e["shards"]]:
            yield shard
            yield from shard.get("companions", [])
        yield from (e["index"] for e in self.manifest["epochs"] if e.get("index"))

    def check_manifest(self):
        equal = lambda what, found, expected: self.problems.equal("ricap.json", what, found, expected)
        for of, fields, found in (("manifest", MANIFEST, self.manifest), ("options", OPTIONS, self.options)):
            missing = [field for field in fields if field not in found]
            equal(f"missing fields of the {of}", missing, [])
        equal("format and version", (self.manifest["format"], self.manifest["version"]), ("ricap-dataset", 2))
        epochs = [e["epoch"] for e in self.manifest["epochs"]]
        equal("epochs", epochs, sorted(set(epochs)))
        for shard in self.manifest["base"] + [s for e in self.manifest["epochs"] for s in e["shards"]]:
            equal(f"missing fields of {shard['file']}", sorted(SHARD - set(shard)), [])

    def check_files(self, foreign_allowed):
        named = {"ricap.json", ".ricap/lock"}
        for file in self.files():
            path = self.root / file["file"]
            self.problems.equal("ricap.json", f"{file['file']} named", file["file"] in named, False)
            named.add(file["file"])
            if not path.is_file():
                self.problems.add(path, "is named in the manifest and missing")
                continue
            self.problems.equal(path, "bytes", path.stat().st_size, file["bytes"])
            self.problems.equal(path, "xxh128", hash_file(path), file["xxh128"])
        there = {p.relative_to(self.root).as_posix() for p in self.root.rglob("*") if not p.is_dir()}
        if not foreign_allowed:
            for path in sorted(there - named):
                self.problems.add(path, "is not named in the manifest: stale, or somebody else's")

    def check_base(self, images):
        shape = (self.options["height"], self.options["width"], 3)
        for number, shard in enumerate(self.manifest["base"]):
            path = self.root / shard["file"]
            self.problems.equal(path, "name", shard["file"], f"base/base-{number:05d}.npy")
            array = read_npy(path, self.problems)
            rows = read_records(path.with_suffix(".json"), self.problems)
            self.problems.equal(path, "shape", array.shape, (shard["samples"], *shape))
            self.problems.equal(path, "records", len(rows), shard["samples"])
            digest = PixelHash()
            for image in array:
                digest.update(np.ascontiguousarray(image).data)
            self.problems.equal(path, "pixels", digest.hexdigest(), shard["pixels"])
            self.base.add(array, rows)
        self.problems.equal("ricap.json", "samples", self.manifest["samples"], len(self.base.records))
        paths = [record["path"] for record in self.base.records]
        self.problems.equal("base", "doubled paths", len(paths) - len(set(paths)), 0)
        for record in self.base.records:
            if not 0 <= record["class"] < len(self.manifest["classes"]):
                self.problems.add(record["path"], f"class {record['class']} has no name")
            if images:
                self.problems.equal(record["path"], "xxh128", hash_file(images / record["path"]), record["xxh128"])

    def check_epoch(self, epoch):
        number, beta = epoch["epoch"], epoch["beta"]
        patched = "ricap" in mixes_of(self.options["augment"])
        expected = beta_of(self.options["schedule"], number) if patched else None
        if (beta is None) != (expected is None) or (beta is not None and not math.isclose(beta, expected, rel_tol=1e-12)):
            self.problems.add(f"epoch {number}", f"beta is {beta}, expected {expected}")
        records = EpochRecords(number, beta, self.options, self.base, self.problems)
        kind = self.options["format"]
        extension = {"webdataset": "tar"}.get(kind, kind)
        read = {"webdataset": self.tar_samples, "npy": self.npy_samples, "mds": self.mds_samples}[kind]
        for place, shard in enumerate(epoch["shards"]):
            name = f"epoch-{number:04d}/ricap-{number:04d}-{place:06d}.{extension}"
            self.problems.equal(name, "name", shard["file"], name)
            before, digest = records.count, PixelHash()
            for key, record, image in read(self.root / name):
                records.add(key, record)
                composed = compose(record, self.base, self.options["fill"])
                digest.update(composed.data)
                self.compare(f"epoch {number} sample {key}", image, composed)
            samples = records.count - before
            left = len(self.base.records) - place * self.options["shardSize"]
            self.problems.equal(name, "samples", samples, shard["samples"])
            self.problems.equal(name, "samples", samples, min(self.options["shardSize"], left))
            self.problems.equal(name, "pixels", digest.hexdigest(), shard["pixels"])
        records.end()
        if kind == "webdataset":
            self.check_wids(number, epoch)
        elif kind == "mds":
            self.check_mds_index(number, epoch)

    def tar_samples(self, path):
        extension = {"png": "png", "webp": "webp"}.get(self.options["image"], "jpg")
        for key, record, data in read_tar(path, extension, self.problems):
            image, kind = decode(data)
            self.problems.equal(f"{path}:{key}", "image format", kind, FORMATS[extension])
            yield key, record, image

    def npy_samples(self, path):
        array = read_npy(path, self.problems)
        records = read_records(path.with_suffix(".json"), self.problems)
        self.problems.equal(path, "records", len(records), len(array))
        for record, image in zip(records, array):
            yield record["id"], record, image

    def mds_samples(self, path):
        encoding = "jpeg" if self.options["image"].startswith("jpeg") else self.options["image"]
        classes = len(self.manifest["classes"])
        for data, label, record in read_mds(path, encoding, classes, self.problems):
            image, kind = decode(data)
            self.problems.equal(f"{path}:{record['id']}", "image format", kind, encoding.upper())
            area = record["width"] * record["height"]
            expected = np.zeros(classes, np.float32)
            for number, weight in zip(record["label"]["class"], record["label"]["weight"]):
                expected[number] = float(weight) / area
            self.problems.equal(f"{path}:{record['id']}", "label", label.tolist(), expected.tolist())
            yield record["id"], record, image

    def compare(self, place, image, composed):
        if not self.problems.equal(place, "shape", image.shape, composed.shape):
            return
        if self.options["image"].startswith("jpeg") and self.options["format"] != "npy":
            off = np.abs(image.astype(int) - composed).mean()
            if off > 20:
                self.problems.add(place, f"its pixels are off by {off:.1f} of 255 on average")
        elif not np.array_equal(image, composed):
            y, x, _ = np.argwhere(image != composed)[0]
            self.problems.add(place, f"pixel {x},{y} is {image[y, x].tolist()}, expected {composed[y, x].tolist()}")

    def check_wids(self, number, epoch):
        path = self.root / f"epoch-{number:04d}/ricap.wids.json"
        index = parse_json(path.read_bytes())
        self.problems.equal(path, "wids_version", index["wids_version"], 1)
        shards = [{"url": Path(s["file"]).name, "nsamples": s["samples"], "filesize": s["bytes"]} for s in epoch["shards"]]
        self.problems.equal(path, "shardlist", index["shardlist"], shards)
        self.problems.equal(path, "place in the manifest", epoch["index"]["file"], path.relative_to(self.root).as_posix())

    def check_mds_index(self, number, epoch):
        path = self.root / f"epoch-{number:04d}/index.json"
        index = parse_json(path.read_bytes())
        encoding = "jpeg" if self.options["image"].startswith("jpeg") else self.options["image"]
        shards = [{
            **mds_columns(encoding, len(self.manifest["classes"])),
            "raw_data": {"basename": Path(s["file"]).name, "bytes": s["bytes"], "hashes": {}},
            "samples": s["samples"],
            "zip_data": None,
        } for s in epoch["shards"]]
        self.problems.equal(path, "index", index, {"shards": shards, "version": 2})
        self.problems.equal(path, "place in the manifest", epoch["index"]["file"], path.relative_to(self.root).as_posix())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dir", type=Path)
    parser.add_argument("--images", type=Path, help="also hash the sources in this folder")
    parser.add_argument("--foreign", action="store_true", help="allow files that the manifest does not name")
    arguments = parser.parse_args()
    problems = Problems()
    try:
        dataset = Dataset(arguments.dir, problems)
    except (OSError, ValueError) as error:
        print(f"FAIL {arguments.dir}: no data set: {error}")
        return 2
    try:
        dataset.check_manifest()
        dataset.check_files(arguments.foreign)
        dataset.check_base(arguments.images)
        for epoch in dataset.manifest["epochs"]:
            dataset.check_epoch(epoch)
    except (OSError, ValueError, KeyError, IndexError, StopIteration, TypeError) as error:
        problems.add(arguments.dir, f"cannot be read on: {type(error).__name__}: {error}")
    if problems.count == 0:
        epochs = len(dataset.manifest["epochs"])
        print(f"OK {arguments.dir}: {epochs} epochs of {len(dataset.base.records)} samples, every byte and pixel")
    else:
        print(f"{problems.count} problems in {arguments.dir}")
    return 1 if problems.count else 0


if __name__ == "__main__":
    sys.exit(main())
