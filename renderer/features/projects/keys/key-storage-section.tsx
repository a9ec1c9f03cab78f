import { Button } from "@mantine/core";
import { LockKeyhole, ShieldAlert, ShieldCheck } from "lucide-react";
import { type SubmitEvent, useId, useState } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { KeyStorage } from "#shared/domain/project/key-storage.ts";
import type { Project } from "#shared/domain/project/project.ts";
import detail from "../project-detail.module.css";
import { hostNames } from "../project-form.ts";
import { projectParts } from "../project-part.ts";
import { useKeyStorage, useProjectActions } from "../projects.queries.ts";
import { projectsLabels } from "../projects-labels.ts";
import classes from "./keys.module.css";
import { minPassphraseLength, PassphraseDialog } from "./passphrase-dialog.tsx";
import { SecretInput } from "./secret-input.tsx";
import { useSecretField } from "./use-secret-field.ts";

const wrongPassphraseText = "Wrong passphrase.";

/** Shows how the keys of all projects are stored on this machine, and to which hosts this project's keys are sent. */
export function KeyStorageSection({ project }: { project: Project }) {
  const { data: storage, error } = useKeyStorage();
  return (
    <section data-part={projectParts.storage}>
      <h3 className={detail.h}>
        Key storage
        <span>for the keys of all projects</span>
      </h3>
      {error !== null && <p role="alert">{sentenceOf(error)}</p>}
      {storage !== undefined && (
        <>
          <p className={classes.storageText}>
            <StorageIcon storage={storage} />
            <StorageSentence text={storage.sentence} />
          </p>
          {storage.isLocked && storage.protection === "passphrase" ? <Unlock /> : <StorageActions storage={storage} />}
        </>
      )}
      <dl className={classes.hosts}>
        <dt>Sent only to</dt>
        <dd>
          {hostNames(project.hosts).map((host, at) => (
            <span key={host}>
              {at > 0 && ", "}
              <code>{host}</code>
            </span>
          ))}
        </dd>
      </dl>
    </section>
  );
}

function StorageIcon({ storage }: { storage: KeyStorage }) {
  if (storage.isLocked) return <LockKeyhole size={16} aria-hidden />;
  return storage.protection === "session" ? <ShieldAlert size={16} aria-hidden /> : <ShieldCheck size={16} aria-hidden />;
}

/** Emphasizes the first sentence, which names the protection of the keys; the rest says how far it goes. */
function StorageSentence({ text }: { text: string }) {
  const end = text.indexOf(". ") + 1;
  return (
    <span>
      <b>{end > 0 ? text.slice(0, end) : text}</b>
      {end > 0 && text.slice(end)}
    </span>
  );
}

function StorageActions({ storage }: { storage: KeyStorage }) {
  const { lock, protectWithSystem } = useProjectActions();
  const [isPassphraseOpen, setPassphraseOpen] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const attempt = async (call: () => Promise<KeyStorage>, doneText: string) => {
    setFailure(null);
    try {
      await call();
      announce(doneText);
    } catch (error) {
      setFailure(sentenceOf(error));
    }
  };
  const passphraseLabel = { session: projectsLabels.setPassphrase, os: "Use a passphrase instead…", passphrase: "Change passphrase…" }[
    storage.protection
  ];
  return (
    <div className={classes.storageActions}>
      <button type="button" className="link" onClick={() => setPassphraseOpen(true)}>
        {passphraseLabel}
      </button>
      {storage.protection === "passphrase" && (
        <button type="button" className="link" onClick={() => void attempt(lock, "The keys are locked.")}>
          Lock keys now
        </button>
      )}
      {storage.isOsAvailable && (storage.protection !== "os" || storage.isLocked) && (
        <button
          type="button"
          className="link"
          onClick={() => void attempt(protectWithSystem, "Keys are now protected by the system keychain.")}
        >
          Use the system keychain
        </button>
      )}
      {failure !== null && <p role="alert">{failure}</p>}
      <PassphraseDialog isOpen={isPassphraseOpen} onClose={() => setPassphraseOpen(false)} />
    </div>
  );
}

function Unlock() {
  const id = useId();
  const { unlock } = useProjectActions();
  const secret = useSecretField();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const open = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    if (secret.peek().length < minPassphraseLength) {
      setProblem(wrongPassphraseText);
      return secret.focus();
    }
    setBusy(true);
    try {
      await unlock(secret.take());
      announce(projectsLabels.unlocked);
    } catch (error) {
      setProblem(sentenceOf(error));
      secret.focus();
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className={classes.storageActions}
      onSubmit={(event) => void open(event)}
      autoComplete="off"
      aria-label={projectsLabels.unlockForm}
    >
      <div className={classes.unlock}>
        <div>
          <label htmlFor={id} className="sr">
            {projectsLabels.passphrase}
          </label>
          <SecretInput ref={secret.ref} id={id} placeholder={projectsLabels.passphrase} problem={problem} onType={() => setProblem(null)} />
        </div>
        {/* Deriving the data key takes seconds on a busy machine. A disabled button would lose the focus meanwhile. */}
        <Button type="submit" aria-disabled={isBusy}>
          {isBusy ? projectsLabels.unlocking : projectsLabels.unlock}
        </Button>
      </div>
    </form>
  );
}
