"""Does one thing with PyJWT: a job as JSON on standard input, its answer on standard output."""

import json
import sys
from datetime import datetime, timedelta, timezone

import jwt


def key_for(job):
    key = job["key"]
    if "jwks_url" in key:
        return jwt.PyJWKClient(key["jwks_url"]).get_signing_key_from_jwt(job["token"])
    return key["secret"] if "secret" in key else jwt.PyJWK(key["jwk"])


def verify(job):
    expected = job["expected"]
    claims = jwt.decode(
        job["token"],
        key_for(job),
        algorithms=[expected["algorithm"]],
        issuer=expected["issuer"],
        audience=expected["audience"],
        subject=expected["subject"],
        options={
            "require": expected["claims"],
            "strict_aud": True,
            "enforce_minimum_key_length": True,
        },
    )
    return {"claims": claims}


def sign(job):
    claims = job["claims"]
    if job["expires_in"]:
        hours = int(job["expires_in"].removesuffix("h"))
        claims["exp"] = datetime.now(timezone.utc) + timedelta(hours=hours)
    header = job["header"]
    return {"token": jwt.encode(claims, key_for(job), header["alg"], headers=header)}


job = json.load(sys.stdin)
try:
    answer = {"verify": verify, "sign": sign}[job["do"]](job)
except jwt.PyJWTError as error:
    answer = {"error": type(error).__name__}
json.dump(answer, sys.stdout)
