import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { lockedFormText, showJsonLabel } from "#renderer/parts/locked-form-text.ts";
import { asClause } from "#services/keys/as-clause.ts";
import { selfSignedText } from "#services/statsig-http/open-socket.ts";
import { defaultLimitBytes } from "#services/statsig-http/statsig-http.ts";
import { provenanceText } from "#shared/domain/evaluation/answer-text.ts";
import { bodyText, noAnswerCauses, noAnswerSteps } from "#shared/domain/evaluation/answers/no-answer-text.ts";
import { describeUnreachable } from "#shared/domain/evaluation/answers/unreachable-text.ts";
import type { AnswerState } from "#shared/domain/evaluation/evaluation.ts";
import { nameProblem } from "#shared/domain/evaluation/names.ts";
import type { Outcome } from "#shared/domain/exchange/exchange.ts";
import { hopLabels, hopStateLabels } from "#shared/domain/exchange/hop.ts";
import { keyKindAllows } from "#shared/domain/project/key-info.ts";
import { userWarnings } from "#shared/domain/user/statsig-user.ts";
import { issueCertificate } from "#tests/fakes/certificates.ts";
import { closedPort, type LocalHttpServer, type LocalServer, startHttpServer, startProxy } from "#tests/fakes/local-servers.ts";
import { expect, test } from "./fixtures/app.ts";
import { headingText, ruleMatched } from "./pages/answer.ts";
import { Gatescope } from "./pages/gatescope.ts";
import { any, containing } from "./pages/label.ts";
import { userTextProblem } from "./pages/user-panel.ts";
import { type Fault, startFailingServer } from "./servers/failing-server.ts";

// Every fault has its own state, names the cause and the next step, and is kept in the history. The page keeps working.

const key = "secret-FaultPlantedServerKey0000a1b2";

interface Expected {
  readonly name: Fault;
  readonly kind?: "gate" | "layer";
  readonly state: AnswerState;
  readonly because: string | ((host: string) => string);
  readonly next?: string | RegExp;
}

const timeoutSeconds = 3;

const expectedFaults: readonly Expected[] = [
  {
    name: "answers_401",
    state: "refused",
    because: noAnswerCauses.keyRefused("Statsig", "server", 401, "Invalid API key"),
    next: noAnswerSteps.checkKey,
  },
  {
    name: "answers_403",
    state: "refused",
    because: noAnswerCauses.keyRefused("Statsig", "server", 403, "This key may not check gates"),
    next: noAnswerSteps.lacksPermission,
  },
  {
    name: "no_such_path",
    state: "refused",
    because: (host) => noAnswerCauses.noEndpoint(host, "Cannot POST /v1/check_gate"),
    next: noAnswerSteps.checkAddress("api"),
  },
  {
    name: "no_such_layer",
    kind: "layer",
    state: "not_found",
    because: noAnswerCauses.noSuchLayer,
    next: noAnswerSteps.checkSpelling,
  },
  {
    name: "answers_429",
    state: "slow_down",
    because: noAnswerCauses.rateLimited("Statsig"),
    next: answerLabels.waitUnknown,
  },
  {
    name: "retry_after_30_s",
    state: "slow_down",
    because: noAnswerCauses.rateLimited("Statsig"),
    next: new RegExp(`${answerLabels.checkAgainIn} 0:[23]\\d`),
  },
  {
    name: "answers_500",
    state: "unknown",
    because: noAnswerCauses.serverFailed("Statsig", 500, "Something broke"),
    next: noAnswerSteps.serverFailed(null),
  },
  {
    name: "answers_503",
    state: "unknown",
    because: noAnswerCauses.serverFailed("Statsig", 503, "upstream connect error"),
    next: noAnswerSteps.serverFailed(null),
  },
  {
    name: "answers_a_web_page",
    state: "unknown",
    because: (host) => noAnswerCauses.unreadable(host, bodyText.webPage),
    next: noAnswerSteps.unreadable,
  },
  {
    name: "truncated_json",
    state: "unknown",
    because: (host) => noAnswerCauses.unreadable(host, bodyText.malformed),
    next: noAnswerSteps.unreadable,
  },
  {
    name: "answers_100_megabytes",
    state: "unknown",
    because: noAnswerCauses.tooLarge(defaultLimitBytes),
    next: noAnswerSteps.tooLarge,
  },
  {
    name: "never_answers",
    state: "unreached",
    because: (host) => noAnswerCauses.timedOut(noAnswerCauses.didNotAnswer(host), timeoutSeconds * 1000),
    next: noAnswerSteps.allowMoreTime,
  },
  { name: "connection_reset", state: "unreached", because: noAnswerCauses.cutOff(any), next: noAnswerSteps.cutOff },
  { name: "old_format", state: "pass", because: ruleMatched("Everyone") },
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
  await settings.addProject({ name: "Faulty", hosts: server.origin, timeoutSeconds });
  await settings.addKey(key);
  await gatescope.open("inspect");

  for (const { name, kind = "gate", state, because, next } of expectedFaults) {
    await test.step(name, async () => {
      await inspect.check(kind, name);
      await expect(inspect.answer.heading).toHaveText(headingText(state, name));
      const cause = typeof because === "string" ? because : because(new URL(server.origin).host);
      await expect(inspect.answer.line).toContainText(containing(cause));
      if (next !== undefined) await expect(inspect.answer.evidence).toContainText(next);
    });
  }

  await test.step("the history shows the same states", async () => {
    await gatescope.open("history");
    for (const { name, state } of expectedFaults) {
      await history.search.fill(name);
      await history.row(name).click();
      await expect(history.answer.heading).toHaveText(headingText(state, name));
    }
  });

  await test.step("the page keeps working", async () => {
    await gatescope.open("inspect");
    await inspect.check("gate", "healthy");
    await expect(inspect.answer.heading).toHaveText(headingText("pass", "healthy"));
  });
});

