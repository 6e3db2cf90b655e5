import { element, escapeText } from "@astrolabe/metric";
import { htmlDocument, masthead } from "./html-document.ts";
import { text } from "./html.ts";

/**
 * Where somebody gets in who has no link, or one that was used.
 *
 * @param notice what went wrong before, in a sentence
 */
export function renderSignIn(notice?: string): string {
  return htmlDocument("Sign in · Astrolabe", [
    masthead([]),
    element("main", { class: "sign-in" }, [
      text("h1", {}, "Sign in"),
      ...(notice === undefined ? [] : [element("p", { role: "alert", class: "notice" }, escapeText(notice))]),
      element("p", {}, [
        "Open the link that ",
        text("code", {}, "astrolabe serve"),
        " printed when it started; it works once. Or give the service_role key, which ",
        text("code", {}, "astrolabe keys"),
        " prints on the collector's machine:",
      ]),
      element("form", { action: "/session", method: "post" }, [
        // For what keeps passwords.
        element("input", { name: "role", autocomplete: "username", value: "service_role", hidden: "" }),
        element("label", { for: "key" }, "service_role key"),
        element("input", {
          id: "key",
          name: "key",
          type: "password",
          required: "",
          autocomplete: "current-password",
          spellcheck: "false",
        }),
        element("button", { type: "submit" }, "Sign in"),
      ]),
    ]),
  ]);
}

/** What a page says that can't be shown as it was asked for. */
export function renderNotice(title: string, sentence: string): string {
  return htmlDocument(`${title} · Astrolabe`, [
    masthead([]),
    element("main", { class: "sign-in" }, [
      text("h1", {}, title),
      text("p", {}, sentence),
      element("p", {}, element("a", { href: "/" }, "To the dashboard")),
    ]),
  ]);
}

/** After a link on another site: a strict cookie is sent again only once a page of ours leads on. */
export function renderArrival(): string {
  const onward = element("main", { class: "sign-in" }, element("a", { href: "/" }, "To the dashboard"));
  return htmlDocument(
    "Astrolabe",
    [masthead([]), onward],
    ['<meta http-equiv="refresh" content="0;url=/"/>'],
  );
}
