"""pyra bench: fields, arithmetic between them, bad input. How fast it is never fails a test."""

import unittest

from pyra_cli import CliTest, run

ARCH = "vit_demo_patch2_28"  # 0.6 million weights, the token counts of ViT-B/16
QUICK = ["--rounds", "2", "--seconds", "0.02"]
ROW = {
    "schedule",
    "rates",
    "batch",
    "dtype",
    "train",
    "img_per_s",
    "img_per_s_min",
    "img_per_s_max",
    "ms",
    "ms_p50",
    "ms_p90",
    "ms_p99",
    "calls",
    "gmac",
    "gmac_executed",
    "gflops",
    "peak_share",
    "speedup",
    "speedup_theoretical",
    "rss_mb",
}


def bench(*options, **changes):
    return run("bench", *options, *QUICK, **changes)


class BenchTest(CliTest):
    def test_rows_and_what_follows_from_them(self):
        told = self.json_of(
            bench(
                "--arch",
                ARCH,
                "--schedule",
                "none,high",
                "--batch",
                "1,2",
                "--dtype",
                "f32,int8",
                "--break-even",
                "off",
                "--json",
            )
        )
        rows = told["rows"]
        self.assertEqual(
            [(row["batch"], row["dtype"], row["schedule"]) for row in rows],
            [
                (batch, dtype, schedule)
                for batch in (1, 2)
                for dtype in ("f32", "int8")
                for schedule in ("none", "high")
            ],
        )
        for row in rows:
            self.assertEqual(set(row), ROW)
            self.assertLessEqual(row["img_per_s_min"], row["img_per_s"])
            self.assertLessEqual(row["img_per_s"], row["img_per_s_max"])
            self.assertLessEqual(row["ms_p50"], row["ms_p90"])
            self.assertLessEqual(row["ms_p90"], row["ms_p99"])
            self.assertGreaterEqual(row["calls"], 2)
            self.assertAlmostEqual(row["ms"], 1e3 * row["batch"] / row["img_per_s"], places=6)
            self.assertAlmostEqual(
                row["gflops"], 2 * row["gmac"] * row["img_per_s"], delta=1e-6 * row["gflops"]
            )
            self.assertAlmostEqual(row["peak_share"], row["gflops"] / told["peak"][row["dtype"]], places=9)
            self.assertLessEqual(row["gmac_executed"], row["gmac"])
            self.assertGreater(row["rss_mb"], 1)
        plain, merged = rows[:2]
        self.assertAlmostEqual(plain["gmac"], 0.176, places=3)
        self.assertEqual(merged["rates"], "40,34,30,24,18,14,10,8,4x2,3x2")
        self.assertAlmostEqual(merged["speedup"], merged["img_per_s"] / plain["img_per_s"], places=9)
        self.assertAlmostEqual(merged["speedup_theoretical"], plain["gmac"] / merged["gmac"], places=9)

    def test_weights_of_random_models_serve_every_schedule(self):
        """The largest rates of each block together are more than there are tokens."""
        result = self.json_of(
            run(
                "bench",
                "--arch",
                "vit_tiny_patch16_224",
                "--reducer",
                "pyra",
                "--schedule",
                "none,low,high",
                "--batch",
                "1",
                "--rounds",
                "1",
                "--seconds",
                "0.1",
                "--break-even",
                "off",
                "--no-memory",
                "--json",
            )
        )
        self.assertEqual([row["schedule"] for row in result["rows"]], ["none", "low", "high"])
        self.assertGreater(result["rows"][1]["gmac"], result["rows"][2]["gmac"])

    def test_what_checkpoints_leave_open_is_not_asked_of_an_architecture(self):
        self.refuses(bench("--arch", ARCH, "--heads", "4"), "--heads", "--arch")
        self.refuses(bench("--arch", "vit_tinny_patch16_224"), "did you mean vit_tiny_patch16_224?")

    def test_peak_and_machine_say_how_they_were_found(self):
        told = self.json_of(
            bench("--arch", ARCH, "--schedule", "none", "--batch", "1", "--no-memory", "--json")
        )
        self.assertGreater(told["peak"]["f32"], 0)
        self.assertIn("oneDNN", told["peak"]["how"])
        self.assertEqual(
            {shape["name"] for shape in told["peak"]["shapes"]["f32"]}, {"qkv", "proj", "fc1", "fc2"}
        )
        self.assertEqual(told["machine"]["threads"], 1)
        for fact in ("cpu", "cores", "isa", "onednn", "compiler", "pyra"):
            self.assertTrue(told["machine"][fact], fact)
        self.assertIsNone(told["rows"][0]["rss_mb"])
        self.assertEqual(told["break_even"], [])  # nothing merges

    def test_break_even(self):
        told = self.json_of(
            bench("--arch", ARCH, "--schedule", "none,low", "--batch", "1", "--no-memory", "--json")
        )
        (found,) = told["break_even"]
        self.assertEqual((found["batch"], found["dtype"]), (1, "f32"))
        rates = [point["rate"] for point in found["measured"]]
        self.assertEqual(rates, sorted(set(rates)))
        self.assertIn(1, rates)

    def test_table_profile_and_page(self):
        page = self.folder / "bench.html"
        result = self.succeeds(
            bench(
                "--arch",
                ARCH,
                "--schedule",
                "none;16x11,10",
                "--batch",
                "1",
                "--profile",
                "--no-memory",
                "--break-even",
                "off",
                "--out",
                page,
            )
        )
        for word in ("16x11,10", "peak f32", "attention", "match", "oneDNN"):
            self.assertIn(word, result.stdout)
        html = page.read_text()
        self.assertIn("<svg", html)
        self.assertNotRegex(html, r"<script|<link|(?:src|href)=[\"']?https?:")

    def test_a_backbone_of_its_own(self):
        told = self.json_of(
            bench(
                "--backbone",
                self.backbone,
                "--heads",
                "2",
                "--schedule",
                "none,r=2",
                "--batch",
                "3",
                "--json",
            )
        )
        self.assertEqual(told["tokens"], 17)
        self.assertEqual(told["rows"][1]["rates"], "2x2")
        larger = self.json_of(
            bench(
                "--backbone",
                self.backbone,
                "--schedule",
                "none",
                "--batch",
                "1",
                "--image-size",
                "32",
                "--json",
            )
        )
        self.assertEqual(larger["tokens"], 65)

    def test_an_adapter_runs_at_its_own_schedule(self):
        if run("adapt", "--help").returncode != 0:
            self.skipTest("this pyra was built without training, so there is no adapter to run")
        folder, _ = self.adapt_once("pyra_run", "--reducer", "pyra")
        result = bench("--model", folder, "--batch", "2", "--no-memory", "--json")
        told = self.json_of(result)
        self.assertEqual(told["reducer"], "pyra")
        self.assertEqual(
            [(row["schedule"], row["rates"]) for row in told["rows"]], [("none", "0x2"), ("r=3", "3x2")]
        )
        self.assertIn("trained at 3x2", result.stderr)
        self.refuses(bench("--model", folder, "--image-size", "32"), "--image-size")

    def test_latency_makes_many_calls_of_one_picture(self):
        (row,) = self.json_of(
            bench(
                "--arch",
                ARCH,
                "--schedule",
                "high",
                "--latency",
                "--no-memory",
                "--break-even",
                "off",
                "--json",
            )
        )["rows"]
        self.assertEqual(row["batch"], 1)
        self.assertGreaterEqual(row["calls"], 300)
        self.assertIsNone(row["speedup"])  # nothing without merging beside it

    def test_bad_input(self):
        self.refuses(bench("--arch", "vit_nothing"), "vit_nothing", "vit_base_patch16_224")
        self.refuses(bench("--arch", ARCH, "--dtype", "f64"), "f64", "int8")
        for batch in ("0", "-1", "1,,2", "many"):
            self.refuses(bench("--arch", ARCH, f"--batch={batch}"), batch, "--batch")
        for schedule in ("1x13", "speedup=99", "none,16x4", "none,,low", "sometimes"):
            self.refuses(bench("--arch", ARCH, "--schedule", schedule), schedule)
        self.refuses(bench("--arch", ARCH, "--image-size", "27"), "27")
        self.refuses(bench(), "--arch", "--backbone")
        self.refuses(bench("--backbone", self.folder / "missing"), "missing")
        self.refuses(bench("--backbone", self.backbone, "--reducer", "pyra"), "pyra")

    def test_options_that_do_not_go_together(self):
        self.usage_error(bench("--arch", ARCH, "--backbone", self.backbone), "--arch")
        self.usage_error(bench("--arch", ARCH, "--checkpointing", "on"), "--train")
        self.usage_error(bench("--arch", ARCH, "--rounds", "0"), "--rounds")


if __name__ == "__main__":
    unittest.main()
