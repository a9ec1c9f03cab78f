import { useQuery } from "@tanstack/react-query";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { checkVerb } from "#renderer/session/check-verb.ts";
import { type CommandName, runCommand, useCommands } from "#renderer/session/commands.ts";
import { selectProject, selectTier, setScreen, useProject, useProjectId, useSession } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { type EntityKind, entityKindLabels, entityKinds } from "#shared/domain/evaluation/evaluation.ts";
import type { HistoryRow } from "#shared/domain/history/history-entry.ts";
import { appLabels } from "../app-labels.ts";
import { checkAgain, checkNames, switchUser } from "../check-from-app.ts";
import { screens } from "../screens.ts";
import { shortcuts } from "../shortcuts.ts";
import type { PaletteItem } from "./palette-items.ts";

const recentRequests = 30;

/** Returns all items of the palette in its order. `query` is added as a name to check if it is not a known name. */
export function usePaletteItems(query: string): readonly PaletteItem[] {
  const projectId = useProjectId();
  const { data: catalog } = useQuery(orpc.catalog.names.queryOptions({ input: { projectId } }));
  const { data: users = [] } = useQuery(orpc.users.list.queryOptions());
  const { data: recent } = useQuery(
    orpc.history.actions.queryOptions({ input: { filter: { hasBackground: false }, limit: recentRequests }, staleTime: 0 }),
  );
  const isLogging = useSession((state) => state.isLogging);
  const names = catalog?.names ?? [];
  return [
    ...useActions(),
    ...screens.map(({ id, label }) => ({ id: `screen-${id}`, group: "Go to", label, run: () => setScreen(id) })),
    ...eventPlaces.map(({ place, label }) => ({
      id: `events-${place}`,
      group: "Go to",
      verb: "Events",
      label,
      run: () => setScreen(`events/${place}`),
    })),
    ...entityKinds.flatMap((kind) =>
      names
        .filter((known) => known.kind === kind)
        .map(({ name }) => nameItem(kind, name, `${checkVerb(isLogging)} ${entityKindLabels[kind].many}`)),
    ),
    ...users.map((saved) => ({
      id: `user-${saved.id}`,
      group: "Users",
      verb: "Switch to",
      label: saved.name,
      note: typeof saved.user.userID === "string" ? saved.user.userID : "no userID",
      run: () => switchUser(saved),
    })),
    ...useProjectItems(),
    ...(recent?.actions ?? []).map(({ newest }) => requestItem(newest)),
    ...typedName(query, new Set(names.map(({ name }) => name))),
  ];
}

const eventPlaces = [
  { place: "compose", label: "Compose events" },
  { place: "exposure", label: "Compose an exposure" },
  { place: "file", label: "Send events from a file" },
  { place: "outbox", label: "Outbox: what waits" },
  { place: "ledger", label: "Ledger: what was written" },
  { place: "support", label: "For support: exposures of a user" },
] as const;

function nameItem(kind: EntityKind, name: string, group: string): PaletteItem {
  return {
    id: `${kind}-${name}`,
    group,
    verb: `${checkVerb(useSession.getState().isLogging)} ${entityKindLabels[kind].one}`,
    label: name,
    isName: true,
    run: () => checkNames(kind, name),
  };
}

/** Returns items that check the typed text as a name, unless it contains blanks or is a known name. */
function typedName(query: string, known: ReadonlySet<string>): PaletteItem[] {
  const name = query.trim();
  if (name === "" || /\s/.test(name) || known.has(name)) return [];
  return entityKinds.map((kind) => ({ ...nameItem(kind, name, "As typed"), id: `typed-${kind}`, isLast: true }));
}

/** Returns the enabled commands, without the palette's own and those that only open a screen, which are listed separately. */
function useActions(): PaletteItem[] {
  return useCommands()
    .filter(({ name, isEnabled }) => isEnabled && !["palette", "history", "settings"].includes(name))
    .toSorted((a, b) => placeOfCommand(a.name) - placeOfCommand(b.name))
    .map(({ name, label }) => {
      const chord = shortcuts.find(({ command }) => command === name)?.chord;
      return { id: `command-${name}`, group: "Now", label, ...(chord === undefined ? {} : { note: chord }), run: () => runCommand(name) };
    });
}

/** Returns the position of a command in the list of shortcuts; commands without a shortcut come last. */
function placeOfCommand(name: CommandName): number {
  const place = shortcuts.findIndex(({ command }) => command === name);
  return place === -1 ? shortcuts.length : place;
}

function useProjectItems(): PaletteItem[] {
  const projects = useSession((state) => state.projects);
  const current = useProject();
  const tiers = current?.tiers ?? [];
  return [
    ...projects
      .filter(({ id }) => id !== current?.id)
      .map(({ id, name }) => ({
        id: `project-${id}`,
        group: "Projects and tiers",
        verb: "Switch to",
        label: name,
        run: () => selectProject(id),
      })),
    ...tiers.map(({ name, isProtected }) => ({
      id: `tier-${name}`,
      group: "Projects and tiers",
      verb: "Ask in",
      label: name,
      ...(isProtected ? { note: "protected" } : {}),
      run: () => selectTier(name),
    })),
    { id: "project-new", group: "Projects and tiers", label: appLabels.addProject, run: () => setScreen("settings/projects/new") },
  ];
}

function requestItem(row: HistoryRow): PaletteItem {
  return {
    id: `request-${row.exchangeId}`,
    group: "Ask again",
    verb: row.kind === null ? row.endpoint : entityKindLabels[row.kind].one,
    label: row.nameCount > 1 ? `${row.name} and ${row.nameCount - 1} more` : row.name || row.endpoint,
    isName: true,
    note: `${row.word}, ${row.userLabel}, ${row.tier}`,
    run: () => {
      client.history.get({ exchangeId: row.exchangeId }).then(checkAgain).catch(announceFailure);
    },
  };
}

function announceFailure(failure: unknown): void {
  announce(sentenceOf(failure));
}
