import type {
  ActionIcon,
  Autocomplete,
  Button,
  Checkbox,
  Combobox,
  CSSVariablesResolver,
  Drawer,
  Input,
  Kbd,
  MantineColorsTuple,
  Menu,
  Modal,
  MultiSelect,
  Popover,
  SegmentedControl,
  Select,
  Switch,
  Tabs,
  Tooltip,
} from "@mantine/core";
import { createTheme } from "@mantine/core";

const petrol: MantineColorsTuple = [
  "#e7f9fe",
  "#cceffa",
  "#a4dbec",
  "#77c1d6",
  "#4ea2b9",
  "#2b849a",
  "#086f84",
  "#005a6c",
  "#004857",
  "#003743",
];
const protectedTier: MantineColorsTuple = [
  "#fef2ed",
  "#ffe0d4",
  "#fec1a8",
  "#ec9e7e",
  "#d07c5a",
  "#af5e3c",
  "#984a27",
  "#7f3716",
  "#682a0d",
  "#502009",
];
const record: MantineColorsTuple = [
  "#fef4e2",
  "#ffe4b8",
  "#f5ca7f",
  "#e1aa40",
  "#c18a04",
  "#9b6e00",
  "#825b00",
  "#694901",
  "#553a00",
  "#412c00",
];
const gray: MantineColorsTuple = [
  "#f7fbfc",
  "#eff3f5",
  "#e6eaec",
  "#dce0e2",
  "#c4c8c9",
  "#9b9fa0",
  "#788286",
  "#60696d",
  "#444e51",
  "#172022",
];
const dark: MantineColorsTuple = [
  "#e5e8ea",
  "#b4babc",
  "#929a9d",
  "#6a7579",
  "#41494c",
  "#292f31",
  "#1c2122",
  "#101315",
  "#0c0f10",
  "#07090a",
];

/** The argument type of a component's `extend`. Calling `extend` would import every component into the page's first file. */
type SettingsOf<Component extends { extend: (settings: never) => unknown }> = Parameters<Component["extend"]>[0];

/** The props that remove a scrollable list from the tab order: it would be closed by the time it has the focus. A listbox may have options and groups only. */
const unfocusedList = { scrollAreaProps: { viewportProps: { tabIndex: -1, role: "group" } } };
const nameText = { fontFamily: "var(--gs-face-data)", fontSize: "var(--gs-fz-data)" };

