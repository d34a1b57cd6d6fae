"""Photos to base shards: decoding and resizing."""

from measuring import Group, Row, emptied, faster


def sides(bench):
    count = bench.count(2_700, 40)
    images = bench.images.photos(count, bench.work / f"photos-{count}")
    out, files = bench.folder("base", "out"), bench.folder("base", "files")

    empty = emptied(out, files)
    return {
        "render": bench.whole([bench.ricap(), "render", "--images", images, "--out", out, "--size", "224x224", "--only", "base"], before=empty, per=count),
        "torchvision": bench.whole(bench.peer("base.py", images, files, "224x224"), before=empty, per=count, missing=bench.lacks("numpy", "torch", "torchvision")),
    }


GROUP = Group("base", [
    Row("base-224", "2,700 JPEG photos → base shards at 224×224, whole process, an image", "torchvision `decode_jpeg` + resize, 2 processes",
        "render", "torchvision", faster(1.2)),
], sides, rounds=3, warm=False)
