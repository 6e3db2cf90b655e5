// A page is asked for (page-view reads its address) and drawn from a report (render-page): section/ has its parts from
// top to bottom, chart/ draws, html writes. What moves is added in the browser by browser/, how it looks is in style/;
// bundle.ts makes one file of each. render-sign-in is for who may not read yet, public-report for who never may, and
// export-figures for who takes the numbers away.
export { parsePageView, ViewError, type PageView } from "./page-view.ts";
export type { PageModel } from "./page-model.ts";
export { renderPage } from "./render-page.ts";
export { renderArrival, renderNotice, renderSignIn } from "./render-sign-in.ts";
export { readPublicReport } from "./read-public-report.ts";
export { figuresCsv, figuresNdjson, weekFigures } from "./export-figures.ts";
export { pageHeaders } from "./page-headers.ts";
export { staticFiles, type StaticFile } from "./static-files.ts";
export { pageReportWeeks } from "./limits.ts";
