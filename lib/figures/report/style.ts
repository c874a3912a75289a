/** The look of a report: of the house's inks, light or dark as the reader has it, narrow or wide, on screen or paper. */
export const style = `
:root {
  color-scheme: light dark;
  --text: #222222; --muted: #5b5b5b; --line: #c9c9c9; --grid: #e8e8e8; --surface: #f5f5f5; --paper: #ffffff;
  --link: #005a8f; --notice: #fff6e0; --notice-line: #b97a00;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --text: #e8e8e8; --muted: #adadad; --line: #4a4a4a; --grid: #2c2c2c; --surface: #1b1b1b; --paper: #111111;
    --link: #7cc0f0; --notice: #2b2414; --notice-line: #f2bc45;
  }
}
* { box-sizing: border-box }
html { scroll-padding-top: 1rem }
body { margin: 0; background: var(--paper); color: var(--text); font: 16px/1.55 system-ui, "DejaVu Sans", Verdana, sans-serif }
a { color: var(--link); text-underline-offset: 0.15em }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
.skip { position: absolute; left: -100vw }
.skip:focus { left: 1rem; top: 1rem; padding: 0.5rem 1rem; background: var(--paper) }
header, nav, main, footer { max-width: 80rem; margin: 0 auto; padding: 0 1.25rem }
header { padding-top: 2.5rem }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.25; text-wrap: balance }
h2 { margin: 0 0 0.5rem; font-size: 1.3rem; line-height: 1.3 }
h3 { margin: 1.75rem 0 0.25rem; font-size: 1rem }
p { margin: 0.5rem 0; max-width: 46rem }
header p.subtitle { color: var(--muted) }
.notice { margin: 1rem 0; padding: 0.6rem 1rem; border-left: 4px solid var(--notice-line); background: var(--notice); max-width: 48rem }
nav { margin-top: 1.5rem }
nav ol { margin: 0.25rem 0 0; padding: 0; list-style: none; columns: 20rem auto; column-gap: 2rem }
nav li { break-inside: avoid; padding: 0.15rem 0 }
nav .empty { color: var(--muted) }
section { margin-top: 2rem; padding-top: 2rem; border-top: 1px solid var(--line) }
.question { font-size: 1.05rem }
blockquote { margin: 0.75rem 0; padding: 0 0 0 1rem; border-left: 4px solid var(--line); color: var(--muted); max-width: 46rem }
blockquote p { margin: 0 }
blockquote cite { font-style: normal; font-size: 0.85rem }
figure { margin: 1.25rem 0 }
figure img { display: block; max-width: 100%; height: auto; background: var(--paper) }
figcaption, .files, .notes, .of { color: var(--muted); font-size: 0.85rem }
.files a { margin-right: 0.75rem }
.scroll { overflow-x: auto; margin: 0.25rem 0 }
table { border-collapse: collapse; font-size: 0.85rem; font-variant-numeric: tabular-nums }
th, td { padding: 0.3rem 0.6rem; text-align: right; vertical-align: top; white-space: nowrap; border-bottom: 1px solid var(--grid) }
th:first-child, td:first-child { text-align: left; padding-left: 0; white-space: normal; min-width: 13rem }
thead th { border-bottom: 2px solid var(--line); vertical-align: bottom }
tbody th { font-weight: 400 }
table.prose th, table.prose td { text-align: left; white-space: normal }
table.prose td { max-width: 46rem; font-size: 0.9rem }
thead .group { text-align: center; border-bottom: 1px solid var(--line) }
thead .sub, thead .sub:first-child { font-weight: 400; color: var(--muted); text-align: right; min-width: 0; padding-left: 0.6rem }
td.paper { color: var(--muted) }
td small { display: block; color: var(--muted) }
tr.paper th, tr.paper td, tr.level th, tr.level td { color: var(--muted) }
tr.level.first th, tr.level.first td { border-top: 2px solid var(--line) }
details { margin-top: 0.75rem; font-size: 0.85rem; color: var(--muted) }
summary { cursor: pointer }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1rem; margin: 0.5rem 0 }
dt { font-weight: 600 }
dd { margin: 0; overflow-wrap: anywhere }
footer { margin-top: 3rem; padding-bottom: 3rem; border-top: 1px solid var(--line); color: var(--muted); font-size: 0.9rem }
@media (max-width: 40rem) { body { font-size: 15px } header { padding-top: 1.5rem } dl { display: block } dd { margin-bottom: 0.4rem } }
@media print {
  body { font-size: 10pt } header, nav, main, footer { max-width: none; padding: 0 }
  nav, .files, .skip { display: none } section { break-before: page; border: 0; margin: 0; padding: 0 }
  figure, tr, blockquote { break-inside: avoid } .scroll { overflow: visible } table { font-size: 7.5pt } th, td { padding: 0.15rem 0.4rem }
  a { color: inherit; text-decoration: none } details { display: block }
}
`;
