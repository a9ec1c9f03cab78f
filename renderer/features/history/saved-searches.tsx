import { Bookmark, X } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { useCommand } from "#renderer/session/commands.ts";
import { setSavedSearches, useSession } from "#renderer/session/session.ts";
import { offerUndo } from "#renderer/ui/undo.ts";
import type { HistoryFilter } from "#shared/domain/history/history-entry.ts";
import { parseHistoryQuery, printHistoryQuery } from "#shared/domain/history/history-query.ts";
import { maxSavedSearches, maxSearchNameLength, nameOfSearch, type SavedSearch } from "#shared/domain/history/saved-search.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { maxCounted, useSearchCounts } from "./history.queries.ts";
import { savedSearchLabels } from "./history-labels.ts";
import { searchHistory } from "./history-view.ts";
import classes from "./saved-searches.module.css";

/** The saved searches with the numbers of requests that they find, and a button that saves the current one. */
export function SavedSearches({ filter, text }: { filter: HistoryFilter; text: string }) {
  const saved = useSession((state) => state.savedSearches);
  const counts = useSearchCounts(
    saved.map((search) => search.text),
    filter,
  );
  const [naming, setNaming] = useState<"new" | SavedSearch | null>(null);
  const region = useRef<HTMLElement>(null);
  const nameButton = useRef<HTMLButtonElement>(null);
  const shown = saved.find((search) => isSameSearch(search.text, text));
  const { terms, problems } = parseHistoryQuery(text);
  const canSave = terms.length > 0 && problems.length === 0 && shown === undefined && saved.length < maxSavedSearches;
  useCommand("saveSearch", () => setNaming("new"), { enabled: canSave });
  if (saved.length === 0 && !canSave) return null;
  /** Once the page is drawn without the button that was used: the saved search at a place, or else what is left of the head. */
  const focusSearchAt = (at: number) => {
    const head = region.current?.parentElement?.parentElement;
    setTimeout(() => {
      const chips = region.current?.querySelectorAll<HTMLElement>("[aria-pressed]") ?? [];
      (chips[Math.min(at, chips.length - 1)] ?? head?.querySelector("input"))?.focus();
    });
  };
  const remove = (search: SavedSearch, at: number) => {
    setSavedSearches((now) => now.filter((other) => other !== search));
    offerUndo(savedSearchLabels.removed(search.name), () => setSavedSearches((now) => now.toSpliced(at, 0, search)));
    focusSearchAt(at);
  };
  const save = (name: string) => {
    const renamed = naming === "new" ? null : naming;
    setNaming(null);
    if (name.trim() === "") return;
    const search = { name: name.trim(), text: renamed === null ? text.trim() : renamed.text };
    setSavedSearches((now) => (renamed === null ? [...now, search] : now.map((other) => (other === renamed ? search : other))));
    focusSearchAt(renamed === null ? saved.length : saved.indexOf(renamed));
  };
  return (
    <section ref={region} className={classes.saved} aria-label={savedSearchLabels.region}>
      {saved.length > 0 && <span className={classes.title}>{savedSearchLabels.title}</span>}
      {saved.map((search, at) => {
        const isShown = search === shown;
        const count = counts[at] ?? null;
        return (
          <span key={`${search.name} ${search.text}`} className={classes.chip} data-shown={isShown || undefined}>
            <button type="button" aria-pressed={isShown} title={search.text} onClick={() => searchHistory(isShown ? "" : search.text)}>
              <Bookmark size={12} aria-hidden />
              <span className={classes.name}>{search.name}</span>
              {count !== null && (
                <span className={`${classes.count} num`}>
                  {formatNumber(count)}
                  {count >= maxCounted && "+"}
                </span>
              )}
            </button>
            <button
              type="button"
              className={classes.remove}
              aria-label={savedSearchLabels.remove(search.name)}
              onClick={() => remove(search, at)}
            >
              <X size={11} aria-hidden />
            </button>
          </span>
        );
      })}
      {naming !== null && (naming === "new" ? canSave : naming === shown) ? (
        <NameField
          name={naming === "new" ? nameOfSearch(text) : naming.name}
          onSave={save}
          onClose={() => {
            setNaming(null);
            setTimeout(() => nameButton.current?.focus());
          }}
        />
      ) : (
        (canSave || shown !== undefined) && (
          <button ref={nameButton} type="button" className="link" onClick={() => setNaming(shown ?? "new")}>
            {shown === undefined ? savedSearchLabels.save : savedSearchLabels.rename}
          </button>
        )
      )}
    </section>
  );
}

function isSameSearch(one: string, other: string): boolean {
  return printHistoryQuery(parseHistoryQuery(one).terms) === printHistoryQuery(parseHistoryQuery(other).terms);
}

function NameField({ name, onSave, onClose }: { name: string; onSave: (name: string) => void; onClose: () => void }) {
  const [text, setText] = useState(name);
  const handleKeys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") onSave(text);
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onClose();
  };
  return (
    <input
      className={classes.field}
      aria-label={savedSearchLabels.name}
      title={savedSearchLabels.nameHint}
      autoComplete="off"
      maxLength={maxSearchNameLength}
      value={text}
      // biome-ignore lint/a11y/noAutofocus: the field appears when its button is pressed
      autoFocus
      onFocus={({ currentTarget }) => currentTarget.select()}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onKeyDown={handleKeys}
      onBlur={onClose}
    />
  );
}
