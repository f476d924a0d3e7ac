// Shortcuts, and the palette behind Ctrl+K. An addition: all they do has a link or a button of its own.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const ROW = "main .work__line, main tbody tr:not(.more-row)";

  // Single keys can be switched off in the overview (WCAG 2.1.4).
  // Kept in a cookie, as signing out clears the browser's storage.
  const single = byId("einzeltasten");
  if (single) {
    single.checked = !document.cookie.includes("geleit_tasten=aus");
    single.addEventListener("change", () => {
      document.cookie = `geleit_tasten=${single.checked ? "an" : "aus"}; path=/; max-age=31536000; samesite=lax`;
    });
  }

  // Into a field, wherever it is folded away.
  const enter = (field) => {
    for (let fold = field?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    field?.focus();
  };

  const thisRow = () => document.activeElement?.closest(ROW);

  // In a list from row to row, on a departure's page to the next or previous one of the list one came from.
  const move = (by) => {
    const way = document.querySelector(`.trail a[rel=${by > 0 ? "next" : "prev"}]`);
    if (way) return way.click();
    const links = [...document.querySelectorAll(ROW)].map((row) => row.querySelector("a[href]"))
      .filter((link) => link?.offsetParent);
    const here = links.findIndex((link) => link.closest(ROW) === thisRow());
    links[Math.max(here + by, 0)]?.focus();
  };

  const complete = () => enter(
    (thisRow() ?? document).querySelector(".work__form [name=on]") ?? document.querySelector(".action--erledigen [name=on]"),
  );

  const ACTIONS = {
    "?": () => byId("tasten").showModal(),
    "/": () => byId("q")?.focus(),
    j: () => move(1),
    k: () => move(-1),
    e: complete,
    n: () => enter(document.querySelector("#form-notiz textarea")),
  };

  let afterG = false;
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && typing?.form) {
      event.preventDefault();
      typing.form.requestSubmit();
      return;
    }
    if (event.key === "k" && (event.ctrlKey || event.metaKey) && palette) {
      event.preventDefault();
      openPalette();
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !single?.checked || document.querySelector("dialog[open]")) return;
    const number = afterG && Number(event.key);
    afterG = event.key === "g";
    if (number) document.querySelectorAll(".site-nav__link")[number - 1]?.click();
    else if (Object.hasOwn(ACTIONS, event.key)) {
      event.preventDefault();
      ACTIONS[event.key]();
    }
  });

  // The palette: pages, and the departures looked at last. Their numbers only, kept until the tab is closed.
  const palette = byId("palette");
  const form = palette?.querySelector(".palette");
  const list = palette?.querySelector(".palette__list");
  const RECENT = "geleit-zuletzt";
  const recent = () => JSON.parse(sessionStorage.getItem(RECENT) ?? "[]");

  const here = document.querySelector("[data-departure]");
  if (here) {
    const href = location.pathname;
    const others = recent().filter((one) => one.href !== href);
    sessionStorage.setItem(RECENT, JSON.stringify([{ href, number: here.dataset.departure }, ...others].slice(0, 9)));
  }

  const items = () => [...list.querySelectorAll("a")].filter((item) => !item.parentElement.hidden);

  const filter = () => {
    const wanted = byId("palette-q").value.trim().toLowerCase();
    list.querySelectorAll("li").forEach((item) => {
      item.hidden = !item.textContent.toLowerCase().includes(wanted);
    });
  };

  const openPalette = () => {
    list.querySelectorAll("[data-recent]").forEach((item) => item.remove());
    for (const { href, number } of recent()) {
      const item = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href, className: "palette__item", textContent: number });
      const what = Object.assign(document.createElement("span"), { className: "muted", textContent: form.dataset.recent });
      item.dataset.recent = "";
      link.append(" ", what);
      item.append(link);
      list.append(item);
    }
    form.reset();
    filter();
    palette.showModal();
    byId("palette-q").focus();
  };

  form?.addEventListener("input", filter);
  form?.addEventListener("submit", (event) => {
    const [first] = items();
    if (byId("palette-q").value.trim() && !first) return; // the search
    event.preventDefault();
    if (byId("palette-q").value.trim()) first.click();
  });
  form?.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const stops = [byId("palette-q"), ...items()];
    stops[(stops.indexOf(document.activeElement) + by + stops.length) % stops.length].focus();
  });
})();
