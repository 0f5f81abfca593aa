# Sends the mail on standard input. Environment: MODE, AUTH, HOST, PORT, KEY, CA, SENDER, RECIPIENTS, UTF8.
import os
import smtplib
import ssl
import sys

env = os.environ
tls = ssl.create_default_context(cafile=env["CA"])
if env["MODE"] == "implicit":
    smtp = smtplib.SMTP_SSL(env["HOST"], int(env["PORT"]), context=tls)
else:
    smtp = smtplib.SMTP(env["HOST"], int(env["PORT"]))
with smtp:
    if env["MODE"] == "starttls":
        smtp.starttls(context=tls)
    smtp.ehlo()
    smtp.user, smtp.password = "shop", env["KEY"]
    mechanism = env["AUTH"].upper()
    smtp.auth(mechanism, smtp.auth_plain if mechanism == "PLAIN" else smtp.auth_login)
    mail = sys.stdin.buffer.read()
    options = [] if mail.isascii() else ["BODY=8BITMIME"]
    if env.get("UTF8"):
        options.append("SMTPUTF8")
    refused = smtp.sendmail(env["SENDER"], env["RECIPIENTS"].split(), mail, mail_options=options)
    if refused:
        sys.exit(f"refused: {refused}")
