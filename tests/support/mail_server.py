"""A mail server on loopback for one test: python3 mail_server.py PORT FOLDER MODE CERT KEY

MODE is starttls or tls (both want the login ita / secret), or plain (neither). Every message is a
file in FOLDER that starts with a line "MODE LOGIN".
"""

import asyncio
import itertools
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

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
    right = (data.login, data.password) == (b"ita", b"secret")
    return AuthResult(success=right, handled=False)


def tls():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


login = {"authenticator": known, "auth_required": True}
options = {
    "plain": lambda: {},
    "starttls": lambda: {"tls_context": tls(), "require_starttls": True, **login},
    "tls": lambda: {"auth_require_tls": False, **login},
}[mode]()


async def serve():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Keeper(), **options),
        "127.0.0.1",
        int(port),
        ssl=tls() if mode == "tls" else None,
    )
    print("ready", flush=True)
    await server.serve_forever()


asyncio.run(serve())
