
'use strict';
(() => {
  const form = document.getElementById('filter');
  const cell = document.getElementById('cell');
  const matrix = document.getElementById('matrix');

  // A cell says in words what it is, for who points at it or touches it.
  if (matrix && cell) {
    const heads = matrix.tHead.rows[0].cells;
    const tell = event => {
      const at = event.target.closest('td[title]');
      if (at) {
        cell.textContent = at.parentElement.dataset.person + ' in ' + heads[at.cellIndex].dataset.tenant + ': ' + at.title;
      }
    };
    matrix.addEventListener('pointerover', tell);
    matrix.addEventListener('click', tell);
  }

  if (!form) {
    return;
  }

  form.hidden = false;
  const $ = name => form.elements[name];
  const shown = document.getElementById('shown');
  const all = selector => Array.from(document.querySelectorAll(selector));
  const tenants = all('details.tenant');
  const has = (text, part) => part === '' || (text || '').toLowerCase().includes(part);

  const apply = () => {
    const tenant = $('tenant').value.trim().toLowerCase();
    const person = $('person').value.trim().toLowerCase();
    const action = $('action') ? $('action').value : '';
    const risks = new Set(all('#filter input[name=risk]:checked').map(box => box.value));
    let count = 0;
    for (const block of tenants) {
      let any = false;
      for (const row of block.querySelectorAll('li[data-action]')) {
        row.hidden = !((action === '' || row.dataset.action === action) && (risks.size === 0 || risks.has(row.dataset.risk)));
        any = any || !row.hidden;
      }
      block.hidden = !(any && has(block.dataset.tenant, tenant) && has(block.dataset.people, person));
      count += block.hidden ? 0 : 1;
    }
    for (const line of all('li[data-person]')) {
      line.hidden = !(has(line.dataset.person, person) && has(line.dataset.tenants, tenant));
    }
    for (const row of all('.quotas tbody tr')) {
      row.hidden = !has(row.dataset.tenant, tenant);
    }
    if (matrix) {
      const heads = Array.from(matrix.tHead.rows[0].cells);
      const gone = heads.map((head, i) => i > 0 && !has(head.dataset.tenant, tenant));
      heads.forEach((head, i) => { head.hidden = gone[i]; });
      for (const row of matrix.tBodies[0].rows) {
        row.hidden = !has(row.dataset.person, person);
        for (let i = 1; i < row.cells.length; i++) {
          row.cells[i].hidden = gone[i];
        }
      }
    }
    shown.textContent = count + ' of ' + tenants.length + ' tenants shown';
  };

  let waiting = 0;
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  });
  form.addEventListener('reset', () => setTimeout(apply, 0));
  form.addEventListener('submit', event => event.preventDefault());
  for (const [id, open] of [['openall', true], ['closeall', false]]) {
    document.getElementById(id).addEventListener('click', () => tenants.forEach(block => { block.open = open; }));
  }
  apply();
})();
