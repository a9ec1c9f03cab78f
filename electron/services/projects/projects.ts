import { randomUUID } from "node:crypto";
import { z } from "zod";
import {
  blankProject,
  consoleBaseBeside,
  type Project,
  type ProjectDraft,
  ProjectDraftSchema,
  type ProjectHosts,
  ProjectSchema,
  projectOrigins,
} from "#shared/domain/project/project.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";
import { BuiltIn, HostsNeedConsent, NoSuchThing, UnusableInput, WrongPassphrase } from "../failures.ts";
import type { KeyVault } from "../keys/key-vault.ts";
import type { Clock, Settings, StorageNotices } from "../ports.ts";
import { openSettingsDocument, type Reading, readEntries } from "../storage/settings-document.ts";

/** Stores projects. Changes throw `StorageFailed` if they cannot be written, and then change nothing. */
export interface Projects {
  /** Returns the sandbox first, then the other projects in the order they were created. */
  list(): Project[];
  /** Throws `UnusableInput` for an invalid draft or a name that another project has. */
  create(draft: ProjectDraft): Project;
  /**
   * `consent` is needed if keys would be sent to new hosts: the passphrase that protects the keys, or else the typed names of these hosts. A page that was
   * taken over cannot give it. Throws `HostsNeedConsent` without it, `WrongPassphrase` or `UnusableInput` if it is wrong; `BuiltIn` for the sandbox.
   */
  update(input: { readonly projectId: string; readonly draft: ProjectDraft; readonly consent: string | null }): Promise<Project>;
  /** Removes a project and forgets its keys. Its history stays. */
  remove(projectId: string): Promise<void>;
  /** Returns a project. Throws `NoSuchThing`. */
  require(projectId: string): Project;
}

export interface ProjectsParts {
  readonly settings: Settings;
  readonly vault: Pick<KeyVault, "list" | "forgetProject" | "storage" | "isPassphrase">;
  readonly clock: Clock;
  readonly notices: Pick<StorageNotices, "add">;
  /** Returns the addresses of the sandbox, which change with every start. */
  readonly sandboxHosts: () => ProjectHosts;
  /** Called after each change. */
  readonly onChange?: (() => void) | undefined;
  /** Called after a project was removed. */
  readonly onRemove?: ((projectId: string) => void) | undefined;
}

export function createProjects(ports: ProjectsParts): Projects {
  const { vault, clock, sandboxHosts } = ports;
  const document = openSettingsDocument<readonly Project[], ProjectsDocument>(ports, "projects", readProjects);
  let own: readonly Project[] = document.found?.value ?? [];

  function store(projects: readonly Project[]): void {
    document.write({ version: 1, projects });
    own = projects;
    ports.onChange?.();
  }

  function list(): Project[] {
    return [sandboxProject(sandboxHosts()), ...own];
  }

  function requireProject(projectId: string): Project {
    const project = list().find(({ id }) => id === projectId);
    if (project === undefined) throw new NoSuchThing("project");
    return project;
  }

  function requireOwn(projectId: string): Project {
    if (projectId === sandboxProjectId) throw new BuiltIn("The sandbox is built in and cannot be changed or removed.");
    return requireProject(projectId);
  }

  function readDraft(input: ProjectDraft, others: readonly Project[]): ProjectDraft {
    const parsed = ProjectDraftSchema.safeParse(input);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new UnusableInput(issue?.path.join(".") ?? "", issue?.message ?? "These settings cannot be used.");
    }
    const draft = parsed.data;
    const sameName = others.find(({ name }) => name.toLowerCase() === draft.name.toLowerCase());
    if (sameName !== undefined) throw new UnusableInput("name", `A project named “${sameName.name}” already exists. Choose another name.`);
    if (!draft.tiers.some(({ name }) => name === draft.defaultTier))
      throw new UnusableInput("defaultTier", `The default tier “${draft.defaultTier}” is not one of this project's tiers.`);
    return draft;
  }

  async function requireConsent(origins: readonly string[], consent: string | null): Promise<void> {
    const by = vault.storage().protection === "passphrase" ? "passphrase" : "host";
    if (consent === null) throw new HostsNeedConsent(origins, by);
    if (by === "passphrase") {
      if (!(await vault.isPassphrase(consent))) throw new WrongPassphrase();
      return;
    }
    const typed = new Set(consent.toLowerCase().split(/[\s,]+/));
    const missing = newHosts(origins).filter((host) => !typed.has(host));
    if (missing.length > 0) throw new UnusableInput("consent", `To confirm, type ${missing.join(", ")}.`);
  }

  return {
    list,

    create(input) {
      const draft = readDraft(input, list());
      const project: Project = { ...draft, id: randomUUID(), kind: "statsig", createdAtMs: clock.nowMs() };
      store([...own, project]);
      return project;
    },

    async update({ projectId, draft: input, consent }) {
      const project = requireOwn(projectId);
      const draft = readDraft(
        input,
        list().filter(({ id }) => id !== projectId),
      );
      const known = projectOrigins(project.hosts);
      const added = projectOrigins(draft.hosts).filter((origin) => !known.includes(origin));
      if (added.length > 0 && vault.list(projectId).length > 0) await requireConsent(added, consent);
      const updated: Project = { ...project, ...draft };
      store(own.map((other) => (other.id === projectId ? updated : other)));
      return updated;
    },

    async remove(projectId) {
      requireOwn(projectId);
      // The keys first, so that a failure leaves a project without keys and not keys without a project.
      await vault.forgetProject(projectId);
      store(own.filter(({ id }) => id !== projectId));
      ports.onRemove?.(projectId);
    },

    require: requireProject,
  };
}

/** Returns the hosts of origins, each once: `gateway.example`, `127.0.0.1:4000`. */
export function newHosts(origins: readonly string[]): string[] {
  return [...new Set(origins.map((origin) => new URL(origin).host))];
}

/** The settings document `projects`. */
export interface ProjectsDocument {
  readonly version: 1;
  readonly projects: readonly Project[];
}

const DocumentSchema = z.object({ version: z.literal(1), projects: z.array(z.unknown()) });

function readProjects(raw: unknown): Reading<readonly Project[]> | null {
  const document = DocumentSchema.safeParse(raw);
  if (!document.success) return null;
  return readEntries({ ...document.data, projects: document.data.projects.map(withConsoleBase) }, "projects", ProjectSchema);
}

const WithoutConsoleSchema = z.looseObject({ hosts: z.looseObject({ api: z.url(), console: z.undefined().optional() }) });

/**
 * Adds the address of the Console API to a project that was stored without one. A project at a proxy or mock gets an address there, so that its
 * keys are not sent to Statsig.
 */
function withConsoleBase(saved: unknown): unknown {
  const project = WithoutConsoleSchema.safeParse(saved);
  if (!project.success) return saved;
  const { hosts } = project.data;
  return { ...project.data, hosts: { ...hosts, console: consoleBaseBeside(hosts.api) } };
}

function sandboxProject(hosts: ProjectHosts): Project {
  return {
    ...blankProject(),
    id: sandboxProjectId,
    kind: "sandbox",
    name: "Sandbox",
    colour: "#5f6b73",
    hosts,
    defaultTier: "staging",
    createdAtMs: 0,
  };
}
