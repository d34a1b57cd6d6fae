"""What must hold for sample records: of one, of a batch, of an epoch."""

from collections import Counter, defaultdict
from decimal import Decimal

FIELDS = ["id", "epoch", "batch", "beta", "width", "height", "boundary", "label", "patches"]
PATCH_FIELDS = ["source", "index", "class", "area", "crop", "at", "flip", "shift"]


class EpochRecords:
    """Takes the records of one epoch in order and holds them to the format."""

    def __init__(self, epoch, beta, options, base, problems):
        self._epoch, self._beta, self._options, self._base, self._problems = epoch, beta, options, base, problems
        self._motion = {}
        self._batch_of = {}
        self._uses = defaultdict(Counter)
        self._corners = defaultdict(set)
        self._shared = {}
        self._boundaries = defaultdict(set)
        self.count = 0

    def add(self, key, record):
        """Holds the next record to all that can be seen now."""
        index, self.count = self.count, self.count + 1
        place = f"epoch {self._epoch} sample {index}"
        equal = lambda what, found, expected: self._problems.equal(place, what, found, expected)
        size = self._options["width"], self._options["height"]
        expected_id = f"{self._epoch:04d}-{index:08d}"
        equal("member name", key, expected_id)
        equal("fields", list(record), FIELDS)
        equal("id", record["id"], expected_id)
        equal("epoch", record["epoch"], self._epoch)
        equal("batch", record["batch"], index // self._options["batch"])
        equal("beta", record["beta"], self._beta)
        equal("width and height", (record["width"], record["height"]), size)
        equal("number of patches", len(record["patches"]), 4)
        self._patches(place, record, size)
        self._label(place, record)
        self._batch(place, record)

    def _patches(self, place, record, size):
        (width, height), left, top = size, record["boundary"]["w"], record["boundary"]["h"]
        if not (0 <= left <= width and 0 <= top <= height):
            self._problems.add(place, f"boundary {left},{top} lies outside of {width}x{height}")
        corners = [(0, 0, left, top), (left, 0, width - left, top),
                   (0, top, left, height - top), (left, top, width - left, height - top)]
        for number, (patch, (x, y, w, h)) in enumerate(zip(record["patches"], corners)):
            where = f"{place} patch {number}"
            equal = lambda what, found, expected: self._problems.equal(where, what, found, expected)
            equal("fields", list(patch), PATCH_FIELDS)
            crop, at, shift = patch["crop"], patch["at"], patch["shift"]
            equal("place", (at["x"], at["y"]), (x, y))
            equal("crop size", (crop["w"], crop["h"]), (w, h))
            equal("area", patch["area"], w * h)
            if not (0 <= crop["x"] <= width - w and 0 <= crop["y"] <= height - h):
                self._problems.add(where, f"crop {crop} leaves the source of {width}x{height}")
            if not 0 <= patch["index"] < len(self._base.records):
                self._problems.add(where, f"there is no base row {patch['index']}")
                continue
            source = self._base.records[patch["index"]]
            equal("source and class", (patch["source"], patch["class"]), (source["path"], source["class"]))
            self._moves(where, patch["index"], patch["flip"], (shift["x"], shift["y"]), size)

    def _moves(self, where, index, flip, shift, size):
        for moved, length in zip(shift, size):
            if abs(moved) > largest_shift(self._options["shift"], length):
                self._problems.add(where, f"shift {shift} is more than {self._options['shift']} allows")
        if flip not in ((True, False) if self._options["flip"] == "horizontal" else (False,)):
            self._problems.add(where, f"flip is {flip} though --flip is {self._options['flip']}")
        motion = self._motion.setdefault(index, (flip, shift))
        self._problems.equal(where, f"flip and shift of source {index}", (flip, shift), motion)

    def _label(self, place, record):
        weights = defaultdict(Decimal)
        for patch in record["patches"]:
            soft = self._base.records[patch["index"]].get("label", {"class": [patch["class"]], "weight": [1]})
            for of_class, share in zip(soft["class"], soft["weight"]):
                weights[of_class] += patch["area"] * share
        expected = sorted((c, w) for c, w in weights.items() if w)
        label = record["label"]
        self._problems.equal(place, "label", list(zip(label["class"], label["weight"])), expected)
        self._problems.equal(place, "classes and weights", len(label["class"]), len(label["weight"]))
        self._problems.equal(place, "sum of weights", sum(label["weight"]), record["width"] * record["height"])

    def _batch(self, place, record):
        batch, boundary = record["batch"], tuple(record["boundary"].values())
        for corner, patch in enumerate(record["patches"]):
            index = patch["index"]
            self._uses[batch][index] += 1
            if (corner, index) in self._corners[batch]:
                self._problems.add(place, f"source {index} is twice in corner {corner} of batch {batch}")
            self._corners[batch].add((corner, index))
            self._problems.equal(place, f"batch of source {index}", self._batch_of.setdefault(index, batch), batch)
        self._boundaries[batch].add(boundary)
        crops = tuple((p["crop"]["x"], p["crop"]["y"]) for p in record["patches"])
        shared = {"paper": (boundary, crops), "batch": boundary, "sample": None}[self._options["mode"]]
        self._problems.equal(place, f"what batch {batch} shares", shared, self._shared.setdefault(batch, shared))

    def end(self):
        """Holds the whole epoch to the format."""
        sources, place = len(self._base.records), f"epoch {self._epoch}"
        self._problems.equal(place, "samples", self.count, sources)
        for batch, uses in self._uses.items():
            odd = {source: n for source, n in uses.items() if n != 4}
            if odd:
                self._problems.add(place, f"batch {batch} does not use each source four times: {odd}")
            expected = min(self._options["batch"], sources - batch * self._options["batch"])
            self._problems.equal(place, f"sources of batch {batch}", len(uses), expected)
        self._problems.equal(place, "sources used", len(self._batch_of), sources)
        self._draws(place)

    def _draws(self, place):
        """Not proof of randomness, but a constant where there should be a draw does not get by."""
        if self._beta is None or self._beta < Decimal("0.1") or self.count < 64:
            return
        roomy = min(self._options["width"], self._options["height"]) >= 8
        if roomy and self._options["mode"] == "sample" and max(map(len, self._boundaries.values())) == 1:
            self._problems.add(place, "no two samples of a batch have different boundaries")
        if self._options["flip"] == "horizontal" and len({flip for flip, _ in self._motion.values()}) == 1:
            self._problems.add(place, "every source is flipped, or none is")
        if largest_shift(self._options["shift"], self._options["width"]) and len({s for _, s in self._motion.values()}) == 1:
            self._problems.add(place, "every source is shifted alike")


def largest_shift(text, length):
    """4 is pixels, 10% a share of the side, rounded down."""
    return int(length * Decimal(text[:-1]) / 100) if text.endswith("%") else int(text)
