import { useEffect } from "react";
import { shareLabels } from "#renderer/answer/share/share-labels.ts";
import { client } from "#renderer/host/client.ts";
import { hasToken } from "#renderer/host/open-browser.ts";
import { runCommand, useCommand } from "#renderer/session/commands.ts";
import { comparedIn } from "#renderer/session/open-request.ts";
import {
  currentProject,
  selectProject,
  selectSavedUser,
  setInspectTab,
  setName,
  setOpenAnswer,
  setOpenRequest,
  setScreen,
  useSession,
} from "#renderer/session/session.ts";
import { copyText } from "#renderer/ui/copy-button.tsx";
import { showAddressNotice } from "#renderer/ui/notice.ts";
import { linkOfFragment, readAppLink } from "#shared/domain/session/app-link.ts";
import { isEdited, offeredUsers } from "#shared/domain/user/saved-user.ts";
import { formatAddress, isStep, type Place, placeOfSession, type ReadPlace, readAddress } from "./address.ts";
import { focusScreen } from "./focus-screen.ts";
import { knownPath, unknownAddressText } from "./known-path.ts";
import { askAboutLink } from "./link-question.ts";
import { screenOf, screens } from "./screens.ts";

const screenIds = screens.map(({ id }) => id);

/** Browsers refuse more than about 100 changes of the address in 30 seconds, and typing changes it with each letter. */
const typingPauseMs = 400;

/** In a window of this width, an opened request of History takes the place of its list (`history.module.css`). */
const narrowWindow = matchMedia("(max-width: 760px)");

/** Marks the entries of the browser's history that this page made. An entry without it is an address that somebody opened. */
const ownEntry = "gatescope";

/**
 * Keeps the address and the session equal: a new screen, kind or project is a step that Back undoes, and an address that is opened shows its place. The page's
 * session is the truth; the address is made from it.
 */
export function useAddressSync(isReady: boolean): void {
  useEffect(() => {
    if (!isReady) return;
    const { hash } = location;
    const link = linkOfFragment(hash);
    const opened = readAddress(hash, screenIds);
    if (opened !== null && !isOwnEntry()) {
      show(opened);
      void selectUserOf(opened);
    }
    // After a reload, the session has the rest of the place.
    if (opened !== null) setOpen(opened);
    if (!isOwnEntry() && link === null) saySoIfUnknown(hash, opened);
    let shown = currentPlace();
    /** True while the session follows the address, which is no new step. */
    let isShowing = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const replace = () => history.replaceState(ownEntry, "", formatAddress(currentPlace()));
    replace();

    const follow = () => {
      const place = currentPlace();
      const address = formatAddress(place);
      if (isShowing || address === formatAddress(shown)) return;
      clearTimeout(timer);
      if (isStep(shown, place)) {
        history.pushState(ownEntry, "", address);
        showAddressNotice(null);
      } else timer = setTimeout(replace, typingPauseMs);
      shown = place;
    };
    const stop = useSession.subscribe(follow);
    const showPlace = () => {
      if (hasToken(location.hash)) return; // a new link: the connection takes the token out of the address first
      const { hash } = location;
      const text = linkOfFragment(hash);
      if (text === null) goTo(hash, { isOpened: !isOwnEntry() });
      else followLink(text);
    };
    const goTo = (fragment: string, { isOpened }: { isOpened: boolean }) => {
      const place = readAddress(fragment, screenIds);
      showAddressNotice(null);
      if (place === null) {
        replace();
        return saySoIfUnknown(fragment, place);
      }
      clearTimeout(timer);
      isShowing = true;
      show(place);
      isShowing = false;
      shown = currentPlace();
      replace();
      if (isOpened) {
        saySoIfUnknown(fragment, place);
        void selectUserOf(place);
      }
      setTimeout(focusScreen);
    };
    /** Anything on this machine may have opened a link: it is only followed to a screen, and asks before it leaves the project. */
    const followLink = (text: string) => {
      const read = readAppLink(text);
      askAboutLink(null);
      if (read.is === "place") {
        const projectId = readAddress(read.fragment, screenIds)?.projectId;
        const project = useSession.getState().projects.find(({ id }) => id === projectId);
        const follow = () => goTo(read.fragment, { isOpened: true });
        if (project === undefined || project.id === currentPlace().projectId) return follow();
        askAboutLink({ projectName: project.name, follow });
      }
      replace();
      showAddressNotice(read.is === "refused" ? read.sentence : null);
    };
    if (link !== null) followLink(link);
    // A link's token is taken out before this is called, and a kept address may stand in its place.
    const nameAgain = () => {
      if (location.hash === "") replace();
      else if (!isOwnEntry()) showPlace();
    };
    window.addEventListener("popstate", showPlace);
    window.addEventListener("hashchange", nameAgain);
    window.addEventListener("mouseup", goWithMouse);
    narrowWindow.addEventListener("change", follow);
    return () => {
      stop();
      narrowWindow.removeEventListener("change", follow);
      clearTimeout(timer);
      window.removeEventListener("popstate", showPlace);
      window.removeEventListener("hashchange", nameAgain);
      window.removeEventListener("mouseup", goWithMouse);
    };
  }, [isReady]);
  useCommand(
    "copyLink",
    () => void copyText(location.href.replace(location.hash, "") + formatAddress(currentPlace()), shareLabels.linkCopied),
  );
  useCommand("back", () => history.back());
  useCommand("forward", () => history.forward());
}

