#!/usr/bin/env python3
"""Checks the boards of a round at home, with Python 3 alone and none of Prongsai's code.

    python3 verify_board.py boards-2570-1.zip [SHA-256 of boards.txt from the minutes]

Prints one line for each trouble (file, line, what) and exits 1; exits 0 if there is none. What files cannot
show: whether rights were signed for people who never took part, and whether the sum is true.
"""
import base64, hashlib, json, os, sys, zipfile

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# SubjectPublicKeyInfo of an RSA key with 2048 bits and the exponent 65537: this, the modulus, that.
SPKI_HEAD = bytes.fromhex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100")
SPKI_TAIL = bytes.fromhex("0203010001")
COUNTS = ["eligible", "exempt", "acknowledged", "tickets-spent", "cast"]
FREE = {"boards.txt", "totals.txt", "README.txt"}
troubles = []
def trouble(file, line, what):
    troubles.append((file, line))
    print(f"{file}:{line or '-'}: {what}")

def remark(file, line, what):
    print(f"{file}:{line or '-'}: {what} (no trouble by itself)")

def trouble_if(wrong, *where_and_what):
    if wrong:
        trouble(*where_and_what)

class Files:
    """The files of an archive or a folder. Each is read when its turn comes: a country's are more than a memory."""
    def __init__(self, path):
        if os.path.isdir(path):
            paths = [os.path.join(top, name) for top, _, below in os.walk(path) for name in below]
            self.places = {os.path.relpath(p, path).replace(os.sep, "/"): p for p in paths}
            self.open = lambda place: open(place, "rb")
        else:
            archive = zipfile.ZipFile(path)
            self.places = {i.filename: i for i in archive.infolist() if not i.is_dir()}
            self.open = archive.open

    def read(self, name):
        """A file's bytes; nothing if it is not there or damaged, which is said."""
        if name not in self.places:
            return trouble(name, None, "is missing")
        try:
            with self.open(self.places[name]) as file:
                return file.read()
        except (OSError, zipfile.BadZipFile):
            return trouble(name, None, "cannot be read")

def fingerprint(manifest):
    number = int.from_bytes(hashlib.sha256(manifest).digest()[:16], "big") << 2
    return "".join(CROCKFORD[number >> 5 * at & 31] for at in reversed(range(26)))

def unbase64(text):
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if base64.urlsafe_b64encode(data).decode().rstrip("=") != text:
        raise ValueError("not base64url")
    return data

def unhex(text, length):
    if bytes.fromhex(text).hex() != text or len(text) != 2 * length:
        raise ValueError("not hexadecimal")
    return bytes.fromhex(text)

def modulus(manifest):
    """The issuing key, if the box has one (boxes of tickets have none)."""
    key = unbase64(manifest["issuing_key"] or "")
    if key and not (key.startswith(SPKI_HEAD) and key.endswith(SPKI_TAIL) and len(key) == 294):
        raise ValueError("not an RSA key of 2048 bits")
    return int.from_bytes(key[33:289], "big") if key else None

def is_signed(n, message, signature):
    """RSASSA-PSS-VERIFY with SHA-384, MGF1 and a salt of 48 bytes (RFC 8017, 8.1.2 and 9.1.2)."""
    s = int.from_bytes(signature, "big")
    if n is None or len(signature) != 256 or s >= n:
        return False
    block = pow(s, 65537, n).to_bytes(256, "big")
    masked, digest = block[:207], block[207:255]
    mask = b"".join(hashlib.sha384(digest + at.to_bytes(4, "big")).digest() for at in range(5))[:207]
    data = bytes(one ^ other for one, other in zip(masked, mask))
    data = bytes([data[0] & 0x7F]) + data[1:]
    shape = masked[0] < 0x80 and block[255] == 0xBC and data[:159] == bytes(158) + b"\x01"
    hashed = hashlib.sha384(message).digest()
    return shape and hashlib.sha384(bytes(8) + hashed + data[159:]).digest() == digest

class Sheet:
    """A file that is read line by line."""

    def __init__(self, name, data, heading):
        self.name, self.at = name, 1
        self.lines = data.decode("utf-8", "replace").removesuffix("\n").split("\n")
        trouble_if(self.lines[:1] != [heading], name, 1, f"must be {heading!r}")

    def named(self, name):
        """The value of the next line, which must be `name value`."""
        line = self.lines[self.at] if self.at < len(self.lines) else ""
        self.at = min(self.at + 1, len(self.lines))
        if line.startswith(name + " "):
            return line[len(name) + 1:]
        trouble(self.name, max(self.at, 1), f"must begin with {name!r}")
        return None

    def number(self, name):
        value = self.named(name) or ""
        trouble_if(value and not value.isdecimal(), self.name, self.at, f"{name} is no number")
        return int(value) if value.isdecimal() else None

    def list(self, name, end):
        """A line with the number of lines, and those up to the one that begins with `end`."""
        claimed, claimed_at, found = self.number(name), self.at, []
        while self.at < len(self.lines) and not (end and self.lines[self.at].startswith(end + " ")):
            self.at += 1
            found.append((self.at, self.lines[self.at - 1]))
        trouble_if(claimed is not None and claimed != len(found), self.name, claimed_at, f"says {claimed} lines, but {len(found)} stand there")
        return found

