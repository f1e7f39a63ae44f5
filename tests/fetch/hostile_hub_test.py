"""A hub that means harm: names that lead out of the cache, answers without an end, redirects to elsewhere."""

import json
import unittest

from fetch_case import REPOSITORY, FetchTest
from hub import sha256

NAME = "hf:" + REPOSITORY


class Hostile(FetchTest):
    def setUp(self):
        super().setUp()
        self.repository = self.add()
        self.api = f"/api/models/{REPOSITORY}/revision/main"
        self.file = f"/{REPOSITORY}/resolve/{self.repository.commit}/model.safetensors"
        self.weights = self.repository.files["model.safetensors"]

    def tearDown(self):
        outside = [path.name for path in self.folder.iterdir()]
        self.assertLessEqual(set(outside), {"home", "made.safetensors", "xdg"})
        self.assertEqual([path for path in self.cache.rglob("*") if path.is_symlink()], [])

    def answer(self, path, status=200, content=b"", headers=None):
        self.hub.trouble[path] = lambda request, body: self.hub.send(request, status, content, headers, body)

    def head(self, **changes):
        headers = {
            "X-Repo-Commit": self.repository.commit,
            "X-Linked-Etag": f'"{sha256(self.weights)}"',
            "X-Linked-Size": len(self.weights),
            "Location": f"{self.hub.cdn.address}/{sha256(self.weights)}",
        }
        headers |= {name.replace("_", "-"): value for name, value in changes.items()}
        self.answer(
            self.file, 302, b"", {name: value for name, value in headers.items() if value is not None}
        )

    def refused(self, *words, status=2, **environment):
        self.refuses(self.pyra("fetch", NAME, **environment), *words, status=status)

    def test_names_in_a_listing(self):
        for name in ("../../x", "/etc/passwd", "a/../b", "a\\b", "a\x1b[2Jb", "", "a//b", "./a", "x" * 300):
            self.repository.listed = ["model.safetensors", name]
            self.refused("its listing names")
        self.assertEqual(self.hub.cdn.asked, [])

    def test_names_in_an_index(self):
        for name in (
            "../x.safetensors",
            "/x.safetensors",
            "a/b.safetensors",
            "..",
            "model.safetensors.index.json",
        ):
            index = json.dumps({"weight_map": {"a": name}}).encode()
            self.add({"model.safetensors.index.json": index}, name="someone/parts")
            self.refuses(self.pyra("fetch", "hf:someone/parts"), "model.safetensors.index.json", "shard")
            (self.cache / "models--someone--parts").rename(
                self.folder / "home" / f"parts-{len(name)}-{ord(name[0])}"
            )
        for path in self.home.glob("parts-*/snapshots/*/*"):
            path.unlink()

    def test_answers_that_are_no_listings(self):
        for content, words in (
            (b"<html>", "JSON"),
            (b"[]", "names no commit"),
            (b"{}", "names no commit"),
            (b'{"sha": "../../x", "siblings": []}', "which is none"),
            (b'{"sha": "%s", "siblings": [1]}' % self.repository.commit.encode(), "without a name"),
            (b"[" * 100_000, "nests deeper"),
            (b" " * 17_000_000, "more than 16.0 MB"),
        ):
            self.answer(self.api, 200, content)
            self.refused(words)

    def test_another_commit_than_the_one_that_was_named(self):
        named = "a" * 40
        listing = json.dumps({"sha": self.repository.commit, "siblings": []}).encode()
        self.answer(f"/api/models/{REPOSITORY}/revision/{named}", 200, listing)
        self.refuses(self.pyra("fetch", f"{NAME}@{named}"), self.repository.commit, "another one")

    def test_names_of_contents(self):
        for etag in ('"../../x"', '"a/b"', '"."', '".x"', '""', '"%s"' % ("a" * 250), '"a b"'):
            self.head(X_Linked_Etag=etag)
            self.refused("no usable ETag")
        self.head(X_Linked_Size="much")
        self.refused("how large")
        self.head(X_Repo_Commit="f" * 40)
        self.refused("of the commit")

    def test_lengths(self):
        self.hub.cdn.headers = {"Content-Length": None}
        self.hub.cdn.change = lambda content: content * 3
        self.refused("does not end after the")
        self.hub.cdn.headers = {}
        self.refused("is announced with")
        self.repository.files["config.json"] = b"{}"
        config = f"/{REPOSITORY}/resolve/{self.repository.commit}/config.json"
        self.answer(
            config, 200, b"{}", {"ETag": '"x"', "X-Linked-Size": 20_000_000, "Content-Length": 20_000_000}
        )
        self.refused("config.json", "20.0 MB, more than the 16.0 MB")

    def test_redirects(self):
        for place, words in (
            ("file:///etc/passwd", "no address on the web"),
            ("ftp://127.0.0.1/x", "no address on the web"),
            ("http://hub.example/x", "not encrypted"),
            ("http://10.0.0.1/x", "not encrypted"),
            ("http://127.0.0.1@hub.example/x", "no address on the web"),
            ("http://127.1/x", "not encrypted"),
            ("gopher:x", "no address on the web"),
            ("", "no address on the web"),
            (f"{self.hub.address}{self.file}", "is it a circle"),
        ):
            with self.subTest(place):
                self.head(Location=place)
                self.refused(words)

    def test_packed_answers_and_other_places(self):
        self.hub.cdn.headers = {"Content-Encoding": "gzip"}
        self.refused("comes packed")
        self.hub.cdn.headers, self.hub.cdn.status = {}, 206
        self.refused("at another place")
        self.hub.cdn.status = 203
        self.refused("HTTP 203")

    def test_headers_without_an_end(self):
        many = {f"X-{number}": "x" * 1000 for number in range(400)}
        self.answer(self.api, 200, b"{}", many)
        self.refused("headers without an end")

    def test_errors_without_an_end(self):
        self.answer(self.api, 404, b"x" * 3_000_000)
        self.refused("an error without an end")

    def test_the_token_stays_with_the_hub(self):
        self.head(Location=f"{self.hub.cdn.address}/{sha256(self.weights)}")
        self.hub.cdn.change = lambda content: content[:-1] + b"?"
        self.refused("SHA-256", HF_TOKEN="hf_secret")
        self.assertEqual({headers.get("Authorization") for _, _, headers in self.hub.cdn.asked}, {None})


if __name__ == "__main__":
    unittest.main()
