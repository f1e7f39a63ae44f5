"""Downloads that break: what came is kept and gone on with, and nothing damaged gets a name."""

import re
import signal
import time
import unittest
from pathlib import Path

from fetch_case import REPOSITORY, FetchTest
from hub import git_sha1, sha256


class Broken(FetchTest):
    def setUp(self):
        super().setUp()
        self.weights = self.backbone()
        self.repository = self.add({"model.safetensors": self.weights, "config.json": b"{}"})
        self.blob = self.repository_folder / "blobs" / sha256(self.weights)
        self.partial = Path(f"{self.blob}.incomplete")

    def ranges(self):
        return [headers.get("Range") for method, _, headers in self.hub.cdn.asked if method == "GET"]

    def wait_for_more_than(self, bytes_kept):
        until = time.monotonic() + 20
        while not self.partial.exists() or self.partial.stat().st_size <= bytes_kept:
            self.assertLess(time.monotonic(), until, "no byte came")
            time.sleep(0.02)

    def holds_whole(self, told):
        self.assertEqual(Path(told["path"]).read_bytes(), self.weights)
        self.assertFalse(self.partial.exists())

    def test_a_connection_that_ends_early_is_gone_on_with(self):
        self.hub.cdn.cut_after = 12288
        self.holds_whole(self.fetch("hf:" + REPOSITORY))
        self.assertEqual(self.ranges(), [None, "bytes=12288-"])

    def test_a_part_of_an_earlier_try_is_gone_on_with(self):
        self.partial.parent.mkdir(parents=True)
        self.partial.write_bytes(self.weights[:10000])
        result = self.pyra("fetch", "hf:" + REPOSITORY)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("of which 10.0 KB are here", result.stderr)
        self.assertEqual(self.ranges(), ["bytes=10000-"])
        self.holds_whole({"path": result.stdout.strip()})

    def test_a_server_without_ranges_begins_anew(self):
        self.hub.cdn.ranges = False
        self.partial.parent.mkdir(parents=True)
        self.partial.write_bytes(self.weights[:10000])
        self.holds_whole(self.fetch("hf:" + REPOSITORY))

    def test_a_part_that_is_longer_than_the_file_is_thrown_away(self):
        self.partial.parent.mkdir(parents=True)
        self.partial.write_bytes(self.weights + b"more")
        self.holds_whole(self.fetch("hf:" + REPOSITORY))

    def test_a_part_of_something_else_is_found_out_and_deleted(self):
        self.partial.parent.mkdir(parents=True)
        self.partial.write_bytes(b"x" * 10000)
        self.refuses(self.pyra("fetch", "hf:" + REPOSITORY), "SHA-256", sha256(self.weights), "deleted")
        self.assertFalse(self.partial.exists())
        self.assertFalse(self.blob.exists())
        self.holds_whole(self.fetch("hf:" + REPOSITORY))

    def test_other_bytes_of_the_right_length_are_refused(self):
        self.hub.cdn.change = lambda content: content[:-1] + b"?"
        self.refuses(self.pyra("fetch", "hf:" + REPOSITORY), "SHA-256", "damaged")
        self.assertEqual(
            [
                name
                for name in self.files_below(self.cache)
                if sha256(self.weights) in name and "blobs" in name
            ],
            [],
        )
        self.assertFalse((self.repository_folder / "refs").exists())

    def test_a_small_file_is_checked_as_git_names_it(self):
        path = f"/{REPOSITORY}/resolve/{self.repository.commit}/config.json"
        headers = {"ETag": f'"{git_sha1(b"{}")}"', "X-Repo-Commit": self.repository.commit}
        self.hub.trouble[path] = lambda request, body: self.hub.send(request, 200, b"[]", headers, body)
        self.refuses(self.pyra("fetch", "hf:" + REPOSITORY), "SHA-1", git_sha1(b"{}"))

    def test_a_server_that_stands_still_is_left_and_the_part_kept(self):
        self.hub.cdn.stall_after = 8192
        result = self.pyra("fetch", "hf:" + REPOSITORY, HF_HUB_DOWNLOAD_TIMEOUT="1")
        self.refuses(result, "is kept", status=1)
        self.assertEqual(self.partial.read_bytes(), self.weights[:8192])
        self.hub.cdn.stall_after = None
        self.holds_whole(self.fetch("hf:" + REPOSITORY))

    def test_ctrl_c_keeps_the_part(self):
        kept = 0
        for number in (signal.SIGINT, signal.SIGTERM):
            self.hub.cdn.slow = 0.05
            with self.start("inspect", "hf:" + REPOSITORY) as process:
                self.wait_for_more_than(kept)
                process.send_signal(number)
                out, err = process.communicate(timeout=20)
            self.assertEqual((process.returncode, out), (130, ""), err)
            self.assertIn("is kept", err)
            kept = self.partial.stat().st_size
            self.assertEqual(self.partial.read_bytes(), self.weights[:kept])
        self.hub.cdn.slow = 0
        self.holds_whole(self.fetch("hf:" + REPOSITORY))
        self.assertEqual(self.ranges()[-1], f"bytes={kept}-")

    def test_two_processes_download_once(self):
        self.hub.cdn.slow = 0.02
        processes = [self.start("fetch", "hf:" + REPOSITORY) for _ in range(3)]
        said = [process.communicate(timeout=60) for process in processes]
        self.assertEqual([process.returncode for process in processes], [0, 0, 0], said)
        self.assertEqual(len({out for out, _ in said}), 1)
        self.assertEqual(len(self.ranges()), 1)
        self.assertEqual(sum("waits for another process" in err for _, err in said), 2)

    def test_a_disk_without_room_is_said_before(self):
        self.repository.files["model.safetensors"] = b"x"
        huge = {
            "X-Repo-Commit": self.repository.commit,
            "X-Linked-Etag": f'"{"a" * 64}"',
            "X-Linked-Size": 10**17,
            "Location": f"{self.hub.cdn.address}/huge",
        }
        path = f"/{REPOSITORY}/resolve/{self.repository.commit}/model.safetensors"
        self.hub.trouble[path] = lambda request, body: self.hub.send(request, 302, b"", huge, body)
        self.hub.cdn.files["/huge"] = b"x"
        self.hub.cdn.headers = {"Content-Length": 10**17}
        self.refuses(self.pyra("fetch", "hf:" + REPOSITORY), "are free", "HF_HUB_CACHE", status=1)

    def test_a_busy_server_is_asked_again(self):
        answers = [429, 503]

        def busy(request, body):
            if answers:
                return self.hub.send(request, answers.pop(0), b"", None, body)
            del self.hub.trouble[api]
            return self.hub.reply(request, body)

        api = f"/api/models/{REPOSITORY}/revision/main"
        self.hub.trouble[api] = busy
        self.holds_whole(self.fetch("hf:" + REPOSITORY))
        self.assertEqual(answers, [])

    def test_progress_counts_megabytes(self):
        self.add({"model.safetensors": bytes(3_000_000)}, name="someone/large")
        result = self.pyra("fetch", "hf:someone/large")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(re.search(r"model.safetensors  3/3 MB  100 %", result.stderr), result.stderr)


if __name__ == "__main__":
    unittest.main()
