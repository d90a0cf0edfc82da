# SPDX-FileCopyrightText: 2026 the clipdraw authors
# SPDX-License-Identifier: Apache-2.0
"""An HTTP or HTTPS server on loopback that can misbehave in the ways that real ones do."""

import hashlib
import http.server
import socket
import ssl
import threading


def etag_of(body):
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


class Resource:
    """What one path serves, and how badly. Counts its requests and keeps their headers."""

    def __init__(self, body, **behaviour):
        self.body = body
        self.cut_after = behaviour.get("cut_after")      # bytes of the body, then the connection ends
        self.cuts = behaviour.get("cuts", 1)             # how often that happens
        self.stall_after = behaviour.get("stall_after")  # bytes of the body, then nothing comes
        self.stalls = behaviour.get("stalls", 1)
        self.ranges = behaviour.get("ranges", True)
        self.validators = behaviour.get("validators", True)
        self.status = behaviour.get("status")            # instead of the body
        self.failures = behaviour.get("failures", 1 << 30)  # how often that status
        self.location = behaviour.get("location")
        self.length = behaviour.get("length")            # announced instead of the true one
        self.kind = behaviour.get("kind", "application/octet-stream")
        self.next_body = behaviour.get("next_body")      # of every request after the first
        self.gate = None                                 # after half the body, waits for it
        self.reached_gate = threading.Event()
        self.requests = []
        self.lock = threading.Lock()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        resource = self.server.resources.get(self.path)
        if resource is None:
            return self.plain(404)
        with resource.lock:
            resource.requests.append(dict(self.headers))
            count = len(resource.requests)
            body = resource.next_body if count > 1 and resource.next_body is not None else resource.body
            refuse = resource.status is not None and count <= resource.failures
        if refuse:
            return self.plain(resource.status, {"Location": resource.location} if resource.location else {})
        self.send(resource, body)

    def plain(self, status, headers=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", "7")
        self.end_headers()
        self.wfile.write(b"problem")

    def send(self, resource, body):
        begin = self.range_begin(resource, body)
        if begin is not None and begin >= len(body):
            return self.plain(416, {"Content-Range": f"bytes */{len(body)}"})
        part = body[begin or 0:]
        self.send_response(200 if begin is None else 206)
        if begin is not None:
            self.send_header("Content-Range", f"bytes {begin}-{len(body) - 1}/{len(body)}")
        if resource.validators:
            self.send_header("ETag", etag_of(body))
        self.send_header("Content-Type", resource.kind)
        self.send_header("Content-Length", str(resource.length if resource.length is not None else len(part)))
        self.end_headers()
        self.send_body(resource, part)

    def range_begin(self, resource, body):
        """The first byte asked for, None for all of them."""
        asked = self.headers.get("Range")
        if not asked or not resource.ranges:
            return None
        condition = self.headers.get("If-Range")
        if condition is not None and condition != etag_of(body):
            return None
        return int(asked.removeprefix("bytes=").split("-")[0])

    def send_body(self, resource, part):
        with resource.lock:
            cut = resource.cut_after if resource.cuts > 0 else None
            stall = resource.stall_after if resource.stalls > 0 else None
            resource.cuts -= cut is not None
            resource.stalls -= stall is not None
        try:
            if cut is not None or stall is not None:
                self.wfile.write(part[:cut if cut is not None else stall])
                self.wfile.flush()
                if stall is not None:
                    self.server.closing.wait(60)
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            if resource.gate is not None:
                self.wfile.write(part[:len(part) // 2])
                self.wfile.flush()
                resource.reached_gate.set()
                resource.gate.wait(60)
                part = part[len(part) // 2:]
            self.wfile.write(part)
            if resource.length is not None:
                self.close_connection = True
        except (BrokenPipeError, ConnectionResetError, OSError):
            self.close_connection = True


class QuietServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that goes away is what the tests are about."""


class FileServer:
    """Serves resources by path: server.add("/a", b"...", cut_after=3) returns its url."""

    def __init__(self, certificate=None):
        """certificate: a PEM file with its key, for https."""
        self.http = QuietServer(("127.0.0.1", 0), Handler)
        self.scheme = "https" if certificate else "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.http.resources = {}
        self.http.closing = threading.Event()
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def add(self, path, body=b"", **behaviour):
        self.http.resources[path] = Resource(body, **behaviour)
        return self.url(path)

    def url(self, path):
        return f"{self.scheme}://127.0.0.1:{self.http.server_address[1]}{path}"

    def __getitem__(self, path):
        return self.http.resources[path]

    def close(self):
        self.http.closing.set()
        for resource in self.http.resources.values():
            if resource.gate is not None:
                resource.gate.set()
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()
