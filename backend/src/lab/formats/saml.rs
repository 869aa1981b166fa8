//! SAML 2.0 assertion (OASIS, 2005) with an enveloped XML signature.
//!
//! A signature is over bytes, but the same XML can be spelled in many ways:
//! attributes in another order, other quotes, prefixes declared elsewhere. So
//! signer and verifier first bring it into one canonical spelling, Exclusive XML
//! Canonicalization 1.0. Here the document is written in that spelling from the
//! start: every tag closed, namespaces where they are first used, attributes by
//! name. Who reads XML of others needs a real canonicalizer for it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shared::lab::formats::Identity;
use uuid::Uuid;

use super::keys::{Keys, NoRandomness, sha256};
use crate::clock::rfc3339;

/// The assertion: digested without its signature, then the signature put in.
pub(super) fn write(identity: &Identity, keys: &Keys) -> Result<String, NoRandomness> {
    // An XML id must not begin with a digit.
    let id = format!("_{}", Uuid::new_v4());
    let digest = sha256(assertion(identity, &id, "").as_bytes());
    let signature = signature(&signed_info(&id, &digest), keys)?;
    Ok(assertion(identity, &id, &signature))
}

/// What is claimed. `signature` stands after the issuer, as the schema has it;
/// "enveloped" means that it is inside of what it signs, and left out when that
/// is digested.
fn assertion(identity: &Identity, id: &str, signature: &str) -> String {
    let Identity {
        iss,
        sub,
        aud,
        iat,
        exp,
        auth_time,
        role,
    } = identity;
    let recipient = attribute(&format!("{iss}/formats"));
    let [iss, sub, aud] = [iss, sub, aud].map(|value| text(value));
    let [iat, exp, auth_time] = [iat, exp, auth_time].map(|seconds| rfc3339(seconds * 1000));
    let role = role.as_str();
    [
        &format!(r#"<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{id}" IssueInstant="{iat}" Version="2.0">"#),
        &format!("<saml:Issuer>{iss}</saml:Issuer>"),
        signature,
        "<saml:Subject>",
        &format!(r#"<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{sub}</saml:NameID>"#),
        // Bearer: whoever holds it may use it, as with the other formats here.
        r#"<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">"#,
        &format!(r#"<saml:SubjectConfirmationData NotOnOrAfter="{exp}" Recipient="{recipient}"></saml:SubjectConfirmationData>"#),
        "</saml:SubjectConfirmation>",
        "</saml:Subject>",
        &format!(r#"<saml:Conditions NotOnOrAfter="{exp}">"#),
        &format!("<saml:AudienceRestriction><saml:Audience>{aud}</saml:Audience></saml:AudienceRestriction>"),
        "</saml:Conditions>",
        &format!(r#"<saml:AuthnStatement AuthnInstant="{auth_time}">"#),
        "<saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext>",
        "</saml:AuthnStatement>",
        "<saml:AttributeStatement>",
        r#"<saml:Attribute Name="role" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic">"#,
        &format!("<saml:AttributeValue>{role}</saml:AttributeValue>"),
        "</saml:Attribute>",
        "</saml:AttributeStatement>",
        "</saml:Assertion>",
    ]
    .concat()
}

/// The namespace of XML Signature, declared where its prefix is first used.
const DS: &str = r#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#""#;

/// What RSA signs: not the assertion, but a note of its id and its digest. A
/// verifier who checks the signature and then reads another element than the one
/// with this id believes an attacker: "signature wrapping".
fn signed_info(id: &str, digest: &str) -> String {
    [
        r#"<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:CanonicalizationMethod>"#,
        r#"<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod>"#,
        &format!(r##"<ds:Reference URI="#{id}">"##),
        "<ds:Transforms>",
        r#"<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform>"#,
        r#"<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:Transform>"#,
        "</ds:Transforms>",
        r#"<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>"#,
        &format!("<ds:DigestValue>{digest}</ds:DigestValue>"),
        "</ds:Reference>",
    ]
    .concat()
}

/// The signature over `SignedInfo`. Canonicalized by itself that element declares
/// its prefix; inside of `Signature`, which has declared it, it does not.
///
/// The key comes along, as everywhere with SAML. It says with which of the keys
/// that it trusts a verifier should try, and no verifier may trust it because it
/// is there: so would a forger's.
fn signature(signed_info: &str, keys: &Keys) -> Result<String, NoRandomness> {
    let alone = format!("<ds:SignedInfo{DS}>{signed_info}</ds:SignedInfo>");
    let value = STANDARD.encode(keys.rsa(alone.as_bytes())?);
    let (n, e) = keys.rsa_in_base64();
    Ok([
        &format!("<ds:Signature{DS}>"),
        &format!("<ds:SignedInfo>{signed_info}</ds:SignedInfo>"),
        &format!("<ds:SignatureValue>{value}</ds:SignatureValue>"),
        "<ds:KeyInfo><ds:KeyValue><ds:RSAKeyValue>",
        &format!("<ds:Modulus>{n}</ds:Modulus><ds:Exponent>{e}</ds:Exponent>"),
        "</ds:RSAKeyValue></ds:KeyValue></ds:KeyInfo>",
        "</ds:Signature>",
    ]
    .concat())
}

/// Text in canonical spelling. None of ours has a control character, which would
/// be spelled in a way of its own.
fn text(value: &str) -> String {
    value
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The value of an attribute, likewise: there it is the quote that would end it.
fn attribute(value: &str) -> String {
    value
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