export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: { light: 7, dark: 7 },
  colors: { petrol, protected: protectedTier, record, gray, dark },
  fontFamily: "var(--gs-face)",
  fontFamilyMonospace: "var(--gs-face-data)",
  fontSizes: { xs: "0.6875rem", sm: "0.75rem", md: "0.8125rem", lg: "0.9375rem", xl: "1.375rem" },
  lineHeights: { xs: "1.4545", sm: "1.3333", md: "1.5385", lg: "1.4667", xl: "1.2727" },
  spacing: { xs: "0.25rem", sm: "0.5rem", md: "0.75rem", lg: "1rem", xl: "1.5rem" },
  radius: { xs: "0.1875rem", sm: "0.25rem", md: "0.375rem", lg: "0.5rem", xl: "1rem" },
  defaultRadius: "sm",
  headings: { fontWeight: "600" },
  cursorType: "default",
  focusRing: "auto",
  respectReducedMotion: true,
  components: {
    Button: {
      defaultProps: { size: "xs" },
      vars: () => ({
        root: { "--button-height": "var(--gs-control)", "--button-padding-x": "0.625rem", "--button-fz": "var(--gs-fz-body)" },
      }),
      styles: { label: { fontWeight: 500 } },
    } satisfies SettingsOf<typeof Button>,
    ActionIcon: {
      defaultProps: { variant: "subtle", color: "gray" },
      vars: () => ({ root: { "--ai-size": "var(--gs-control)" } }),
    } satisfies SettingsOf<typeof ActionIcon>,
    Input: {
      defaultProps: { size: "xs" },
      vars: () => ({
        wrapper: {
          "--input-height": "var(--gs-control)",
          "--input-fz": "var(--gs-fz-body)",
          "--input-bg": "var(--gs-field)",
          "--input-bd": "var(--gs-line-strong)",
          "--input-color": "var(--gs-ink)",
        },
      }),
    } satisfies SettingsOf<typeof Input>,
    // The options are names, which are shown in the data typeface.
    Autocomplete: { defaultProps: unfocusedList, styles: { option: nameText } } satisfies SettingsOf<typeof Autocomplete>,
    MultiSelect: { defaultProps: unfocusedList, styles: { option: nameText, pill: nameText } } satisfies SettingsOf<typeof MultiSelect>,
    Select: { defaultProps: { size: "xs", allowDeselect: false, checkIconPosition: "right" } } satisfies SettingsOf<typeof Select>,
    // No transition, so that the screen receives key presses as soon as the dialog is closed.
    Modal: {
      defaultProps: {
        padding: "lg",
        overlayProps: { backgroundOpacity: 0.3 },
        transitionProps: { duration: 0 },
        closeButtonProps: { "aria-label": "Close" },
      },
    } satisfies SettingsOf<typeof Modal>,
    // Mantine renders a <header>, which would be a second banner besides the top bar.
    ModalHeader: { defaultProps: { component: "div" } },
    DrawerHeader: { defaultProps: { component: "div" } },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.3 }, transitionProps: { duration: 160 } } } satisfies SettingsOf<
      typeof Drawer
    >,
    // Without a portal, the dropdown stays in its landmark and in the tab order. It is fixed, so that no scroll container clips it.
    Popover: { defaultProps: { withinPortal: false, floatingStrategy: "fixed" } } satisfies SettingsOf<typeof Popover>,
    Combobox: { defaultProps: { withinPortal: false, floatingStrategy: "fixed" } } satisfies SettingsOf<typeof Combobox>,
    Menu: { defaultProps: { withInitialFocusPlaceholder: false, transitionProps: { duration: 90 } } } satisfies SettingsOf<typeof Menu>,
    SegmentedControl: {
      defaultProps: { size: "xs", withItemsBorders: false },
      vars: () => ({ root: { "--sc-font-size": "var(--gs-fz-small)", "--sc-padding": "0.125rem 0.625rem" } }),
    } satisfies SettingsOf<typeof SegmentedControl>,
    Switch: { defaultProps: { size: "xs", withThumbIndicator: false } } satisfies SettingsOf<typeof Switch>,
    Checkbox: {
      defaultProps: { size: "xs" },
      styles: { body: { alignItems: "center" }, label: { fontSize: "var(--gs-fz-body)", lineHeight: "1.25rem" } },
    } satisfies SettingsOf<typeof Checkbox>,
    Tabs: { defaultProps: { keepMounted: false } } satisfies SettingsOf<typeof Tabs>,
    Tooltip: { defaultProps: { openDelay: 350, transitionProps: { duration: 90 } } } satisfies SettingsOf<typeof Tooltip>,
    Kbd: { defaultProps: { size: "xs" } } satisfies SettingsOf<typeof Kbd>,
  },
});

/** Maps Mantine's colour variables to those of tokens.css. */
export const cssVariablesResolver: CSSVariablesResolver = () => {
  const both = {
    "--mantine-color-body": "var(--gs-screen)",
    "--mantine-color-text": "var(--gs-ink)",
    "--mantine-color-dimmed": "var(--gs-ink-3)",
    "--mantine-color-placeholder": "var(--gs-ink-3)",
    "--mantine-color-default": "var(--gs-field)",
    "--mantine-color-default-hover": "var(--gs-hover)",
    "--mantine-color-default-color": "var(--gs-ink)",
    "--mantine-color-default-border": "var(--gs-line-strong)",
    "--mantine-color-error": "var(--gs-unreached)",
    "--mantine-color-anchor": "var(--gs-accent)",
    "--mantine-primary-color-filled": "var(--gs-accent-fill)",
    "--mantine-color-petrol-filled": "var(--gs-accent-fill)",
    "--mantine-color-protected-filled": "var(--gs-protected-fill)",
  };
  return { variables: {}, light: both, dark: both };
};
