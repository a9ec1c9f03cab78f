import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Check, CheckCheck, CircleQuestionMark, Lightbulb } from "lucide-react";
import { useState } from "react";
import { SaveAsCase } from "#renderer/answer/case/save-as-case-part.ts";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { EqualSign, Headline, NotEqualSign } from "#renderer/parts/many/headline.tsx";
import { ProvenanceMark } from "#renderer/parts/provenance.tsx";
import { StrongNames } from "#renderer/parts/strong-names.tsx";
import { selectSavedUser, setUser, tieToSavedUser } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { DialogFoot } from "#renderer/ui/tall-dialog.tsx";
import { offerUndo } from "#renderer/ui/undo.ts";
import { namesText, pageBecause, pageLead, pageValuesText, reloadSentence } from "#shared/domain/page-import/page-import-text.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import type { PageCopy, PageUser } from "#shared/domain/user/pasted/page-copy.ts";
import type { SavedUser } from "#shared/domain/user/saved-user.ts";
import { tierText } from "#shared/domain/user/statsig-user.ts";
import { pageCase } from "./page-case.ts";
import classes from "./page-import.module.css";
import { pageImportLabels } from "./page-import-labels.ts";
import { PageRows } from "./page-rows.tsx";
import { PageUsers } from "./page-users.tsx";
import { useComparedUser } from "./use-compared-user.ts";
import { type PageComparison, usePageComparison, valuesTimeMs } from "./use-page-comparison.ts";

/** What was read: the users of the page, how each differs from the saved one, and what the page had beside what that one gets now. */
export function PageResult({
  copy,
  length,
  onAgain,
  onClose,
}: {
  copy: PageCopy;
  length: number;
  onAgain: () => void;
  onClose: () => void;
}) {
  const [chosen, setChosen] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const queries = useQueryClient();
  const page = copy.users[chosen] ?? copy.users[0];
  const compared = useComparedUser(page.user);
  const { saved } = compared;
  const { data: comparison, error } = usePageComparison(page, compared);
  const who = compared.label;
  const rows = comparison?.is === "compared" ? comparison.rows : [];
  const reload = reloadSentence(rows, page.isCached);
  const applyUser = () => {
    setUser(page.user);
    tieToSavedUser(null);
    announce(pageImportLabels.used);
    onClose();
  };
  const update = async ({ id, name, user }: SavedUser) => {
    const keepPrivate = "privateAttributes" in user;
    try {
      const updated = await client.users.save({ id, name, user: page.user, keepPrivate });
      selectSavedUser(updated);
      const restore = async () => {
        selectSavedUser(await client.users.save({ id, name, user, keepPrivate }));
        await queries.invalidateQueries({ queryKey: orpc.users.key() });
      };
      offerUndo(name, restore, pageImportLabels.updated(name));
      await queries.invalidateQueries({ queryKey: orpc.users.key() });
      onClose();
    } catch (failure) {
      setProblem(sentenceOf(failure));
    }
  };
  return (
    <>
      <Band copy={copy} length={length} comparison={comparison} onAgain={onAgain} />
      <ResultHeadline page={page} comparison={comparison} error={error} who={who} tier={compared.tier} />
      <div className={classes.split}>
        <PageUsers copy={copy} chosen={chosen} onChoose={setChosen} page={page} compared={compared} />
        {comparison?.is === "compared" ? (
          <PageRows rows={rows} editTimes={comparison.editTimes} valuesMs={valuesTimeMs(page)} who={who} />
        ) : (
          <div />
        )}
      </div>
      <DialogFoot>
        <p className={classes.footText}>
          {problem !== null ? (
            <span role="alert">{problem}</span>
          ) : (
            reload !== null && (
              <>
                <Lightbulb size={15} aria-hidden />
                {reload}
              </>
            )
          )}
        </p>
        {comparison?.is === "compared" && rows.length > 0 && <SaveAsCase isLabelled content={() => pageCase(comparison, copy, who)} />}
        {saved !== null && (
          <Button variant="default" title={pageImportLabels.updateNote(saved.name)} onClick={() => void update(saved)}>
            {pageImportLabels.update(saved.name)}
          </Button>
        )}
        <Button onClick={applyUser}>{pageImportLabels.use}</Button>
      </DialogFoot>
    </>
  );
}

