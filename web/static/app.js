// The little that pages cannot do without a script: focus, dialogs in older browsers, a lost line.
// Everything here is an addition: each page works without it.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);

  const prefix = document.body.dataset.error;

  // After a swap: to the errors if there are any, else to the heading when the focused element is gone.
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.detail?.ctx?.sourceElement?.matches?.("[role=status]")) return; // news nobody asked for
    const errors = byId("stoerung") ?? byId("fehler");
    if (errors) {
      document.title = prefix + document.title.replace(prefix, "");
      errors.focus();
      return;
    }
    document.title = document.title.replace(prefix, "");
    if (document.activeElement === document.body || !document.activeElement) byId("titel")?.focus();
  });

  document.addEventListener("htmx:before:request", () => byId("stoerung")?.remove());

  // The server cannot be reached: say so, and leave everything typed where it is.
  document.addEventListener("htmx:error", (event) => {
    const sentence = byId("nicht-erreichbar");
    if (event.detail?.ctx?.response || !sentence) return;
    byId("meldung").replaceChildren(sentence.content.cloneNode(true));
    byId("stoerung").focus();
  });

  // Live updates: after 30 seconds without a line, say that others' changes are not seen.
  let lost = null;
  document.addEventListener("htmx:sse:error", () => {
    lost ??= setTimeout(() => { byId("verbindung").hidden = false; }, 30000);
  });
  document.addEventListener("htmx:sse:after:connection", () => {
    clearTimeout(lost);
    lost = null;
    byId("verbindung").hidden = true;
  });

  // Dialogs for browsers that do not know the command attribute.
  if (!("command" in HTMLButtonElement.prototype)) {
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button[commandfor]");
      const dialog = button && byId(button.getAttribute("commandfor"));
      if (!dialog) return;
      if (button.getAttribute("command") === "show-modal") dialog.showModal();
      else dialog.close();
    });
  }

  // An open menu closes on Escape and when one clicks elsewhere.
  const closeMenus = (except) => document.querySelectorAll("details.user-menu[open], details.menu[open]").forEach((menu) => {
    if (!menu.contains(except)) menu.open = false;
  });
  document.addEventListener("click", (event) => closeMenus(event.target));

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.user-menu[open], details.menu[open]");
    closeMenus(null);
    menu?.querySelector("summary").focus();
  });

  // A list that was asked for on paper has all its rows: it is printed at once.
  if (new URLSearchParams(location.search).has("druck")) window.addEventListener("load", () => window.print());

  // An error page that was loaded whole starts at its errors, too.
  byId("fehler")?.focus();
})();
