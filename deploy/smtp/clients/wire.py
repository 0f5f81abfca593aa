# What clients of all kinds have said on the wire, each with the replies that it needs. Environment: see client.py.
import base64
import os
import socket
import sys


def encoded(text):
    return base64.b64encode(text.encode()).decode()


key = os.environ["KEY"]
plain = encoded("\0shop\0" + key)
failures = 0


def talk(what, *steps):
    """Each step is a line and the beginning of the reply's last line."""
    global failures
    with socket.create_connection((os.environ["HOST"], int(os.environ["PORT"])), timeout=60) as connection:
        stream = connection.makefile("rwb")

        def reply():
            line = stream.readline()
            while line[3:4] == b"-":
                line = stream.readline()
            return line.decode().rstrip()

        reply()
        for line, expected in steps:
            stream.write(line.encode() + b"\r\n")
            stream.flush()
            got = reply()
            if not got.startswith(expected):
                failures += 1
                print(f"{what}: {line!r} got {got!r}, not {expected!r}")
                return
    print(f"{what}: {got}")


hello = ("EHLO client.example", "250")
login = ("AUTH PLAIN " + plain, "235")
mail = ("MAIL FROM:<shop@shop.example>", "250")
# aio-libs/aiosmtpd#566: programs compare the challenges; xhit/go-simple-mail#119: without a first answer
talk("AUTH LOGIN", hello, ("AUTH LOGIN", "334 VXNlcm5hbWU6"), (encoded("shop"), "334 UGFzc3dvcmQ6"), (encoded(key), "235"))
# postalserver/postal#250, aio-libs/aiosmtpd#219, rnwood/smtp4dev#17: .NET and smtplib give the name at once
talk("AUTH LOGIN with a name", hello, ("AUTH LOGIN " + encoded("shop"), "334 UGFzc3dvcmQ6"), (encoded(key), "235"))
talk("AUTH PLAIN without a first answer", hello, ("AUTH PLAIN", "334"), (plain, "235"), mail)
# hmailserver/hmailserver#482: some clients repeat the name as the identity to act for
talk("AUTH PLAIN with an identity", hello, ("AUTH PLAIN " + encoded("shop\0shop\0" + key), "235"), mail)
talk("auth in lower case", ("ehlo client.example", "250"), ("auth plain " + plain, "235"), ("mail from: <shop@shop.example>", "250"))
# jstedfast/MailKit#162: EHLO again after the login
talk("EHLO after AUTH", hello, login, hello, mail)
# simonrob/email-oauth2-proxy#416: all parameters together
talk("parameters", hello, login, ("MAIL FROM:<shop@shop.example> SIZE=100 BODY=8BITMIME SMTPUTF8 AUTH=<>", "250"), ("RCPT TO:<ann@x.example>", "250"))
# stoatchat/self-hosted#223, owncloud/core#14327, deltachat/deltachat-core#223, Mailu/Mailu#115: names of containers and of Windows computers
for name in ("bb5b0be39583", "~^wildcard", "localhost", "DESKTOP_N7L10I2", "[172.17.0.2]", "[IPv6:::1]", "Büro-PC"):
    talk("EHLO " + name, ("EHLO " + name, "250"), login, mail)
talk("HELO", ("HELO client", "250"), login, mail)
talk("several mails", hello, login, mail, ("RCPT TO:<ann@x.example>", "250"), ("RSET", "250"), mail, ("RSET", "250"), ("NOOP", "250"), ("QUIT", "221"))
talk("no login", hello, ("MAIL FROM:<shop@shop.example>", "530 5.7.0"))
talk("a mechanism that is not offered", hello, ("AUTH CRAM-MD5", "504 5.5.4"), login)
talk("a wrong key, then the right one", hello, ("AUTH PLAIN " + encoded("\0shop\0wrong"), "535 5.7.8"), login, mail)
talk("DSN, which is not offered", hello, login, ("MAIL FROM:<shop@shop.example> RET=HDRS", "555 5.5.4"), mail, ("RCPT TO:<ann@x.example> NOTIFY=NEVER", "555 5.5.4"))
sys.exit(failures > 0)
