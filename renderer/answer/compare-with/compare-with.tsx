import { Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Columns2 } from "lucide-react";
import { useState } from "react";
import { orpc } from "#renderer/host/client.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { setComparedSubjects, setScreen, useSession } from "#renderer/session/session.ts";
import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import { subjectOfRequest } from "#shared/domain/comparison/subject-of-request.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { rulesText } from "#shared/domain/explanation/rules-text.ts";
import { isSameJson } from "#shared/domain/json/json.ts";
import { keyName } from "#shared/domain/project/key-info.ts";
import { canUseKey, findKeyFor } from "#shared/domain/project/key-use.ts";
import { formatDayAndTime } from "#shared/domain/text/format-time.ts";
import { offeredUsers } from "#shared/domain/user/saved-user.ts";
import { userLabel } from "#shared/domain/user/statsig-user.ts";
import { compareWithLabels } from "./compare-with-labels.ts";

const maxUsers = 10;
const maxSnapshots = 4;

/** A menu that compares the subject of an answer with the same user in another tier, with another key or with earlier rules, or with another user. */
export function CompareWith({
  request,
  onCompare = showComparison,
}: {
  request: Pick<EvaluationRequest, "projectId" | "keyId" | "tier" | "user" | "userLabel">;
  /** Compares where the button is; without it, Compare is shown. */
  onCompare?: (subjects: [CompareSubject, CompareSubject]) => void;
}) {
  const { projectId, keyId, user } = request;
  const [isOpen, setOpen] = useState(false);
  useCommand("compareWith", () => setOpen(true));
  const project = useSession(({ projects }) => projects.find(({ id }) => id === projectId));
  const { data: savedUsers = [] } = useQuery(orpc.users.list.queryOptions());
  const { data: definitions } = useQuery(orpc.explain.definitions.queryOptions({ input: { projectId }, enabled: project !== undefined }));
  const { data: allKeys = [] } = useQuery(orpc.keys.list.queryOptions({ input: { projectId }, enabled: project?.kind === "statsig" }));
  if (project === undefined) return null;
  const subject = subjectOfRequest(request, null);
  const tiers = project.tiers.filter(({ name }) => name !== subject.tier);
  const snapshots = (definitions?.snapshots ?? []).filter(({ id }) => id !== definitions?.snapshotId).slice(0, maxSnapshots);
  const keys = allKeys.filter(({ kind }) => canUseKey(kind, "check"));
  const used = keys.find(({ id }) => id === keyId) ?? findKeyFor("check", keys);
  const otherKeys = keys.filter((key) => key !== used);
  const users = offeredUsers(savedUsers, project.kind).filter((saved) => !isSameJson(saved.user, user));
  const item = (key: string, label: string, other: Partial<CompareSubject>) => (
    <Menu.Item key={key} onClick={() => onCompare([subject, { ...subject, ...other }])}>
      {label}
    </Menu.Item>
  );
  return (
    <Menu position="bottom-end" trapFocus opened={isOpen} onChange={setOpen}>
      <Menu.Target>
        <Button variant="default" leftSection={<Columns2 size={14} aria-hidden />}>
          {compareWithLabels.open}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {tiers.length + otherKeys.length + snapshots.length > 0 && <Menu.Label>{compareWithLabels.sameUser}</Menu.Label>}
        {tiers.map(({ name }) => item(`tier ${name}`, compareWithLabels.inTier(name), { tier: name }))}
        {otherKeys.map((key) => item(`key ${key.id}`, compareWithLabels.withKey(keyName(key)), { keyId: key.id }))}
        {snapshots.map(({ id, fileName, readAtMs }) =>
          item(`rules ${id}`, compareWithLabels.withRules(rulesText({ time: formatDayAndTime(readAtMs, Date.now()), fileName })), {
            snapshotId: id,
          }),
        )}
        {users.length > 0 && <Menu.Label>{compareWithLabels.anotherUser}</Menu.Label>}
        {users
          .slice(0, maxUsers)
          .map(({ id, name, user: other }) => item(id, name, { user: { ...other }, userLabel: userLabel(other, name) }))}
        <Menu.Divider />
        <Menu.Item onClick={() => showComparison([subject, subject])}>{compareWithLabels.choose}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Shows Compare with these columns; it compares them at once. */
export function showComparison(subjects: CompareSubject[]): void {
  setComparedSubjects(subjects);
  setScreen("compare");
}
