// What a page does beyond being read. It runs before the page is painted, for the colours; the rest waits for the page.
import { keepUpToDate } from "./live.ts";
import { readOutCharts } from "./readout.ts";
import { swapOnClick } from "./swap.ts";
import { applyTheme, offerThemes } from "./theme.ts";

applyTheme();
document.addEventListener("DOMContentLoaded", () => {
  offerThemes();
  readOutCharts();
  swapOnClick();
  keepUpToDate();
});
