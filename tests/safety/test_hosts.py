"""A key goes to the host of the config, and to no other; some hosts are never a model."""

import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from apigen_mt.config import ModelConfig, RunConfig
from apigen_mt.errors import ConfigError, ModelError
from apigen_mt.execution.order import complete
from apigen_mt.llm.transport import HttpTransport

METADATA = [
    "169.254.169.254",
    "169.254.169.254.",
    "2852039166",
    "0xa9fea9fe",
    "0XA9FEA9FE",
    "0251.0376.0251.0376",
    "169.254.43518",
    "169.254.1.2",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
    "[2002:a9fe:a9fe::]",
    "[fe80::1]",
    "[fe80::1%25eth0]",
    "[febf::1]",
    "[fd00:ec2::254]",
    "[FD00:0EC2:0::254]",
    "100.100.100.200",
    "metadata.google.internal",
    "METADATA.google.internal.",
    "metadata",
    "instance-data",
]
MODELS = [
    "127.0.0.1:8000",
    "localhost:8000",
    "10.0.0.7",
    "192.168.1.5:8000",
    "[::1]:8000",
    "api.openai.com",
    "metadatabase.example.org",
]


def config(url, **more):
    return RunConfig.read(flags={"models.a": {"model": "m", "base_url": url, **more}})


@pytest.mark.parametrize("host", METADATA)
def test_a_metadata_host_is_refused_in_any_notation(host):
    with pytest.raises(ConfigError, match="metadata address"):
        config(f"http://{host}/v1")


@pytest.mark.parametrize("host", MODELS)
def test_a_host_of_ones_own_may_be_a_model(host):
    assert config(f"http://{host}/v1").models["a"].base_url == f"http://{host}/v1"


@pytest.mark.parametrize(
    "url", ["http://[::1/v1", "file:///etc/passwd", "http:///v1", "gopher://h"]
)
def test_what_is_no_address_is_one_error(url):
    with pytest.raises(ConfigError, match="base_url"):
        config(url)


def ask(url, key=""):
    transport = HttpTransport(ModelConfig(model="m", base_url=url, api_key_env=key, timeout_s=5))

    async def once():
        try:
            return await transport.send(b"{}")
        finally:
            await transport.close()

    return complete(once())


def test_a_name_that_leads_to_a_metadata_address_is_refused_when_it_is_asked(monkeypatch):
    known = socket.getaddrinfo

    def lookup(host, *args, **kwargs):
        return known("169.254.169.254" if host == "innocent.test" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with pytest.raises(ModelError, match=r"innocent\.test leads to a link-local"):
        ask("http://innocent.test/v1")


@contextmanager
def serving(status, **headers):
    """Give the port of a server that answers everything so, and the headers that it was sent."""
    heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append(dict(self.headers))
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_address[1], heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_the_key_stays_with_its_host(status, monkeypatch):
    monkeypatch.setenv("HOST_KEY", "canary-5521")
    with (
        serving(200) as (other, stolen),
        serving(status, Location=f"http://127.0.0.1:{other}/v1") as (port, heard),
    ):
        answered, _, _ = ask(f"http://127.0.0.1:{port}/v1", "HOST_KEY")
    assert answered == status
    assert heard[0]["Authorization"] == "Bearer canary-5521"
    assert stolen == []


def test_a_cookie_or_a_proxy_of_the_machine_changes_nothing(monkeypatch):
    with serving(200) as (proxy, through):
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy}")
        with serving(200, **{"Set-Cookie": "a=b"}) as (port, heard):
            ask(f"http://127.0.0.1:{port}/v1")
            ask(f"http://127.0.0.1:{port}/v1")
    assert through == []
    assert all("Cookie" not in one for one in heard)
