import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ChevronRight, KeyRound } from "lucide-react";
import { orpc } from "#renderer/host/client.ts";
import { Glyph } from "#renderer/parts/glyph.tsx";
import { runCommand } from "#renderer/session/commands.ts";
import { selectSavedUser, useSession } from "#renderer/session/session.ts";
import { Chord } from "#renderer/ui/kbd.tsx";
import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import classes from "./first-run.module.css";
import { inspectLabels } from "./inspect-labels.ts";
import { useKnownNames } from "./use-known-names.ts";

type FirstRunProps = {
  onCheck: (kind: EntityKind, name: string) => void;
  onEverything: () => void;
  onAddProject: () => void;
};

const examples: readonly { kind: EntityKind; word: string; name: string; why: string }[] = [
  { kind: "gate", word: "Gate", name: "checkout_v2", why: "a holdout, two countries and a 50\u00a0% rollout" },
  { kind: "gate", word: "Gate", name: "invite_friends", why: "gates inside gates" },
  { kind: "config", word: "Config", name: "shipping_rates", why: "one value per country" },
  { kind: "experiment", word: "Experiment", name: "checkout_trust_badges", why: "a share of a layer, two groups" },
];

const personsInView = 4;

/** The three first steps, in the place where answers will be. */
export function FirstRun({ onCheck, onEverything, onAddProject }: FirstRunProps) {
  const savedUserId = useSession((state) => state.savedUserId);
  const persons = useQuery(orpc.users.list.queryOptions()).data ?? [];
  const known = useKnownNames();
  const current = persons.find(({ id }) => id === savedUserId);
  const who = current === undefined ? "this person" : shortName(current.name);
  return (
    <section className={classes.page} aria-label={inspectLabels.firstSteps}>
      <div className={classes.column}>
        <h2>What does a person see, and why?</h2>
        <p className={classes.lead}>
          You are in the sandbox: a small Statsig with a made-up shop, running on this machine. It needs no key, and nothing leaves the
          machine.
        </p>
        <ol className={classes.steps}>
          <li>
            <span className={classes.number}>1</span>
            <div>
              <h3>Pick someone</h3>
              <p>
                {current === undefined ? "The panel beside holds the person asked about." : `${who} is in the panel beside.`} Change any
                field, or take someone else.
              </p>
              <div className={classes.persons}>
                {persons.slice(0, personsInView).map((person) => (
                  <button
                    key={person.id}
                    type="button"
                    aria-pressed={person.id === savedUserId}
                    className={classes.person}
                    onClick={() => selectSavedUser(person)}
                  >
                    <b className={classes.personName}>{shortName(person.name)}</b>
                    <span className={classes.personRest}>{restOfName(person.name)}</span>
                  </button>
                ))}
                {persons.length > personsInView && (
                  <button type="button" className={classes.more} onClick={() => runCommand("switchUser")}>
                    {persons.length - personsInView} more <Chord chord="Mod+U" />
                  </button>
                )}
              </div>
            </div>
          </li>
          <li data-is-next="">
            <span className={classes.number}>2</span>
            <div>
              <h3>Ask about something</h3>
              <p>
                Type a name above and press <Chord chord="Mod+Enter" />, or start with one of these.
              </p>
              <ul className={classes.examples}>
                {examples.map(({ kind, word, name, why }) => (
                  <li key={name}>
                    <button type="button" className={classes.example} onClick={() => onCheck(kind, name)}>
                      <span className={classes.kind}>{word}</span>
                      <code className={classes.name}>{name}</code>
                      <em className={classes.why}>{why}</em>
                      <ChevronRight size={14} aria-hidden className={classes.arrow} />
                    </button>
                  </li>
                ))}
                <li>
                  <button type="button" className={classes.example} onClick={onEverything}>
                    <span className={classes.kind}>Everything</span>
                    <b className={classes.name}>{known.length > 0 ? `all ${known.length} at once` : "all at once"}</b>
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
              <h3>Read the answer, then why</h3>
              <p className={classes.sample}>
                <Glyph state="pass" size={15} />
                <b className={classes.sampleWord}>Pass</b>
                <code className={classes.sampleName}>checkout_v2</code>
                <span>because rule “Staff” matched</span>
              </p>
              <p>
                The first line is the answer. <b>Why</b> shows each rule, and what {who} has against what it wants.
              </p>
            </div>
          </li>
        </ol>
        <div className={classes.own}>
          <KeyRound size={15} aria-hidden className={classes.ownIcon} />
          <span>
            <b className={classes.ownTitle}>Have a project of your own?</b> Its key is sealed here and sent only to Statsig.
          </span>
          <Button variant="default" className={classes.ownAction ?? ""} onClick={onAddProject}>
            Add your project…
          </Button>
        </div>
      </div>
    </section>
  );
}

/** `Ada` of `Ada, staff`. */
function shortName(name: string): string {
  return name.split(", ", 1)[0] ?? name;
}

function restOfName(name: string): string {
  return name.split(", ").slice(1).join(", ");
}
