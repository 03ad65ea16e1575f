"""The look of the pages that are written: light and dark, for a desk and for a phone."""

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #f5f6f8; --card: #ffffff; --ink: #1c2126; --soft: #57606a; --line: #dde1e6;
  --well: #eef0f3; --accent: #0b5cad; --fix: #b3261e; --check: #8a5300; --know: #3b5b84;
  --shadow: 0 1px 2px rgb(20 30 40 / 6%), 0 4px 14px rgb(20 30 40 / 5%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #131619; --card: #1c2024; --ink: #e6e9ec; --soft: #a1aab4; --line: #31373d;
    --well: #262b30; --accent: #77b7ff; --fix: #ff9d94; --check: #f2bb6b; --know: #a3c1e6;
    --shadow: none;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main { max-width: 1120px; margin: 0 auto; padding: 40px 24px 72px; }
h1, h2, h3, p, figure, dl, dd, ul { margin: 0; padding: 0; }
h1 { font-size: 30px; line-height: 1.2; letter-spacing: -0.015em; overflow-wrap: anywhere; }
h2 { font-size: 20px; line-height: 1.3; letter-spacing: -0.005em; }
h3 { font-size: 16px; line-height: 1.35; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.soft { color: var(--soft); }
.small { font-size: 14px; }
.lead { margin-top: 8px; max-width: 72ch; color: var(--soft); overflow-wrap: anywhere;
  scroll-margin-top: 56px; }
.number { font-variant-numeric: tabular-nums; white-space: nowrap; }

header { margin-bottom: 28px; }
section { margin-top: 40px; scroll-margin-top: 12px; }
section > h2 + .lead { margin-top: 4px; }
.card {
  background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  box-shadow: var(--shadow); margin-top: 14px; padding: 18px 20px;
}

.tiles { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); }
.tile { margin: 0; padding: 14px 16px; display: flex; flex-direction: column-reverse; }
.tile dd { font-size: 23px; font-weight: 650; line-height: 1.2; letter-spacing: -0.02em; }
.tile dt { color: var(--soft); font-size: 14px; }

.badge {
  display: inline-block; min-width: 58px; text-align: center; font-size: 12.5px; font-weight: 600;
  line-height: 20px; padding: 0 9px; border-radius: 99px; border: 1px solid; white-space: nowrap;
}
.fix { color: var(--fix); } .check { color: var(--check); } .know { color: var(--know); }

.index { list-style: none; padding: 4px 0; }
.index a {
  display: grid; grid-template-columns: auto 1fr auto; gap: 14px; align-items: center;
  padding: 9px 20px; color: inherit; text-decoration: none;
}
.index li + li a { border-top: 1px solid var(--line); }
.index a:hover .name { text-decoration: underline; }
.index .number { font-weight: 600; }

.bars { display: grid; gap: 7px 14px; align-items: center;
  grid-template-columns: minmax(90px, max-content) 1fr max-content; }
.bars .name { overflow-wrap: anywhere; max-width: 32ch; }
.bars .number { text-align: right; }
.track { background: var(--well); border-radius: 5px; height: 14px; overflow: hidden; }
.track span { display: block; height: 100%; border-radius: 5px; min-width: 2px;
  background: var(--bar-light); }
@media (prefers-color-scheme: dark) { .track span { background: var(--bar-dark); } }
.types { margin-top: 12px; padding-top: 10px; border-top: 1px solid var(--line); }
.types .bars { font-size: 14px; margin: 10px 0 6px; gap: 4px 12px; }
.types .track { height: 9px; }
.columns { display: grid; gap: 4px 40px; align-items: start;
  grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); }

details > summary { cursor: pointer; }
section > details > summary {
  display: flex; gap: 12px; align-items: center; list-style: none; padding: 4px 0;
}
section > details > summary::-webkit-details-marker { display: none; }
section > details > summary::after {
  content: ""; width: 8px; height: 8px; margin: 0 6px 4px auto; flex: none;
  transform: rotate(45deg); border: solid var(--soft); border-width: 0 2px 2px 0;
}
section > details[open] > summary::after { transform: rotate(225deg); margin-bottom: -4px; }
section > details > summary .number { color: var(--soft); }

.shots { display: grid; gap: 14px; margin-top: 16px;
  grid-template-columns: repeat(auto-fill, minmax(152px, 1fr)); }
.shot { min-width: 0; }
.shot .frame {
  display: flex; align-items: center; justify-content: center; aspect-ratio: 1; overflow: hidden;
  background: #ffffff; border: 1px solid var(--line); border-radius: 10px;
}
.shot .frame.none { background: var(--well); color: var(--soft); font-size: 14px; }
.shot img { width: 100%; height: 100%; object-fit: contain; display: block; }
.shot figcaption { margin-top: 6px; font-size: 13px; line-height: 1.4; overflow-wrap: anywhere; }
.shot .file { display: block; color: var(--soft); font-size: 12px; }
.groups { display: grid; gap: 14px; margin-top: 16px;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 352px), 1fr)); }
.group { margin: 0; padding: 14px 16px 16px; min-width: 0; }
.group.wide { grid-column: 1 / -1; }
.group > p { font-size: 14px; font-weight: 600; overflow-wrap: anywhere; }
.group .shots { margin-top: 10px; gap: 12px;
  grid-template-columns: repeat(auto-fill, minmax(132px, 1fr)); }
.group:not(.wide) .shots { grid-template-columns: repeat(auto-fit, minmax(132px, 1fr)); }
.plain { list-style: none; margin-top: 14px; }
.plain li { padding: 8px 0; overflow-wrap: anywhere; }
.plain li + li { border-top: 1px solid var(--line); }
.more { margin-top: 14px; color: var(--soft); font-size: 14px; }

.plate { background: #ffffff; border: 1px solid var(--line); border-radius: 12px; padding: 14px;
  margin-top: 12px; }
.plate img { display: block; width: 100%; height: auto; }
.plates > * { margin-top: 26px; }

footer { margin-top: 56px; padding-top: 16px; border-top: 1px solid var(--line);
  color: var(--soft); font-size: 14px; overflow-wrap: anywhere; }

@media (max-width: 560px) {
  main { padding: 24px 16px 48px; }
  h1 { font-size: 25px; }
  .tiles { grid-template-columns: repeat(2, 1fr); }
  .tile { padding: 12px 14px; }
  .tile:last-child:nth-child(odd) { grid-column: 1 / -1; }
  .card { padding: 14px 16px; }
  .index { padding: 2px 0; }
  .index a { padding: 10px 14px; gap: 10px; }
  .shots { grid-template-columns: repeat(2, 1fr); gap: 12px; }
  .plate { padding: 6px; border-radius: 8px; overflow-x: auto; }
  .plate img { min-width: 640px; }
  .group { padding: 12px; }
}
@media print {
  :root { --shadow: none; } body { background: none; }
  .shot, .group, .card { break-inside: avoid; }
}
"""
