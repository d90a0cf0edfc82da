// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Brings the parts together: what is asked for, the address, the tools, the keyboard.
'use strict';

const asked = {}; // search, state, sort, down: see read_address()
let marked = null; // the job that waits for another one to be compared with
let opened = null; // the job whose details are shown

const grid = new Grid(by_id('grid'), {
  open: (job) => open_details(job),
  mark: (job) => compare(job),
  is_marked: (job) => job === marked,
  figure: (job) => {
    if (job.state !== 'drawn') return states[job.state].toLowerCase();
    if (asked.sort === 'time') return write_time(job.finished);
    if (asked.sort === 'seconds') return write_seconds(job.seconds);
    if (asked.sort === 'judge') return `judge ${write_distance(job.judge)}`;
    return [job.id, job.distance !== undefined && write_distance(job.distance)].filter(Boolean).join(' · ');
  },
});

// ---- What is asked for ----

function show_list() {
  const list = find_jobs(asked);
  grid.show(list);
  const { failed } = counts;
  by_id('count').textContent = list.length < jobs.length ? `${plain.format(list.length)} of ${plain.format(jobs.length)}`
    : write_count(jobs.length - failed, 'picture', 'pictures') + (failed > 0 ? `, ${plain.format(failed)} failed` : '');
  by_id('nothing').hidden = list.length > 0;
  by_id('nothing').textContent = jobs.length === 0 ? 'There are no pictures yet.' : 'No picture has these words.';
  const sort = sorts[asked.sort];
  by_id('search').value = by_id('search').value === asked.search ? by_id('search').value : asked.search;
  by_id('sort').value = asked.sort;
  const way = by_id('way');
  way.querySelector('use').setAttribute('href', asked.down ? '#icon-down' : '#icon-up');
  way.querySelector('span').textContent = sort.ways[Number(asked.down)];
  way.setAttribute('aria-label', `Order: ${sort.ways[Number(asked.down)]}`);
  for (const choice of by_id('states').children) choice.setAttribute('aria-pressed', String(choice.value === asked.state));
}

// Asks for something else: from the top again.
function ask(change) {
  Object.assign(asked, change);
  show_list();
  grid.set_current(0);
  scrollTo({ top: 0 });
  grid.draw();
  write_address();
}

function sort_by(name) { ask({ sort: name, down: Boolean(sorts[name].down) }); }

// ---- The address keeps it, for reloading and for going back ----

function address() {
  const parts = new URLSearchParams();
  if (asked.search) parts.set('search', asked.search);
  if (asked.state !== 'all') parts.set('show', asked.state);
  if (asked.sort !== 'list' || asked.down) parts.set('sort', asked.sort);
  if (asked.down !== Boolean(sorts[asked.sort].down)) parts.set('turned', '1');
  if (opened) parts.set('open', opened.key);
  return `#${parts}`;
}

function write_address() { history.replaceState(history.state, '', address()); }

function read_address() {
  const parts = new URLSearchParams(location.hash.slice(1));
  const sort = sorts[parts.get('sort')] && sorts[parts.get('sort')].offered ? parts.get('sort') : 'list';
  const wanted = {
    search: parts.get('search') || '', sort, state: states[parts.get('show')] ? parts.get('show') : 'all',
    down: Boolean(sorts[sort].down) !== parts.has('turned'),
  };
  if (Object.keys(wanted).some((name) => wanted[name] !== asked[name])) {
    Object.assign(asked, wanted);
    show_list();
  }
  const open = parts.get('open');
  const job = open && jobs.find((one) => one.key === open);
  if (job) open_details(job, false);
  else if (by_id('details').open) { opened = null; by_id('details').close(); }
}

// ---- Details, compare ----

function open_details(job, remember = true) {
  const was_open = opened !== null;
  opened = job;
  const place = grid.list.indexOf(job);
  if (place >= 0) grid.set_current(place);
  // Going back, as telephones do, closes the details; going from one to the next is one visit.
  if (remember && !was_open) history.pushState({ inside: true }, '', address());
  else write_address();
  show_details(job, {
    place, count: grid.list.length, compare, is_marked: (one) => one === marked,
    step: (by) => { const next = grid.list[place + by]; if (next) open_details(next); },
  });
}

