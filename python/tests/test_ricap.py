# SPDX-License-Identifier: MIT
"""Tests of ricap.py that need numpy only.

Data sets come from the .NET tests, which render them and name them in RICAP_TEST_SETS/cases.json with the trainer's hashes.
"""

import contextlib
import hashlib
import io
import json
import os
import shutil
import sys
import tempfile
import tracemalloc
import unittest
import zlib
from pathlib import Path
from unittest import mock

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import ricap  # noqa: E402

SETS = Path(os.environ["RICAP_TEST_SETS"]) if "RICAP_TEST_SETS" in os.environ else None
CASES = json.loads((SETS / "cases.json").read_text("utf-8")) if SETS else []
needs_sets = unittest.skipUnless(CASES, "needs RICAP_TEST_SETS, data sets that the .NET tests render")


def read(*arguments, **named):
    return list(ricap.Dataset(*arguments, **named))


def digest(batches):
    hashed = ricap._FeedHash()
    for batch in batches:
        hashed.add(batch)
    return hashed.hexdigest()


class NumberTests(unittest.TestCase):
    def test_philox_has_the_published_vectors(self):
        for counter, expected in ((0, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),):
            words = ricap._philox(*(np.array([counter], np.uint64) for _ in range(3)), counter, counter)
            self.assertEqual(" ".join(f"{int(word[0]):08x}" for word in words), expected)

    def test_xxh128_is_that_of_xxhsum_for_every_branch(self):
        # Of xxhsum -H2 on what sha512 makes of small numbers; the lengths are either side of each of its branches.
        data = b"".join(hashlib.sha512(bytes([i])).digest() for i in range(200))
        known = {
            0: "99aa06d3014798d86001c324468d497f",
            1: "c5c80bb1b446f51a380e027a8851cb6a",
            3: "a53d1f6ba7811a195a34e55cd1e5d478",
            4: "6a19d795bf3dc48515fe9b619fd5003a",
            8: "c0ec7ad820f863162e640b32aecd9404",
            9: "a5211373afc9b792d3538429bed0cc61",
            16: "6e2d6af4d7f05142cd29d7e2f2363ce0",
            17: "30dc9a9587cca1193ca9031e53ae6b76",
            32: "269ef75f1d7d819b44bfa773dd60c59c",
            33: "057befb9c9f59a53df3456c6ac8ea45f",
            128: "5445150c1045dc2ff86501f97bc11264",
            129: "956125f6c4a15a018ab66369d21fb828",
            160: "d4507949328d1fad0177a86328436a7d",
            240: "5e857bc306788812a0baa4a530689ffe",
            241: "198484ea0d996c8927d3b13e0d57385b",
            512: "a7cdc5f35471082ace6a5d4c8821d987",
            1024: "c406df676d5558127585d607887fd266",
            1025: "56a90c56d45a661e851c987a03adffc3",
            1088: "04d20c95f150252aa719870e68224ffe",
            1089: "03f58bb6c5d1f0e9bfcc99f7f148cb21",
            9999: "918e16ea89420a78fdbe80ae92214b4e",
            12800: "06282c7344ee65629993782c05ed8f0f",
        }
        for length, expected in known.items():
            low, high = ricap._XxHash128.of(data[:length])
            self.assertEqual(f"{high:016x}{low:016x}", expected, length)

    def test_a_permutation_is_one_and_its_elements_stand_alone(self):
        draws = ricap._Draws(7, 3)
        for count in (1, 2, 3, 5, 64, 100):
            whole = ricap._permute(draws, 1, np.arange(4)[:, None], 2, count, np.arange(count))
            for row in whole:
                self.assertEqual(sorted(row.tolist()), list(range(count)))
            some = ricap._permute(draws, 1, 3, 2, count, np.arange(count // 2, count))
            self.assertEqual(some.tolist(), whole[3, count // 2 :].tolist())

    def test_rejected_draws_are_drawn_again(self):
        most = np.array([2, 2, 2, 2])
        rejected = np.array([0, 1 << 62, 0, 5], np.uint64)  # 2^64 mod 3 is 1, so 0 is the one that would favour a number
        draws = ricap._Draws(1, 0)
        index = np.arange(4)
        value = draws._within(rejected, most, 4, index, np.zeros(4, np.int64), 0)
        again = ricap._lemire(draws.pair(4, index, 0, 1)[0], most)[0]
        self.assertEqual(value.tolist(), [again[0], 0, again[2], 0])
        self.assertEqual(ricap._lemire(rejected, most)[1].tolist(), [False, True, False, True])

    def test_tables_are_symmetric_distributions(self):
        for beta in (0.001, 0.01, 0.3, 1.0, 5.0, 1000.0):
            for length in (1, 2, 7, 32):
                table = [0, *ricap._boundary_table(beta, length).tolist()]
                chances = np.diff(table)
                self.assertEqual(table[-1], 1 << 53)
                self.assertTrue((chances >= 0).all())
                self.assertEqual(chances.tolist(), chances[::-1].tolist())
        self.assertEqual(np.diff(ricap._boundary_table(1.0, 4).tolist()).tolist(), [(1 << 53) // 4] * 3 + [(1 << 53) // 8])

    def test_png_of_every_filter_is_decoded(self):
        image = np.random.default_rng(1).integers(0, 256, (10, 7, 3), np.uint8)
        rows = [bytes([y % 5]) + filtered(image, y, y % 5) for y in range(10)]
        broken = bytearray(png(7, 10, rows))
        broken[50] ^= 1
        with mock.patch.object(ricap, "_module", lambda name: None):
            out = np.zeros((2, 10, 7, 3), np.uint8)
            ricap._decode([png(7, 10, rows)] * 2, out, Path("x"))
            self.assertTrue((out == image).all())
            for data, words in ((bytes(broken), "checksum"), (png(10, 7, rows), "not an RGB image of 7x10"), (b"RIFF", "need Pillow")):
                with self.assertRaisesRegex(ricap.DatasetError, words):
                    ricap._decode([data], out[:1], Path("x"))

    def test_a_png_of_more_than_its_pixels_is_not_unpacked(self):
        rows = [bytes(1 + 3 * 7)] * 10
        for packed in (png(7, 10, rows + [bytes(1 << 27)]), png(7, 10, rows[1:])):
            tracemalloc.start()
            with mock.patch.object(ricap, "_module", lambda name: None), self.assertRaisesRegex(ricap.DatasetError, "does not hold 220 bytes"):
                ricap._decode([packed], np.zeros((1, 10, 7, 3), np.uint8), Path("x"))
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            self.assertLess(peak, 1 << 24)

    @unittest.skipUnless(ricap._module("PIL.Image"), "needs Pillow")
    def test_an_image_that_pillow_takes_for_a_bomb_is_told(self):
        rows = [bytes(1 + 3 * 7)] * 10
        with mock.patch.object(ricap._module("PIL.Image"), "MAX_IMAGE_PIXELS", 8), self.assertRaisesRegex(ricap.DatasetError, "cannot be decoded"):
            ricap._decode([png(7, 10, rows)], np.zeros((1, 10, 7, 3), np.uint8), Path("x"))

    def test_manifests_and_records_that_overflow_are_damaged(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "ricap.json")
            known = {"format": "ricap-dataset", "version": 2, "planVersion": 1, "options": {}, "classes": ["a"], "base": [], "epochs": []}
            for text in (json.dumps(known)[:-1] + ', "samples": 1e400}', "[" * 200_000):
                path.write_text(text, "utf-8")
                with self.assertRaisesRegex(ricap.DatasetError, "is damaged|cannot be read"):
                    ricap.Dataset(folder)

    def test_schedules(self):
        for text, epoch, beta in (
            ("0.5", 9, 0.5), ("constant:2", 0, 2), ("list:1,2,3", 2, 3), ("step:1,0.1@3,5@7", 6, 0.1),
            ("linear:0..1@0..2".replace("0..1", "0.5..1.5"), 1, 1.0), ("cosine:1..3@0..2", 1, 2.0), ("linear:1..2@4..4", 4, 2)):
            self.assertAlmostEqual(ricap._beta_of(text, epoch), beta, 15, text)
        for text in ("linear:1..2", "linear:1..2@3..2", "list:1,x", "what:1", "constant:0", "step:1,2", "step:1,2@3,3@3", "linear:0_3..1@0..2", "linear:1..2@0..1_0"):
            with self.assertRaises(ricap.DatasetError):
                ricap._beta_of(text, 0)


def filtered(image, y, kind):
    """A row of an image with one of PNG's filters, by their definition."""
    row = image[y].astype(int)
    up = image[y - 1].astype(int) if y else np.zeros_like(row)
    left = np.concatenate([np.zeros((1, 3), int), row[:-1]])
    corner = np.concatenate([np.zeros((1, 3), int), up[:-1]])
    estimate = left + up - corner
    nearest = np.argmin([abs(estimate - left), abs(estimate - up), abs(estimate - corner)], 0)
    paeth = np.choose(nearest, [left, up, corner])
    return ((row - [0 * row, left, up, (left + up) // 2, paeth][kind]) % 256).astype(np.uint8).tobytes()


def png(width, height, rows):
    def chunk(kind, content):
        return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"".join(rows))) + chunk(b"IEND", b"")


@needs_sets
class HashTests(unittest.TestCase):
    def test_every_hash_is_the_trainers(self):
        roads = set()
        for case in CASES:
            for source in ("auto", "online"):
                with self.subTest(words=case["words"], epoch=case["epoch"], source=source):
                    dataset = ricap.Dataset(case["folder"], case["epoch"], source=source)
                    roads.add((source, dataset.road))
                    self.assertEqual(digest(dataset), case["xxh128"])
        self.assertEqual(roads, {("auto", "shards"), ("auto", "online"), ("online", "online")})

    def test_changed_options_are_those_of_a_set_that_has_them(self):
        by_size = {}
        for case in CASES:
            manifest = json.loads((Path(case["folder"]) / "ricap.json").read_text("utf-8"))
            options = manifest["options"]
            changes = {name: value for name, value in options.items() if name in ricap._CHANGEABLE}
            by_size.setdefault(case["folder"], (case, options, changes))
        (case, options, changes), *_ = by_size.values()
        other = dict(changes, seed=1, batch=5, augment="mixup:1,ricap:3", mode="paper", shift="2")
        self.assertNotEqual(digest(ricap.Dataset(case["folder"], case["epoch"], options=other)), case["xxh128"])
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "copy"
            shutil.copytree(case["folder"], copy)
            manifest = json.loads((copy / "ricap.json").read_text("utf-8"))
            manifest["options"].update(seed=1, batch=5, augment="ricap:3,mixup:1", mode="paper", shift="2")
            manifest["epochs"] = []
            (copy / "ricap.json").write_text(json.dumps(manifest), "utf-8")
            expected = digest(ricap.Dataset(copy, case["epoch"]))
        self.assertEqual(digest(ricap.Dataset(case["folder"], case["epoch"], options=other)), expected)

    def test_without_xxhash_and_pillow_the_bytes_are_the_same(self):
        some = [case for case in CASES if "webp" not in case["words"]][:8]
        with mock.patch.object(ricap, "_module", lambda name: None):
            for case in some:
                self.assertEqual(digest(ricap.Dataset(case["folder"], case["epoch"])), case["xxh128"])

    def test_a_base_of_several_shards_is_one_base(self):
        case = CASES[0]
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "copy"
            shutil.copytree(case["folder"], copy)
            split_base(copy, 20)
            self.assertEqual(digest(ricap.Dataset(copy, case["epoch"], source="online")), case["xxh128"])

    def test_the_command_prints_the_hash(self):
        case, out = CASES[0], io.StringIO()
        with contextlib.redirect_stdout(out):
            code = ricap._main([case["folder"], "--epoch", str(case["epoch"])])
        self.assertEqual((code, json.loads(out.getvalue())["xxh128"]), (0, case["xxh128"]))


def split_base(folder, rows):
    """Cuts the one base shard of a data set in two."""
    manifest = json.loads((folder / "ricap.json").read_text("utf-8"))
    (shard,) = manifest["base"]
    pixels = np.load(folder / shard["file"])
    records = json.loads((folder / shard["companions"][0]["file"]).read_text("utf-8"))
    manifest["base"] = []
    for number, part in enumerate((slice(0, rows), slice(rows, None))):
        npy, text = f"base/part-{number}.npy", f"base/part-{number}.json"
        np.save(folder / npy, pixels[part])
        (folder / text).write_text(json.dumps(records[part]), "utf-8")
        files = [{"file": name, "bytes": (folder / name).stat().st_size, "xxh128": ricap._xxh128((folder / name).read_bytes())}
                 for name in (npy, text)]
        manifest["base"].append({**shard, **files[0], "samples": len(records[part]), "companions": [files[1]]})
    (folder / "ricap.json").write_text(json.dumps(manifest), "utf-8")


@needs_sets
class RankTests(unittest.TestCase):
    def setUp(self):
        self.cases = [case for case in CASES if int(word(case, "batch")) >= 4][:6]

    def test_ranks_together_have_every_batch(self):
        for case in self.cases:
            whole = read(case["folder"], case["epoch"])
            for world in (1, 2, 3, 4):
                ranks = [read(case["folder"], case["epoch"], rank, world) for rank in range(world)]
                for number, batch in enumerate(whole):
                    parts = [rank[number] for rank in ranks]
                    self.assertTrue(np.array_equal(np.concatenate([part.images for part in parts]), batch.images))
                    self.assertTrue(np.array_equal(np.concatenate([part.targets for part in parts]), batch.targets))
                    self.assertEqual({part.number for part in parts}, {number})
                    mean = sum(part.weight * part.targets.mean(0) for part in parts if len(part.targets)) / world
                    self.assertTrue(np.allclose(mean, batch.targets.mean(0), atol=1e-6))

    def test_an_epoch_goes_on_anywhere_with_any_world(self):
        for case in self.cases:
            whole = read(case["folder"], case["epoch"])
            dataset = ricap.Dataset(case["folder"], case["epoch"])
            for number, batch in enumerate(dataset):
                self.assertEqual(dataset.state_dict(), {"epoch": case["epoch"], "batch": number + 1})
                if number == len(whole) // 2:
                    break
            state = dataset.state_dict()
            for world in (1, 3):
                parts = []
                for rank in range(world):
                    other = ricap.Dataset(case["folder"], 0, rank, world)
                    other.load_state_dict(state)
                    parts.append(list(other))
                self.assertEqual([batch.number for batch in parts[0]], list(range(state["batch"], len(whole))))
                images = [image for batches in zip(*parts) for part in batches for image in part.images]
                expected = [image for batch in whole[state["batch"] :] for image in batch.images]
                self.assertTrue(np.array_equal(images, expected))
            self.assertEqual([batch.number for batch in read(case["folder"], case["epoch"], start=2)], list(range(2, len(whole))))

    def test_a_short_last_batch_can_be_dropped(self):
        for case in self.cases:
            whole = read(case["folder"], case["epoch"])
            full = [batch for batch in whole if len(batch.images) == int(word(case, "batch"))]
            dropped = ricap.Dataset(case["folder"], case["epoch"], last="drop")
            self.assertEqual(len(dropped), len(full))
            self.assertEqual(digest(dropped), digest(full))
            self.assertEqual(len(ricap.Dataset(case["folder"], case["epoch"])), len(whole))

    def test_layouts_are_one_memory(self):
        case = self.cases[0]
        for one, other in zip(read(case["folder"], 0), read(case["folder"], 0, layout="NCHW")):
            self.assertTrue(np.array_equal(one.images.transpose(0, 3, 1, 2), other.images))
            self.assertTrue(one.images.flags.writeable and one.targets.flags.writeable)

    def test_arguments_out_of_range_are_refused(self):
        folder = self.cases[0]["folder"]
        for arguments, message in (
            ((0, 2, 2), "rank 2"), ((0, 0, 0), "rank 0 of 0"), ((0, 0, 10**6), "world 1000000"), ((-1,), "epoch -1"),
            ((2**31 - 1,), "epoch 2147483647"), ((0, 0, 1, -1), "batch -1")):
            with self.assertRaisesRegex(ricap.DatasetError, message):
                ricap.Dataset(folder, *arguments)
        for named, message in (
            ({"layout": "CHW"}, "layout"), ({"last": "half"}, "last"), ({"source": "net"}, "source"),
            ({"options": {"sed": 1}}, "no option 'sed'"), ({"options": {"mode": "none"}, "source": "x"}, "source"),
            ({"options": {"batch": 0}}, "batch is '0'"), ({"options": {"augment": "ricap:1,ricap:2"}}, "augment"),
            ({"options": {"augment": "ricap", "schedule": "list:1"}, "epoch": 3}, "none for epoch 3")):
            with self.assertRaisesRegex(ricap.DatasetError, message):
                ricap.Dataset(folder, **named)


def word(case, name):
    words = case["words"].split()
    return words[words.index(f"--{name}") + 1]


@needs_sets
class DamageTests(unittest.TestCase):
    def setUp(self):
        self._scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self._scratch.cleanup)

    def copy(self, kind):
        """A copy of a data set of a format, the epoch that was rendered, and one of its shards."""
        case = next(c for c in CASES if word(c, "format" if kind in c["words"] else "size") == kind and str(c["epoch"]) in word(c, "epochs").split(","))
        folder = Path(self._scratch.name) / kind
        shutil.copytree(case["folder"], folder)
        manifest = json.loads((folder / "ricap.json").read_text("utf-8"))
        shards = next(epoch["shards"] for epoch in manifest["epochs"] if epoch["epoch"] == case["epoch"])
        return folder, case["epoch"], folder / shards[0]["file"]

    def assert_told(self, folder, epoch, words, **named):
        with self.assertRaisesRegex(ricap.DatasetError, words) as told:
            read(folder, epoch, **named)
        return told.exception

    def test_a_changed_byte_is_told_with_its_file(self):
        for kind in ("npy", "webdataset", "mds"):
            with self.subTest(kind):
                folder, epoch, shard = self.copy(kind)
                data = bytearray(shard.read_bytes())
                data[len(data) // 2] ^= 1
                shard.write_bytes(data)
                error = self.assert_told(folder, epoch, "other bytes than the manifest names")
                self.assertEqual(error.path, str(shard))

    def test_a_short_file_is_told_even_unverified(self):
        for kind in ("npy", "webdataset", "mds"):
            with self.subTest(kind):
                folder, epoch, shard = self.copy(kind)
                shard.write_bytes(shard.read_bytes()[:-700])
                self.assert_told(folder, epoch, f"{shard.name}: has \\d+ bytes, the manifest says", verify=False)
                shard.unlink()
                self.assert_told(folder, epoch, f"{shard.name}: is missing")

    def test_a_base_shard_and_its_records_are_held_to_the_manifest(self):
        for name in ("base/base-00000.npy", "base/base-00000.json"):
            folder, epoch, _ = self.copy("npy")
            data = bytearray((folder / name).read_bytes())
            data[-9] ^= 1
            (folder / name).write_bytes(data)
            self.assert_told(folder, epoch, f"{name}: has other bytes", source="online")
            shutil.rmtree(folder)

    def test_other_manifests_are_refused(self):
        folder, epoch, _ = self.copy("npy")
        path = folder / "ricap.json"
        manifest = json.loads(path.read_text("utf-8"))
        for changes, words in (
            ({"version": 1}, "has version 1, this reader knows 2"), ({"planVersion": 9}, "has planVersion 9, this reader knows 1"),
            ({"format": "other"}, "not the manifest of a data set"), ({"samples": 3}, "do not have 3 samples"), ({"base": None}, "is damaged"),
            ({"base": [{**manifest["base"][0], "file": "../secret"}]}, "names the file '../secret'")):
            path.write_text(json.dumps({**manifest, **changes}), "utf-8")
            self.assert_told(folder, epoch, words)
        path.write_text("{", "utf-8")
        self.assert_told(folder, epoch, "cannot be read")
        path.unlink()
        self.assert_told(folder, epoch, "has no ricap.json")

    def test_other_tables_than_the_manifest_has_are_told(self):
        folder, epoch, _ = self.copy("npy")
        path = folder / "ricap.json"
        manifest = json.loads(path.read_text("utf-8"))
        patched = [epoch for epoch in manifest["epochs"] if epoch["tables"]]
        for of in patched:
            of["tables"]["height"] = "0" * 32
        path.write_text(json.dumps(manifest), "utf-8")
        if patched:
            self.assert_told(folder, patched[0]["epoch"], "from other tables", source="online")

    def test_an_epoch_without_shards_is_told_where_they_are_asked_for(self):
        folder, epoch, _ = self.copy("npy")
        self.assert_told(folder, epoch + 50 if "list" not in str(folder) else 1, "was not rendered", source="shards", options={"schedule": "1"})
        self.assert_told(folder, epoch, "was rendered with other options", source="shards", options={"batch": 1})


if __name__ == "__main__":
    unittest.main()
