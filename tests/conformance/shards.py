"""Reads a data set's files with nothing but numpy, PIL, tarfile and json."""

import io
import json
import subprocess
import tarfile
from decimal import Decimal

import numpy as np
from PIL import Image

try:
    import xxhash
except ImportError:
    xxhash = None


class Problems:
    """Collects what does not hold, a line each, and shows the first of them."""

    def __init__(self, shown=40):
        self.count = 0
        self._shown = shown

    def add(self, place, message):
        self.count += 1
        if self.count <= self._shown:
            print(f"FAIL {place}: {message}")

    def equal(self, place, what, found, expected):
        if found != expected:
            self.add(place, f"{what} is {found!r}, expected {expected!r}")
        return found == expected


class PixelHash:
    """XXH128 of bytes in pieces, by python-xxhash or by the tool xxhsum."""

    def __init__(self):
        self._hash = xxhash.xxh3_128() if xxhash else None
        self._tool = None if xxhash else subprocess.Popen(
            ["xxhsum", "-H2", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def update(self, data):
        if self._hash:
            self._hash.update(data)
        else:
            self._tool.stdin.write(data)

    def hexdigest(self):
        if self._hash:
            return self._hash.hexdigest()
        answer, _ = self._tool.communicate()
        return answer.split()[0].decode().removeprefix("XXH128_")


def hash_file(path):
    digest = PixelHash()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _no_doubles(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError(f"a field is there twice among {keys}")
    return dict(pairs)


def _no_constants(name):
    raise ValueError(f"{name} is not JSON")


def parse_json(data):
    """Strict: UTF-8 without BOM, no doubled fields, no NaN; fractions stay exact."""
    text = bytes(data).decode("utf-8")
    return json.loads(text, object_pairs_hook=_no_doubles, parse_constant=_no_constants, parse_float=Decimal)


def read_npy(path, problems):
    """The array of an npy file, mapped; its header must be the one numpy.save writes."""
    array = np.load(path, mmap_mode="r", allow_pickle=False)
    expected = io.BytesIO()
    np.lib.format.write_array_header_1_0(expected, np.lib.format.header_data_from_array_1_0(array))
    with open(path, "rb") as file:
        problems.equal(path, "npy header", file.read(array.offset), expected.getvalue())
    problems.equal(path, "dtype", str(array.dtype), "uint8")
    return array


def read_records(path, problems):
    """The records beside an npy file: a JSON array with one on each line."""
    data = path.read_bytes()
    lines = data.decode("utf-8").split("\n")
    problems.equal(path, "first and last line", (lines[0], lines[-2:]), ("[", ["]", ""]))
    records = parse_json(data)
    problems.equal(path, "lines", len(lines) - 3, len(records))
    return records


def decode(data):
    """An encoded image as uint8 RGB, and the name of its format."""
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        if image.mode != "RGB":
            raise ValueError(f"the image has mode {image.mode}, not RGB")
        return np.asarray(image), image.format


def read_tar(path, extension, problems):
    """Yields (key, record, image bytes) and checks that nothing in the archive varies; returns the DALI index."""
    lines, end = [], 0
    with tarfile.open(path, "r:") as tar:
        members = iter(tar)
        for member in members:
            image = next(members, None)
            if image is None:
                problems.add(path, f"{member.name} has no image after it")
                return
            key = member.name.partition(".")[0]
            for part, suffix in ((member, "json"), (image, extension)):
                problems.equal(path, "member name", part.name, f"{key}.{suffix}")
                varying = (part.mtime, part.mode, part.uid, part.gid, part.uname, part.gname, part.type, part.linkname)
                problems.equal(f"{path}:{part.name}", "mtime, mode, owner, type, link", varying,
                               (0, 0o644, 0, 0, "", "", tarfile.REGTYPE, ""))
                problems.equal(f"{path}:{part.name}", "header offset", part.offset, end)
                end = part.offset_data + -(-part.size // 512) * 512
            lines.append(f"json {member.offset_data} {member.size} {member.name} "
                         f"{extension} {image.offset_data} {image.size} {image.name}\n")
            yield key, parse_json(tar.extractfile(member).read()), tar.extractfile(image).read()
    data_after = path.stat().st_size - end
    problems.equal(path, "bytes after the last member", data_after, 1024)
    index = path.with_suffix(".idx")
    problems.equal(index, "index", index.read_text("ascii"), f"v1.2 {len(lines)}\n" + "".join(lines))


def mds_columns(encoding, classes):
    """What every shard of an MDS data set says of its columns."""
    return {
        "column_encodings": [encoding, f"ndarray:float32:{classes}", "json"],
        "column_names": ["image", "label", "record"],
        "column_sizes": [None, 4 * classes, None],
        "compression": None,
        "format": "mds",
        "hashes": [],
        "size_limit": 1 << 26,
        "version": 2,
    }


def read_mds(path, encoding, classes, problems):
    """Yields (image bytes, label, record) of an MDS shard."""
    data = path.read_bytes()
    count = int(np.frombuffer(data, "<u4", 1)[0])
    offsets = np.frombuffer(data, "<u4", count + 1, 4).tolist()
    problems.equal(path, "columns", parse_json(data[4 * (count + 2):offsets[0]]), mds_columns(encoding, classes))
    problems.equal(path, "end", offsets[-1], len(data))
    for begin, end in zip(offsets, offsets[1:]):
        sample = data[begin:end]
        image, record = np.frombuffer(sample, "<u4", 2).tolist()
        label = np.frombuffer(sample, "<f4", classes, 8 + image)
        problems.equal(path, "size of a sample", len(sample), 8 + image + 4 * classes + record)
        yield sample[8:8 + image], label, parse_json(sample[len(sample) - record:])
