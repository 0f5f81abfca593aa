"""The checks of deploy/original/test, which see."""

import base64
import collections
import email
import email.policy
import fnmatch
import hashlib
import http.client
import json
import os
import pathlib
import random
import re
import smtplib
import socket
import subprocess
import sys
import threading
import time

import dkim

JAR, WORK = sys.argv[1], pathlib.Path(sys.argv[2])
SENDER = "corpus@sender.example"
FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:")
MAIL_FIELDS = {b"from", b"to", b"subject", b"date", b"received", b"message-id", b"mime-version", b"content-type"}
FINE = ("equal", "encoded anew", "folded")
REMOVED = re.compile(rb"bcc|resent-bcc|x-mail-sender-.*|idempotency-key")
ADDED = (b"date", b"message-id", b"from")
failures = []


def say(text):
    print(text, flush=True)


def check(passed, what):
    say(("ok      " if passed else "FAILED  ") + what)
    if not passed:
        failures.append(what)


# ---- Mails


def crlf(mail):
    """Every line ends with CR LF, as the client of SMTP must write it."""
    mail = re.sub(rb"\r\n|\r|\n", b"\r\n", mail)
    return mail if mail.endswith(b"\r\n") else mail + b"\r\n"


def split(mail):
    """The fields of the header, as (name, bytes), and the body; what does not look like a field ends the header."""
    fields, at = [], 0
    while at < len(mail):
        end = mail.index(b"\n", at) + 1
        if mail[at:end] == b"\r\n":
            return fields, mail[end:]
        name = FIELD.match(mail, at, end)
        if not name:
            break
        while mail[end:end + 1] in (b" ", b"\t"):
            end = mail.index(b"\n", end) + 1
        fields.append((name.group(1).lower(), mail[at:end]))
        at = end
    return fields, mail[at:]


def names(mail):
    return {name for name, _ in split(mail)[0]}


def is_blank(field):
    return not field.split(b":", 1)[1].strip()


def without_mbox_line(mail):
    return re.sub(rb"\A>?From [^\n]*\n", b"", mail)


class Mail:
    def __init__(self, corpus, name, content):
        self.corpus, self.name, self.content = corpus, name, content
        self.lines = crlf(content)

    def __str__(self):
        return f"{self.corpus} {self.name}"


def load():
    """The different mails of all corpora, and the keys for DKIM that some of them begin with."""
    mails, keys, seen = [], {}, set()
    for line in (WORK / "corpora").read_text().splitlines():
        corpus, version, folder, patterns = line.split("\t")
        files = sorted(path for path in pathlib.Path(folder).rglob("*") if path.is_file())
        count = 0
        for path in files:
            name = str(path.relative_to(folder))
            content = path.read_bytes()
            if not any(fnmatch.fnmatch(name, pattern) for pattern in patterns.split(",")) or path.suffix == ".json":
                continue
            records, _, rest = content.partition(b"\n\n")
            if b"._domainkey." in records.split(b" ")[0]:
                keys.update(record.split(b" ", 1) for record in records.split(b"\n"))
                content = rest
            mail = Mail(corpus, name, content)
            if not names(without_mbox_line(mail.lines)) & MAIL_FIELDS or mail.lines in seen:
                continue
            seen.add(mail.lines)
            mails.append(mail)
            count += 1
        say(f"        {corpus} {version}: {count} different mails")
    return mails, keys


# ---- The next hop


