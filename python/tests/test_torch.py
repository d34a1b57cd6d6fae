# SPDX-License-Identifier: MIT
"""Tests of ricap.py that need PyTorch: DataLoader's workers, and ranks that train. RICAP_TEST_SET is a data set."""

import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "python"))
import ricap  # noqa: E402

SET = os.environ.get("RICAP_TEST_SET", "")
STORED, COMPOSED = 0, 7


@unittest.skipUnless(SET, "needs RICAP_TEST_SET, a data set that the .NET tests render")
class WorkerTests(unittest.TestCase):
    def test_workers_keep_the_order_and_the_bytes(self):
        for epoch in (STORED, COMPOSED):
            expected = list(ricap.Dataset(SET, epoch))
            for workers in (0, 2):
                dataset = ricap.Dataset(SET, epoch)
                self.assertIsInstance(dataset, IterableDataset)
                self.assertEqual(dataset.road, "shards" if epoch == STORED else "online")
                self.assert_equal(DataLoader(dataset, batch_size=None, num_workers=workers), expected)

    def test_workers_go_on_from_a_state(self):
        expected = list(ricap.Dataset(SET, COMPOSED))
        for workers in (0, 2):
            dataset = ricap.Dataset(SET)
            dataset.load_state_dict({"epoch": COMPOSED, "batch": 3})
            self.assert_equal(DataLoader(dataset, batch_size=None, num_workers=workers), expected[3:])

    def test_started_workers_do_not_need_what_their_parent_has_open(self):
        dataset = ricap.Dataset(SET, COMPOSED, layout="NCHW")
        expected = [batch._replace(images=batch.images.transpose(0, 2, 3, 1)) for batch in dataset]
        loader = DataLoader(dataset, batch_size=None, num_workers=1, multiprocessing_context="spawn")
        self.assert_equal([batch._replace(images=batch.images.permute(0, 2, 3, 1)) for batch in loader], expected)

    def test_an_error_comes_out_of_a_worker_as_it_is(self):
        dataset = ricap.Dataset(SET, COMPOSED, options={"schedule": "1"}, source="shards")
        with self.assertRaisesRegex(ricap.DatasetError, "was not rendered"):
            list(DataLoader(dataset, batch_size=None, num_workers=1))

    def assert_equal(self, loader, expected):
        count = 0
        for batch, other in zip(loader, expected):
            self.assertIsInstance(batch.images, torch.Tensor)
            self.assertEqual((batch.images.dtype, batch.targets.dtype), (torch.uint8, torch.float32))
            self.assertEqual((batch.number, batch.weight), (other.number, other.weight))
            self.assertTrue(np.array_equal(batch.images.numpy(), other.images))
            self.assertTrue(np.array_equal(batch.targets.numpy(), other.targets))
            count += 1
        self.assertEqual(count, len(expected))


@unittest.skipUnless(SET, "needs RICAP_TEST_SET, a data set that the .NET tests render")
class RankTests(unittest.TestCase):
    def test_two_ranks_train_to_the_loss_of_one_process(self):
        one, two = self.losses("--ranks", "1"), self.losses("--ranks", "2", "--workers", "1")
        self.assertEqual(len(one), 2)
        self.assertNotEqual(one[0], one[1])
        np.testing.assert_allclose(two, one, rtol=1e-5)

    def losses(self, *words):
        command = [sys.executable, "-B", str(ROOT / "samples/python/train_ddp.py"), SET, *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line)["loss"] for line in done.stdout.splitlines()]


if __name__ == "__main__":
    unittest.main()