def check_ballots(sheet, lines, poll, key, signed, seen):
    before = ""
    for at, line in lines:
        fields = line.split(" ")
        try:
            digest, rest = unhex(fields[0], 32), [unbase64(field) for field in fields[1:]]
            if [len(field) for field in rest] != ([32, 256] if signed else []):
                raise ValueError("other columns")
        except ValueError:
            trouble(sheet.name, at, "is no line of a ballot")
            continue
        if fields[0] in seen:
            trouble(sheet.name, at, f"this ballot stands there twice, first in line {seen[fields[0]]}")
        elif fields[0] < before:
            trouble(sheet.name, at, "is not in the order of the hashes")
        before = fields[0]
        seen.setdefault(fields[0], at)
        trouble_if(signed and not is_signed(key, rest[0] + b"prongsai-ballot-v1" + poll + digest, rest[1]), sheet.name, at, "this ballot has no valid right to be cast")

def check_board(name, data, fp, manifest):
    """Checks a board; returns how many ballots it claims."""
    known, sheet, seen = len(troubles), Sheet(name, data, "prongsai-board-v1"), {}
    for field, expected in [("poll", manifest["poll"]), ("fingerprint", fp)]:
        trouble_if(sheet.named(field) not in (expected, None), name, sheet.at, "the board is of another box")
    counts = {field: sheet.number(field) or 0 for field in COUNTS}
    poll, key = unhex(manifest["poll"], 16), modulus(manifest)
    signed = sheet.list("signed", "unsigned")
    check_ballots(sheet, signed, poll, key, True, seen)
    unsigned = sheet.list("unsigned", "")
    check_ballots(sheet, unsigned, poll, key, False, seen)
    text = ["prongsai-board-v1", f"poll {manifest['poll']}", f"fingerprint {fp}"]
    text += [f"{field} {counts[field]}" for field in COUNTS]
    text += [f"signed {len(signed)}"] + [line for _, line in signed]
    text += [f"unsigned {len(unsigned)}"] + [line for _, line in unsigned]
    eligible, exempt, acknowledged, spent, cast = counts.values()
    found = len(signed) + len(unsigned)
    trouble_if(cast != found, name, None, f"{cast} cast, but {found} stand there")
    trouble_if(len(signed) > acknowledged, name, None, f"{len(signed)} ballots, but {acknowledged} people signed")
    trouble_if(len(unsigned) > spent, name, None, f"{len(unsigned)} ballots, but {spent} tickets used")
    trouble_if(key and (unsigned or spent), name, None, f"staff use no ticket, but {len(unsigned)} ballots have no right")
    trouble_if(len(troubles) == known and ("\n".join(text) + "\n").encode() != data, name, None, "was not written so")
    if acknowledged > eligible + exempt:
        remark(name, None, "more people signed than were asked; did people leave?")
    return cast

def check_totals(data, code, cast, k):
    sheet, left = Sheet("totals.txt", data, "prongsai-totals-v1"), set(cast)

    def take(poll, at):
        trouble_if(poll not in left, sheet.name, at, f"{poll} is counted twice, or is not on the list")
        left.discard(poll)

    trouble_if(sheet.named("round") not in (code, None), sheet.name, sheet.at, "is of another round")
    for at, line in sheet.list("counts", "uncounted"):
        valid, invalid, *polls = line.split(" ")
        if not (polls and valid.isdecimal() and invalid.isdecimal()):
            trouble(sheet.name, at, "is no line of a count")
            continue
        for poll in polls:
            take(poll, at)
        trouble_if(int(valid) < max(k.get(poll, 0) for poll in polls), sheet.name, at, "fewer valid ballots than may be published")
        trouble_if(int(valid) + int(invalid) != sum(cast.get(poll, 0) for poll in polls), sheet.name, at, "counted other than what stands on the boards")
    for at, poll in sheet.list("uncounted", ""):
        if poll in left and cast[poll] >= k[poll]:
            remark(sheet.name, at, f"{cast[poll]} ballots were left out, though {k[poll]} may be counted")
        take(poll, at)
    for _ in left:
        trouble(sheet.name, None, "a box is neither counted nor left out")

def check(files, noted):
    listed = files.read("boards.txt") or b""
    digest = hashlib.sha256(listed).hexdigest()
    print(f"SHA-256 of boards.txt: {digest}")
    trouble_if(noted and noted.lower() != digest, "boards.txt", None, "is not the list that was noted")
    sheet = Sheet("boards.txt", listed, "prongsai-boards-v1")
    cast, k, before, names = {}, {}, "", set()
    code, known = sheet.named("round"), set(FREE)
    for at, line in sheet.list("polls", ""):
        fp, _, board_digest = line.partition(" ")
        trouble_if(fp <= before, sheet.name, at, "is not in order")
        before, of_manifest, of_board = fp, f"manifests/{fp}.json", f"boards/{fp}.txt"
        known |= {of_manifest, of_board}
        manifest, board = files.read(of_manifest), files.read(of_board)
        if manifest is None or board is None:
            continue
        trouble_if(fingerprint(manifest) != fp, of_manifest, None, "is not what the fingerprint was taken of")
        trouble_if(hashlib.sha256(board).hexdigest() != board_digest, of_board, None, "is not the board on the list")
        manifest = json.loads(manifest)
        trouble_if(manifest["round"]["code"] != code, of_manifest, None, "is of another round")
        trouble_if(manifest["poll"] in names, of_manifest, None, "two boxes have one name")
        names.add(manifest["poll"])
        cast[fp], k[fp] = check_board(of_board, board, fp, manifest), manifest["k"]
    for stranger in sorted(set(files.places) - known):
        trouble(stranger, None, "belongs to no box on the list")
    totals = files.read("totals.txt") if "totals.txt" in files.places else None
    if totals is not None:
        check_totals(totals, code, cast, k)
    print(f"{len(cast)} boxes, {sum(cast.values())} ballots, {len(troubles)} troubles")

if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    check(Files(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
    sys.exit(1 if troubles else 0)