class Hop:
    """An SMTP server that keeps what it gets, byte by byte."""

    def __init__(self, *extensions):
        self.extensions = ["hop.example", "PIPELINING", *extensions]
        self.mails, self.parameters = collections.defaultdict(list), {}
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        stream = connection.makefile("rwb")
        recipients, parameters = [], ""

        def reply(text):
            stream.write(text.encode() + b"\r\n")
            stream.flush()

        reply("220 hop.example")
        while line := stream.readline():
            command = line.decode().strip()
            verb = command.upper()
            if verb.startswith("EHLO"):
                last = len(self.extensions) - 1
                reply("\r\n".join(f"250{' ' if i == last else '-'}{text}" for i, text in enumerate(self.extensions)))
            elif verb.startswith("MAIL"):
                recipients, parameters = [], command.partition(">")[2]
                reply("250 ok")
            elif verb.startswith("RCPT"):
                recipients.append(re.search("<(.*)>", command).group(1))
                reply("250 ok")
            elif verb == "DATA":
                reply("354 go on")
                lines = []
                while (line := stream.readline()) != b".\r\n" or lines and not lines[-1].endswith(b"\r\n"):
                    if not line:
                        return
                    lines.append(line)
                # A line begins after CR LF, not after a line feed alone.
                mail = b"".join(lines)
                mail = re.sub(rb"(\A|\r\n)\.", rb"\1", mail)
                for recipient in recipients:
                    self.mails[recipient].append(mail)
                    self.parameters[recipient] = parameters
                reply("250 taken")
            elif verb == "QUIT":
                reply("221 bye")
                return
            else:
                reply("250 ok")


# ---- The daemon


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


class Daemon:
    def __init__(self, hops, domains):
        self.smtp, self.http = free_port(), free_port()
        self.keys = {name: "msk_" + base64.b32encode(random.randbytes(20)).decode().lower() for name in hops}
        config = {
            "server": {"host": "127.0.0.1", "port": self.http, "shutdown-delay": "0s"},
            "smtp": {"listeners": [{"host": "127.0.0.1", "port": self.smtp, "tls": "none"}]},
            "store": {"kind": "sqlite", "file": str(WORK / "store.db")},
            "order": ["full"],
            "routes": [{"name": name, "match": {"api-keys": [name]}, "order": [name]} for name in ("eight", "ascii")],
            "retry": {"give-up": "1s"},
            "api-keys": {name: hashlib.sha256(key.encode()).hexdigest() for name, key in self.keys.items()},
            "providers": {
                name: {
                    "kind": "smtp", "host": "127.0.0.1", "port": hop.port, "tls": "none", "from": SENDER,
                    "from-domains": sorted(domains),
                } for name, hop in hops.items()},
        }
        (WORK / "config.yml").write_text(json.dumps(config, indent=1))
        os.chmod(WORK / "config.yml", 0o600)
        self.log = open(WORK / "daemon.log", "wb")
        self.process = subprocess.Popen(
            [os.path.join(os.environ["JAVA_HOME"], "bin/java") if "JAVA_HOME" in os.environ else "java", "-jar", JAR],
            env={**os.environ, "CONFIG_FILE": str(WORK / "config.yml")}, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 120
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.smtp)).close()
                if self.get("/health/readiness", "full")[0] == 200:
                    return
            except OSError:
                pass
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise SystemExit("the daemon does not start:\n" + (WORK / "daemon.log").read_text()[-3000:])
            time.sleep(0.2)

    def request(self, method, path, key, body=None, headers=()):
        connection = http.client.HTTPConnection("127.0.0.1", self.http, timeout=120)
        try:
            connection.request(method, path, body, {"Authorization": "Bearer " + self.keys[key], **dict(headers)})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def get(self, path, key):
        return self.request("GET", path, key)

    def login(self, key):
        client = smtplib.SMTP("127.0.0.1", self.smtp, timeout=120)
        client.ehlo("client.example")
        client.login("anybody", self.keys[key])
        return client

    def submit(self, mails, domain, key="full"):
        """Over SMTP, by recipient: the id, or the refusal."""
        answers, client = {}, None
        for number, mail in enumerate(mails):
            options = ["BODY=8BITMIME"] if max(mail, default=0) > 127 else []
            header = b"".join(field for _, field in split(mail)[0])
            if not header.isascii():
                options.append("SMTPUTF8")
            recipient = f"m{number}@{domain}"
            client = client or self.login(key)
            try:
                client.mail(SENDER, options)
                client.rcpt(recipient)
                # With bytes, smtplib only adds the dots.
                code, text = client.data(mail)
                answers[recipient] = text.decode().split()[1] if code == 250 else f"{code} {text.decode()}"
            except smtplib.SMTPException as refusal:
                answers[recipient] = str(refusal)
                client = None
            else:
                if code != 250:
                    client.rset()
                    # Ten errors end a connection.
                    client.quit()
                    client = None
        if client:
            client.quit()
        return answers

    def post(self, mails, domain):
        """With POST /send, by recipient: the id, or the refusal."""
        answers = {}
        for number, mail in enumerate(mails):
            recipient = f"m{number}@{domain}"
            status, body = self.request(
                "POST", f"/send?recipient={recipient}&sender={SENDER}", "full", mail,
                {"Content-Type": "message/rfc822", "Prefer": "respond-async"}.items())
            answer = json.loads(body)
            answers[recipient] = answer["id"] if status == 202 else f"{status} {json.dumps(answer)}"
        return answers

    def ends(self, answers, key="full"):
        """Waits until all accepted messages have ended; by recipient: the message."""
        messages, deadline = {}, time.monotonic() + 300
        left = {recipient: answer for recipient, answer in answers.items() if is_id(answer)}
        while left and time.monotonic() < deadline:
            for recipient, answer in list(left.items()):
                message = json.loads(self.get("/messages/" + answer, key)[1])
                messages[recipient] = message
                if message["status"] not in ("queued", "scheduled", "sending", "accepted"):
                    del left[recipient]
            time.sleep(0.2)
        return messages


