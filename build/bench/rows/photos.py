"""Photos to PNG samples of 480×640."""

from measuring import Group, Row, emptied, faster


def sides(bench):
    count = bench.count(800, 40)
    images = bench.images.photos(count, bench.work / f"photos-{count}")
    out, files = bench.folder("photos", "out"), bench.folder("photos", "files")

    empty = emptied(out, files)
    return {
        "render": bench.whole([bench.ricap(), "render", "--images", images, "--out", out, "--size", "640x480", "--batch", 8], before=empty, per=count),
        "generate": bench.whole(bench.peer("generate.py", images, files, "640x480", 8, 1), before=empty, per=count, missing=bench.lacks("numpy", "cv2")),
    }


GROUP = Group("photos", [
    Row("photos-png", "800 photos → 480×640 PNG shards, cold, whole process, a sample", "numpy slices + OpenCV, 2 processes", "render", "generate", faster(2),
        reason="A profile has 56 % in the search for repeats of our PNG encoder, which looks at up to 32 earlier places where the peer's zlib looks at a few, for "
               "files 14 % smaller than the peer's; the image library's JPEG decoder has 4 %. Encoding takes 31 ms of processor time a sample, 21 ms if the search looked at 8 places "
               "(files 1.9 % larger) and 17.5 ms at one (6.3 %), but every file would have other bytes."),
], sides, rounds=3, warm=False)
