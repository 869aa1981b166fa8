// Does one thing with jsonwebtoken: a job as JSON on standard input, its answer on standard output.

const { createPrivateKey, createPublicKey, createSecretKey } = require("node:crypto");
const { readFileSync } = require("node:fs");
const jsonwebtoken = require("jsonwebtoken");

// The library takes keys of Node's own, and leaves fetching and choosing them to others.
async function verifyingKey({ key, token }) {
  if (key.jwk && key.jwk.kty !== "oct") return createPublicKey({ key: key.jwk, format: "jwk" });
  if (!key.jwks_url) return signingKey({ key });
  const { kid } = jsonwebtoken.decode(token, { complete: true }).header;
  const { keys } = await (await fetch(key.jwks_url)).json();
  return createPublicKey({ key: keys.find((jwk) => jwk.kid === kid), format: "jwk" });
}

function signingKey({ key: { secret, jwk } }) {
  if (secret) return secret;
  if (jwk.kty === "oct") return createSecretKey(jwk.k, "base64url");
  return createPrivateKey({ key: jwk, format: "jwk" });
}

async function verify(job) {
  const claims = jsonwebtoken.verify(job.token, await verifyingKey(job), {
    algorithms: [job.expected.algorithm],
    issuer: job.expected.issuer,
    audience: job.expected.audience,
    subject: job.expected.subject,
    maxAge: job.expected.max_age,
  });
  return { claims };
}

function sign(job) {
  const { claims, header } = job;
  const lifetime = job.expires_in ? { expiresIn: job.expires_in } : {};
  const options = { algorithm: header.alg, header, ...lifetime };
  return { token: jsonwebtoken.sign(claims, signingKey(job), options) };
}

async function main() {
  const job = JSON.parse(readFileSync(0, "utf8"));
  try {
    return await { verify, sign }[job.do](job);
  } catch (error) {
    if (!(error instanceof jsonwebtoken.JsonWebTokenError)) throw error;
    return { error: error.message };
  }
}

main().then((answer) => console.log(JSON.stringify(answer)));