def is_id(answer):
    return re.fullmatch("[0-9a-f]{32}", answer) is not None


# ---- Comparison


def has_long_line(mail):
    return any(len(line) > 998 for line in mail.split(b"\r\n"))


def is_signed(mail):
    return b"dkim-signature" in names(mail) or re.search(rb"(?i)multipart/signed|pkcs7-mime|pkcs7-signature", mail)


def content(mail):
    """The decoded parts, which every encoding must keep."""
    # Python's parser ends a header at white space before a colon, which is lawful (RFC 5322, section 4.5.3).
    mail = b"".join(FIELD.sub(rb"\1:", field) for _, field in split(mail)[0]) + b"\r\n" + split(mail)[1]
    parsed = email.message_from_bytes(mail, policy=email.policy.compat32)
    return [(part.get_content_type(), (part.get_payload(decode=True) or b"").rstrip(b"\r\n"))
            for part in parsed.walk() if not part.is_multipart()]


def unfolded(mail):
    fields, body = split(mail)
    return b"".join(field.replace(b"\r\n", b"") + b"\r\n" for _, field in fields) + b"\r\n" + body


def rest(sent, got):
    """What was received, without the fields that the daemon added, and what it should be then."""
    sent = without_mbox_line(sent)
    fields, body = split(sent)
    there = {name for name, field in fields if not is_blank(field)}
    added, _ = split(got)
    expected = [b"received"] + [name for name in ADDED if name not in there]
    if [name for name, _ in added[:len(expected)]] != expected:
        return got, b"the fields that were added are not " + b", ".join(expected)
    kept = b"".join(field for name, field in fields
                    if not REMOVED.fullmatch(name) and not (name in ADDED and is_blank(field)))
    return got[sum(len(field) for _, field in added[:len(expected)]):], kept + b"\r\n" + body


def shown(answer):
    """A refusal in one short line."""
    status, _, problem = answer.partition(" {")
    return f"{status} {json.loads('{' + problem)['detail']}" if problem else answer


def compare(mails, answers, hop, domain, what, least=200):
    """Compares all mails, and lists the refusals."""
    results, refusals = collections.Counter(), collections.defaultdict(list)
    for number, mail in enumerate(mails):
        recipient = f"m{number}@{domain}"
        if not is_id(answers[recipient]):
            results["refused"] += 1
            refusals[answers[recipient]].append(mail)
            continue
        got = hop.mails.get(recipient, [])
        if len(got) != 1:
            result = f"received {len(got)} times"
        else:
            have, want = rest(mail.lines, got[0])
            if hashlib.sha256(have).digest() == hashlib.sha256(want).digest():
                result = "equal"
            elif has_long_line(mail.lines) and not has_long_line(got[0]) and unfolded(have) == unfolded(want):
                result = "folded"
            elif has_long_line(mail.lines) and not is_signed(mail.lines) and not has_long_line(got[0]):
                result = "encoded anew" if content(have) == content(want) else "encoded anew, with another content"
            else:
                result = "different"
        results[result] += 1
        if result not in FINE:
            say(f"        {result}: {mail}")
            (WORK / f"{number}.sent").write_bytes(mail.lines)
            (WORK / f"{number}.received").write_bytes(got[0] if got else b"")
    for answer, refused in sorted(refusals.items(), key=lambda entry: -len(entry[1])):
        say(f"        {len(refused)} refused: {shown(answer)}: {', '.join(mail.name for mail in refused)}")
    summary = ", ".join(f"{count} {result}" for result, count in sorted(results.items()))
    check(not set(results) - {*FINE, "refused"} and results["equal"] >= least, f"{what}: {summary}")
    return results


