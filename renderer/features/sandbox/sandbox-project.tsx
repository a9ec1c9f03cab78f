import { FlaskRound } from "lucide-react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { CopyButton } from "#renderer/ui/copy-button.tsx";
import { DetailHead } from "#renderer/ui/detail-head.tsx";
import classes from "./sandbox.module.css";
import { useSandboxInfo } from "./sandbox.queries.ts";
import { sandboxLabels } from "./sandbox-labels.ts";

/** The settings page of the built-in project: what it is and its address. It cannot be changed. */
export function SandboxProject({ onOpen }: { onOpen: () => void }) {
  return (
    <section className={classes.screen} aria-label="Project Sandbox">
      <DetailHead icon={<FlaskRound size={15} aria-hidden />} title={sandboxLabels.sandbox}>
        <span className="subdued">built in, cannot be changed</span>
      </DetailHead>
      <div className={classes.body}>
        <p className={classes.lead}>
          A small Statsig on this machine with a demo shop. It needs no key, nothing leaves this machine, and it evaluates with Statsig’s
          own JavaScript SDK. Use it to learn, or point an SDK at it.
        </p>
        <SandboxAddress />
        <p>
          <button type="button" className="link" onClick={onOpen}>
            Show received events
          </button>
        </p>
      </div>
    </section>
  );
}

/** Shows the URL and the keys of the sandbox. The keys are not secret: they work only for this sandbox and change with every start. */
export function SandboxAddress() {
  const { data: info, error } = useSandboxInfo();
  if (error !== null) return <p role="alert">{sentenceOf(error)}</p>;
  if (info === undefined) return null;
  return (
    <section>
      <h3 className={classes.h}>
        Point an SDK at it<span>these keys work only here and change with every start</span>
      </h3>
      <dl className={classes.address}>
        <Line name="Address" text={info.url} />
        <Line name="Server secret" text={info.serverKey} />
        <Line name="Client key" text={info.clientKey} />
        <Line name="Console key" text={info.consoleKey} />
      </dl>
    </section>
  );
}

function Line({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <code className="ell">{text}</code>
        <CopyButton text={text} what={name} />
      </dd>
    </div>
  );
}
