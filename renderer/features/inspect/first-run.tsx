import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ChevronRight, KeyRound } from "lucide-react";
import { flushSync } from "react-dom";
import { orpc } from "#renderer/host/client.ts";
import { Glyph } from "#renderer/parts/state/glyph.tsx";
import { useCheckVerb } from "#renderer/session/check-verb.ts";
import { runCommand } from "#renderer/session/commands.ts";
import { selectSavedUser, useSession } from "#renderer/session/session.ts";
import emptyState from "#renderer/ui/empty-state.module.css";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import classes from "./first-run.module.css";
import { inspectLabels, inspectTabLabels } from "./inspect-labels.ts";
import { useKnownNames } from "./use-known-names.ts";

type FirstRunProps = {
  onCheck: (kind: EntityKind, name: string) => void;
  onEverything: () => void;
  onAddProject: () => void;
};

const examples: readonly { kind: EntityKind; name: string; note: string }[] = [
  { kind: "gate", name: "checkout_v2", note: "a holdout, two countries and a 50\u00a0% rollout" },
  { kind: "gate", name: "invite_friends", note: "depends on other gates" },
  { kind: "config", name: "shipping_rates", note: "one value per country" },
  { kind: "experiment", name: "checkout_trust_badges", note: "two groups in a layer" },
];

const maxUsersShown = 4;

/** Shows three first steps in the sandbox until the first check. */
export function FirstRun({ onCheck, onEverything, onAddProject }: FirstRunProps) {
  const verb = useCheckVerb();
  const savedUserId = useSession((state) => state.savedUserId);
  const savedUsers = useQuery(orpc.users.list.queryOptions()).data ?? [];
  const known = useKnownNames();
  const current = savedUsers.find(({ id }) => id === savedUserId);
  const who = current === undefined ? "this user" : shortName(current.name);
  return (
    <section className={classes.page} aria-label={inspectLabels.firstSteps}>
      <div className={classes.column}>
        <h2 className={emptyState.title}>See what a user gets, and why</h2>
        <p className={emptyState.lead}>
          You are in the sandbox: a small Statsig with a demo shop, running on this machine. It needs no key, and nothing leaves the
          machine.
        </p>
        <ol className={classes.steps}>
          <li>
            <span className={classes.number}>1</span>
            <div>
              <h3>Pick a user</h3>
              <p>
                {current === undefined ? "The user panel shows the user." : `${who} is in the user panel.`} Change any field, or pick
                another user.
              </p>
              <div className={classes.users}>
                {savedUsers.slice(0, maxUsersShown).map((user) => (
                  <button
                    key={user.id}
                    type="button"
                    aria-pressed={user.id === savedUserId}
                    className={classes.user}
                    onClick={() => selectSavedUser(user)}
                  >
                    <b className={classes.userName}>{shortName(user.name)}</b>
                    <span className={classes.userNote}>{restOfName(user.name)}</span>
                  </button>
                ))}
                {savedUsers.length > maxUsersShown && (
                  <button type="button" className={classes.more} onClick={() => runCommand("switchUser")}>
                    {savedUsers.length - maxUsersShown} more <Chord chord="Mod+U" />
                  </button>
                )}
              </div>
            </div>
          </li>
          <li data-is-next="">
            <span className={classes.number}>2</span>
            <div>
              <h3>{verb} a name</h3>
              <p>
                Type a name above and press <Chord chord="Mod+Enter" />, or start with one of these.
              </p>
              <ul className={classes.examples}>
                {examples.map(({ kind, name, note }) => (
                  <li key={name}>
                    <button
                      type="button"
                      className={classes.example}
                      title={`${verb} ${name}`}
                      onClick={() => leave(() => onCheck(kind, name))}
                    >
                      <span className={classes.kind}>{inspectTabLabels[kind]}</span>
                      <code className={classes.name}>{name}</code>
                      <em className={classes.why}>{note}</em>
                      <ChevronRight size={14} aria-hidden className={classes.arrow} />
                    </button>
                  </li>
                ))}
                <li>
                  <button type="button" className={classes.example} onClick={() => leave(onEverything)}>
                    <span className={classes.kind}>{inspectTabLabels.everything}</span>
                    <b className={classes.name}>{known.length > 0 ? `all ${formatNumber(known.length)} at once` : "all at once"}</b>
                    <em className={classes.why}>for {who}, in one table</em>
                    <ChevronRight size={14} aria-hidden className={classes.arrow} />
                  </button>
                </li>
              </ul>
            </div>
          </li>
          <li>
            <span className={classes.number}>3</span>
            <div>
              <h3>Read the answer and its reason</h3>
              <p className={classes.sample} data-not-current="">
                <span className={classes.sampleTag}>Example</span>
                <Glyph state="pass" size={15} />
                <b className={classes.sampleWord}>Pass</b>
                <code className={classes.sampleName}>checkout_v2</code>
                <span>for Ada, because rule “Staff” matched</span>
              </p>
              <p>
                The first line is the answer. <b>Why</b> shows each rule, and compares it with {who}’s attributes.
              </p>
            </div>
          </li>
        </ol>
        <div className={classes.own}>
          <KeyRound size={15} aria-hidden className={classes.ownIcon} />
          <span>
            <b className={classes.ownTitle}>Have a Statsig project?</b> Its key stays on this machine and is sent only to Statsig.
          </span>
          <Button variant="default" className={classes.ownAction ?? ""} onClick={onAddProject}>
            Add your project…
          </Button>
        </div>
      </div>
    </section>
  );
}

/** Runs what replaces these steps, and moves the focus to where work continues: the field with the name, or the answers. */
function leave(run: () => void): void {
  flushSync(run);
  if (document.activeElement !== document.body) return;
  const main = document.querySelector("main");
  (main?.querySelector<HTMLElement>('[role="combobox"]') ?? main)?.focus();
}

/** `Ada` of `Ada, staff`. */
function shortName(name: string): string {
  return name.split(", ", 1)[0] ?? name;
}

function restOfName(name: string): string {
  return name.split(", ").slice(1).join(", ");
}
