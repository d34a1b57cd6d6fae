"""What must hold for sample records: of one, of a batch, of an epoch."""

from collections import Counter, defaultdict
from decimal import Decimal

HEAD = ["id", "epoch", "batch", "beta", "width", "height"]
PATCHED = HEAD + ["boundary", "label", "patches"]
MIXED = HEAD + ["mix", "label", "layers"]
PATCH_FIELDS = ["source", "index", "class", "area", "crop", "at", "flip", "shift"]
LAYER_FIELDS = ["source", "index", "class", "share", "crop", "at", "flip", "shift", "opacity"]
FILL_FIELDS = ["fill", "share", "crop", "at", "opacity"]


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
        self._mixes = mixes_of(options["augment"])
        self._chosen = Counter()
        self.count = 0

    def add(self, key, record):
        """Holds the next record to all that can be seen now."""
        index, self.count = self.count, self.count + 1
        place = f"epoch {self._epoch} sample {index}"
        equal = lambda what, found, expected: self._problems.equal(place, what, found, expected)
        size = self._options["width"], self._options["height"]
        expected_id = f"{self._epoch:04d}-{index:08d}"
        equal("member name", key, expected_id)
        patched = "mix" not in record
        mix = record["mix"] if not patched else "baseline" if record["beta"] is None else "ricap"
        self._chosen[mix] += 1
        if mix not in self._mixes:
            self._problems.add(place, f"it is made by {mix}, which is none of {sorted(self._mixes)}")
        equal("fields", list(record), PATCHED if patched else MIXED)
        equal("id", record["id"], expected_id)
        equal("epoch", record["epoch"], self._epoch)
        equal("batch", record["batch"], index // self._options["batch"])
        equal("beta", record["beta"], self._beta if mix == "ricap" else None)
        equal("width and height", (record["width"], record["height"]), size)
        if patched:
            equal("number of patches", len(record["patches"]), 4)
            self._patches(place, record, size)
        else:
            self._layers(place, record, size, mix)
        self._label(place, record)
        self._batch(place, record, mix)

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

    def _layers(self, place, record, size, mix):
        (width, height), layers = size, record["layers"]
        for number, layer in enumerate(layers):
            where = f"{place} layer {number}"
            equal = lambda what, found, expected: self._problems.equal(where, what, found, expected)
            equal("fields", list(layer), FILL_FIELDS if "fill" in layer else LAYER_FIELDS)
            crop, at = layer["crop"], layer["at"]
            if not (0 <= at["x"] <= width - crop["w"] and 0 <= at["y"] <= height - crop["h"]):
                self._problems.add(where, f"{crop} at {at} leaves the sample of {width}x{height}")
            if not 0 <= layer["opacity"] <= 65536:
                self._problems.add(where, f"opacity is {layer['opacity']}")
            if "fill" not in layer:
                source = self._base.records[layer["index"]]
                equal("source and class", (layer["source"], layer["class"]), (source["path"], source["class"]))
                self._moves(where, layer["index"], layer["flip"], (layer["shift"]["x"], layer["shift"]["y"]), size)
        self._problems.equal(place, "the lowest layer", rectangle(layers[0]), (0, 0, 0, 0, width, height))
        self._problems.equal(place, "its opacity", layers[0]["opacity"], 65536)
        self._rules(place, layers, width * height, mix)

    def _rules(self, place, layers, area, mix):
        """What a mix says of its two layers."""
        equal = lambda what, found, expected: self._problems.equal(place, f"{mix}: {what}", found, expected)
        shares = [layer["share"] for layer in layers]
        equal("layers", len(layers), 2)
        x, y, at_x, at_y, w, h = rectangle(layers[1])
        if mix == "cutmix":
            equal("shares", shares, [area - w * h, w * h])
            equal("place of the box in its source", (x, y), (at_x, at_y))
            equal("opacity", layers[1]["opacity"], 65536)
        elif mix == "mixup":
            equal("shares", shares, [65536 - layers[1]["opacity"], layers[1]["opacity"]])
            equal("second layer", rectangle(layers[1]), rectangle(layers[0]))
        elif mix == "cutout":
            equal("shares", shares, [area, 0])
            equal("colour", layers[1].get("fill"), self._options["cutoutFill"])
            equal("opacity", layers[1]["opacity"], 65536)

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
        layers = record.get("patches") or record["layers"]
        parts = [(layer, layer["area"] if "area" in layer else layer["share"]) for layer in layers]
        for layer, part in parts:
            if part:
                soft = self._base.records[layer["index"]].get("label", {"class": [layer["class"]], "weight": [1]})
                for of_class, share in zip(soft["class"], soft["weight"]):
                    weights[of_class] += part * share
        expected = sorted((c, w) for c, w in weights.items() if w)
        label = record["label"]
        self._problems.equal(place, "label", list(zip(label["class"], label["weight"])), expected)
        self._problems.equal(place, "classes and weights", len(label["class"]), len(label["weight"]))
        total = record["width"] * record["height"] if "patches" in record else label["total"]
        self._problems.equal(place, "sum of weights", sum(label["weight"]), total)
        self._problems.equal(place, "sum of shares", sum(part for _, part in parts), total)

    def _batch(self, place, record, mix):
        batch = record["batch"]
        if "layers" in record:
            for layer in record["layers"]:
                if "fill" not in layer:
                    self._uses[batch][layer["index"]] += 1
                    index = layer["index"]
                    self._problems.equal(place, f"batch of source {index}", self._batch_of.setdefault(index, batch), batch)
            return
        boundary = tuple(record["boundary"].values())
        for corner, patch in enumerate(record["patches"]):
            index = patch["index"]
            self._uses[batch][index] += 1
            if (mix, corner, index) in self._corners[batch]:
                self._problems.add(place, f"source {index} is twice in corner {corner} of batch {batch}")
            self._corners[batch].add((mix, corner, index))
            self._problems.equal(place, f"batch of source {index}", self._batch_of.setdefault(index, batch), batch)
        if mix != "ricap":
            return
        self._boundaries[batch].add(boundary)
        crops = tuple((p["crop"]["x"], p["crop"]["y"]) for p in record["patches"])
        shared = {"paper": (boundary, crops), "batch": boundary, "sample": None}[self._options["mode"]]
        self._problems.equal(place, f"what batch {batch} shares", shared, self._shared.setdefault(batch, shared))

    def end(self):
        """Holds the whole epoch to the format."""
        sources, place = len(self._base.records), f"epoch {self._epoch}"
        self._problems.equal(place, "samples", self.count, sources)
        if len(self._mixes) == 1:
            (mix,) = self._mixes
            often = {"ricap": 4, "baseline": 4, "cutmix": 2, "mixup": 2}.get(mix, 1)
            for batch, uses in self._uses.items():
                odd = {source: n for source, n in uses.items() if n != often}
                if odd:
                    self._problems.add(place, f"batch {batch} does not use each source {often} times: {odd}")
                expected = min(self._options["batch"], sources - batch * self._options["batch"])
                self._problems.equal(place, f"sources of batch {batch}", len(uses), expected)
            self._problems.equal(place, "sources used", len(self._batch_of), sources)
        elif self.count >= 64 and self._options["choose"] == "sample":
            # Six standard deviations: chance does not get there.
            for mix, chance in self._mixes.items():
                spread = 6 * (self.count * chance * (1 - chance)) ** 0.5
                if abs(self._chosen[mix] - self.count * chance) > spread:
                    self._problems.add(place, f"{self._chosen[mix]} of {self.count} samples by {mix}, its chance is {chance:.3f}")
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


def mixes_of(augment):
    """The mixes of an augmentation with their chances; a plain source is one that is not mixed."""
    weights = dict(part.split(":") for part in augment.split(",")) if ":" in augment else {augment: 1}
    total = sum(int(weight) for weight in weights.values())
    return {"baseline" if mix == "none" else mix: int(weight) / total for mix, weight in weights.items()}


def rectangle(layer):
    """Crop and place as numbers: x, y, at x, at y, width, height."""
    crop, at = layer["crop"], layer["at"]
    return crop["x"], crop["y"], at["x"], at["y"], crop["w"], crop["h"]


def largest_shift(text, length):
    """4 is pixels, 10% a share of the side, rounded down."""
    return int(length * Decimal(text[:-1]) / 100) if text.endswith("%") else int(text)
