import { CircleAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Finding } from "#shared/domain/events/event-findings.ts";
import classes from "./field.module.css";

/** Returns the findings at one path of a draft, or below it. */
export function findingsAt<Draft>(findings: readonly Finding<Draft>[], ...path: readonly string[]): readonly Finding<Draft>[] {
  return findings.filter((finding) => path.every((step, depth) => finding.path[depth] === step));
}

/** A row of the form: label, control and findings. */
export function Field<Draft>({
  label,
  findings,
  onFix,
  children,
}: {
  label: ReactNode;
  findings: readonly Finding<Draft>[];
  onFix: (draft: Draft) => void;
  children: ReactNode;
}) {
  return (
    <div className={classes.field} data-severity={severityOf(findings)}>
      <span className={classes.label}>{label}</span>
      <div className={classes.control}>{children}</div>
      <Findings findings={findings} onFix={onFix} />
    </div>
  );
}

export function Findings<Draft>({ findings, onFix }: { findings: readonly Finding<Draft>[]; onFix: (draft: Draft) => void }) {
  if (findings.length === 0) return null;
  return (
    <ul className={classes.findings}>
      {findings.map((finding) => (
        <li key={finding.path.join(".") + finding.message}>
          <FindingNote finding={finding} onFix={onFix} />
        </li>
      ))}
    </ul>
  );
}

/** One finding as a sentence, with a link that fixes it. */
export function FindingNote<Draft>({ finding, lead, onFix }: { finding: Finding<Draft>; lead?: ReactNode; onFix: (draft: Draft) => void }) {
  const { severity, message, fix } = finding;
  return (
    <p className={classes.note} data-severity={severity}>
      {severity === "refused" ? (
        <CircleAlert size={13} aria-label="Cannot be sent:" role="img" />
      ) : (
        <TriangleAlert size={13} aria-label="Warning:" role="img" />
      )}
      <span>
        {lead}
        {message}
        {fix !== null && (
          <>
            {" "}
            <button type="button" className="link" onClick={() => onFix(fix.fixed)}>
              {fix.label}
            </button>
          </>
        )}
      </span>
    </p>
  );
}

export function severityOf(findings: readonly Pick<Finding<unknown>, "severity">[]): "refused" | "warning" | undefined {
  if (findings.some(({ severity }) => severity === "refused")) return "refused";
  return findings.length > 0 ? "warning" : undefined;
}
