import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { orpc } from "#renderer/host/client.ts";
import { useSession } from "#renderer/session/session.ts";
import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import { isSameJson } from "#shared/domain/json/json.ts";
import { isProtectedTier } from "#shared/domain/project/protected-tier.ts";
import { formatDayAndTime } from "#shared/domain/text/format-time.ts";
import { offeredUsers } from "#shared/domain/user/saved-user.ts";
import { tierOf, userLabel } from "#shared/domain/user/statsig-user.ts";
import { compareLabels } from "../compare-labels.ts";
import { PasteColumn } from "./paste-column.tsx";
import classes from "./subject-bar.module.css";
import type { Column } from "./use-columns.ts";

/** Changes one column in place: its user, project, tier, and the time of its rules. */
export function SubjectEditor({
  column: { subject, project, definitions },
  sameAs,
  onChange,
  onMakeReference,
  onRemove,
}: {
  column: Column;
  /** The position of an earlier column that is the same; null if there is none. */
  sameAs: number | null;
  onChange: (subject: CompareSubject) => void;
  onMakeReference: (() => void) | null;
  onRemove: (() => void) | null;
}) {
  const [isPasting, setPasting] = useState(false);
  const { data: savedUsers = [] } = useQuery(orpc.users.list.queryOptions());
  const projects = useSession((state) => state.projects);
  const users = offeredUsers(savedUsers, project?.kind);
  const saved = users.find(({ user, name }) => isSameJson(user, subject.user) && userLabel(user, name) === subject.userLabel);
  const ownTier = tierOf(subject.user);
  const inDropdown = { comboboxProps: { withinPortal: false }, allowDeselect: false } as const;
  const snapshots = definitions?.snapshots ?? [];
  return (
    <div className={classes.editor}>
      <Field label={compareLabels.user}>
        <Select
          {...inDropdown}
          aria-label={compareLabels.user}
          searchable
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
              ...subject,
              projectId: chosen.id,
              tier: keepsTier ? subject.tier : chosen.defaultTier,
              keyId: null,
              snapshotId: null,
            });
          }}
        />
      </Field>
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
      {ownTier !== null && <p className={classes.note}>{compareLabels.tierOfUser}</p>}
      <Field label={compareLabels.rules}>
        <Select
          {...inDropdown}
          aria-label={compareLabels.rules}
          data={[
            { value: now, label: compareLabels.rulesNow },
            ...snapshots.map(({ id, readAtMs, fileName }) => ({
              value: id,
              label: fileName ?? compareLabels.rulesAsOf(formatDayAndTime(readAtMs, Date.now())),
            })),
          ]}
          value={subject.snapshotId ?? now}
          onChange={(id) => onChange({ ...subject, snapshotId: id === now ? null : id, atMs: null })}
        />
      </Field>
      {snapshots.length === 0 && <p className={classes.note}>{compareLabels.noEarlierRules}</p>}
      {sameAs !== null && <p className={classes.note}>{compareLabels.sameAsColumn(sameAs + 1)}</p>}
      <div className={classes.foot}>
        <button type="button" className="link" onClick={() => setPasting(true)}>
          {compareLabels.pasteUser}
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
      {isPasting && (
        <PasteColumn
          onClose={() => setPasting(false)}
          onUse={(user) => {
            setPasting(false);
            onChange({ ...subject, user, userLabel: userLabel(user) });
          }}
        />
      )}
    </div>
  );
}

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
