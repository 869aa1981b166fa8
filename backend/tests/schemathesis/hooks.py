"""Who the tester is, by the variable TESTER: `alice`, `john_doe`, or `newcomer`,
an account of its own for each request, for what ends a session or an account. As
`alice-by-cookie`, the token is in a cookie and not in the header."""

import os
import uuid

import requests
import schemathesis

PASSWORDS = {"alice": "wonderland", "john_doe": "password123"}
OF_NEWCOMERS = "not one of those"
TESTER, _, WAY = os.environ["TESTER"].partition("-by-")


def newcomer(base_url):
    name = "n" + uuid.uuid4().hex[:20]
    answer = requests.post(
        f"{base_url}/api/auth/register",
        json={"username": name, "password": OF_NEWCOMERS},
        timeout=60,
    )
    answer.raise_for_status()
    return name, OF_NEWCOMERS


class LogIn:
    def get(self, case, context):
        base_url = case.operation.base_url.rstrip("/")
        name, password = (
            newcomer(base_url)
            if TESTER == "newcomer"
            else (TESTER, PASSWORDS[TESTER])
        )
        answer = requests.post(
            f"{base_url}/api/auth/login",
            json={
                "username": name,
                "password": password,
                "token_delivery": WAY or "bearer",
            },
            timeout=60,
        )
        answer.raise_for_status()
        return answer

    def set(self, case, answer, context):
        case.headers = case.headers or {}
        if WAY != "cookie":
            token = answer.json()["access_token"]
            case.headers["Authorization"] = f"Bearer {token}"
            return
        case.cookies = case.cookies or {}
        case.cookies["access_token"] = answer.cookies["access_token"]
        case.headers["X-Requested-With"] = "schemathesis"
        # What a browser says of a request of our own page.
        case.headers["Sec-Fetch-Site"] = "same-origin"


if TESTER != "nobody":
    # An account for each request; a session for all of somebody's.
    interval = None if TESTER == "newcomer" else 600
    schemathesis.auth(refresh_interval=interval)(LogIn)


@schemathesis.hook.apply_to(operation_id="change_password")
def map_body(context, body):
    """Who has it right half of the time gets further than the check of it. One
    that is missing or no text stays wrong: a bad request must not become good."""
    if isinstance(body, dict) and isinstance(body.get("current_password"), str):
        if len(str(body.get("new_password"))) % 2:
            body["current_password"] = OF_NEWCOMERS
    return body
