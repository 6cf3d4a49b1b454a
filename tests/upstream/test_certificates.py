"""aiohttp is imported without authorities of its own; ours, and those for other people's code, are there when asked for."""

from __future__ import annotations

import ssl
import subprocess
import sys

from ccrouter.upstream.certificates import certificates

CODE = """
import ssl
import ccrouter.proxy.server
from aiohttp import connector
from ccrouter.upstream import certificates

def known(context):
    return context.cert_store_stats()["x509_ca"]

print(known(connector._SSL_CONTEXT_VERIFIED), known(connector._SSL_CONTEXT_UNVERIFIED))
certificates.serve_others()
print(known(connector._SSL_CONTEXT_VERIFIED) == known(certificates.certificates()) > 50)
print("set_default_verify_paths" in vars(ssl.SSLContext), ssl.SSLContext.load_default_certs.__name__)
"""


def test_aiohttp_reads_none_until_other_peoples_code_comes() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=True, env={"PYTHONPATH": "app"}
    )
    assert done.stdout.splitlines() == ["0 0", "True", "False load_default_certs"]


def test_a_file_of_the_users_takes_their_place(monkeypatch, tmp_path) -> None:
    own = tmp_path / "company.pem"
    own.write_text(ssl.DER_cert_to_PEM_cert(certificates().get_ca_certs(binary_form=True)[0]))
    monkeypatch.setenv("SSL_CERT_FILE", str(own))
    assert certificates().cert_store_stats()["x509_ca"] == 1