# ---- DKIM

KEY = {}


def make_key():
    private = WORK / "dkim.pem"
    subprocess.run(["openssl", "genrsa", "-out", private, "2048"], check=True, capture_output=True)
    public = subprocess.run(["openssl", "rsa", "-in", private, "-pubout", "-outform", "DER"], check=True, capture_output=True)
    KEY["private"] = private.read_bytes()
    KEY["record"] = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public.stdout)


def verify(mail, keys=None):
    def dns(name, timeout=5):
        return KEY["record"] if keys is None else keys.get(name.rstrip(b"."))
    try:
        return dkim.verify(mail, dnsfunc=dns)
    except Exception as e:  # whatever: it does not verify
        return repr(e)


def sign(mail, forms):
    present = [name for name in (b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"mime-version", b"content-type")
               if name in names(mail)]
    signature = dkim.sign(mail, b"test", b"sender.example", KEY["private"], canonicalize=forms, include_headers=present)
    return signature + mail


def hard_mails():
    """Mails in which every byte that a server might change is signed."""
    head = b"From: A <a@sender.example>\r\nTo: b@x.example\r\nSubject: hi\r\nDate: Mon, 30 Nov 2026 09:00:00 +0000\r\nMessage-ID: <%d@x>\r\n"
    bare = b"From: a@sender.example\r\nTo: b@x.example\r\nX: %d\r\n"
    bodies = [b".\r\n..\r\n...\r\n.x\r\n\r\n.\r\n", b"trailing  \r\n \t \r\n\tx \r\n", b"\r\n\r\n\r\nends with empty lines\r\n\r\n\r\n",
              "Gr\u00fc\u00dfe \u4f60\u597d\r\n".encode(), b"latin \xfc\xe4\xff\r\n", b"", b"\r\n", b"x" * 998 + b"\r\n", b"no line end",
              b"From the start\r\n>From x\r\n", b"diff\r\n@@ -389,26 +389,3 @@\r\n-\x0c\r\n \r\n-- \r\n2.37.1 \r\n\r\n", b"\x01\x0b\x0c\x1b\x7f\r\n"]
    mails = []
    for number, body in enumerate(bodies):
        mails.append(head % number + b"\r\n" + body)
        mails.append(bare % number + b"\r\n" + body)
    fields = [b"Subject:  two  spaces\t and a tab \r\n", b"subject:no space\r\n", b"SUBJECT:\tupper case, tab\r\n",
              b"Subject: folded\r\n\tonce\r\n  \r\n twice\r\n", b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n",
              b"Subject: " + b"x" * 980 + b"\r\n", b"Subject: " + b"\r\n ".join([b"y" * 70] * 300) + b"\r\n",
              "Subject: Gr\u00fc\u00dfe\r\n".encode(), b"Subject: \r\n", b"Subject:\r\n"]
    mails += [bare % number + field + b"\r\nbody\r\n" for number, field in enumerate(fields)]
    return [mail if mail.endswith(b"\r\n") else mail + b"\r\n" for mail in mails]


FORMS = [(a, b) for a in (b"relaxed", b"simple") for b in (b"relaxed", b"simple")]


