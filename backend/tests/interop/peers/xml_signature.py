"""Verifies an enveloped XML signature with signxml: a job as JSON on standard input, its answer on standard output."""

import base64
import json
import sys

from cryptography.exceptions import InvalidSignature
from lxml import etree
from signxml import DigestAlgorithm, SignatureConfiguration, SignatureMethod, XMLVerifier
from signxml.exceptions import SignXMLException

SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
DS = "{http://www.w3.org/2000/09/xmldsig#}"

# Without certificates: the key is compared below.
EXPECTED = SignatureConfiguration(
    require_x509=False,
    location="./",
    expect_references=1,
    signature_methods=frozenset({SignatureMethod.RSA_SHA256}),
    digest_algorithms=frozenset({DigestAlgorithm.SHA256}),
)


def number(text, decode):
    return int.from_bytes(decode(text + "=" * (-len(text) % 4)), "big")


def verify(job):
    xml = job["xml"].encode()
    document = etree.fromstring(xml)
    verified = XMLVerifier().verify(xml, expect_config=EXPECTED)
    # The signature fits the key that came with it; is that the one we trust?
    for name, member in (("Modulus", "n"), ("Exponent", "e")):
        told = number(document.find(f".//{DS}{name}").text, base64.b64decode)
        if told != number(job["key"][member], base64.urlsafe_b64decode):
            return {"error": "another key"}
    # What was signed, and nothing around it, is what may be read.
    signed = verified.signed_xml
    return {
        "element": signed.tag,
        "name_id": signed.find(f".//{SAML}NameID").text,
        "audience": signed.find(f".//{SAML}Audience").text,
        "is_canonical": etree.tostring(document, method="c14n", exclusive=True) == xml,
    }


job = json.load(sys.stdin)
try:
    answer = verify(job)
except (SignXMLException, InvalidSignature) as error:
    answer = {"error": type(error).__name__}
json.dump(answer, sys.stdout)
