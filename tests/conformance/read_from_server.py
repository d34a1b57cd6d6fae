#!/usr/bin/env python3
"""Reads epochs of a webdataset that `ricap serve` serves, by Python's own library alone.

    read_from_server.py URL EPOCH…

Prints the number of samples read. Ends with 0 if each record is that of its place and its label sums up.
"""

import json
import math
import sys
import tarfile
from urllib.request import urlopen


def urls(server, manifest, epoch):
    shards = math.ceil(manifest["samples"] / manifest["options"]["shardSize"])
    return [f"{server}/epoch-{epoch:04d}/ricap-{epoch:04d}-{shard:06d}.tar" for shard in range(shards)]


def read_epoch(server, manifest, epoch):
    index = 0
    for url in urls(server, manifest, epoch):
        with urlopen(url) as response, tarfile.open(fileobj=response, mode="r|") as archive:
            for member in archive:
                key, extension = member.name.split(".")
                content = archive.extractfile(member).read()
                assert key == f"{epoch:04d}-{index:08d}", f"{member.name} in the place of sample {index} of epoch {epoch}"
                if extension == "json":
                    record = json.loads(content)
                    assert (record["id"], record["epoch"]) == (key, epoch), f"the record of {key} is another's"
                    assert sum(record["label"]["weight"]) == record["width"] * record["height"], f"the label of {key} does not sum up"
                else:
                    assert content.startswith(b"\x89PNG"), f"the image of {key} is none"
                    index += 1
    assert index == manifest["samples"], f"{index} samples in epoch {epoch}, {manifest['samples']} expected"
    return index


def main():
    server, epochs = sys.argv[1].rstrip("/"), [int(epoch) for epoch in sys.argv[2:]]
    with urlopen(f"{server}/ricap.json") as response:
        manifest = json.load(response)
    print(sum(read_epoch(server, manifest, epoch) for epoch in epochs))


if __name__ == "__main__":
    main()
