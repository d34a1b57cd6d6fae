"""Batches for a trainer, one epoch from the start of the process."""

from measuring import Group, Row, faster

LOADER = "torchvision's DataLoader, 2 workers, RICAP on batches, to tensors, from its start"


def sides(bench):
    count = bench.count(50_000, 2_000)
    images = bench.images.cifar(count, bench.work / f"cifar-{count}")
    feeds = {}
    for name, shards, source in (("npy", "npy", "shards"), ("png", "webdataset", "shards"), ("online", "npy", "online")):
        out = bench.folder("feed", shards, on=bench.memory)
        bench.whole([bench.ricap(), "render", "--images", images, "--out", out, "--size", "32x32", "--format", shards]).run()
        feeds[name] = bench.whole([bench.ricap_train(), "feed", "--data", out, "--source", source, "--no-hash"], per=count)
    loader = bench.whole(bench.peer("loader.py", images, "-", 128, 2), per=count, missing=bench.lacks("numpy", "torch", "torchvision"))
    return {**feeds, "loader": loader}


GROUP = Group("feed", [
    Row("feed-npy", "feed npy shards, 50,000 of 32×32, CPU, to plain memory without libtorch, whole process, a sample", LOADER, "npy", "loader", faster(25)),
    Row("feed-png", "feed PNG shards, the same", LOADER, "png", "loader", faster(3)),
    Row("feed-online", "feed online, the same", LOADER, "online", "loader", faster(25)),
], sides, rounds=3)


def photos(bench):
    count = bench.count(2_700, 40)
    images = bench.images.photos(count, bench.work / f"photos-{count}")
    out = bench.folder("feed-photos", "out")
    bench.whole([bench.ricap(), "render", "--images", images, "--out", out, "--size", "640x480", "--batch", 8, "--format", "npy", "--epochs", 1]).run()
    return {
        "online": bench.whole([bench.ricap_train(), "feed", "--data", out, "--source", "online", "--no-hash"], per=count),
        "loader": bench.whole(bench.peer("loader.py", images, "640x480", 8, 2), per=count, missing=bench.lacks("numpy", "torch", "torchvision")),
    }


PHOTOS = Group("feed-photos", [
    Row("photos-online", "feed 2,700 photos online at 480×640, batch 8, CPU, to plain memory, whole process, a sample",
        "torchvision's DataLoader on the JPEG files, 2 workers, RICAP on batches, from its start", "online", "loader", faster(20)),
], photos, rounds=3, warm=False)
