"""A mail server on loopback for one test: python3 mail_server.py PORT FOLDER MODE CERT KEY

MODE is starttls or tls (both want the login ita / secret), or plain (neither). Every message is a
file in FOLDER that starts with a line "MODE LOGIN".
"""

import itertools
import pathlib
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

port, folder, mode, certificate, key = sys.argv[1:]
numbers = itertools.count()


class Keeper:
    async def handle_DATA(self, server, session, envelope):
        encrypted = session.ssl is not None or mode == "tls"
        how = "encrypted" if encrypted else "plain"
        who = "known" if session.authenticated else "unknown"
        file = pathlib.Path(folder) / f"{next(numbers)}.part"
        file.write_bytes(f"{how} {who}\r\n".encode() + envelope.content)
        file.rename(file.with_suffix(".eml"))
        return "250 2.0.0 taken"


def known(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"ita", b"secret"))


def tls():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


login = {"authenticator": known, "auth_required": True}
options = {
    "plain": lambda: {},
    "starttls": lambda: {"tls_context": tls(), "require_starttls": True, **login},
    "tls": lambda: {"ssl_context": tls(), "auth_require_tls": False, **login},
}[mode]()
if mode == "tls":
    # Controller.start() knocks without knowing our authority.
    Controller._trigger_server = lambda self: time.sleep(0.2)
Controller(Keeper(), hostname="127.0.0.1", port=int(port), **options).start()
print("ready", flush=True)
while True:
    time.sleep(60)
