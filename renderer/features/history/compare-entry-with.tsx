import { Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Columns2 } from "lucide-react";
import { showComparison } from "#renderer/answer/compare-with/compare-with.tsx";
import { compareWithLabels } from "#renderer/answer/compare-with/compare-with-labels.ts";
import { orpc } from "#renderer/host/client.ts";
import { setOpenRequest, useSession } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { isSameJson } from "#shared/domain/json/json.ts";
import { offeredUsers } from "#shared/domain/user/saved-user.ts";
import { splitTier, userLabel, withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import classes from "./history.module.css";
import { historyLabels, runAgainLabels } from "./history-labels.ts";
import { toggleMark, useHistoryView } from "./history-view.ts";
import { canRunAgain, type RunChange, runAgain } from "./run-again.ts";
import { useCompareAfter } from "./use-compare-after.ts";

const maxUsers = 10;

/**
 * A menu that compares a request: with the rules of now, with another request, or with the same names checked again in another tier, for another user or in
 * another project.
 */
export function CompareEntryWith({ entry, run = runAgain }: { entry: HistoryEntry; run?: typeof runAgain }) {
  const { context } = entry;
  const projects = useSession((state) => state.projects);
  const project = projects.find(({ id }) => id === context.projectId);
  const { data: savedUsers = [] } = useQuery(orpc.users.list.queryOptions());
  const { isRunning, compareAfter } = useCompareAfter();
  const user = context.user ?? {};
  const canRun = canRunAgain(entry);
  const now = subjectsOfNow(entry);
  const { user: tierlessUser, tier } = splitTier(user, context.tier);
  const tiers = !canRun || project === undefined ? [] : project.tiers.filter(({ name }) => name !== tier);
  // A removed project can be asked nothing.
  const users =
    !canRun || project === undefined ? [] : offeredUsers(savedUsers, project.kind).filter((saved) => !isSameJson(saved.user, user));
  const others = canRun ? projects.filter(({ id }) => id !== context.projectId) : [];
  const canSend = tiers.length + users.length + others.length > 0;
  const item = (key: string, label: string, change: RunChange) => (
    <Menu.Item key={key} onClick={() => void compareAfter(async () => [entry.row.exchangeId, await run(entry, change)])}>
      {label}
    </Menu.Item>
  );
  return (
    <Menu position="bottom-end" trapFocus>
      <Menu.Target>
        <Button variant="default" loading={isRunning} leftSection={<Columns2 size={14} aria-hidden />}>
          {compareWithLabels.open}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu ?? ""}>
        {now !== null && <Menu.Item onClick={() => showComparison(now)}>{runAgainLabels.now}</Menu.Item>}
        <Menu.Item onClick={() => markFirst(entry.row.actionId)}>{runAgainLabels.another}</Menu.Item>
        {canSend && <Menu.Divider />}
        {canSend && <Menu.Label>{runAgainLabels.sends}</Menu.Label>}
        {tiers.length > 0 && <Menu.Label>{runAgainLabels.tier}</Menu.Label>}
        {tiers.map(({ name }) => item(`tier ${name}`, name, { tier: name, user: withoutPrivate(tierlessUser) }))}
        {users.length > 0 && <Menu.Label>{runAgainLabels.user}</Menu.Label>}
        {users
          .slice(0, maxUsers)
          .map(({ id, name, user: other }) => item(`user ${id}`, name, { user: other, userLabel: userLabel(other, name) }))}
        {others.length > 0 && <Menu.Label>{runAgainLabels.project}</Menu.Label>}
        {others.map(({ id, name }) => item(`project ${id}`, name, { projectId: id }))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Marks the action of a request, so that one more mark compares the two. */
function markFirst(actionId: string): void {
  if (!useHistoryView.getState().marked.includes(actionId)) toggleMark(actionId);
  setOpenRequest(null);
  announce(historyLabels.markTwo);
}

/** The user of a request with the rules of now, and with those of its time; null without a user or without the rules that were kept with it. */
function subjectsOfNow({ context, row }: HistoryEntry) {
  const { projectId, keyId, tier, user, userLabel: label, snapshotId } = context;
  if (user === null || snapshotId == null) return null;
  // Values of private attributes were not stored. Rules must not evaluate the notes that replace them.
  const now = { projectId, keyId, tier, user: withoutPrivate(user), userLabel: label, snapshotId: null, atMs: null };
  return [now, { ...now, snapshotId, atMs: row.atMs }];
}