by_id('details').addEventListener('close', () => {
  document.title = data.title;
  const job = opened;
  opened = null;
  if (history.state && history.state.inside) history.back();
  else write_address();
  if (job && grid.list.includes(job) && !by_id('compare').open) grid.move_to(grid.list.indexOf(job));
});

by_id('compare').addEventListener('close', () => grid.move_to(grid.current));

function set_marked(job) {
  const before = marked;
  marked = job;
  for (const one of [before, job]) if (one) grid.refresh(one);
  const bar = by_id('marked');
  bar.hidden = !job;
  if (!job) return;
  bar.replaceChildren(make('img', { src: thumbnail_url(job), alt: '' }),
    make('p', {}, 'Compare ', make('bdi', {}, job.name), ' with another one'),
    button('Do not compare', { class: 'button round', title: 'Do not compare', onclick: () => set_marked(null) }, icon('close')));
  say('Marked. Go to another picture and press c again.');
}

// The first one is marked, the second one opens the comparison.
function compare(job) {
  if (job.state !== 'drawn') return say('There is no picture to compare.');
  if (!marked || marked === job) {
    set_marked(marked ? null : job);
    if (opened) open_details(opened);
    return undefined;
  }
  const first = marked;
  set_marked(null);
  show_compare(first, job);
  if (by_id('details').open) by_id('details').close();
  return undefined;
}

// ---- Tools ----

const present = Object.keys(states).filter((state) => state === 'all' || counts[state] > 0);
if (present.length > 2 || (present.length === 2 && present[1] !== 'drawn')) {
  by_id('states').hidden = false;
  by_id('states').append(...present.map((state) => make('button', {
    type: 'button', class: 'button', value: state, onclick: () => ask({ state }),
  }, `${states[state]} `, make('span', { class: 'quiet' }, plain.format(counts[state])))));
}
for (const [name, sort] of Object.entries(sorts)) {
  if (sort.offered) by_id('sort').append(make('option', { value: name }, sort.label));
}
by_id('search').addEventListener('input', (event) => ask({ search: event.target.value }));
by_id('sort').addEventListener('change', (event) => sort_by(event.target.value));
by_id('way').addEventListener('click', () => ask({ down: !asked.down }));
by_id('theme').addEventListener('click', theme.toggle);
by_id('keys').addEventListener('click', show_help);
for (const dialog of document.querySelectorAll('dialog')) { // a click beside it closes it
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
}

// ---- Keyboard ----

function next_sort() {
  const names = Object.keys(sorts).filter((name) => sorts[name].offered);
  sort_by(names[(names.indexOf(asked.sort) + 1) % names.length]);
  say(`Sorted by ${sorts[asked.sort].label}, ${sorts[asked.sort].ways[Number(asked.down)]}`);
}

function search_key(event) {
  if (event.key === 'Escape') {
    if (asked.search) ask({ search: '' });
    else event.target.blur();
  } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
    grid.move_to(grid.current);
  } else {
    return;
  }
  event.preventDefault();
}

const KEY_ACTIONS = {
  '/': () => { by_id('search').focus(); by_id('search').select(); },
  '?': show_help,
  c: () => { if (grid.job()) compare(grid.job()); },
  s: next_sort,
  r: () => ask({ down: !asked.down }),
  t: theme.toggle,
  Escape: () => { if (marked) set_marked(null); else if (asked.search) ask({ search: '' }); },
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target === by_id('search')) return void search_key(event);
  const inside = document.querySelector('dialog[open]');
  if (event.target.matches('select, textarea, input')) return;
  if (inside) {
    if (event.key === 't') theme.toggle();
    else if (inside.id === 'details' && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      const next = grid.list[grid.list.indexOf(opened) + (event.key === 'ArrowLeft' ? -1 : 1)];
      if (next) open_details(next);
    } else if (inside.id === 'details' && event.key === 'c') compare(opened);
    else return;
    event.preventDefault();
    return;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key in KEY_ACTIONS) KEY_ACTIONS[key](event);
  else if (key === 'Enter' && event.target === document.body && grid.job()) open_details(grid.job());
  else if (!grid.key(key)) return;
  event.preventDefault();
});

// ---- Begin ----

by_id('made').append(make('span', {}, `Made ${write_time(data.made)} by clipdraw ${data.version}`));
addEventListener('popstate', read_address);
read_address();
