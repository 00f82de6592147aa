"""What a log may show."""

import logging

import pytest

from healthdash.lib.redaction import RedactingFilter, redact

SECRET = "s3cr3t-Value.1~2/3+4"


@pytest.mark.parametrize(
    "line",
    [
        f"Authorization: Bearer {SECRET}",
        f"authorization=Basic {SECRET}==",
        f"{{'access_token': '{SECRET}', 'expires_in': 86400}}",
        f'{{"refresh_token": "{SECRET}"}}',
        f"{{'api_key': b'{SECRET}'}}",
        f"OURA_CLIENT_SECRET={SECRET}",
        f"ENCRYPTION_KEY={SECRET}",
        f"GET /callback?code={SECRET}&state={SECRET}",
        f"code={SECRET}&grant_type=authorization_code",
        f"mysql://health:{SECRET.replace('/', '')}@db:3306/health",
        f"Cookie: sessionid={SECRET}; theme=dark; csrftoken={SECRET}",
        f"password: '{SECRET} with spaces {SECRET}'",
        f"sent with bearer {SECRET}",
    ],
)
def test_a_secret_does_not_get_through(line):
    assert SECRET not in redact(line)
    assert SECRET.replace("/", "") not in redact(line)


@pytest.mark.parametrize(
    "address",
    [
        "/invitation/{}/",
        "/accounts/password/reset/key/3-{}/",
        "https://example.org/accounts/confirm-email/{}/",
        "/journal/by-link/{}:1vMe8X:mac-_/",
        "https://example.org/journal/reminders/off/{}:mac-_/",
    ],
)
def test_a_link_that_lets_its_holder_in_does_not_get_through(address):
    written = redact(f"Not Found: {address.format('c2VjcmV0LXRva2Vu')}")
    assert "c2VjcmV0LXRva2Vu" not in written and written.endswith("***/")


@pytest.mark.parametrize(
    "line",
    [
        "GET /v2/usercollection/sleep?start_date=2026-03-01&next_token=abc HTTP/1.1 200",
        "status code: 500, exit code=3",
        "connection state=active",
        "Password reset sent.",
        "tokens=12 in 3 s",
        "https://cloud.example.com/oauth/authorize",
    ],
)
def test_what_helps_to_find_a_fault_stays(line):
    assert redact(line) == line


def _logged(log) -> str:
    """What a handler behind the filter writes."""
    logger, lines = logging.Logger("somewhere"), []
    handler = logging.Handler()
    handler.addFilter(RedactingFilter())
    handler.emit = lambda record: lines.append(logging.Formatter("%(message)s").format(record))
    logger.addHandler(handler)
    log(logger)
    return "\n".join(lines)


def test_arguments_of_a_log_line_are_redacted_too():
    text = _logged(lambda logger: logger.info("token answer %s", {"access_token": SECRET}))
    assert SECRET not in text and "access_token" in text


def test_a_traceback_is_redacted_too():
    def log(logger):
        try:
            raise ValueError(f"client_secret={SECRET}")
        except ValueError:
            logger.exception("It failed")

    text = _logged(log)
    assert SECRET not in text and "ValueError" in text and "It failed" in text


def test_a_wrong_format_string_does_not_stop_the_program():
    assert "%d things" in _logged(lambda logger: logger.info("%d things", "many"))
