import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useRef, useState } from "react";
import { fetchBundledPackages } from "#renderer/host/bundled-packages.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { SearchField } from "#renderer/ui/search-field.tsx";
import type { BundledPackage } from "#shared/domain/session/bundled-package.ts";
import classes from "./licences.module.css";

/** Shows the third-party packages and fonts that are part of this program, each with its licence text. */
export function Licences() {
  const { data: packages, error } = useQuery({ queryKey: ["bundled-packages"], queryFn: fetchBundledPackages, staleTime: Infinity });
  return (
    <section className={classes.licences} aria-labelledby="licences-title">
      <h3 id="licences-title">Third-party licences</h3>
      {error !== null && <p role="alert">{sentenceOf(error)}</p>}
      {packages === undefined && error === null && <p>Loading the list…</p>}
      {packages !== undefined && <PackageList packages={packages} />}
    </section>
  );
}

/** Shows the list of packages and a field that searches it by name and licence. */
export function PackageList({ packages }: { packages: readonly BundledPackage[] }) {
  const [search, setSearch] = useState("");
  const searchInput = useRef<HTMLInputElement>(null);
  const shown = packages.filter((bundled) => matches(bundled, search));
  return (
    <>
      <p className={classes.lead}>
        Gatescope is under the MIT licence and contains these {packages.length} packages and fonts. The desktop app also contains Electron
        and Chromium, whose licences are files in its folder.
      </p>
      <div className={classes.search}>
        <SearchField label="Search the licences" placeholder="Package or licence" text={search} onText={setSearch} inputRef={searchInput} />
        <span className={classes.count} role="status">
          {search === "" ? "" : `${shown.length} of ${packages.length}`}
        </span>
      </div>
      {shown.length === 0 && <p className={classes.lead}>No package has “{search}” in its name or licence.</p>}
      <ul className={classes.list}>
        {shown.map((bundled) => (
          <li key={`${bundled.name} ${bundled.version}`}>
            <details>
              <summary className={classes.row}>
                <ChevronRight size={14} aria-hidden className={classes.chevron} />
                <span className={classes.name}>{bundled.name}</span>
                <span className={classes.version}>{bundled.version}</span>
                <span className={classes.licence}>{bundled.licence}</span>
              </summary>
              {bundled.text === null ? (
                <p className={classes.missing}>This package contains no licence text; its package.json says {bundled.licence}.</p>
              ) : (
                <pre className={classes.text}>{bundled.text}</pre>
              )}
            </details>
          </li>
        ))}
      </ul>
    </>
  );
}

function matches({ name, licence }: BundledPackage, search: string): boolean {
  return `${name} ${licence}`.toLowerCase().includes(search.trim().toLowerCase());
}
