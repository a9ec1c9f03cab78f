import { useState } from "react";
import { create } from "zustand";

export type UserView = "form" | "json";

const useChosenView = create<{ readonly view: UserView }>()(() => ({ view: "form" }));

/** The view of the user. The choice is kept while the panel is not drawn: on another screen, or as a drawer. JSON that is not valid is shown as JSON. */
export function useUserView(userText: string | null): [UserView, (view: UserView) => void] {
  const [view, setView] = useState(() => (userText === null ? useChosenView.getState().view : "json"));
  return [
    view,
    (chosen) => {
      setView(chosen);
      useChosenView.setState({ view: chosen });
    },
  ];
}
