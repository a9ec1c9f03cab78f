import { useQuery } from "@tanstack/react-query";
import { orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { CopyButton } from "#renderer/ui/copy-button.tsx";
import type { HostInfo } from "#shared/domain/session/host-info.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { Licences } from "./licences.tsx";
import { SettingsPage } from "./settings-page.tsx";
import classes from "./settings-screen.module.css";

const hostLabels: Record<HostInfo["host"], string> = { desktop: "its own window", browser: "a browser page", terminal: "the terminal" };

export function About() {
  const { data: info, error } = useQuery(orpc.host.info.queryOptions());
  const { data: stats } = useQuery(orpc.history.stats.queryOptions({ staleTime: 0 }));
  return (
    <SettingsPage title="About">
      <p className={classes.name}>Gatescope</p>
      <p className={classes.lead}>What does a person see, and why? An inspector for the Statsig HTTP API. It is not made by Statsig.</p>
      {error !== null && <p role="alert">{sentenceOf(error)}</p>}
      {info !== undefined && (
        <dl className={classes.facts}>
          <div>
            <dt>Version</dt>
            <dd className="num">{info.version}</dd>
          </div>
          <div>
            <dt>Running in</dt>
            <dd>{hostLabels[info.host]}</dd>
          </div>
          <div>
            <dt>Data folder</dt>
            <dd>
              <code className="ell">{info.dataFolder}</code>
              <CopyButton text={info.dataFolder} what="Data folder" />
            </dd>
          </div>
          <div>
            <dt>History</dt>
            <dd className="num">
              {stats === undefined ? "…" : `${formatCount(stats.entries, "request")} kept, ${stats.pinned} pinned`}
              {!info.hasFullText && "; without a full-text index, so a search reads the newest only"}
            </dd>
          </div>
        </dl>
      )}
      <p className={classes.lead}>
        Nothing leaves this machine except the requests you make. They go to the addresses of the current project.
      </p>
      <Licences />
    </SettingsPage>
  );
}
