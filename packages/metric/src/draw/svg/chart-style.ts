/** How the drawings look, light and dark. Blue and orange are told apart by every kind of colour vision. */
export const chartStyle: string = `
.astrolabe-chart { --ink: #1b1f24; --quiet: #59636e; --grid: #d9dee3; --ground: #ffffff; --line: #0b5cad; --band: #0b5cad26;
  --up: #0b5cad; --down: #b35900; --none: #8b949e; font-family: system-ui, "DejaVu Sans", sans-serif; font-size: 12px }
@media (prefers-color-scheme: dark) { .astrolabe-chart { --ink: #e6edf3; --quiet: #9da7b1; --grid: #30363d; --ground: #0d1117;
  --line: #58a6ff; --band: #58a6ff33; --up: #58a6ff; --down: #f0883e; --none: #6e7681 } }
.astrolabe-chart text { fill: var(--ink) }
.astrolabe-chart .quiet { fill: var(--quiet) }
.astrolabe-chart .strong { font-weight: 600 }
.astrolabe-chart .headline { font-size: 34px; font-weight: 600 }
.astrolabe-chart .ground { fill: var(--ground) }
.astrolabe-chart .grid { stroke: var(--grid); stroke-width: 1 }
.astrolabe-chart .axis { stroke: var(--quiet); stroke-width: 1 }
.astrolabe-chart .limit { stroke: var(--quiet); stroke-width: 1; stroke-dasharray: 5 4 }
.astrolabe-chart .band { fill: var(--band); stroke: none }
.astrolabe-chart .line { fill: none; stroke: var(--line); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round }
.astrolabe-chart .dot { fill: var(--line) }
.astrolabe-chart .hit { fill: transparent }
.astrolabe-chart .hollow { fill: var(--ground); stroke: var(--line); stroke-width: 2 }
.astrolabe-chart .pace { stroke: var(--line); stroke-width: 1.5; stroke-dasharray: 2 3 }
.astrolabe-chart .up { fill: var(--up) }
.astrolabe-chart .down { fill: var(--down) }
.astrolabe-chart .none { fill: var(--none) }
.astrolabe-chart .whisker { stroke: var(--ink); stroke-width: 1 }
`;

/** The light look without variables and media queries, for programs that draw SVG and know neither. */
export function plainChartStyle(): string {
  const [, light = ""] = /\.astrolabe-chart \{([^}]*)\}/.exec(chartStyle) ?? [];
  const colours = new Map(
    [...light.matchAll(/(--\w+):\s*(#\w+)/g)].map(([, name, colour]) => [name, colour]),
  );
  return chartStyle
    .replace(/@media[^{]*\{[^}]*\}\s*\}/, "")
    .replace(/--\w+:\s*[^;]+;/g, "")
    .replace(/var\((--\w+)\)/g, (_match, name: string) => colours.get(name) ?? "black");
}
