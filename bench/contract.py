"""What the API's description cannot say, for schemathesis (schemathesis.toml): what depends on the clock, on other requests, or on the tables of IDNA."""

import datetime
import itertools

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


@st.composite
def soon(draw):
    """In the future, as an API key's end has to be, and less than 30 days ahead, as a mail has to be."""
    seconds = draw(st.integers(min_value=3600, max_value=29 * 86400))
    instant = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


schemathesis.openapi.format("date-time", soon())

requests = itertools.count()


@schemathesis.hook
def before_call(context, case, kwargs):
    """A key that was used for another request is answered 422: a caller makes one for each."""
    key = (case.headers or {}).get("Idempotency-Key")
    if key and len(key) < 240 and key.isprintable() and key.isascii():
        case.headers["Idempotency-Key"] = f"{key}-{next(requests)}"
