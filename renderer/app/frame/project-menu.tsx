import { Menu } from "@mantine/core";
import { Check, ChevronsUpDown, LockKeyhole, Plus, Settings2 } from "lucide-react";
import { useState } from "react";
import { ProjectSwatch } from "#renderer/parts/project-swatch.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { selectProject, setScreen, useProject, useSession } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { appLabels } from "../app-labels.ts";
import classes from "./top-bar.module.css";

export function ProjectMenu() {
  const projects = useSession((state) => state.projects);
  const project = useProject();
  const [isOpen, setOpen] = useState(false);
  useCommand("switchProject", () => setOpen(true));
  if (project === undefined) return null;
  return (
    <Menu opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus>
      <Menu.Target>
        <button type="button" className={classes.item}>
          <span className="sr">{appLabels.project}</span>
          <ProjectSwatch project={project} />
          <b className={`ell ${classes.projectName}`}>{project.name}</b>
          <ChevronsUpDown size={13} aria-hidden className={classes.chevron} />
        </button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu ?? ""}>
        {projects.map((each) => (
          <Menu.Item
            key={each.id}
            leftSection={<ProjectSwatch project={each} />}
            rightSection={<span className={classes.end}>{each.id === project.id && <Check size={14} aria-label="current" />}</span>}
            onClick={() => {
              selectProject(each.id);
              announce(`Project ${each.name}. Looking.`);
            }}
          >
            <span className="ell">{each.name}</span>
            {each.tiers.some(({ isProtected }) => isProtected) && (
              <LockKeyhole size={12} aria-label="has a protected tier" className={classes.dim} style={{ marginLeft: 6 }} />
            )}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Plus size={14} aria-hidden />} onClick={() => setScreen("settings/projects/new")}>
          {appLabels.addProject}
        </Menu.Item>
        <Menu.Item leftSection={<Settings2 size={14} aria-hidden />} onClick={() => setScreen(`settings/projects/${project.id}`)}>
          Projects and keys
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
