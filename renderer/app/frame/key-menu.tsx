import { useQuery } from "@tanstack/react-query";
import { KeyRound, LockKeyhole } from "lucide-react";
import { orpc } from "#renderer/host/client.ts";
import { KeyTail } from "#renderer/parts/key-badge.tsx";
import { setScreen, useKeyId, useProject, useSession } from "#renderer/session/session.ts";
import { useDropdown } from "#renderer/ui/dropdown/use-dropdown.ts";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import { keyKindLabels } from "#shared/domain/project/key-info.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { appLabels } from "../app-labels.ts";
import { keyInUse, keyUseLabels, keyUseOf } from "./key-in-use.ts";
import classes from "./top-bar.module.css";

const KeyChoices = lazyPart(async () => (await import("./key-choices.tsx")).KeyChoices);

/** Shows the key in use and a menu of the project's keys; without a key, a button that opens the key settings. */
export function KeyMenu() {
  const project = useProject();
  if (project === undefined) return null;
  return project.kind === "sandbox" ? (
    <span className={`${classes.item} second`}>No key needed</span>
  ) : (
    <ProjectKeyMenu project={project} />
  );
}

function ProjectKeyMenu({ project }: { project: Project }) {
  const { data: keys } = useQuery(orpc.keys.list.queryOptions({ input: { projectId: project.id } }));
  const { data: storage } = useQuery(orpc.keys.storage.queryOptions());
  const selectedId = useKeyId();
  const use = useSession(keyUseOf);
  const menu = useDropdown("menu");
  const openKeys = () => setScreen(`settings/projects/${project.id}`);
  if (keys === undefined) return <span className={`${classes.item} quiet`}>…</span>;
  const used = keyInUse(keys, selectedId, use);
  if (used === undefined)
    return (
      <button type="button" className={classes.item} onClick={openKeys}>
        <KeyRound size={14} aria-hidden className={classes.dim} />
        No key yet
      </button>
    );
  if (storage?.isLocked)
    return (
      <button type="button" className={classes.item} onClick={() => setScreen(`settings/projects/${project.id}/unlock`)}>
        <LockKeyhole size={14} aria-hidden className={classes.dim} />
        {appLabels.keysLocked}
      </button>
    );
  return (
    <>
      <button type="button" className={classes.item} {...menu.button}>
        <span className="sr">
          {appLabels.keyInUse} {keyUseLabels[use]}:{" "}
        </span>
        <KeyRound size={14} aria-hidden className={classes.dim} />
        <span className={classes.keyKind}>{keyKindLabels[used.kind]} </span>
        <KeyTail lastFour={used.lastFour} />
      </button>
      {menu.wasOpened && <KeyChoices project={project} keys={keys} used={used} dropdown={menu.dropdown} />}
    </>
  );
}
