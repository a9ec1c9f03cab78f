import { Select } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useConsoleVersions, useVersionedEntities } from "#renderer/answer/console-versions/console-versions.queries.ts";
import {
  findVersion,
  isSameDraft,
  type VersionedEntity,
  versionChoices,
  versionedEntityOf,
  versionGroup,
} from "#renderer/answer/console-versions/version-choices.ts";
import { VersionedNameSelect, VersionNotes } from "#renderer/answer/console-versions/version-select.tsx";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { FileProblem } from "#renderer/parts/files/file-problem.tsx";
import { nameOfFile, readFile } from "#renderer/parts/files/read-file.ts";
import { draftText, useChosenDrafts } from "#renderer/session/chosen-drafts.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { useSession } from "#renderer/session/session.ts";
import { ChooseFile } from "#renderer/ui/choose-file.tsx";
import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import { isSameJson } from "#shared/domain/json/json.ts";
import { keyName } from "#shared/domain/project/key-info.ts";
import { findKeyFor } from "#shared/domain/project/key-use.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { isProtectedTier } from "#shared/domain/project/protected-tier.ts";
import { formatDayAndTime } from "#shared/domain/text/format-time.ts";
import type { LegacyEncoding } from "#shared/domain/text/text-encodings.ts";
import { offeredUsers } from "#shared/domain/user/saved-user.ts";
import { tierOf, userLabel, withValue } from "#shared/domain/user/statsig-user.ts";
import { compareLabels } from "./compare-labels.ts";
import classes from "./subject-editor.module.css";
import type { Column } from "./use-columns.ts";
import { withRules } from "./with-rules.ts";

