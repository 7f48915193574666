# SPDX-License-Identifier: Apache-2.0
"""An extension that subscribes to telemetry and writes what it receives to a file, a line each.

Documented calls and the standard library only. PORT, RECEIVED in the environment: where to listen,
and the file.
"""

import http.client
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

API = os.environ["AWS_LAMBDA_RUNTIME_API"]
PORT = int(os.environ["PORT"])
OUT = open(os.environ["RECEIVED"], "a", buffering=1, encoding="utf-8")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        for event in json.loads(body):
            OUT.write(json.dumps(event) + "\n")
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


def call(method, path, headers, body=None):
    connection = http.client.HTTPConnection(API)
    connection.request(method, path, body and json.dumps(body), headers)
    response = connection.getresponse()
    text = response.read().decode()
    if response.status != 200:
        sys.exit(f"{path}: {response.status} {text}")
    return response, json.loads(text)


response, _ = call(
    "POST",
    "/2020-01-01/extension/register",
    {"Lambda-Extension-Name": os.path.basename(sys.argv[0])},
    {"events": ["INVOKE", "SHUTDOWN"]},
)
identifier = {"Lambda-Extension-Identifier": response.getheader("Lambda-Extension-Identifier")}

server = ThreadingHTTPServer(("sandbox.localdomain", PORT), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()

call(
    "PUT",
    "/2022-07-01/telemetry",
    {**identifier, "Content-Type": "application/json"},
    {
        "schemaVersion": "2022-12-13",
        "types": ["platform", "function"],
        "buffering": {"maxItems": 1000, "maxBytes": 262144, "timeoutMs": 25},
        "destination": {"protocol": "HTTP", "URI": f"http://sandbox.localdomain:{PORT}/telemetry"},
    },
)

while True:
    _, event = call("GET", "/2020-01-01/extension/event/next", identifier)
    if event["eventType"] == "SHUTDOWN":
        OUT.write(json.dumps({"type": "SHUTDOWN", "record": event}) + "\n")
        sys.exit(0)
