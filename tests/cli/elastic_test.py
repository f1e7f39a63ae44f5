"""pyra adapt --schedule elastic: one adapter for every rate, and --distil."""

import json
import unittest

from pyra_cli import CliTest, make_backbone, read_safetensors, run

DEPTH = 6  # deep enough for more than `high` takes
MORE = "32,16,8,4"


class ElasticTest(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backbone = make_backbone(
            cls.shared / "65 tokens.safetensors", image_height=32, image_width=32, depth=DEPTH
        )
        cls.elastic, cls.told = cls.adapt_once("elastic", "--reducer", "pyra", schedule="elastic")

    def evaluate(self, model, *options):
        return run("eval", "--model", model, "--data", self.data, "--json", *options)

    def test_is_tested_at_three_rates(self):
        for name in ("test_top1", "test_top1_low", "test_top1_none"):
            self.assertTrue(0 <= self.told[name] <= 100, name)
        self.assertEqual(self.json_of(self.evaluate(self.elastic))["top1"], self.told["top1"])
        self.assertEqual(
            self.json_of(self.evaluate(self.elastic, "--schedule", "none"))["top1"],
            self.told["test_top1_none"],
        )
        self.assertEqual(
            self.json_of(self.evaluate(self.elastic, "--schedule", "low"))["top1"], self.told["test_top1_low"]
        )

    def test_runs_at_any_rate_it_was_trained_for(self):
        for spelling in ("r=1", "speedup=1.3", "high", "2,1"):
            with self.subTest(spelling):
                self.json_of(self.evaluate(self.elastic, "--schedule", spelling))
        deployed = self.folder / "deployed.safetensors"
        self.succeeds(run("export", "--model", self.elastic, "--to", "runtime", "--out", deployed))
        for spelling in ("none", "r=1", "high"):
            first = self.json_of(self.evaluate(self.elastic, "--schedule", spelling))
            second = self.json_of(self.evaluate(deployed, "--schedule", spelling))
            self.assertEqual((first["top1"], first["schedule"]), (second["top1"], second["schedule"]))

    def test_more_than_it_was_trained_for_is_refused(self):
        self.refuses(
            self.evaluate(self.elastic, "--schedule", MORE),
            "trained for every rate down to",
            MORE,
            "speedup=",
            "--force-schedule",
        )
        self.json_of(self.evaluate(self.elastic, "--schedule", MORE, "--force-schedule"))

    def test_its_weights_have_a_row_for_the_largest_rate_of_each_block(self):
        tensors, metadata = read_safetensors(self.elastic / "adapter.safetensors")
        rates = json.loads(metadata["pyra.adapter"])["elastic_rates"]
        self.assertEqual(
            [tensors[f"blocks.{i}.pyra_a"][1] for i in range(DEPTH)], [(rate, 1) for rate in rates]
        )
        pairs = zip(rates, self.told["rates"], strict=True)
        self.assertTrue(all(largest >= rate for largest, rate in pairs))

    def test_merging_without_weights_is_elastic_too(self):
        out = self.folder / "tome"
        self.json_of(self.adapt(out, "--reducer", "tome", "--json", schedule="elastic"))
        self.refuses(self.evaluate(out, "--schedule", MORE), "trained for every rate down to")
        self.json_of(self.evaluate(out, "--schedule", "none"))

    def test_a_run_goes_on_where_it_stopped(self):
        whole, _ = self.adapt_once("whole", "--distil", "0.5", schedule="r=3", epochs=2)
        again = self.folder / "again"
        self.succeeds(self.adapt(again, "--distil", "0.5", schedule="r=3", epochs=2))
        self.assertEqual(
            read_safetensors(again / "adapter.safetensors")[0],
            read_safetensors(whole / "adapter.safetensors")[0],
        )
        plain = self.folder / "plain"
        self.succeeds(self.adapt(plain, schedule="r=3", epochs=2))
        self.assertNotEqual(
            read_safetensors(plain / "adapter.safetensors")[0],
            read_safetensors(whole / "adapter.safetensors")[0],
        )

    def test_what_cannot_be_elastic_is_refused(self):
        for reducer, reason in (
            ("diffrate", "the one schedule that they were trained at"),
            ("none", "it keeps every token"),
        ):
            out = self.folder / reducer
            self.refuses(
                self.adapt(out, "--reducer", reducer, schedule="elastic"),
                reason,
                "take one of tome, pyra, heed",
            )
            self.holds_nothing(out)
        self.refuses(self.adapt(self.folder / "x", "--distil", "0.5", schedule="none"), "nothing to distil")
        self.refuses(self.adapt(self.folder / "x", "--distil", "1.5"), "--distil 1.5", "0 to 1")
        self.refuses(self.evaluate(self.elastic, "--schedule", "elastic"), "name the rate to run at")


if __name__ == "__main__":
    unittest.main()