/** The two buttons at the side of a mouse. Browsers go back by themselves; the window does not. */
function goWithMouse(event: MouseEvent): void {
  if (event.button !== 3 && event.button !== 4) return;
  event.preventDefault();
  runCommand(event.button === 3 ? "back" : "forward");
}

function isOwnEntry(): boolean {
  return history.state === ownEntry;
}

function currentPlace(): Place {
  const state = useSession.getState();
  const openRequest = narrowWindow.matches || comparedIn(state.openRequest) !== null ? state.openRequest : null;
  return placeOfSession({ ...state, openRequest, projectId: currentProject(state)?.id ?? state.projectId });
}

/** Shows a place, but leaves the user as it is: it may have been edited since. */
function show(place: Place): void {
  const { projectId, inspectTab, name, screen } = place;
  const isKnown = projectId !== null && projectIds().includes(projectId);
  if (isKnown && projectId !== currentPlace().projectId) selectProject(projectId);
  if (inspectTab !== null) setInspectTab(inspectTab);
  if (inspectTab !== null && inspectTab !== "everything" && name !== null) setName(inspectTab, name);
  setOpen(place);
  setScreen(knownPath(screen, projectIds()));
}

function setOpen({ screen, open }: Place): void {
  setOpenAnswer(screen === "history" ? null : open);
  if (screen === "history") setOpenRequest(open);
}

/** Says what an address names in vain. `place` is the place that was shown for it. */
function saySoIfUnknown(fragment: string, place: ReadPlace | null): void {
  if (/^#?\/?$/.test(fragment)) return;
  const isKnown = place !== null && !place.hasUnknownPart && knownPath(place.screen, projectIds()) === place.screen;
  if (!isKnown) showAddressNotice(unknownAddressText(fragment, screenOf(useSession.getState().screen).label));
  else if (place.projectId !== null && !projectIds().includes(place.projectId))
    showAddressNotice("This address is of a project that does not exist here.");
}

function projectIds(): string[] {
  return useSession.getState().projects.map(({ id }) => id);
}

/** Selects the saved user of an address that somebody opened, unless the current user has changes that are not saved. */
async function selectUserOf(place: Place): Promise<void> {
  const { user, savedUserId } = useSession.getState();
  if (place.savedUserId === null || place.savedUserId === savedUserId) return;
  // Without the list, the user stays.
  const savedUsers = offeredUsers(await client.users.list().catch(() => []), currentProject(useSession.getState())?.kind);
  const wanted = savedUsers.find(({ id }) => id === place.savedUserId);
  const current = savedUsers.find(({ id }) => id === savedUserId);
  if (wanted === undefined) return showAddressNotice("The saved user of this address does not exist here.");
  const isUnsaved = current === undefined ? Object.keys(user).length > 0 : isEdited(user, current);
  if (isUnsaved) return showAddressNotice(`The current user has changes that are not saved, so it stays; ${wanted.name} was not selected.`);
  selectSavedUser(wanted);
}
