import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { chatMarkdown, sentenceText, sharedAnswer } from "#shared/domain/case/chat-markdown.ts";
import { codeSnippet } from "#shared/domain/code-snippets/code-snippets.ts";
import { readStoredBody, storedSnippetRequest } from "#shared/domain/code-snippets/snippet-request.ts";
import { HistoryFilterSchema } from "#shared/domain/history/history-entry.ts";
import { historyExportFormats } from "#shared/domain/history/history-export.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { createFakePorts } from "#tests/fakes/ports.ts";
import { exportHistory } from "../history/export-history.ts";
import { createServices, type Services } from "../services.ts";

const key = "secret-plantedInEveryExport0123456789";
let folder: string;
let services: Services;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-planted-"));
  services = await createServices(createFakePorts(folder));
});
afterAll(async () => {
  await services.close();
  rmSync(folder, { recursive: true });
});

it("a key that somebody wrote into a note, a user or a line of a view is in no export", async () => {
  await services.explain.refreshDefinitions(sandboxProjectId);
  const user = { userID: "u-1036", country: "DE", custom: { pasted: `curl -H 'statsig-api-key: ${key}'` } };
  const { caseId } = await services.cases.prepare({
    ...{ caseId: null, name: `banner ${key}`, note: `The customer pasted ${key}`, choices: [] },
    stores: [{ subject: 0, name: "storefront" }],
    facts: [{ title: `event ${key}`, text: `sent with ${key}` }],
    subjects: [{ user, userLabel: `Lena ${key}`, projectId: sandboxProjectId, tier: "staging", keyId: null, snapshotId: null, atMs: null }],
    answers: [{ subject: 0, kind: "gate", name: "free_shipping_banner", answer: null }],
  });
  const texts = new Map<string, string>();
  for (const format of ["case", "html", "markdown"] as const) {
    const file = await services.cases.file({ caseId, format });
    texts.set(`case as ${format}`, `${file.fileName}\n${file.text}`);
  }
  texts.set("reply", await services.cases.reply({ caseId, replay: null }));

  const entry = createHistoryEntry("planted", { context: { user, userLabel: `Lena ${key}` } });
  await services.history.append(entry);
  await services.history.annotate("planted", { tags: ["ticket-42"], note: key });
  for (const format of historyExportFormats) {
    const input = { filter: HistoryFilterSchema.parse({}), actionIds: null, format, limit: null };
    const parts: string[] = [];
    for await (const part of exportHistory(services.history, input, { version: "0" })) parts.push(part.text);
    texts.set(`history as ${format}`, parts.join(""));
  }
  const stored = await services.history.get("planted");
  const body = readStoredBody(stored.exchange);
  if (body === undefined) throw new Error("The body was stored.");
  texts.set("cURL of the page", codeSnippet("curl", storedSnippetRequest({ ...stored, body, hosts: undefined })));
  const shared = sharedAnswer({
    answer: answerWith({
      name: "free_shipping_banner",
      groupName: key,
      value: { pasted: key },
      because: `pasted is ${key}`,
      nextStep: key,
    }),
    explanation: null,
    ...{
      user,
      who: `Lena ${key}`,
      tier: "staging",
      project: `Lumen & Loom ${key}`,
      unit: { idType: "userID", value: key },
      isCurrent: true,
    },
  });
  texts.set("answer for a chat", chatMarkdown(shared));
  texts.set("sentence of an answer", `free_shipping_banner: ${sentenceText(shared)}`);
  const found = [...texts].filter(
    ([, text]) => text.includes(key.slice(7)) || text.includes(Buffer.from(key).toString("base64").slice(0, -2)),
  );
  expect(found.map(([what]) => what)).toEqual([]);
  expect(
    [...texts].filter(([, text]) => !/banner|ticket-42|checkout_v2/.test(text)).map(([what]) => what),
    "control: none is empty",
  ).toEqual([]);
});
