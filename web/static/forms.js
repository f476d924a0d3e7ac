// After an answer, what was typed elsewhere on the page stays as it is (a morph leaves it alone), and so does
// what was unfolded. Only the form that was taken is empty and folded again.
(() => {
  "use strict";
  let typed = [];

  // A form that came back with errors is left alone (hx-morph-skip) until it is sent again.
  document.addEventListener("htmx:before:request", (event) => {
    event.detail?.ctx?.sourceElement?.closest?.("form")?.removeAttribute("hx-morph-skip");
  });

  document.addEventListener("htmx:before:swap", (event) => {
    const { response, sourceElement } = event.detail?.ctx ?? {};
    // A button with an address of its own asks about the form and takes nothing.
    const sent = sourceElement?.matches?.("[formaction]") ? null : sourceElement?.closest?.("form[method=post]");
    typed = [...document.querySelectorAll("form[method=post] textarea")]
      .filter((area) => area.form !== sent && area.value.trim() && area.value !== area.defaultValue)
      .map((area) => [area.form.id, area.value]);
    if (!sent || response?.status !== 200) return;
    const hadFocus = sent.contains(document.activeElement);
    sent.reset();
    // The place that a taken form was loaded into is empty again.
    for (let place = sent.closest("[hx-morph-skip]"); place; place = place.closest("[hx-morph-skip]")) {
      place.removeAttribute("hx-morph-skip");
    }
    sent.querySelectorAll("details[open]").forEach((fold) => { fold.open = false; });
    const menu = sent.closest(".slot")?.closest(".step")?.querySelector("details.more-actions");
    if (menu) {
      menu.open = false;
      if (hadFocus) menu.querySelector("summary").focus();
    }
    for (let fold = sent.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      fold.open = false;
      if (hadFocus) fold.querySelector("summary").focus();
    }
  });

  // The form somebody was typing in is gone, because its step is: the text moves to the note on the departure.
  document.addEventListener("htmx:after:swap", () => {
    const note = document.querySelector("#form-notiz textarea");
    for (const [id, text] of note ? typed : []) {
      if (document.getElementById(id)) continue;
      note.value = `${note.value}\n${text}`.trim();
      note.closest("details").open = true;
    }
    typed = [];
  });
})();
