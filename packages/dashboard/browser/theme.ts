// Light or dark as the reader's system is, unless they have chosen one here.

const key = "astrolabe-theme";

export function applyTheme(): void {
  const theme = chosenTheme();
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

export function offerThemes(): void {
  const group = document.querySelector<HTMLElement>(".themes");
  if (group === null) return;
  group.hidden = false;
  const buttons = [...group.querySelectorAll<HTMLButtonElement>("button")];
  const show = (): void => {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset["themeChoice"] === chosenTheme()));
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      keepTheme(button.dataset["themeChoice"] ?? "auto");
      applyTheme();
      show();
    });
  }
  show();
}

function chosenTheme(): string {
  try {
    const theme = localStorage.getItem(key);
    return theme === "light" || theme === "dark" ? theme : "auto";
  } catch {
    // A browser that lets nothing be kept.
    return "auto";
  }
}

function keepTheme(theme: string): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // Then the choice holds for no page.
  }
}
