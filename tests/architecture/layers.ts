/** The modules of one part of the source tree, and the other modules that each may import. A README repeats each table; a test compares them. */
export interface Scope {
  readonly folder: string;
  readonly readme: string;
  /** Module → the modules that it may import besides itself. A module is a folder or a file; `*` matches any folder, and each is a separate module. */
  readonly modules: Readonly<Record<string, readonly string[]>>;
}

const domainModules = {
  text: [],
  json: [],
  exchange: ["json"],
  project: ["exchange", "json"],
  user: ["exchange", "json", "project"],
  evaluation: ["exchange", "json", "project", "text", "user"],
  explanation: ["evaluation", "json", "text", "user"],
  events: ["evaluation", "json", "text", "user"],
  history: ["evaluation", "exchange", "project", "user"],
  session: ["evaluation", "events", "user"],
  "code-snippets": ["evaluation", "exchange", "json", "project"],
} as const;

const serviceModules = {
  "ports.ts": [],
  "failures.ts": [],
  "action-id.ts": [],
  "feed.ts": [],
  "file-text.ts": ["failures.ts"],
  "in-flight.ts": [],
  workers: ["failures.ts", "ports.ts"],
  storage: ["failures.ts", "ports.ts", "workers"],
  keys: ["failures.ts", "ports.ts", "storage"],
  projects: ["failures.ts", "keys", "ports.ts", "storage"],
  "saved-users": ["failures.ts", "ports.ts", "storage"],
  session: ["ports.ts", "storage"],
  history: ["failures.ts", "feed.ts", "ports.ts", "storage", "workers"],
  "statsig-http": ["keys", "ports.ts"],
  sandbox: ["failures.ts", "ports.ts"],
  definitions: ["failures.ts", "in-flight.ts", "keys", "ports.ts", "statsig-http", "storage"],
  catalog: ["action-id.ts", "definitions", "failures.ts", "keys", "ports.ts", "projects", "statsig-http", "storage"],
  "key-test": ["catalog", "keys", "ports.ts", "projects", "statsig-http"],
  evaluate: ["action-id.ts", "catalog", "confirmation", "in-flight.ts", "keys", "ports.ts", "statsig-http"],
  explain: ["action-id.ts", "catalog", "definitions", "evaluate", "failures.ts", "keys", "ports.ts", "projects", "workers"],
  confirmation: ["failures.ts", "ports.ts"],
  events: [
    "action-id.ts",
    "confirmation",
    "evaluate",
    "explain",
    "failures.ts",
    "feed.ts",
    "file-text.ts",
    "history",
    "keys",
    "ports.ts",
    "projects",
    "statsig-http",
    "storage",
    "workers",
  ],
  "evaluation-services.ts": [
    "catalog",
    "confirmation",
    "definitions",
    "evaluate",
    "history",
    "keys",
    "ports.ts",
    "projects",
    "statsig-http",
    "storage",
  ],
  "services.ts": [
    "catalog",
    "evaluation-services.ts",
    "events",
    "explain",
    "history",
    "key-test",
    "ports.ts",
    "sandbox",
    "saved-users",
    "session",
  ],
} as const;

const eventModules = {
  database: [],
  outbox: ["database"],
  ledger: ["database", "outbox"],
  compose: ["database", "outbox"],
  import: ["compose", "database", "outbox"],
  "events.ts": ["compose", "database", "import", "ledger", "outbox"],
} as const;

const answerModules = {
  "answer-labels.ts": [],
  exchange: [],
  code: ["answer-labels.ts"],
  line: ["answer-labels.ts"],
  explain: [],
  agreement: ["explain"],
  rollout: ["explain"],
  exposures: ["explain"],
  summary: ["answer-labels.ts", "exchange", "explain", "rollout"],
  why: ["answer-labels.ts", "explain", "rollout"],
  tabs: ["answer-labels.ts", "code", "exchange", "explain", "exposures", "summary", "why"],
} as const;

/** The allowed imports. Test files are exempt. Every other source file belongs to a module, which imports only what its row lists. */
export const scopes: readonly Scope[] = [
  {
    folder: "",
    readme: "README.md",
    modules: {
      "shared/domain": [],
      "shared/contract": ["shared/domain"],
      "electron/services": ["shared/domain"],
      "electron/rpc": ["electron/services", "shared/contract", "shared/domain"],
      "electron/hosts/shared": ["electron/rpc", "electron/services", "shared/contract", "shared/domain"],
      "electron/hosts/*": ["electron/hosts/shared", "electron/rpc", "electron/services", "shared/contract", "shared/domain"],
      "electron/launch": [],
      "electron/packaging": ["shared/domain"],
      "renderer/ui": [],
      "renderer/parts": ["renderer/ui", "shared/domain"],
      "renderer/host": ["shared/contract", "shared/domain"],
      "renderer/session": ["shared/domain"],
      "renderer/answer": ["renderer/host", "renderer/parts", "renderer/session", "renderer/ui", "shared/contract", "shared/domain"],
      "renderer/features/*": [
        "renderer/answer",
        "renderer/host",
        "renderer/parts",
        "renderer/session",
        "renderer/ui",
        "shared/contract",
        "shared/domain",
      ],
      "renderer/app": [
        "renderer/answer",
        "renderer/features/*",
        "renderer/host",
        "renderer/parts",
        "renderer/session",
        "renderer/ui",
        "shared/contract",
        "shared/domain",
      ],
    },
  },
  { folder: "shared/domain", readme: "shared/domain/README.md", modules: domainModules },
  { folder: "electron/services", readme: "electron/services/README.md", modules: serviceModules },
  { folder: "electron/services/events", readme: "electron/services/events/README.md", modules: eventModules },
  { folder: "renderer/answer", readme: "renderer/answer/README.md", modules: answerModules },
];