function Band({
  copy: { origin, copiedAtMs, notes },
  length,
  comparison,
  onAgain,
}: {
  copy: PageCopy;
  length: number;
  comparison: PageComparison | undefined;
  onAgain: () => void;
}) {
  return (
    <div className={classes.band}>
      <Check size={15} aria-hidden className={classes.good} />
      <span>
        {pageImportLabels.readFrom} {origin === null ? pageImportLabels.aPage : <code>{origin}</code>}
      </span>
      {copiedAtMs !== null && <span className="num">{formatTimeOfDay(copiedAtMs)}</span>}
      <span className={classes.wideOnly}>{pageImportLabels.characters(length)}</span>
      {comparison?.is === "compared" && (
        <span className={classes.wideOnly}>{namesText(comparison.rows.length, comparison.unknownNames)}</span>
      )}
      {notes.map((note) => (
        <span key={note}>{note}</span>
      ))}
      <button type="button" className={`link ${classes.again ?? ""}`} onClick={onAgain}>
        {pageImportLabels.pasteAgain}
      </button>
    </div>
  );
}

function ResultHeadline({
  page,
  comparison,
  error,
  who,
  tier,
}: {
  page: PageUser;
  comparison: PageComparison | undefined;
  error: Error | null;
  who: string;
  tier: string;
}) {
  const now = Date.now();
  const values = <b className={classes.then}>{pageValuesText(page.receivedAtMs, now)}</b>;
  const label = pageImportLabels.result;
  if (comparison === undefined && error === null) {
    const lead = pageImportLabels.comparing;
    return <Headline label={label} mark="unfinished" lead={lead} because={values} announced={lead} />;
  }
  if (comparison === undefined || comparison.is !== "compared") {
    const lead = comparison?.is === "no_values" ? pageImportLabels.noValues : pageImportLabels.cannotCompare(who);
    const because =
      comparison === undefined
        ? sentenceOf(error)
        : comparison.is === "no_values"
          ? comparison.because
          : `${comparison.reason} ${comparison.nextStep}`;
    const icon = <CircleQuestionMark size={22} aria-hidden />;
    return (
      <Headline label={label} mark="none" tone="unknown" icon={icon} lead={lead} because={because} announced={`${lead}. ${because}`} />
    );
  }
  const { rows, elapsedMs, isOtherKey, rulesTexts } = comparison;
  const lead = pageLead(rows, who);
  const because = `${pageBecause(rows, who)}${isOtherKey ? ` ${pageImportLabels.keyOther(page.keyEnd ?? "")}` : ""}`;
  const hasDifference = rows.some(({ result }) => result !== "same");
  return (
    <Headline
      label={label}
      mark={hasDifference || rows.length === 0 ? "checked" : "good"}
      icon={hasDifference ? <NotEqualSign /> : rows.length === 0 ? <EqualSign /> : <CheckCheck size={22} aria-hidden />}
      lead={
        <span className={classes.lead}>
          <StrongNames sentence={lead} names={[who, ...(/^\d[\d,]* of [\d,]+/.exec(lead)?.[0].split(" of ") ?? [])]} />
        </span>
      }
      because={because}
      meta={
        <>
          {values}
          <ProvenanceMark provenance={{ kind: "explained_here", ofMs: null }} />
          <span>{pageImportLabels.tierNow(tierText(tier))}</span>
          {rulesTexts.map((text) => (
            <span key={text}>{text}</span>
          ))}
          <span className="num">{formatDuration(elapsedMs)}</span>
          <span>{pageImportLabels.evaluatedHere}</span>
        </>
      }
      announced={`${lead}. ${because}`}
    />
  );
}
