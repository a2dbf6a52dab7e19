
"use strict";
/* The class page is whole without this: it only sorts rows and hides some. */
(() => {
  const text = (cell) => (cell ? cell.textContent.trim() : "");
  const number = (cell) => {
    const found = parseFloat(text(cell));
    return Number.isNaN(found) ? -Infinity : found;
  };
  const names = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  const sortBy = (table, column, header) => {
    const falls = header.getAttribute("aria-sort") === "descending";
    const rises = header.getAttribute("aria-sort") === "ascending";
    const numeric = header.classList.contains("number");
    /* Names begin with A, marks with the highest. */
    const down = falls ? false : rises ? true : numeric;
    const body = table.tBodies[0];
    const rows = Array.from(body.rows, (row, place) => ({
      row, place, key: numeric ? number(row.cells[column]) : text(row.cells[column]),
    }));
    const compare = numeric
      ? (a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
      : (a, b) => names.compare(a.key, b.key);
    rows.sort((a, b) => (down ? compare(b, a) : compare(a, b)) || a.place - b.place);
    body.append(...rows.map((one) => one.row));
    for (const other of header.parentNode.cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
  };

  for (const table of document.querySelectorAll("table[data-sortable]")) {
    for (const [column, header] of Array.from(table.tHead.rows[0].cells).entries()) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => sortBy(table, column, header));
    }
  }

  for (const find of document.querySelectorAll(".find")) {
    const table = document.getElementById(find.dataset.for);
    const field = find.querySelector("input");
    const said = find.querySelector("[role=status]");
    const rows = Array.from(table.tBodies[0].rows, (row) => ({
      row, words: `${text(row.cells[0])} ${text(row.cells[2])}`.toLowerCase(),
    }));
    const show = () => {
      const wanted = field.value.toLowerCase().split(" ").filter(Boolean);
      let shown = 0;
      for (const { row, words } of rows) {
        const fits = wanted.every((word) => words.includes(word));
        row.hidden = !fits;
        shown += fits;
      }
      said.textContent = `${shown} of ${rows.length} students shown`;
    };
    field.addEventListener("input", show);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { field.value = ""; show(); }
    });
    show();
    find.hidden = false;
  }
})();
