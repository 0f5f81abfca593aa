"""Constraints for schemathesis (schemathesis.toml) that the API's description cannot express: on the clock, on other requests, and on IDNA's tables."""

import datetime
import itertools
import re

import schemathesis
from hypothesis import strategies as st

ATOM = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789!#$%&'*+/^_`{|}~-", min_size=1, max_size=12)
LABEL = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12)
DOMAIN = st.one_of(
    st.builds("{}.{}.{}".format, LABEL, LABEL, st.sampled_from(["com", "example", "museum", "xn--p1ai"])),
    st.sampled_from(["münchen.example", "例え.example", "xn--mnchen-3ya.example"]),
)
ADDRESS = st.builds("{}@{}".format, ATOM, DOMAIN)
NAME = st.sampled_from(["Ann", "Ann Example", "Jürgen", '"Example, Inc."', "山田太郎", ""])

schemathesis.openapi.format("address", ADDRESS)
schemathesis.openapi.format("mailbox", st.one_of(ADDRESS, st.builds("{} <{}>".format, NAME, ADDRESS)))
schemathesis.openapi.format("domain", DOMAIN)
# The one of bench/contract's configuration.
schemathesis.openapi.format("route", st.just("fuzz"))


@st.composite
def soon(draw):
    """An instant in the future (for an API key's expiry) and less than 30 days ahead (for a mail)."""
    seconds = draw(st.integers(min_value=3600, max_value=29 * 86400))
    instant = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


schemathesis.openapi.format("date-time", soon())


@st.composite
def calendars(draw):
    method = draw(st.sampled_from(["REQUEST", "CANCEL", "REPLY", "PUBLISH"]))
    summary = draw(st.text("abc äöü", max_size=20))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nSUMMARY:{summary}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


schemathesis.openapi.format("icalendar", calendars())


def members(value, name):
    """The objects that have a member of that name, at any depth."""
    if isinstance(value, dict):
        if name in value:
            yield value
        for member in value.values():
            yield from members(member, name)
    elif isinstance(value, list):
        for entry in value:
            yield from members(entry, name)


def agree(calendar):
    """Makes the method equal to the calendar's own."""
    content, method = calendar.get("content"), calendar.get("method")
    own = re.search(r"^METHOD:(\w+)\r?$", content, re.MULTILINE) if isinstance(content, str) else None
    if own and isinstance(method, str) and method.isupper():
        calendar["method"] = own.group(1)


def later(key):
    """Moves an expiry close to now into the future: it would be past when the daemon reads it."""
    try:
        expires = datetime.datetime.fromisoformat(key["expires"].replace("Z", "+00:00"))
        day = datetime.timedelta(days=1)
        if abs(expires - datetime.datetime.now(datetime.timezone.utc)) < day:
            key["expires"] = (expires + 2 * day).isoformat()
    except (AttributeError, TypeError, ValueError, OverflowError):
        pass


def shorten(fields):
    """Shortens header fields: their limit depends on their encoding."""
    if isinstance(fields, dict):
        for name, value in fields.items():
            if isinstance(value, str) and 100 < len(value) < 996:
                fields[name] = value[:100]


def fewer(mail):
    """Shortens the lists: to, cc and bcc also have a common limit."""
    lists = [mail.get(name) for name in ("to", "cc", "bcc")]
    if all(entries is None or isinstance(entries, list) and len(entries) <= 50 for entries in lists):
        for entries in lists:
            del (entries or [])[10:]


requests = itertools.count()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Corrects values that the description cannot constrain, such as an idempotency key of another request."""
    key = (case.headers or {}).get("Idempotency-Key")
    if key and len(key) < 240 and key.isprintable() and key.isascii():
        case.headers["Idempotency-Key"] = f"{key}-{next(requests)}"
    for mail in itertools.chain(members(case.body, "to"), members(case.body, "bcc")):
        fewer(mail)
    for request in members(case.body, "calendar"):
        if isinstance(request["calendar"], dict):
            agree(request["calendar"])
    for key in members(case.body, "expires"):
        later(key)
    for request in members(case.body, "headers"):
        shorten(request["headers"])
