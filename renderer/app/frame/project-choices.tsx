import { Menu } from "@mantine/core";
import { Check, LockKeyhole, Plus, Settings2 } from "lucide-react";
import { ProjectSwatch } from "#renderer/parts/project-swatch.tsx";
import { selectProject, setScreen, useSession } from "#renderer/session/session.ts";
import { DropdownMenu } from "#renderer/ui/dropdown/dropdown-menu.tsx";
import type { Dropdown } from "#renderer/ui/dropdown/use-dropdown.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { Project } from "#shared/domain/project/project.ts";
import { appLabels } from "../app-labels.ts";
import classes from "./top-bar.module.css";

/** The menu of all projects. */
export function ProjectChoices({ project, dropdown }: { project: Project; dropdown: Dropdown }) {
  const projects = useSession((state) => state.projects);
  return (
    <DropdownMenu dropdown={dropdown} position="bottom-start" className={classes.menu}>
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
    </DropdownMenu>
  );
}
