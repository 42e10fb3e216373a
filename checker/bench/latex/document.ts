/**
 * A small document of our own with the classes, packages and macros that the build of
 * virtio-spec has, so that what `quiesce spec` writes meets them: one for xelatex, one for
 * htlatex. Paragraphs that the parts refer to are there, with words of ours.
 */

/** What the two have in common; the names of macros and their parameters are the standard's. */
const COMMON = String.raw`
\definecolor{oasis1}{RGB}{68,108,170}
\newcommand{\field}[1]{\emph{#1}}
\newcommand{\drivernormative}[3]{#1{Driver Requirements: #2}\label{drivernormative:#3}}
\newcommand{\devicenormative}[3]{#1{Device Requirements: #2}\label{devicenormative:#3}}
\newenvironment{DIFnomarkup}{}{}
\definecolor{LISTING_background}{RGB}{245,245,245}
\lstset{
  basicstyle=\footnotesize\ttfamily, extendedchars=true,
  backgroundcolor=\color{LISTING_background}, showspaces=false, showstringspaces=false,
  showtabs=false, frame=single, tabsize=2, breaklines=true, breakatwhitespace=true,
  postbreak=\raisebox{0ex}[0ex][0ex]{\ensuremath{\hookrightarrow\space}}
}
\setcounter{secnumdepth}{5}
`;

const FOR_PDF = String.raw`\documentclass[10pt,titlepage]{report}
\usepackage[top=1in,left=1in,bottom=0.5in,right=1in,paperwidth=8.5in,paperheight=11in]{geometry}
\usepackage{parskip}
\usepackage[T1]{fontenc}
\usepackage[xetex]{graphicx}
\usepackage{placeins}
\usepackage[xetex]{hyperref}
\usepackage{listings}
\usepackage{array}
\usepackage{longtable}
\usepackage{xcolor}
\usepackage[explicit]{titlesec}
\usepackage[no-math]{fontspec}
\usepackage{xltxtra}
\usepackage{tabularx}
\usepackage{ltablex}
\usepackage{underscore}
\usepackage{enumitem}
\usepackage{float}
\IfFontExistsTF{Liberation Sans}{\setmainfont[Mapping=tex-text]{Liberation Sans}}{}
\IfFontExistsTF{Liberation Mono}{\setmonofont{Liberation Mono}}{}
\newcommand{\virtiographics}[3]
{
\begin{figure}[htb]
\centering
\includegraphics[#2]{images/#1.pdf}
\caption{#3}
\end{figure}
\FloatBarrier
}
`;

const FOR_HTML = String.raw`\documentclass[10pt,titlepage]{report}
\usepackage{parskip}
\usepackage[T1]{fontenc}
\usepackage{graphicx}
\usepackage{hyperref}
\usepackage{listings}
\usepackage{array}
\usepackage{longtable}
\usepackage{xcolor}
\usepackage{titlesec}
\usepackage{tabularx}
\usepackage{underscore}
\usepackage{enumitem}
\usepackage[utf8x]{inputenc}
\newcommand{\virtiographics}[3]
{
\HCode{<div><img src="images/#1.png" alt="#3"/></div>}
}
`;

/** Settings of tex4ht, in a file of their own. */
export const CONFIGURATION = String.raw`\Preamble{html}
\begin{document}
\EndPreamble
`;

/** What is built. @param labels what the parts refer to @param body the parts, in one text */
export function documentOf(what: "pdf" | "html", labels: readonly string[], body: string): string {
  const paragraphs = labels.flatMap((label) => [paragraphOf(label), "A paragraph of its own.", ""]);
  return [
    what === "pdf" ? FOR_PDF : FOR_HTML,
    COMMON,
    "\\begin{document}",
    "\\chapter{Paragraphs}",
    "\\section{That the parts refer to}",
    ...paragraphs,
    "\\chapter{What was written}",
    "\\section{Of a question}",
    body,
    "\\end{document}",
    "",
  ].join("\n");
}

function paragraphOf(label: string): string {
  const [, party, place] = /^(driver|device)normative:(.*)$/.exec(label) ?? [];
  const title = label.replace(/^.*[/:] */, "").replaceAll("_", "\\_");
  if (party === undefined) return `\\subsection{${title}}\\label{${label}}`;
  return `\\${party}normative{\\subsection}{${title}}{${place}}`;
}