/** Changes one column in place: its user, project, key, tier, and the time of its rules. Escape takes the changes back. */
export function SubjectEditor({
  column: { subject, project, keys },
  sameAs,
  onChange,
  onMakeReference,
  onRemove,
  onCancel,
  onCompare,
  onTakeUser,
}: {
  column: Column;
  /** The position of an earlier column that is the same; null if there is none. */
  sameAs: number | null;
  onChange: (subject: CompareSubject) => void;
  onMakeReference: (() => void) | null;
  onRemove: (() => void) | null;
  onCancel: () => void;
  onCompare: () => void;
  /** Takes the user from a text or a file, in a dialog. */
  onTakeUser: (from: "text" | "file") => void;
}) {
  useCommand("cancel", onCancel, { label: compareLabels.cancelEdit, isOnTop: true });
  useCommand("run", onCompare, { label: compareLabels.run, isOnTop: true });
  const openFile = useOpenRules(subject, onChange);
  const { data: savedUsers = [] } = useQuery(orpc.users.list.queryOptions());
  const projects = useSession((state) => state.projects);
  const users = offeredUsers(savedUsers, project?.kind);
  const saved = users.find(({ user, name }) => isSameJson(user, subject.user) && userLabel(user, name) === subject.userLabel);
  const ownTier = tierOf(subject.user);
  const inDropdown = { comboboxProps: { withinPortal: false }, allowDeselect: false } as const;
  // Anew, since rules that were read meanwhile are among those to choose from.
  const { data: definitions } = useQuery(orpc.explain.definitions.queryOptions({ input: { projectId: subject.projectId }, staleTime: 0 }));
  const snapshots = definitions?.snapshots ?? [];
  const known = useChosenDrafts(subject.projectId);
  const { draft: chosenDraft } = subject;
  const entities = useVersionedEntities(subject.projectId);
  const [versioned, setVersioned] = useState<VersionedEntity | null>(() =>
    chosenDraft?.isConsoleVersion === true ? versionedEntityOf(chosenDraft.edits) : null,
  );
  const entity = entities.length === 0 ? null : versioned;
  const versions = useConsoleVersions(subject.projectId, entity);
  const choices = entity === null ? [] : versionChoices(entity.name, versions.data?.versions ?? [], Date.now());
  const version = findVersion(choices, chosenDraft);
  // One that was edited or removed since stays the column's own.
  const isKnown = chosenDraft === undefined || version !== undefined || known.some((draft) => isSameDraft(draft, chosenDraft));
  const drafts = isKnown ? known : [chosenDraft, ...known];
  const draftAt = chosenDraft === undefined ? -1 : drafts.findIndex((draft) => isSameDraft(draft, chosenDraft));
  return (
    <div className={classes.editor}>
      <Field label={compareLabels.user}>
        <Select
          {...inDropdown}
          aria-label={compareLabels.user}
          searchable
          openOnFocus={false}
          data-autofocus
          data={[
            ...(saved === undefined ? [{ value: thisUser, label: subject.userLabel }] : []),
            ...users.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={saved?.id ?? thisUser}
          onChange={(id) => {
            const chosen = users.find((each) => each.id === id);
            if (chosen !== undefined) onChange({ ...subject, user: { ...chosen.user }, userLabel: userLabel(chosen.user, chosen.name) });
          }}
        />
      </Field>
      <Field label={compareLabels.project}>
        <Select
          {...inDropdown}
          aria-label={compareLabels.project}
          data={projects.map(({ id, name }) => ({ value: id, label: name }))}
          value={subject.projectId}
          onChange={(projectId) => {
            const chosen = projects.find(({ id }) => id === projectId);
            if (chosen === undefined || chosen.id === subject.projectId) return;
            const keepsTier = chosen.tiers.some(({ name }) => name === subject.tier);
            onChange({
              ...withRules(subject, {}),
              projectId: chosen.id,
              tier: keepsTier ? subject.tier : chosen.defaultTier,
              keyId: null,
            });
          }}
        />
      </Field>
      {keys.length > 1 && (
        <Field label={compareLabels.key}>
          <Select
            {...inDropdown}
            aria-label={compareLabels.key}
            data={keys.map((key) => ({ value: key.id, label: key.label === "" ? keyName(key) : `${key.label}, ${keyName(key)}` }))}
            value={(keys.find(({ id }) => id === subject.keyId) ?? findKeyFor("check", keys))?.id ?? null}
            onChange={(keyId) => onChange({ ...subject, keyId })}
          />
        </Field>
      )}
      <Field label={compareLabels.tier}>
        <Select
          {...inDropdown}
          aria-label={compareLabels.tier}
          disabled={ownTier !== null}
          data={
            ownTier === null
              ? (project?.tiers ?? []).map(({ name }) => ({
                  value: name,
                  label: project !== undefined && isProtectedTier(project, name) ? compareLabels.protectedTier(name) : name,
                }))
              : [ownTier]
          }
          value={ownTier ?? subject.tier}
          onChange={(tier) => tier !== null && onChange({ ...subject, tier })}
        />
      </Field>
      {ownTier !== null && (
        <p className={classes.note}>
          {compareLabels.tierOfUser}{" "}
          <button
            type="button"
            className="link"
            onClick={() =>
              onChange({
                ...subject,
                user: withValue(subject.user, ["statsigEnvironment", "tier"], undefined),
                tier: tierInProject(project, ownTier),
              })
            }
          >
            {compareLabels.useTierOfColumn}
          </button>
        </p>
      )}
      <Field label={compareLabels.rules}>
        <Select
          {...inDropdown}
          aria-label={compareLabels.rules}
          data={[
            { value: now, label: compareLabels.rulesNow },
            ...drafts.map((draft, at) => ({ value: `${draftPrefix}${at}`, label: draftText(draft) })),
            ...snapshots.map(({ id, readAtMs, fileName }) => ({
              value: id,
              label: fileName ?? compareLabels.rulesAsOf(formatDayAndTime(readAtMs, Date.now())),
            })),
            ...versionGroup(entity, choices),
          ]}
          value={version?.value ?? (draftAt === -1 ? (subject.snapshotId ?? now) : `${draftPrefix}${draftAt}`)}
          onChange={(id) => {
            const draft =
              choices.find(({ value }) => value === id)?.draft ??
              (id?.startsWith(draftPrefix) ? drafts[Number(id.slice(draftPrefix.length))] : undefined);
            onChange(withRules(subject, draft === undefined ? { snapshotId: id === now ? null : id } : { draft }));
          }}
        />
      </Field>
      {entities.length > 0 && (
        <Field label={compareLabels.console}>
          <VersionedNameSelect
            comboboxProps={inDropdown.comboboxProps}
            entities={entities}
            entity={entity}
            onEntity={(chosen) => setVersioned(chosen)}
          />
        </Field>
      )}
      {entity !== null && <VersionNotes state={versions} className={classes.note} />}
      <p className={classes.note}>
        <ChooseFile accept="application/json,.json,.gz" onChoose={(file) => openFile.mutate({ file, encoding: null })}>
          {(props) => (
            <button type="button" className="link" disabled={openFile.isPending} {...props}>
              {openFile.isPending ? compareLabels.readingFile : compareLabels.openRules}
            </button>
          )}
        </ChooseFile>
      </p>
      {openFile.isError && (
        <FileProblem
          fileName={nameOfFile(openFile.variables.file)}
          failure={openFile.error}
          sentence={sentenceOf(openFile.error)}
          onRead={(encoding) => openFile.mutate({ file: openFile.variables.file, encoding })}
        />
      )}
      {snapshots.length === 0 && <p className={classes.note}>{compareLabels.noEarlierRules}</p>}
      {sameAs !== null && <p className={classes.note}>{compareLabels.sameAsColumn(sameAs + 1)}</p>}
      <div className={classes.foot}>
        <button type="button" className="link" onClick={() => onTakeUser("text")}>
          {compareLabels.pasteUser}
        </button>
        <button type="button" className="link" onClick={() => onTakeUser("file")}>
          {compareLabels.fileUser}
        </button>
        {onMakeReference !== null && (
          <button type="button" className="link" onClick={onMakeReference}>
            {compareLabels.makeReference}
          </button>
        )}
        {onRemove !== null && (
          <button type="button" className="link" onClick={onRemove}>
            {compareLabels.remove}
          </button>
        )}
      </div>
    </div>
  );
}

/** Opens a definitions file as the rules of a column. */
function useOpenRules(subject: CompareSubject, onChange: (subject: CompareSubject) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ file, encoding }: { file: File; encoding: LegacyEncoding | null }) =>
      client.explain.openFile({ projectId: subject.projectId, fileName: nameOfFile(file), text: await readFile(file, encoding) }),
    onSuccess: async ({ snapshotId }) => {
      await queries.invalidateQueries({ queryKey: orpc.explain.definitions.key() });
      onChange(withRules(subject, { snapshotId }));
    },
  });
}

/** The tier that the user had, if the project has it; else the project's default. */
function tierInProject(project: Project | undefined, tier: string): string {
  return project === undefined || project.tiers.some(({ name }) => name === tier) ? tier : project.defaultTier;
}

const draftPrefix = "draft ";
const thisUser = "this";
const now = "now";

function Field({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className={classes.field}>
      <span aria-hidden="true">{label}</span>
      {children}
    </div>
  );
}
