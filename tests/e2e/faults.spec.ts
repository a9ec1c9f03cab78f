import { lockedFormText, showJsonLabel } from "#renderer/parts/locked-form-text.ts";
import { asClause } from "#services/keys/as-clause.ts";
import { provenanceText } from "#shared/domain/evaluation/answer-text.ts";
import { nameProblem } from "#shared/domain/evaluation/names.ts";
import { addressLabels } from "#shared/domain/project/address-labels.ts";
import { keyKindAllows } from "#shared/domain/project/key-info.ts";
import { userWarnings } from "#shared/domain/user/statsig-user.ts";
import { issueCertificate } from "#tests/fakes/certificates.ts";
import { closedPort, type LocalHttpServer, type LocalServer, startHttpServer, startProxy } from "#tests/fakes/local-servers.ts";
import { expect, test } from "./fixtures/app.ts";
import { headingText } from "./pages/answer.ts";
import { Gatescope } from "./pages/gatescope.ts";
import { userTextProblem } from "./pages/user-panel.ts";
import { type Fault, startFailingServer } from "./servers/failing-server.ts";

// Every fault has its own state, names the cause and the next step, and is kept in the history. The page keeps working.

const key = "secret-FaultPlantedServerKey0000a1b2";

interface Expected {
  readonly name: Fault;
  readonly kind?: "gate" | "layer";
  readonly state: string;
  readonly because: string | RegExp;
  readonly next?: string | RegExp;
}

const expectedFaults: readonly Expected[] = [
  {
    name: "answers_401",
    state: "Refused",
    because: "Statsig refused this server secret key (401): “Invalid API key”",
    next: "then replace it here",
  },
  {
    name: "answers_403",
    state: "Refused",
    because: "(403): “This key may not check gates”",
    next: "use another key, or change its scopes",
  },
  {
    name: "no_such_path",
    state: "Refused",
    because: "has no such endpoint (404)",
    next: `Check the address “${addressLabels.api}” in this project’s settings`,
  },
  { name: "no_such_layer", kind: "layer", state: "Not found", because: "Statsig knows no layer of this name", next: "Check the spelling" },
  {
    name: "answers_429",
    state: "Slow down",
    because: "Statsig limits the rate of requests (429)",
    next: "It did not say for how long.",
  },
  { name: "retry_after_30_s", state: "Slow down", because: "(429)", next: /You can check again in 0:[23]\d/ },
  { name: "answers_500", state: "Unknown", because: "Statsig could not answer (500): “Something broke”", next: "Check again in a moment" },
  {
    name: "answers_503",
    state: "Unknown",
    because: "Statsig could not answer (503): “upstream connect error”",
    next: "status.statsig.com",
  },
  {
    name: "answers_a_web_page",
    state: "Unknown",
    because: "answered with a web page instead of JSON",
    next: "another server answers in place of Statsig",
  },
  {
    name: "truncated_json",
    state: "Unknown",
    because: "answered with JSON that is malformed or truncated",
    next: "Exchange shows the response",
  },
  {
    name: "answers_100_megabytes",
    state: "Unknown",
    because: "the response is larger than Gatescope’s limit of 67.1 MB",
    next: "Check fewer names",
  },
  {
    name: "never_answers",
    state: "Could not reach",
    because: /did not answer within 3 s/,
    next: "allow more time in this project’s settings",
  },
  { name: "connection_reset", state: "Could not reach", because: "the response was cut off after", next: "truncates responses" },
  { name: "old_format", state: "Pass", because: "rule “Everyone” matched" },
];

let server: LocalHttpServer;
const otherServers: LocalServer[] = [];
test.beforeAll(async () => {
  server = await startFailingServer();
});
test.afterAll(async () => {
  for (const each of [server, ...otherServers]) await each.close();
});

test("every server fault has its own state and advice, and is kept in the history", async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { inspect, history, settings } = gatescope;
  await settings.addProject({ name: "Faulty", hosts: server.origin, timeoutSeconds: 3 });
  await settings.addKey(key);
  await gatescope.open("inspect");

  for (const { name, kind = "gate", state, because, next } of expectedFaults) {
    await test.step(name, async () => {
      await inspect.check(kind, name);
      await expect(inspect.answer.heading).toHaveText(`${state}${name}`);
      await expect(inspect.answer.line).toContainText(because);
      if (next !== undefined) await expect(inspect.answer.evidence).toContainText(next);
    });
  }

  await test.step("the history shows the same states", async () => {
    await gatescope.open("history");
    for (const { name, state } of expectedFaults) {
      await history.search.fill(name);
      await history.row(name).click();
      await expect(history.answer.heading).toHaveText(`${state}${name}`);
    }
  });

  await test.step("the page keeps working", async () => {
    await gatescope.open("inspect");
    await inspect.check("gate", "healthy");
    await expect(inspect.answer.heading).toHaveText(headingText("pass", "healthy"));
  });
});

