// What Lighthouse says of the page, and what the browser itself measures, in lines that
// need no parser of JSON: `ADDRESS DEVICE NAME VALUE`, and `failed ADDRESS DEVICE ...`
// for what cost points.
//
//   node judge.mjs NODE_MODULES CHROMIUM ORIGIN RUNS ADDRESS...
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import process from "node:process";

const [modules, chromium, origin, runs, ...addresses] = process.argv.slice(2);
const resolve = createRequire(`${modules}/`).resolve;
const load = (name) => import(pathToFileURL(resolve(name)));
const { default: lighthouse, desktopConfig } = await load("lighthouse");
const { default: puppeteer } = await load("puppeteer-core");

const CATEGORIES = ["performance", "accessibility", "best-practices"];
const METRICS = [
  "first-contentful-paint",
  "speed-index",
  "largest-contentful-paint",
  "total-blocking-time",
  "cumulative-layout-shift",
  "interactive",
];
// Lighthouse's own "slow 4G" and slow processor, here laid on the browser for real.
const SLOW = { offline: false, latency: 150, downloadThroughput: 204_800, uploadThroughput: 96_000 };
const SLOWER = 4;

const say = (...words) => console.log(words.join(" "));
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** A browser that has never been here, for one visit. */
async function withBrowser(visit) {
  const browser = await puppeteer.launch({
    executablePath: chromium,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  try {
    return await visit(await browser.newPage());
  } finally {
    await browser.close();
  }
}

async function judge(address, device, config) {
  const flags = { onlyCategories: CATEGORIES, logLevel: "silent" };
  const values = {};
  let failed = new Set();
  for (let run = 0; run < Number(runs); run += 1) {
    const { lhr } = await withBrowser((page) => lighthouse(origin + address, flags, config, page));
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
    failed = new Set();
    for (const name of CATEGORIES) {
      const category = lhr.categories[name];
      (values[name] ??= []).push(Math.round(category.score * 100));
      for (const { id, weight } of category.auditRefs) {
        const { score, title } = lhr.audits[id];
        if (weight > 0 && score !== null && score < 0.9) failed.add(`${name} ${id}: ${title}`);
      }
    }
    for (const name of METRICS) (values[name] ??= []).push(lhr.audits[name].numericValue);
  }
  for (const [name, all] of Object.entries(values)) say(address, device, name, median(all));
  for (const audit of failed) say("failed", address, device, audit);
}

/** What came over the wire, and when the first control was there to be used. */
async function visit(address) {
  const all = { control: [], bytes: [] };
  for (let run = 0; run < Number(runs); run += 1) {
    await withBrowser(async (page) => {
      const session = await page.createCDPSession();
      await session.send("Network.enable");
      await session.send("Network.emulateNetworkConditions", SLOW);
      await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
      let bytes = 0;
      session.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
      // The page makes its controls itself, with what they do: there is none before.
      await page.evaluateOnNewDocument(() => {
        const look = () => {
          if (!document.querySelector("button, input, select")) return;
          observer.disconnect();
          globalThis.firstControl = performance.now();
        };
        const observer = new MutationObserver(look);
        observer.observe(document, { childList: true, subtree: true });
      });
      await page.goto(origin + address, { waitUntil: "networkidle0", timeout: 120_000 });
      all.control.push(await page.evaluate(() => globalThis.firstControl));
      all.bytes.push(bytes);
    });
  }
  say(address, "slow", "control", median(all.control));
  say(address, "slow", "bytes", median(all.bytes));
}

for (const address of addresses) {
  await judge(address, "mobile", undefined);
  await judge(address, "desktop", desktopConfig);
  await visit(address);
}
