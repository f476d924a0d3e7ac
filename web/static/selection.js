// Ticking many rows: "all" without loading the page anew, how many they are, and who can take them over.
(() => {
  "use strict";
  const all = document.querySelector("[data-select-all]");
  if (!all) return;
  const form = all.closest("form");
  const count = form.querySelector("[data-some]");
  const boxes = () => [...form.elements].filter((field) => field.type === "checkbox");
  const ticked = () => boxes().filter((box) => box.checked);

  const tell = () => {
    const chosen = ticked();
    const number = new Set(chosen.map((box) => box.value)).size;
    count.textContent = number === 0 ? "" : number === 1 ? count.dataset.one : count.dataset.some.replace("{n}", number);
    // A departure goes to a counsellor of its own office only.
    const offices = new Set(chosen.map((box) => box.dataset.office));
    form.querySelectorAll("optgroup[data-office]").forEach((group) => {
      group.disabled = offices.size > 0 && !(offices.size === 1 && offices.has(group.dataset.office));
    });
    const select = form.querySelector("select");
    if (select.selectedOptions[0]?.parentElement.disabled) select.value = "";
  };

  all.addEventListener("click", (event) => {
    event.preventDefault();
    const wanted = ticked().length < boxes().length;
    boxes().forEach((box) => { box.checked = wanted; });
    tell();
  });
  document.addEventListener("change", (event) => {
    if (event.target.form === form) tell();
  });
  tell();
})();
