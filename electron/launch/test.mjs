#!/usr/bin/env node
// npm test: runs all checks, also in a fresh clone. Its last line contains the totals: `N passed, N failed`, with `, N skipped` when some were.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { CannotPrepare, findNode, installPackages, main, npm, root, run } from "./prepare.mjs";

const say = (sentence) => process.stdout.write(`${sentence}\n`);
let isStopped = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    isStopped = true;
  });
}
const reports = join(root, "node_modules", ".cache", "gatescope-tests");

await main("npm test", async () => {
  await installPackages(say);
  const chromium = provideChromium(findNode());
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });

  // Two lanes: the unit tests, and beside them one after the other what uses about one core. No core waits for the end of a part, and the specs, which
  // wait for a page, have the machine for themselves. The build is first, because it empties what Node has compiled. Chromium may be installed meanwhile.
  const others = async () => {
    const build = await step("build");
    const checks = [build, await step("types"), await step("lint")];
    await chromium.installed;
    checks.push(await vitest("components"));
    return build.failed === 0 ? [...checks, await vitest("programs")] : checks;
  };
  const [unit, [build, ...checks]] = await allOrNone([vitest("unit"), others()]);
  const results = [unit, build, ...checks];
  if (build.failed === 0) results.push(await endToEnd());

  const sum = (kind) => results.reduce((total, result) => total + result[kind], 0);
  const skipped = sum("skipped");
  const failures = results.flatMap(({ failures = [] }) => failures);
  if (failures.length > 0) say(`\nFailed:\n${failures.map((failure) => `  ${failure}`).join("\n")}`);
  say(`\n${sum("passed")} passed, ${sum("failed")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  return sum("failed") === 0 ? 0 : 1;
});

/** Runs a check without tests. It is counted only if it fails. */
async function step(script) {
  const code = await timed(script, () => npm(["run", "--silent", script]));
  return code === 0 ? { passed: 0, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0, failures: [script] };
}

/** Runs a part and prints how long it took. Starts nothing after the person or the system has stopped the tests. */
async function timed(part, work) {
  if (isStopped) return 1;
  say(`\n── ${part}`);
  const started = performance.now();
  const code = await work();
  say(`\n── ${part}: ${code === 0 ? "done" : "FAILED"} after ${Math.round((performance.now() - started) / 1000)} s`);
  return code;
}

async function vitest(project) {
  const report = join(reports, `${project}.json`);
  const options = ["--reporter=dot", "--reporter=json", `--outputFile.json=${report}`];
  const code = await timed(project, () => npm(["run", "--silent", project, "--", ...options]));
  return counted(code, project, report, ({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }) => ({
    passed: numPassedTests,
    failed: numFailedTests,
    skipped: numPendingTests + numTodoTests,
    failures: testResults.flatMap((file) =>
      file.assertionResults
        .filter(({ status }) => status === "failed")
        .map(({ fullName, failureMessages }) => failureLine(relative(root, file.name), fullName, failureMessages[0])),
    ),
  }));
}

async function endToEnd() {
  const report = join(reports, "e2e.json");
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const code = await timed("e2e", () => npm(["run", "--silent", "e2e", "--", "--reporter=list,json"], { env }));
  return counted(code, "e2e", report, ({ stats, suites }) => {
    if (stats.flaky > 0) say(`${stats.flaky} of the passed needed a second try: look for what they race with.`);
    const failures = suites
      .flatMap(specsOf)
      .filter(({ ok }) => !ok)
      .map(({ file, title, tests }) => failureLine(file, title, tests.at(-1)?.results.at(-1)?.error?.message));
    return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped, failures };
  });
}

/** Returns the specs of a Playwright suite and of the suites inside it. */
function specsOf({ specs = [], suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)];
}

/** Returns one line: the file, the test and the first line of its failure, without colours. The end of a long log then names what failed. */
function failureLine(file, title, message = "") {
  return `${file} › ${title}: ${stripVTControlCharacters(message).split("\n", 1)[0]}`;
}

/** Returns the counts of a report. A run that failed without a failed test, such as one that could not even load a file, counts as one failure. */
function counted(code, part, report, read) {
  const counts = existsSync(report) ? read(JSON.parse(readFileSync(report, "utf8"))) : { passed: 0, failed: 0, skipped: 0 };
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1, failures: [`${part} ended with ${code}`] } : counts;
}

/** Like `Promise.all`, but waits for all of them before it throws what one threw. */
async function allOrNone(promises) {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

/** Starts to install Chromium for the tests if none is found, as root on Debian. Throws `CannotPrepare` where it cannot; `installed` rejects with it if there is still none. */
function provideChromium(node) {
  const find = 'import("./tests/e2e/fixtures/chromium.ts").then(({ chromiumPath }) => process.stdout.write(chromiumPath()))';
  const isThere = () => existsSync(execFileSync(node, ["--eval", find], { cwd: root, encoding: "utf8" }));
  const missing = () =>
    new CannotPrepare("the tests drive a browser and none was found. Install Chromium or Chrome, or name one in GATESCOPE_CHROMIUM.");
  if (isThere()) return { installed: Promise.resolve() };
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0) throw missing();
  const install = async () => {
    say("Installing Chromium for the tests, about a minute, this once.");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["-qq", "update"], { output: "messages", env });
    await run("apt-get", ["-qq", "install", "-y", "chromium-headless-shell"], { output: "messages", env });
    if (!isThere()) throw missing();
  };
  const installed = install();
  installed.catch(() => undefined); // whoever awaits it handles it
  return { installed };
}
