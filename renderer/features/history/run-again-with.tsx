import { Button, Menu } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Repeat } from "lucide-react";
import { useState } from "react";
import { orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { useSession } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { isSameJson } from "#shared/domain/json/json.ts";
import { offeredUsers } from "#shared/domain/user/saved-user.ts";
import { tierOf, userLabel } from "#shared/domain/user/statsig-user.ts";
import { compareEntriesLabels, runAgainLabels } from "./history-labels.ts";
import { changeHistoryView } from "./history-view.ts";
import { canRunAgain, type RunChange, runAgain } from "./run-again.ts";

const maxUsers = 10;

/** A menu that checks the names of a request again in another tier, for another user or in another project, and shows what differs. */
export function RunAgainWith({ entry }: { entry: HistoryEntry }) {
  const { context } = entry;
  const queries = useQueryClient();
  const projects = useSession((state) => state.projects);
  const project = projects.find(({ id }) => id === context.projectId);
  const { data: savedUsers = [] } = useQuery(orpc.users.list.queryOptions());
  const [isRunning, setRunning] = useState(false);
  if (!canRunAgain(entry)) return null;
  const user = context.user ?? {};
  const tiers = project === undefined || tierOf(user) !== null ? [] : project.tiers.filter(({ name }) => name !== context.tier);
  const users = offeredUsers(savedUsers, project?.kind).filter((saved) => !isSameJson(saved.user, user));
  const run = async (change: RunChange) => {
    setRunning(true);
    try {
      const exchangeId = await runAgain(entry, change);
      await queries.invalidateQueries({ queryKey: orpc.history.key() });
      changeHistoryView({ compared: [entry.row.exchangeId, exchangeId] });
    } catch (failure) {
      announce(compareEntriesLabels.notChecked(sentenceOf(failure)));
    } finally {
      setRunning(false);
    }
  };
  const item = (key: string, label: string, change: RunChange) => (
    <Menu.Item key={key} onClick={() => void run(change)}>
      {label}
    </Menu.Item>
  );
  return (
    <Menu position="bottom-end" trapFocus>
      <Menu.Target>
        <Button variant="default" loading={isRunning} leftSection={<Repeat size={14} aria-hidden />}>
          {runAgainLabels.open}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {tiers.length > 0 && <Menu.Label>{runAgainLabels.tier}</Menu.Label>}
        {tiers.map(({ name }) => item(`tier ${name}`, name, { tier: name }))}
        {users.length > 0 && <Menu.Label>{runAgainLabels.user}</Menu.Label>}
        {users
          .slice(0, maxUsers)
          .map(({ id, name, user: other }) => item(`user ${id}`, name, { user: other, userLabel: userLabel(other, name) }))}
        {projects.length > 1 && <Menu.Label>{runAgainLabels.project}</Menu.Label>}
        {projects.filter(({ id }) => id !== context.projectId).map(({ id, name }) => item(`project ${id}`, name, { projectId: id }))}
        <Menu.Divider />
        <Menu.Item disabled>{runAgainLabels.sends}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
