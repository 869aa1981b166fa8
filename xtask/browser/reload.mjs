// How long it takes from saving a changed file to the changed page in a browser that
// `trunk serve` told to reload: in milliseconds, a line for each time.
//
//   node reload.mjs NODE_MODULES CHROMIUM URL FILE RUNS
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import process from "node:process";

const [modules, chromium, url, file, runs] = process.argv.slice(2);
const { resolve } = createRequire(`${modules}/`);
const { default: puppeteer } = await import(pathToFileURL(resolve("puppeteer-core")));

const PATIENCE = { timeout: 600_000 };
const before = readFileSync(file, "utf8");
const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
});
try {
  const page = await browser.newPage();
  await page.goto(url, PATIENCE);
  await page.waitForSelector("main section", PATIENCE);
  // The first time warms what is warm for everybody who works on the page.
  for (let run = 0; run <= Number(runs); run += 1) {
    const changed = before.replace('class="', `class="bench-rebuilt-${run} `);
    const saved = performance.now();
    writeFileSync(file, changed);
    await page.waitForSelector(`.bench-rebuilt-${run}`, PATIENCE);
    if (run > 0) console.log(Math.round(performance.now() - saved));
  }
} finally {
  writeFileSync(file, before);
  await browser.close();
}