interface Broken {
  readonly name: string;
  readonly hosts: string;
  readonly proxy?: string;
  /** How the connection fails; its sentence is the product’s. */
  readonly failure: Pick<Extract<Outcome, { kind: "unreachable" }>, "hop" | "code" | "message">;
}

test("a connection failure names the step that failed", { tag: "@electron" }, async ({ page }) => {
  const gatescope = new Gatescope(page);
  const { inspect, settings } = gatescope;
  const secure = await startHttpServer((response) => response.end("{}"), issueCertificate({ name: "nobody", hosts: ["IP:127.0.0.1"] }));
  const proxy = await startProxy({ refusal: "403 Not through here" });
  otherServers.push(secure, proxy);
  const broken: readonly Broken[] = [
    {
      name: "TLS",
      hosts: secure.origin,
      failure: { hop: "tls", code: "DEPTH_ZERO_SELF_SIGNED_CERT", message: selfSignedText("127.0.0.1", "nobody") },
    },
    {
      name: "DNS",
      hosts: "https://statsig.gatescope.invalid",
      failure: { hop: "dns", code: any, message: "" },
    },
    { name: "Connect", hosts: `http://127.0.0.1:${await closedPort()}`, failure: { hop: "connect", code: "ECONNREFUSED", message: "" } },
    {
      name: "Proxy",
      hosts: "https://api.statsig.com",
      proxy: proxy.origin,
      failure: { hop: "proxy", code: "HTTP_403", message: "" },
    },
  ];
  for (const { name, failure, ...project } of broken) {
    const via = project.proxy === undefined ? "direct" : new URL(project.proxy).host;
    const request = { url: project.hosts, timing: { phases: [], totalMs: 0, isReusedConnection: false, via } };
    const { because } = describeUnreachable(request, { kind: "unreachable", ...failure });
    await test.step(name, async () => {
      await settings.addProject({ name, ...project });
      await settings.addKey(key);
      await gatescope.open("inspect");
      await inspect.check("gate", "checkout_v2");
      await expect(inspect.answer.heading).toHaveText(headingText("unreached", "checkout_v2"));
      await expect(inspect.answer.line).toContainText(containing(because));
      const hop = `${hopLabels[failure.hop]}: ${hopStateLabels.failed}`;
      await expect(inspect.answer.evidence.getByRole("listitem").filter({ hasText: hop })).toBeVisible();
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
