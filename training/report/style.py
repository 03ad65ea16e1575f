"""The look of what only a report has; see ``html.style`` for the rest."""

from training.figures.drawing import THEME_STYLE

REPORT_STYLE = (
    THEME_STYLE
    + """
:root { --on-strong: #ffffff; --good: #1a6b3c; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --on-strong: #0d1114; --good: #7fd6a2; --bad: #ff9d94; }
}
.contents { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 22px 0 0; font-size: 15px; }
.verdict { font-size: 18px; line-height: 1.5; margin-top: 12px; max-width: 68ch; }
.verdict + .verdict { margin-top: 8px; font-weight: 600; }
.notice { border-left: 4px solid var(--check); overflow-wrap: anywhere; }
header + .tiles, .notice + .tiles { margin-top: 22px; }

.tile { justify-content: flex-end; }
.scroll { overflow-x: auto; }
.charts { display: grid; gap: 14px; margin-top: 14px;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); }
.charts .card { margin: 0; padding: 14px 16px; min-width: 0; }
.charts.three { grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); }
.chart svg { display: block; width: 100%; height: auto; margin: 8px auto 0; max-width: 620px; }
.chart p { font-size: 14px; margin-top: 6px; }
.chart.wide { overflow-x: auto; }
.chart.wide svg { max-width: 900px; }
.part { margin-top: 26px; }
.part summary h3 { display: inline; }
.part details { margin-top: 8px; }
.part details .card { margin: 8px 0 14px; }

.table { border-collapse: collapse; width: 100%; font-size: 15px; }
.table th, .table td { padding: 7px 10px; text-align: right; }
.table th:first-child, .table td:first-child { text-align: left; padding-left: 0; }
.table th { font-weight: 600; }
.table thead th { color: var(--soft); font-weight: 500; font-size: 14px; }
.table tr + tr, .table tbody tr { border-top: 1px solid var(--line); }
.table .number { text-align: right; }

.matrix { border-collapse: separate; border-spacing: 4px; margin: 0 auto; }
.matrix th { font-weight: 500; font-size: 14px; padding: 4px 6px; }
.matrix th[scope=row] { text-align: right; }
.matrix td { padding: 0; text-align: center; }
.matrix tbody td { background: var(--well); border-radius: 8px; width: 96px; height: 56px; }
.matrix a {
  position: relative; display: flex; align-items: center; justify-content: center; height: 56px;
  color: var(--ink); text-decoration: none; border-radius: 8px; overflow: hidden; z-index: 0;
  font-variant-numeric: tabular-nums; font-size: 17px;
}
.matrix a::before { content: ""; position: absolute; inset: 0; z-index: -1; opacity: var(--part);
  background: var(--of-0072b2); }
.matrix a.off::before { background: var(--bad); }
.matrix a.strong { color: var(--on-strong); font-weight: 650; }
.matrix a:hover { outline: 2px solid var(--ink); outline-offset: -2px; }
.drawer { display: none; scroll-margin-top: 12px; }
.drawer:target { display: block; border-color: var(--accent); }
.drawer > p { overflow-wrap: anywhere; }

.findings { padding: 6px 20px; }
.findings details + details { border-top: 1px solid var(--line); }
.findings summary { padding: 9px 0; }
.findings summary .badge { margin: 0 10px 0 2px; }
.findings summary .number { float: right; font-weight: 600; }
.findings p { padding: 0 0 12px 18px; color: var(--soft); font-size: 15px; max-width: 72ch; }

.pairs { display: grid; gap: 18px 20px; margin-top: 16px;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); }
.pair { display: grid; grid-template-columns: 1fr 1fr; background: #ffffff; overflow: hidden;
  border: 1px solid var(--line); border-radius: 10px; }
.pair img { aspect-ratio: 1; }
.right { color: var(--good); } .wrong { color: var(--bad); }

@media (max-width: 560px) {
  .chart.wide svg { width: 640px; max-width: none; }
  .charts .card { padding: 12px 10px; }
  .matrix tbody td { width: 76px; }
  .matrix th { font-size: 12.5px; padding: 3px 2px; }
  .table { font-size: 14px; } .table th, .table td { padding: 6px 5px; }
  .findings { padding: 4px 14px; }
  .verdict { font-size: 17px; }
}
"""
)