test("a connection failure names the step that failed", { tag: "@host" }, async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { inspect, settings } = gatescope;
  const secure = await startHttpServer((response) => response.end("{}"), issueCertificate({ name: "nobody", hosts: ["IP:127.0.0.1"] }));
  const proxy = await startProxy({ refusal: "403 Not through here" });
  otherServers.push(secure, proxy);
  const broken = [
    {
      name: "TLS",
      hosts: secure.origin,
      because: "the certificate for 127.0.0.1 is self-signed (nobody), and this machine does not trust it",
      hop: "TLS",
    },
    {
      name: "DNS",
      hosts: "https://statsig.gatescope.invalid",
      because: /the name statsig\.gatescope\.invalid could not be found/,
      hop: "Name",
    },
    { name: "Connect", hosts: `http://127.0.0.1:${await closedPort()}`, because: /refused the connection/, hop: "Connect" },
    {
      name: "Proxy",
      hosts: "https://api.statsig.com",
      proxy: proxy.origin,
      because: /the proxy 127\.0\.0\.1:\d+ does not allow connections to api\.statsig\.com \(403\)/,
      hop: "Proxy",
    },
  ];
  for (const { name, because, hop, ...project } of broken) {
    await test.step(name, async () => {
      await settings.addProject({ name, ...project });
      await settings.addKey(key);
      await gatescope.open("inspect");
      await inspect.check("gate", "checkout_v2");
      await expect(inspect.answer.heading).toHaveText(headingText("unreached", "checkout_v2"));
      await expect(inspect.answer.line).toContainText(because);
      await expect(inspect.answer.evidence.getByRole("listitem").filter({ hasText: `${hop}: failed` })).toBeVisible();
    });
  }
});

test("invalid input is refused before a request is sent, and stays in its field", async ({ app }) => {
  const { page } = app;
  const gatescope = new Gatescope(page);
  const { user, inspect, settings } = gatescope;
  const sent = server.requests.length;
  await settings.addProject({ name: "Faulty", hosts: server.origin });

  await test.step("a console key cannot check", async () => {
    await settings.addKey("console-FaultPlantedConsoleKey0000c3d4");
    await expect(settings.keys).toContainText(keyKindAllows.console);
    await gatescope.open("inspect");
    await inspect.check("gate", "healthy");
    await expect(inspect.answer.heading).toHaveText(headingText("not_sent", "healthy"));
  });

  await test.step("a name with characters that are not allowed", async () => {
    await inspect.check("gate", "checkout/v2");
    await expect(inspect.answer.heading).toHaveText(headingText("not_sent", "checkout/v2"));
    await expect(inspect.answer.line).toContainText(asClause(nameProblem("gate", "checkout/v2") ?? ""));
    await expect(inspect.nameField).toHaveValue("checkout/v2");
  });
  expect(server.requests.slice(sent)).toEqual([]);

  await test.step("malformed JSON of a user locks the form and keeps the text, and one click restores the user", async () => {
    await gatescope.switchProject("Sandbox");
    await user.switchTo("Jonas, Germany");
    await user.showView("json");
    const restored = '"country": "DE"';
    const malformed = '{\n  "userID": "u-1002",\n  "country": DE\n}';
    await user.typeJson(malformed);
    await expect(user.panel).toContainText(userTextProblem(malformed));
    await user.showView("form");
    await expect(user.panel).toContainText(lockedFormText);
    await expect(user.field("userID")).toBeDisabled();
    await page.reload();
    await expect(user.json).toContainText('"country": DE');
    await user.showView("form");
    await user.panel.getByRole("button", { name: showJsonLabel }).click();
    await user.restoreButton.click();
    await expect(user.json).toContainText(restored);
  });

  await test.step("an empty user shows a warning and can be checked", async () => {
    await user.startEmpty();
    await expect(user.panel).toContainText(userWarnings({})[0]?.message ?? "");
    await inspect.check("gate", "dark_mode");
    await expect(inspect.answer.heading).toHaveText(/dark_mode$/);
    await expect(inspect.answer.line).toContainText(provenanceText.sandbox);
  });
});
