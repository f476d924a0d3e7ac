// A page that already shows the version it is told of keeps still. News of an own action come before its
// answer, so they wait for it; another tab of the same person has no answer to wait for, and looks at once.
(() => {
  "use strict";
  const underWay = new Set();
  let waiting = [];

  const noneUnderWay = () => new Promise((resolve) => {
    if (underWay.size) waiting.push(resolve);
    else resolve();
  });

  document.addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.sourceElement.closest("form[method=post]")) underWay.add(ctx);
  });

  document.addEventListener("htmx:finally:request", (event) => {
    underWay.delete(event.detail.ctx);
    if (underWay.size) return;
    waiting.forEach((resolve) => resolve());
    waiting = [];
  });

  document.addEventListener("htmx:sse:before:message", (event) => {
    const news = event.detail;
    if (news.message.event !== "changed") return;
    news.waitUntil(noneUnderWay().then(() => {
      const shown = Number(document.getElementById("stand")?.value);
      news.cancelled = Number(news.message.data) <= shown;
    }));
  });
})();
