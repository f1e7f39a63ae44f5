"""A hub on this machine: the questions of huggingface_hub's clients, answered from memory, well or badly.

Standard library only. A second server (`cdn`) holds the contents of large files, as the real hub's does.
"""

import hashlib
import http.server
import json
import threading
import time
import urllib.parse


def git_sha1(content):
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def sha256(content):
    return hashlib.sha256(content).hexdigest()


class Repository:
    """One commit of files. `large`: names whose contents lie on the other server, by their SHA-256."""

    def __init__(
        self, files, large=(), commit="0123456789abcdef0123456789abcdef01234567", revisions=("main",)
    ):
        self.files, self.large, self.commit, self.revisions = dict(files), set(large), commit, set(revisions)
        self.gated = self.private = False
        self.listed = None  # names in place of the files' own

    def etag(self, name):
        return (sha256 if name in self.large else git_sha1)(self.files[name])


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self.server.owner.answer(self, body=False)

    def do_GET(self):
        self.server.owner.answer(self, body=True)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):  # whoever hangs up is no error of the test
        pass


class Site:
    """A server in threads of this process, with a list of what it was asked: (method, path, headers)."""

    def __init__(self):
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.owner = self
        self.asked = []
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request, body):
        self.asked.append((request.command, request.path, dict(request.headers.items())))
        self.reply(request, body)

    def send(self, request, status, content=b"", headers=None, body=True):
        request.send_response(status)
        for name, value in {"Content-Length": len(content), **(headers or {})}.items():
            if value is not None:
                request.send_header(name, str(value))
        request.end_headers()
        if body:
            request.wfile.write(content)


class Cdn(Site):
    """Files by path, with ranges. What it does wrong is set by the tests."""

    def __init__(self):
        super().__init__()
        self.files = {}
        self.etags = {}
        self.cut_after = None  # bytes of the file after which the connection is closed, once
        self.ranges = True
        self.slow = 0  # seconds between pieces of 4 KB
        self.stall_after = None  # bytes of the file after which nothing comes
        self.change = lambda content: content
        self.headers = {}
        self.status = 200

    def reply(self, request, body):
        path = request.path.split("?")[0]
        if path not in self.files or self.status != 200:
            return self.send(request, 404 if self.status == 200 else self.status, b"no such file")
        content, begin, status = self.change(self.files[path]), 0, 200
        headers = dict(self.headers)
        if path in self.etags:
            headers["ETag"] = self.etags[path]
            if request.headers.get("If-None-Match") == self.etags[path]:
                return self.send(request, 304, headers={"Content-Length": None})
        asked = request.headers.get("Range")
        fits = request.headers.get("If-Range", self.etags.get(path)) == self.etags.get(path)
        if asked and self.ranges and fits:
            begin, status = int(asked.removeprefix("bytes=").removesuffix("-")), 206
            if begin >= len(content):
                return self.send(request, 416, headers={"Content-Range": f"bytes */{len(content)}"})
            headers["Content-Range"] = f"bytes {begin}-{len(content) - 1}/{len(content)}"
        headers = {"Content-Length": len(content) - begin, **headers}
        request.send_response(status)
        for name, value in headers.items():
            if value is not None:
                request.send_header(name, str(value))
        if "Content-Length" in headers and headers["Content-Length"] is None:
            request.close_connection = True
        request.end_headers()
        if body:
            self.pour(request, content, begin)

    def pour(self, request, content, begin):
        for at in range(begin, len(content), 4096):
            if self.cut_after is not None and at >= self.cut_after:
                self.cut_after = None
                request.close_connection = True
                return
            if self.stall_after is not None and at >= self.stall_after:
                time.sleep(60)
            time.sleep(self.slow)
            request.wfile.write(content[at : at + 4096])


class Hub(Site):
    def __init__(self):
        super().__init__()
        self.cdn = Cdn()
        self.repositories = {}
        self.token = "hf_secret"
        self.trouble = {}  # path -> function of (request, body) in place of the answer

    def close(self):
        super().close()
        self.cdn.close()

    def add(self, name, repository):
        self.repositories[name] = repository
        for file in repository.large:
            self.cdn.files["/" + sha256(repository.files[file])] = repository.files[file]
        return repository

    def refuse(self, request, status, code):
        self.send(
            request, status, b"{}", {"X-Error-Code": code, "X-Error-Message": "no"}, request.command != "HEAD"
        )

    def reply(self, request, body):
        path = urllib.parse.unquote(request.path)
        if path in self.trouble:
            return self.trouble[path](request, body)
        parts = path.strip("/").split("/")
        api = parts[:2] == ["api", "models"]
        if api:
            parts = parts[2:]
        repository = self.repositories.get("/".join(parts[:2]))
        known = request.headers.get("Authorization") == f"Bearer {self.token}"
        if repository is None:
            return self.refuse(request, 404 if known else 401, "RepoNotFound")
        if repository.private and not known:
            return self.refuse(request, 401, "RepoNotFound")
        revision = "/".join(parts[3:]) if api else parts[3]
        if revision not in repository.revisions and revision != repository.commit:
            return self.refuse(request, 404, "RevisionNotFound")
        if api:
            return self.list(request, repository, parts[2])
        if repository.gated and not known:
            return self.refuse(request, 403 if known else 401, "GatedRepo")
        return self.file(request, body, repository, "/".join(parts[4:]))

    def list(self, request, repository, kind):
        names = repository.listed or sorted(repository.files)
        if kind == "tree":  # what huggingface_hub asks
            entries = [
                {
                    "type": "file",
                    "path": n,
                    "oid": git_sha1(repository.files[n]),
                    "size": len(repository.files[n]),
                }
                for n in names
            ]
            return self.send(request, 200, json.dumps(entries).encode(), {"Content-Type": "application/json"})
        answer = {
            "id": "x",
            "modelId": "x",
            "sha": repository.commit,
            "siblings": [{"rfilename": name} for name in names],
        }
        return self.send(request, 200, json.dumps(answer).encode(), {"Content-Type": "application/json"})

    def file(self, request, body, repository, name):
        if name not in repository.files:
            return self.refuse(request, 404, "EntryNotFound")
        content = repository.files[name]
        headers = {"X-Repo-Commit": repository.commit}
        if name not in repository.large:
            headers["ETag"] = f'"{git_sha1(content)}"'
            return self.send(request, 200, content, headers, body)
        headers |= {
            "X-Linked-Etag": f'"{sha256(content)}"',
            "X-Linked-Size": len(content),
            "Location": f"{self.cdn.address}/{sha256(content)}?signature=x",
        }
        return self.send(request, 302, b"", headers, body)
