"""pyra schedule: rates within a budget, and what takes them."""

import json
import re
import unittest

from pyra_cli import CLASSES, CliTest, make_backbone, run


class ScheduleTest(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own_head = make_backbone(cls.shared / "own head.safetensors", classes=CLASSES, depth=4)

    def schedule(self, *budget, **changes):
        named = {"backbone": self.own_head, "data": self.data, "evaluations": 30, **changes}
        words = [word for name, value in named.items() if value is not None for word in ("--" + name, value)]
        return run("schedule", *words, *budget)

    def test_meets_a_budget_of_macs(self):
        told = self.json_of(self.schedule("--speedup", 1.5, "--json"))
        self.assertEqual(len(told["schedule"]), 4)
        self.assertGreaterEqual(told["speedup"], 1.5)
        self.assertLess(told["speedup"], 1.65, "17 tokens are coarse, but not that coarse")
        self.assertGreater(told["divergence"], 0)
        self.assertLessEqual(told["evaluations"], 30)
        self.assertEqual(len(told["sensitivity"]), 4)
        for known in told["known"]:
            self.assertLessEqual(told["divergence"], known["divergence"], known["name"])
            self.assertGreaterEqual(known["speedup"], 1.5)
        again = self.json_of(self.schedule("--gmac", told["gmac"] * 1.0001, "--json"))
        self.assertLessEqual(again["gmac"], told["gmac"] * 1.0001)
        self.assertEqual(self.json_of(self.schedule("--speedup", 1.5, "--json")), told)

    def test_people_get_a_table_and_the_command_to_go_on_with(self):
        result = self.succeeds(self.schedule("--speedup", 1.5))
        for word in ("uniform", "high's shape", "found", "fewer", "tokens  17 -> ", "pyra adapt --backbone"):
            self.assertIn(word, result.stdout)
        self.assertIn("labels unread", result.stderr)

    def test_meets_a_budget_of_time(self):
        result = self.schedule("--latency-ms", 1000, "--batch", 2, "--json")
        told = self.json_of(result)
        self.assertEqual(told["schedule"], [0, 0, 0, 0], "a second is enough for every token")
        self.assertLess(told["ms"], 1000)
        self.assertEqual(told["batch"], 2)
        self.assertIn(
            "--latency-ms 1000.000 needs no merging: with every token kept the model comes to", result.stderr
        )
        self.assertTrue(told["needs_no_merging"])

    def test_a_budget_of_macs_that_needs_no_merging_is_said(self):
        result = self.schedule("--gmac", 1000, "--json")
        self.assertEqual(self.json_of(result)["schedule"], [0, 0, 0, 0])
        self.assertIn("needs no merging", result.stderr)

    def test_tries_no_more_schedules_than_asked_for(self):
        for most in (1, 2, 5, 8, 12):
            self.assertLessEqual(
                self.json_of(self.schedule("--speedup", 1.5, "--json", evaluations=most))["evaluations"], most
            )

    def test_its_file_is_a_schedule_everywhere(self):
        file = self.folder / "fast.json"
        told = self.json_of(self.schedule("--speedup", 1.5, "--out", file, "--json"))
        self.assertEqual(json.loads(file.read_text())["schedule"], told["schedule"])
        evaluated = self.json_of(
            run("eval", "--backbone", self.own_head, "--data", self.data, "--schedule", file, "--json")
        )
        self.assertEqual(evaluated["schedule"], told["schedule"])
        self.succeeds(self.adapt(self.folder / "run", backbone=self.own_head, schedule=file))
        file.unlink()
        self.assertEqual(
            self.json_of(run("eval", "--model", self.folder / "run", "--data", self.data, "--json"))[
                "schedule"
            ],
            told["schedule"],
        )
        self.assertNotIn("fast.json", (self.folder / "run" / "recipe.toml").read_text())

    def test_a_schedule_of_another_backbone_is_refused(self):
        file = self.folder / "fast.json"
        self.succeeds(self.schedule("--speedup", 1.5, "--out", file))
        self.refuses(
            self.adapt(self.folder / "run", schedule=file), "found for another backbone", "depth 4", "depth 2"
        )
        file.write_text("{}")
        self.refuses(self.adapt(self.folder / "run", schedule=file), "no schedule file")

    def test_a_schedule_of_other_weights_is_noted_and_of_another_reducer_refused(self):
        file = self.folder / "fast.json"
        self.succeeds(self.schedule("--speedup", 1.5, "--out", file))
        other = make_backbone(self.folder / "other.safetensors", classes=CLASSES, depth=4, seed=7)
        evaluate = ("eval", "--data", self.data, "--schedule", file)
        self.assertNotIn("was found", self.succeeds(run(*evaluate, "--backbone", self.own_head)).stderr)
        self.assertIn("with other weights", self.succeeds(run(*evaluate, "--backbone", other)).stderr)
        self.refuses(
            run(*evaluate, "--backbone", self.own_head, "--reducer", "heed"),
            "found with reducer tome",
            "run with heed",
        )
        told = self.succeeds(
            self.adapt(self.folder / "run", "--reducer", "pyra", backbone=self.own_head, schedule=file)
        )
        self.assertIn("found with reducer tome and is used with pyra", told.stderr)
        self.refuses(
            self.adapt(self.folder / "heed", "--reducer", "heed", backbone=self.own_head, schedule=file),
            "reducer tome",
        )
        found = self.succeeds(self.schedule("--speedup", 1.5, "--reducer", "heed", "--out", file))
        self.assertIn("--reducer heed", found.stdout)
        self.refuses(
            run(*evaluate, "--backbone", self.own_head, "--reducer", "tome"), "found with reducer heed"
        )
        self.succeeds(run(*evaluate, "--backbone", self.own_head, "--reducer", "heed"))

    def test_adapt_searches_on_the_way(self):
        out = self.folder / "run"
        result = self.adapt(out, "--json", backbone=self.own_head, schedule="latency-ms=1000")
        self.assertEqual(self.json_of(result)["rates"], [0, 0, 0, 0])
        self.assertIn("found      0x4", result.stderr)
        self.assertIn("schedule = '0x4'", (out / "recipe.toml").read_text())
        resumed = self.succeeds(
            self.adapt(out, "--resume", backbone=self.own_head, schedule="latency-ms=1000")
        )
        self.assertNotIn("timing", resumed.stderr)
        self.refuses(
            self.adapt(self.folder / "fast", backbone=self.own_head, schedule="latency-ms=1e-6"),
            "out of reach",
        )
        self.refuses(
            self.adapt(self.folder / "odd", backbone=self.own_head, schedule="latency-ms=soon"),
            "positive number of milliseconds",
        )

    def test_a_tuned_model_is_searched_too(self):
        adapter, _ = self.adapt_once("tome", "--reducer", "tome", schedule="r=2")
        told = self.json_of(self.schedule("--speedup", 1.3, "--json", model=adapter, backbone=None))
        self.assertIn("pyra export --model", told["use"])
        self.assertEqual(told["reducer"], "tome")
        other = self.json_of(
            self.schedule("--speedup", 1.3, "--reducer", "heed", "--json", model=adapter, backbone=None)
        )
        self.assertEqual(other["reducer"], "heed")
        self.assertNotEqual(other["divergence"], told["divergence"])

    def test_an_elastic_model_is_searched_as_far_as_it_was_trained(self):
        backbone = make_backbone(
            self.folder / "65 tokens.safetensors", image_height=32, image_width=32, depth=6
        )
        adapter, told = (
            self.folder / "elastic",
            self.json_of(
                self.adapt(
                    self.folder / "elastic",
                    "--reducer",
                    "pyra",
                    "--json",
                    backbone=backbone,
                    schedule="elastic",
                )
            ),
        )
        most = told["gmac_uncompressed"] / told["gmac"]
        found = self.json_of(
            self.schedule("--speedup", round(most - 0.1, 2), "--json", model=adapter, backbone=None)
        )
        self.json_of(
            run("eval", "--model", adapter, "--data", self.data, "--schedule", found["spelling"], "--json")
        )
        self.refuses(
            self.schedule("--speedup", round(1.04 * most, 2), model=adapter, backbone=None),
            "more than this elastic adapter was trained for",
            "--speedup",
        )

    def test_what_cannot_be_met_names_the_best(self):
        for option, unit in (
            ("--speedup", "--speedup "),
            ("--gmac", "--gmac "),
            ("--latency-ms", "--latency-ms "),
        ):
            result = self.refuses(
                self.schedule(option, 1000 if option == "--speedup" else 1e-9),
                "out of reach",
                "comes to " + unit,
            )
            best = float(re.search(r"comes to --[a-z-]+ ([0-9.]+)", result.stderr)[1])
            self.assertGreater(best, 0)
            if option == "--speedup":
                self.succeeds(self.schedule("--speedup", best - 0.01))

    def test_wrong_requests_are_refused(self):
        self.refuses(self.schedule(), "no budget given")
        self.usage_error(self.schedule("--speedup", 2, "--gmac", 1), "excludes")
        self.usage_error(self.schedule("--speedup", -2), "--speedup: '-2' given, a number above 0 expected")
        self.usage_error(self.schedule("--speedup", 2, "--batch", 4), "--batch requires --latency-ms")
        self.refuses(self.schedule("--speedup", 0.5), "at least 1")
        self.refuses(self.schedule("--speedup", 1.5, "--out", self.folder / "fast.txt"), ".json expected")
        self.refuses(self.schedule("--speedup", 1.5, data=self.folder / "nowhere"), "nowhere")
        self.refuses(self.schedule("--speedup", 1.5, backbone=None), "no model given")
        self.refuses(self.schedule("--speedup", 1.5, backbone=self.backbone), "no task head")
        adapter, _ = self.adapt_once("pyra")
        self.refuses(
            self.schedule("--speedup", 1.5, model=adapter, backbone=None),
            "belong to the schedule they were trained at",
            "--backbone",
        )


if __name__ == "__main__":
    unittest.main()