def check_signed(daemon, hop, mails):
    plain = hard_mails()
    # Without those in which the daemon has to change what is signed: Bcc, blank fields, a header that ends without an empty line.
    real = [mail.lines for mail in mails if b"from" in names(mail.lines) and b"bcc" not in names(mail.lines)
            and not has_long_line(mail.lines) and not any(name in ADDED and is_blank(field) for name, field in split(mail.lines)[0])
            and b"".join(field for _, field in split(mail.lines)[0]) + b"\r\n" + split(mail.lines)[1] == mail.lines]
    signed = [sign(mail, forms) for mail in plain for forms in FORMS]
    for number, mail in enumerate(real[::3]):
        try:
            signed.append(sign(mail, FORMS[number % 4]))
        except dkim.DKIMException:
            pass  # dkimpy does not read every mail
    valid = [mail for mail in signed if verify(mail) is True]
    answers = daemon.submit(valid, "signed.example")
    daemon.ends(answers)
    verified, broken, refused = 0, [], collections.Counter()
    for number in range(len(valid)):
        recipient = f"m{number}@signed.example"
        if not is_id(answers[recipient]):
            refused[answers[recipient]] += 1
            continue
        got = hop.mails.get(recipient, [])
        if len(got) == 1 and verify(got[0]) is True:
            verified += 1
        else:
            broken.append(valid[number])
    for answer, count in refused.items():
        say(f"        {count} refused: {answer}")
    for number, mail in enumerate(broken[:10]):
        say(f"        broken: {mail[-300:]!r}")
        (WORK / f"broken-{number}").write_bytes(mail)
    check(not broken and verified >= 20, f"DKIM signatures of ours (RSA, 4 canonicalizations): {verified} of {len(valid) - sum(refused.values())} verify at the next hop")
    sample = hop.mails[next(r for r in answers if is_id(answers[r]))][0]
    check(verify(sample.replace(b"\r\n\r\n", b"\r\n\r\nx", 1)) is not True, "a changed mail does not verify")


def check_signatures_of_others(mails, answers, hop, keys):
    before = after = 0
    for number, mail in enumerate(mails):
        recipient = f"m{number}@smtp.example"
        got = hop.mails.get(recipient)
        if b"dkim-signature" in names(mail.lines) and got and verify(mail.lines, keys) is True:
            before += 1
            after += verify(got[0], keys) is True
    check(before == after, f"signatures that came with the corpora, with a known key: {before} verify before, {after} at the next hop")


# ---- What other servers and programs got wrong


