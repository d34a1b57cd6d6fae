"""Epochs of npy shards from a base that is there."""

from measuring import Group, Row, faster, without_epochs

EPOCHS = 8


def sides(bench):
    count = bench.count(50_000, 2_000)
    images = bench.images.cifar(count, bench.work / f"cifar-{count}")
    out = bench.folder("npy", "out", on=bench.memory)
    plain = bench.folder("npy", "plain", on=bench.memory)
    render = [bench.ricap(), "render", "--images", images, "--out", out, "--size", "32x32", "--format", "npy", "--epochs"]
    bench.whole([*render, "1"]).run()

    # As many files as a render's shards.
    shards = EPOCHS * -(-count // 4096)
    ours = bench.whole([*render, f"1..{EPOCHS}"], before=without_epochs(out), per=EPOCHS * count)
    peer = bench.asked(bench.worker(), f"write {plain} {shards} {EPOCHS * count * 3072 // shards} 2")
    peer.before = lambda: [file.unlink() for file in plain.iterdir()]
    peer.per = EPOCHS * count
    return {"render": ours, "write": peer}


GROUP = Group("npy", [
    Row("npy-warm", f"`ricap render --format npy`, 50,000 × {EPOCHS} epochs, warm base, tmpfs, whole process, a sample",
        "writing as many bytes from memory, hashing them (XXH128), two threads", "render", "write", faster(0.5),
        reason="0.3 s come before the first sample: starting, listing 50,000 files, reading what is remembered of them, and the base. Of the rest a profile has two "
               "fifths in the same writes, and the others in records (a fifth of what is written), in copying patches and in hashing."),
], sides)
