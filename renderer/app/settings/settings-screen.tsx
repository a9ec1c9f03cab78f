import { Projects } from "#renderer/features/projects/projects.tsx";
import { Sandbox } from "#renderer/features/sandbox/sandbox.tsx";
import { SandboxProject } from "#renderer/features/sandbox/sandbox-project.tsx";
import { setScreen, useProjectId, useSession } from "#renderer/session/session.ts";
import { appLabels, settingsSections } from "../app-labels.ts";
import { placeOf } from "../screens.ts";
import { ShortcutList } from "../shortcuts/shortcut-list.tsx";
import { About } from "./about.tsx";
import { Appearance } from "./appearance.tsx";
import { SettingsPage } from "./settings-page.tsx";
import classes from "./settings-screen.module.css";

type Section = (typeof settingsSections)[number];

export function SettingsScreen() {
  const [sectionId, ...rest] = placeOf(useSession((state) => state.screen)).split("/");
  const section = settingsSections.find(({ id }) => id === sectionId) ?? settingsSections[0];
  return (
    <div className={classes.settings}>
      <nav className={classes.nav} aria-label={appLabels.settings}>
        <p className={classes.title} aria-hidden>
          Settings
        </p>
        {settingsSections.map(({ id, label }) => (
          <button key={id} type="button" aria-current={id === section.id ? "page" : undefined} onClick={() => setScreen(`settings/${id}`)}>
            {label}
          </button>
        ))}
      </nav>
      <SettingsSection section={section} place={rest.join("/")} />
    </div>
  );
}

function SettingsSection({ section, place }: { section: Section; place: string }) {
  const currentId = useProjectId();
  const [selected = "", part = ""] = place.split("/");
  switch (section.id) {
    case "projects":
      return (
        <Projects
          selected={selected}
          part={part}
          currentId={currentId}
          onSelect={(next) => setScreen(next === "" ? "settings/projects" : `settings/projects/${next}`)}
          sandbox={<SandboxProject onOpen={() => setScreen("settings/sandbox")} />}
        />
      );
    case "sandbox":
      return <Sandbox />;
    case "appearance":
      return <Appearance />;
    case "shortcuts":
      return (
        <SettingsPage title="Shortcuts">
          <ShortcutList />
        </SettingsPage>
      );
    case "about":
      return <About />;
  }
}
