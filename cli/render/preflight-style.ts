/** The style of the preflight's page: light, dark, and on paper; colours have a contrast of 4.5 and more (WCAG 2.2, 1.4.3). */
export const PREFLIGHT_STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1a1a1a;--soft:#f4f6f8;--line:#8a97a6;--found:#1b5e20;--missing:#b3261e;--unknown:#7a4f01;--asked:#1d4e89}
@media screen and (prefers-color-scheme:dark){:root{--paper:#16191d;--ink:#e8eaed;--soft:#22272e;--line:#77818d;--found:#7fd186;--missing:#ff8a80;--unknown:#f0c060;--asked:#8ab8f0}}
body{margin:0 auto;max-width:60rem;padding:1rem;background:var(--paper);color:var(--ink);font:1rem/1.45 system-ui,sans-serif}
h1{font-size:1.4rem}h2{font-size:1.15rem;border-bottom:1px solid var(--line);margin-top:2rem}
h3{font-size:1rem;margin:0}h1,h3,dd,td{overflow-wrap:anywhere}
.verdict{font-weight:bold;font-size:1.1rem}.clear{color:var(--found)}.open{color:var(--unknown)}.blocked{color:var(--missing)}
article{border-left:4px solid var(--line);padding:.4rem .8rem;margin:.8rem 0;background:var(--soft)}
article.missing{border-color:var(--missing)}article.warned,article.unknown{border-color:var(--unknown)}article.asked{border-color:var(--asked)}
article.missing .mark{color:var(--missing)}article.warned .mark,article.unknown .mark{color:var(--unknown)}article.asked .mark{color:var(--asked)}
.ids{font-family:ui-monospace,monospace}
dl{display:grid;grid-template-columns:minmax(5rem,max-content) 1fr;gap:.2rem .8rem;margin:.4rem 0}dt{font-weight:bold}dd{margin:0;min-width:0}
pre{margin:.2rem 0;padding:.5rem;border:1px solid var(--line);white-space:pre-wrap;overflow-wrap:anywhere;background:var(--paper)}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .5rem;border-bottom:1px solid var(--line)}th{white-space:nowrap}
figure{margin:1rem 0}svg{max-width:100%;height:auto}
svg .paper{fill:var(--paper)}svg .box{fill:var(--soft);stroke:var(--line)}svg .ink{fill:var(--ink)}
svg .found{fill:var(--found)}svg .missing{fill:var(--missing)}svg .unknown{fill:var(--unknown)}svg .asked{fill:var(--asked)}svg .notApplicable{fill:var(--ink)}
svg .line-found{stroke:var(--found)}svg .line-missing{stroke:var(--missing)}svg .line-unknown{stroke:var(--unknown)}svg .line-asked{stroke:var(--asked)}svg .line-notApplicable{stroke:var(--line)}
@media print{body{max-width:none;padding:0;font-size:10pt}article,figure,tr{break-inside:avoid}h2,h3{break-after:avoid}article,pre{background:none}}
`;
