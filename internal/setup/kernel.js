// The classic Notebook loads this file together with the kernel; JupyterLab needs nothing of it and does not load it.
//
// Shift+Tab there shows plain text alone, and the kernel describes a name in Markdown: here the one is made of the
// other. And a tab in a cell is no arrow.
define(["notebook/js/tooltip"], function (tooltip) {
  "use strict";

  // plain is a description in Markdown as plain text: code stays as it is, of a link its words stay.
  function plain(markdown) {
    var inCode = false;
    return markdown.split("\n").map(function (line) {
      if (/^\s*```/.test(line)) {
        inCode = !inCode;
        return null;
      }
      if (inCode) return line;
      if (/^-{3,}$/.test(line) || /on pkg\.go\.dev\]\(/.test(line)) return null;
      return line.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\\([\\`*_{}\[\]()#+\-.!<>|~])/g, "$1");
    }).filter(function (line) {
      return line !== null;
    }).join("\n").replace(/\n{3,}/g, "\n\n").trim();
  }

  // withPlain adds the plain text to an answer that has none.
  function withPlain(reply) {
    var data = reply && reply.content && reply.content.data;
    if (data && data["text/markdown"] && !data["text/plain"]) data["text/plain"] = plain(data["text/markdown"]);
    return reply;
  }

  function onload() {
    var shown = tooltip.Tooltip.prototype;
    if (!shown.showsMarkdown) {
      var show = shown._show;
      shown._show = function (reply) { return show.call(this, withPlain(reply)); };
      shown.showsMarkdown = true;
    }
    var style = document.createElement("style");
    style.textContent = ".cm-tab { background: none !important; }";
    document.head.appendChild(style);
  }

  return { onload: onload, plain: plain };
});
