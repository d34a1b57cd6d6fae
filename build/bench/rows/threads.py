"""Two threads and one, the same work."""

import json
import shutil

from measuring import Group, Row, faster, without_epochs


BOTH_BUSY = "Two threads keep 1.9 processors busy, at the same work."

FEW_SHARDS = ("The first shard is opened, with its records, before there is anything for a second thread to do. A profile has a third of the processor time "
              "in the kernel's copies out of the shards and a quarter in labels, which are read out of the records' text.")

NO_CACHE = ("A profile has half of the processor time in copying patches out of 150 MB of sources, which no cache holds. A third thread hands batches out: beside "
            "one that makes them it has a processor of its own, beside two it has not.")

# What two threads can do at all here, told where a row falls short.
ALONE = {"two threads that share nothing copied memory at": ("copy on two", "copy on one"),
         "counted at": ("count on two", "count on one")}


def group(name, what, make, rounds=3, reason=BOTH_BUSY):
    def sides(bench):
        make_side, clear = make(bench, bench.folder(f"threads-{name}", on=bench.memory))
        return {
            "two": make_side(["--threads", 2], clear),
            "one": make_side(["--threads", 1], clear),
            **{f"{work} on {said}": bench.asked(bench.worker(), f"alone {work} {threads}") for work in ("copy", "count") for said, threads in (("two", 2), ("one", 1))},
        }

    row = Row(f"threads-{name}", f"2 threads: {what}", "1 thread", "two", "one", faster(1.8), reason=reason)
    return Group(f"threads-{name}", [row], sides, rounds=rounds, warm=False, bounds=ALONE)


def cifar(bench):
    count = bench.count(50_000, 2_000)
    return bench.images.cifar(count, bench.work / f"cifar-{count}")


def photos(bench, full=800):
    count = bench.count(full, 40)
    return bench.images.photos(count, bench.work / f"photos-{count}")


def rendering(bench, images, folder, size, form, epochs, *more):
    """Epochs from a base that is there, whole process."""
    argv = [bench.ricap(), "render", "--images", images, "--out", folder / "out", "--size", size, "--format", form, *more, "--epochs"]
    bench.whole([*argv, 1]).run()

    return lambda threads, before: bench.whole([*argv, f"1..{epochs}", *threads], before=before), without_epochs(folder / "out")


def decoding(bench, folder):
    argv = [bench.ricap(), "render", "--images", photos(bench), "--out", folder / "out", "--size", "224x224", "--only", "base"]
    return lambda threads, before: bench.whole([*argv, *threads], before=before), lambda: shutil.rmtree(folder / "out", ignore_errors=True)


def feeding(bench, images, folder, size, form, source, repeat, *more):
    """The fastest of several epochs, without the start of the process."""
    bench.whole([bench.ricap(), "render", "--images", images, "--out", folder / "out", "--size", size, "--format", form, *more]).run()
    argv = [bench.ricap_train(), "feed", "--data", folder / "out", "--source", source, "--no-hash", "--repeat", repeat]
    return lambda threads, before: bench.whole([*argv, *threads], seconds_in=lambda said: json.loads(said)["seconds"]), lambda: None


GROUPS = [
    group("base", "800 photos → base shards at 224×224, whole process", decoding),
    group("npy", "npy shards of 50,000 × 16 epochs, warm base, whole process", lambda b, f: rendering(b, cifar(b), f, "32x32", "npy", 16)),
    group("png", "PNG shards of 50,000 × 4 epochs, warm base, whole process", lambda b, f: rendering(b, cifar(b), f, "32x32", "webdataset", 4)),
    group("photos", "PNG shards of 400 photos at 480×640, warm base, whole process",
          lambda b, f: rendering(b, photos(b, 400), f, "640x480", "webdataset", 1, "--batch", 8)),
    group("feed-npy", "an epoch of npy shards fed, 50,000 of 32×32", lambda b, f: feeding(b, cifar(b), f, "32x32", "npy", "shards", 9), reason=FEW_SHARDS),
    group("feed-png", "an epoch of PNG shards fed, 50,000 of 32×32", lambda b, f: feeding(b, cifar(b), f, "32x32", "webdataset", "shards", 3)),
    group("feed-online", "an epoch fed online, 50,000 of 32×32", lambda b, f: feeding(b, cifar(b), f, "32x32", "npy", "online", 9), reason=NO_CACHE),
    group("feed-photos", "an epoch of 800 photos fed online at 480×640", lambda b, f: feeding(b, photos(b), f, "640x480", "npy", "online", 3, "--batch", 8)),
]
