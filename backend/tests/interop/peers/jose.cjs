// Does one thing with jose: a job as JSON on standard input, its answer on standard output.

const { readFileSync } = require("node:fs");
const jose = require("jose");

async function keyFor({ key }, algorithm) {
  if (key.jwks_url) return jose.createRemoteJWKSet(new URL(key.jwks_url));
  if (key.secret) return new TextEncoder().encode(key.secret);
  return jose.importJWK(key.jwk, algorithm);
}

async function verify(job) {
  const { expected } = job;
  const verified = await jose.jwtVerify(job.token, await keyFor(job, expected.algorithm), {
    algorithms: [expected.algorithm],
    typ: expected.type,
    issuer: expected.issuer,
    audience: expected.audience,
    subject: expected.subject,
    requiredClaims: expected.claims,
    maxTokenAge: expected.max_age,
  });
  return { claims: verified.payload };
}

async function sign(job) {
  const token = new jose.SignJWT(job.claims).setProtectedHeader(job.header);
  if (job.expires_in) token.setExpirationTime(job.expires_in);
  return { token: await token.sign(await keyFor(job, job.header.alg)) };
}

async function decrypt(job) {
  const key = await keyFor(job, "RSA-OAEP-256");
  const { plaintext, protectedHeader } = await jose.compactDecrypt(job.token, key);
  return { claims: JSON.parse(new TextDecoder().decode(plaintext)), header: protectedHeader };
}

async function main() {
  const job = JSON.parse(readFileSync(0, "utf8"));
  try {
    return await { verify, sign, decrypt }[job.do](job);
  } catch (error) {
    if (!(error instanceof jose.errors.JOSEError)) throw error;
    return { error: [error.code, error.claim].join(" ").trim() };
  }
}

main().then((answer) => console.log(JSON.stringify(answer)));