def known():
    """By public thread: a mail as there, and what becomes of it."""
    head = b"From: Sales <sales@sender.example>\r\nTo: b@x.example\r\nSubject: hi\r\n"
    ids = b" ".join(b"<%s%d@example.com>" % (b"!&!AAAAAAAAAAAuAAAAAAAAACUP6F1eOdFog5k3OunnBYBANlTnCJhprtFAAABBBBCCCC" + b"D" * 20, n)
                    for n in range(11))
    pdf = base64.b64encode(bytes(range(256)) * 20)
    return [
        ("apache/james-mime4j#129", "equal", head.replace(b"Sales", "Gr\u00fc\u00dfe \u4f60".encode()) + b"\r\nx\r\n"),
        ("Purelymail/purelymail-issues#465", "equal", head.replace(
            b"Sales", b"=?UTF-8?B?0JLRltC00LTRltC7INC/0YDQvtC00LDQttGDIA==?=\r\n =?UTF-8?B?4oCUIFNob3A=?=") + b"\r\nx\r\n"),
        ("grommunio/gromox#360", "folded", head + b"References: " + ids + b"\r\n\r\nx\r\n"),
        ("grommunio/gromox#360, signed relaxed", "folded", sign(head + b"References: " + ids + b"\r\n\r\nx\r\n", FORMS[0])),
        ("rspamd/rspamd#5323, signed simple", "refused", sign(head + b"References: " + ids + b"\r\n\r\nx\r\n", FORMS[3])),
        ("bokysan/docker-postfix#142", "refused", sign(head + b"\r\n" + b"word " * 400 + b"\r\n", FORMS[0])),
        ("bokysan/docker-postfix#142, not signed", "encoded anew", head + b"\r\n" + b"word " * 400 + b"\r\n"),
        ("mikel/mail#988", "encoded anew", head + b"MIME-Version: 1.0\r\nContent-Type: application/pdf\r\n"
         b"Content-Transfer-Encoding: base64\r\n\r\n" + pdf + b"\r\n"),
        ("otwcode/otwarchive#3401", "encoded anew", head + b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
         b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b\r\nContent-Type: text/html; name=work.html\r\n"
         b"Content-Transfer-Encoding: 7bit\r\n\r\n" + b"<p>x</p>" * 300 + b"\r\n--b--\r\n"),
        ("poolpOrg/filter-rspamd#42", "equal", b"From 9b353895ebde2d83e09198a63dbcbee2cf5899d4 Mon Sep 17 00:00:00 2001\r\n" + head
         + b"\r\ndiff\r\n-\x0c\r\n \r\n-- \r\n2.37.1 \r\n\r\n"),
        ("stalwartlabs/mail-auth#22, empty body", "equal", sign(head + b"\r\n", FORMS[0])),
        ("trusteddomainproject/OpenDKIM#17, no quotes added", "equal",
         sign(head.replace(b"Sales", b"J. O'Neil Ltd.") + b"\r\nx\r\n", FORMS[3])),
        ("PHPMailer/PHPMailer#2739, Message-ID kept", "equal",
         sign(head + b"Message-ID: <abc.DEF_1=2+3@[192.0.2.1]>\r\n\r\nx\r\n", FORMS[3])),
        ("jstedfast/MimeKit#236", "equal", sign(
            head + b"List-Unsubscribe: <mailto:u@beta.example?subject=" + b"u" * 300 + b">\r\n\r\nx\r\n", FORMS[3])),
        ("the address as its name, without quotes", "equal", head.replace(b"Sales", b"sales@sender.example") + b"\r\nx\r\n"),
        ("jstedfast/MimeKit#55", "equal", head.replace(b"example>", b"example", 1) + b"\r\nx\r\n"),
    ]


def check_known(daemon, hop):
    cases = known()
    answers = daemon.submit([mail for _, _, mail in cases], "known.example")
    daemon.ends(answers)
    for number, (thread, expected, mail) in enumerate(cases):
        answer = answers[f"m{number}@known.example"]
        got = hop.mails.get(f"m{number}@known.example")
        if not got:
            result = "refused"
        else:
            have, want = rest(mail, got[0])
            result = ("equal" if have == want else "folded" if unfolded(have) == unfolded(want)
                      else "encoded anew" if content(have) == content(want) else "different")
            if has_long_line(got[0]) or is_signed(mail) and verify(got[0]) is not True:
                result = "broken"
        check(result == expected, f"{thread}: {result}" + ("" if got else f" ({answer})"))


# ---- A server that takes only ASCII


def check_ascii(daemon, hop, mails):
    eight = [mail for mail in mails if not mail.lines.isascii()]
    signed = [sign(mail, FORMS[number % 4]) for number, mail in enumerate(hard_mails()) if not mail.isascii()]
    sent = [mail.lines for mail in eight] + signed
    answers = daemon.submit(sent, "ascii.example", "ascii")
    messages = daemon.ends(answers, "ascii")
    results, bad = collections.Counter(), []
    for number, mail in enumerate(sent):
        recipient = f"m{number}@ascii.example"
        got = hop.mails.get(recipient, [])
        header = b"".join(field for _, field in split(without_mbox_line(mail))[0])
        may_be_encoded = header.isascii() and not is_signed(mail)
        if not is_id(answers[recipient]):
            results["refused"] += 1
        elif not got:
            attempts = json.dumps(messages[recipient])
            fine = [provider["outcome"] for provider in messages[recipient]["providers"]] == ["unsupported"]
            results["not sent: " + ("signed" if is_signed(mail) else "8-bit header" if not header.isascii() else "other")] += 1
            # A part's header or a preamble may have 8-bit characters, too.
            if not fine or may_be_encoded and results["not sent: other"] > 5:
                bad.append((number, attempts))
        else:
            have, want = rest(mail, got[0])
            good = may_be_encoded and got[0].isascii() and content(have) == content(want)
            results["encoded" if good else "wrong"] += 1
            if not good:
                bad.append((number, "the content is another"))
    for number, why in bad:
        say(f"        wrong: {eight[number] if number < len(eight) else 'signed'}: {why[:600]}")
        (WORK / f"ascii-{number}.sent").write_bytes(sent[number])
        (WORK / f"ascii-{number}.received").write_bytes(b"".join(hop.mails.get(f"m{number}@ascii.example", [])))
    check(not bad and results["encoded"], "8-bit mails to a server without 8BITMIME: "
          + ", ".join(f"{count} {result}" for result, count in sorted(results.items())))


