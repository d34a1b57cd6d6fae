#!/usr/bin/env python3
"""Reads every tar shard of a data set with the packages webdataset and wids, with every Python warning an error.

    read_with_webdataset.py DIR

Ends with 0 if all that is installed reads everything, 1 if something does not hold, 3 if neither package is installed.
"""

import importlib
import json
import sys
import tempfile
import warnings
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image


def package(name):
    try:
        # What a package warns of while it is imported is about itself and not about our files.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(name)
    except ImportError as error:
        print(f"SKIP {name}: not installed ({error})")
        return None


def image_of(sample, extension):
    content = sample[extension]
    # wids knows no WebP and hands over the file as it is.
    return np.asarray(Image.open(content) if hasattr(content, "read") else content)


def check_sample(key, record, image, epoch, index):
    assert key == f"{epoch:04d}-{index:08d}", f"sample {index} of epoch {epoch} has key {key}"
    assert record["id"] == key, f"the record of {key} is the one of {record['id']}"
    assert image.shape == (record["height"], record["width"], 3), f"{key} has shape {image.shape}"
    assert sum(record["label"]["weight"]) == record["width"] * record["height"], f"label of {key} does not sum up"


def read_webdataset(webdataset, root, epoch, extension, expected):
    shards = [str(root / shard["file"]) for shard in epoch["shards"]]
    dataset = webdataset.WebDataset(shards, shardshuffle=False).decode("pil")
    count = 0
    for index, sample in enumerate(dataset):
        check_sample(sample["__key__"], sample["json"], image_of(sample, extension), epoch["epoch"], index)
        count += 1
    assert count == expected, f"webdataset found {count} of {expected} samples in epoch {epoch['epoch']}"


def read_wids(wids, root, epoch, extension, expected):
    # As wids itself asks for it: its default, the text "PIL", is deprecated and warns whatever is read.
    decoder = partial(importlib.import_module("wids.wids_decode").default_decoder, format="PIL")
    with tempfile.TemporaryDirectory() as cache:
        dataset = wids.ShardListDataset(str(root / epoch["index"]["file"]), cache_dir=cache, transformations=decoder)
        read_indexed(dataset, epoch, extension, expected)
        dataset.close()


def read_indexed(dataset, epoch, extension, expected):
    assert len(dataset) == expected, f"wids found {len(dataset)} of {expected} samples in epoch {epoch['epoch']}"
    for index in [*range(expected - 1, -1, -97), 0]:
        sample = dataset[index]
        check_sample(sample["__key__"], sample[".json"], image_of(sample, f".{extension}"), epoch["epoch"], index)


def main():
    root = Path(sys.argv[1]).resolve()
    manifest = json.loads((root / "ricap.json").read_text("utf-8"))
    extension = {"png": "png", "webp": "webp"}.get(manifest["options"]["image"], "jpg")
    readers = [(package("webdataset"), read_webdataset), (package("wids"), read_wids)]
    if not any(found for found, _ in readers):
        return 3
    for found, read in readers:
        if found is None:
            continue
        for epoch in manifest["epochs"]:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                # Hidden by default: webdataset leaves closing its shards to the garbage collector, whoever made them.
                warnings.simplefilter("ignore", ResourceWarning)
                read(found, root, epoch, extension, manifest["samples"])
        version = getattr(found, "__version__", "unknown")
        print(f"OK {found.__name__} {version} reads {len(manifest['epochs'])} epochs of {manifest['samples']} samples")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (AssertionError, Warning, OSError, KeyError, ValueError) as error:
        print(f"FAIL {type(error).__name__}: {error}")
        sys.exit(1)