def check_eight(daemon, hop, mails):
    """A server without SMTPUTF8 gets 8-bit headers as they are, as other servers send them."""
    # An address with such characters needs SMTPUTF8.
    sent = [mail for mail in mails if not mail.lines.isascii() and not re.search(rb"(?im)^from:.*[\x80-\xff][^<>]*@", mail.lines)]
    answers = daemon.submit([mail.lines for mail in sent], "eight.example", "eight")
    daemon.ends(answers, "eight")
    compare(sent, answers, hop, "eight.example", "8-bit mails to a server with 8BITMIME but without SMTPUTF8", 30)


def check_raw(daemon, hop, mails):
    """Files as they are: with CR LF they go through, with others they are refused."""
    crlf_files = [mail for mail in mails if mail.content == mail.lines][:60]
    other = [mail.content for mail in mails if b"\n" in mail.content.replace(b"\r\n", b"") and mail.content.endswith(b"\r\n")][:20]
    other += [mail.content + b"\r\n" for mail in mails if b"\r" not in mail.content and b"\0" not in mail.content][:20]
    answers = daemon.submit(other, "bare.example")
    refused = sum(answer.startswith("550 5.6.11") for answer in answers.values())
    check(refused == len(other), f"{refused} of {len(other)} files with line feeds alone are refused with 550 5.6.11")
    say(f"        {len(crlf_files)} of the files above were sent as they are, because their lines end with CR LF")


def main():
    mails, keys = load()
    for path in pathlib.Path(__file__).parent.glob("*.dns"):
        keys.update(line.split(b" ", 1) for line in path.read_bytes().splitlines())
    check(len(mails) >= 200, f"{len(mails)} different mails")
    hops = {"full": Hop("SIZE 50000000", "8BITMIME", "SMTPUTF8"), "eight": Hop("SIZE 50000000", "8BITMIME"),
            "ascii": Hop("SIZE 50000000")}
    domains = {"sender.example"}
    for mail in mails:
        for name, field in split(without_mbox_line(mail.lines))[0]:
            if name == b"from":
                for domain in re.findall(rb"@\s*((?:[a-zA-Z0-9-]+\.)+[a-zA-Z]{2,63})", field):
                    domains.add(domain.decode().lower())
    make_key()
    daemon = Daemon(hops, domains)
    try:
        full = hops["full"]
        answers = daemon.submit([mail.lines for mail in mails], "smtp.example")
        messages = daemon.ends(answers)
        compare(mails, answers, full, "smtp.example", "over SMTP")
        by_corpus = collections.defaultdict(collections.Counter)
        for number, mail in enumerate(mails):
            recipient = f"m{number}@smtp.example"
            state = messages[recipient]["status"] if recipient in messages else "refused"
            by_corpus[mail.corpus][state] += 1
        for corpus, states in by_corpus.items():
            say(f"        {corpus}: " + ", ".join(f"{count} {state}" for state, count in states.items()))
        posted = daemon.post([mail.content for mail in mails], "http.example")
        daemon.ends(posted)
        compare(mails, posted, full, "http.example", "with POST /send")
        check_signatures_of_others(mails, answers, full, keys)
        check_signed(daemon, full, mails)
        check_ascii(daemon, hops["ascii"], mails)
        check_eight(daemon, hops["eight"], mails)
        check_known(daemon, full)
        check_raw(daemon, full, mails)
    finally:
        daemon.process.terminate()
        daemon.process.wait(60)
    say(f"{len(failures)} checks failed" if failures else "all checks passed")
    sys.exit(1 if failures else 0)


main()
