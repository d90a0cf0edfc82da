// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What opens over the grid: one picture with all there is to know, two beside each other, the keys.
'use strict';

function show_in(dialog, ...children) {
  dialog.replaceChildren(...children);
  if (!dialog.open) dialog.showModal();
}

function big_picture(job) {
  if (job.state !== 'drawn') {
    return make('div', { class: 'frame empty' }, make('p', { dir: 'auto' }, job.error || 'The file is not there.'));
  }
  const image = make('img', { src: picture_url(job), alt: job.name, width: job.width, height: job.height });
  image.addEventListener('error', () => image.classList.add('broken'));
  return make('a', { class: 'frame', href: picture_url(job), target: '_blank', title: 'Open the file' }, image);
}

function facts(job) {
  const list = make('dl', { class: 'facts' });
  if (job.id) list.append(...row('id', job.id));
  if (job.seed) list.append(...row('seed', job.seed));
  if (job.steps !== undefined) list.append(...row('steps', plain.format(job.steps), job.outcome && ` (${job.outcome})`));
  if (job.distance !== undefined) list.append(...row('distance', write_distance(job.distance)));
  if (job.judge !== undefined) list.append(...row('judge', write_distance(job.judge)));
  if (job.width) list.append(...row('size', `${job.width} × ${job.height}`));
  if (job.seconds !== undefined) list.append(...row('time taken', write_seconds(job.seconds)));
  if (job.finished) list.append(make('dt', {}, 'finished'), make('dd', { title: job.finished }, write_time(job.finished)));
  if (job.file) list.append(...row('file', job.state === 'drawn' ? make('a', { href: picture_url(job), target: '_blank' }, job.file) : job.file));
  return list;
}

// actions: step(by), compare(job)
function show_details(job, { place, count, step, compare, is_marked }) {
  const dialog = by_id('details');
  const scroll = dialog.open ? dialog.querySelector('.about').scrollTop : 0;
  const focused = dialog.open && document.activeElement ? document.activeElement.dataset.role : null;
  const move = (label, by, name) => button(label, {
    class: 'button round', 'data-role': name, title: `${label} (${by < 0 ? '←' : '→'})`, onclick: () => step(by),
    'aria-disabled': String(place + by < 0 || place + by >= count),
  }, icon(name));
  show_in(dialog,
    make('header', {},
      make('p', { class: 'quiet' }, place < 0 ? '' : `${plain.format(place + 1)} of ${plain.format(count)}`),
      job.state === 'drawn' && button(is_marked(job) ? 'Do not compare' : 'Compare', {
        'data-role': 'compare', title: 'Compare (c)', 'aria-pressed': String(is_marked(job)), onclick: () => compare(job),
      }, icon('compare'), make('span', {}, 'Compare')),
      move('Previous', -1, 'previous'), move('Next', 1, 'next'), close_button(dialog)),
    make('div', { class: 'sides' },
      big_picture(job),
      make('div', { class: 'about', tabindex: -1 },
        make('h2', { id: 'details-title', dir: 'auto' }, job.prompt || job.name),
        job.state !== 'drawn' && job.error && make('p', { class: 'error', dir: 'auto' }, job.error),
        facts(job),
        job.curve && job.curve.length > 0 && make('h3', {}, 'Distance, step by step'),
        curve([job]),
        ...recipe_parts(job))));
  dialog.querySelector('.about').scrollTop = scroll;
  const back = focused && dialog.querySelector(`[data-role="${focused}"]`);
  (back || dialog.querySelector('.about')).focus({ preventScroll: true });
  document.title = `${job.name.slice(0, 60)} – ${data.title}`;
}

// The rows of a comparison; those that are the same on both sides are left out but for the first ones.
function differences(a, b) {
  const rows = [['seed', a.seed, b.seed], ['steps', a.steps, b.steps],
    ['distance', write_distance(a.distance), write_distance(b.distance)]];
  if (a.judge !== undefined || b.judge !== undefined) rows.push(['judge', write_distance(a.judge), write_distance(b.judge)]);
  rows.push(['time taken', write_seconds(a.seconds), write_seconds(b.seconds)]);
  const mine = new Map(options_of(a));
  const other = new Map(options_of(b));
  for (const name of new Set([...mine.keys(), ...other.keys()])) {
    if (name !== 'steps' && mine.get(name) !== other.get(name)) rows.push([name, mine.get(name), other.get(name)]);
  }
  const names = (job) => (recipe_of(job) ? [...recipe_of(job).models.clips.map((clip) => clip.name), recipe_of(job).models.generator.name].join(', ') : '–');
  if (names(a) !== names(b)) rows.push(['models', names(a), names(b)]);
  return rows;
}

// Two in one place: the upper one is cut off at the slider.
function one_over_the_other(a, b) {
  const top = big_picture(b);
  const slider = make('input', { type: 'range', min: 0, max: 100, value: 50, 'aria-label': 'How much of A is seen' });
  const cut = () => { top.style.clipPath = `inset(0 0 0 ${slider.value}%)`; slider.nextElementSibling.style.insetInlineStart = `${slider.value}%`; };
  const stack = make('div', { class: 'stack' }, big_picture(a), top, slider, make('span', { class: 'edge', 'aria-hidden': 'true' }));
  slider.addEventListener('input', cut);
  cut();
  return stack;
}

function show_compare(a, b, way = 'beside') {
  const dialog = by_id('compare');
  const name = (letter) => make('span', { class: `letter letter-${letter}` }, letter);
  const half = (job, letter) => make('figure', {}, way === 'beside' && big_picture(job),
    make('figcaption', {}, name(letter), make('span', { class: 'words', dir: 'auto', title: job.name }, job.name)));
  const way_button = (label, to) => button(label, {
    'aria-pressed': String(way === to), 'data-role': to,
    onclick: () => { show_compare(a, b, to); dialog.querySelector(`[data-role="${to}"]`).focus(); },
  }, label);
  show_in(dialog,
    make('header', {}, make('h2', { id: 'compare-title' }, 'Compare'),
      make('div', { class: 'choice', role: 'group', 'aria-label': 'How' },
        way_button('Side by side', 'beside'), way_button('Overlaid', 'over')),
      close_button(dialog)),
    make('div', { class: 'compared' },
      way === 'over' && one_over_the_other(a, b),
      make('div', { class: 'two' }, half(a, 'A'), half(b, 'B')),
      make('div', { class: 'figures' },
        make('table', {}, make('thead', {}, make('tr', {}, make('td'), make('th', { scope: 'col' }, name('A')), make('th', { scope: 'col' }, name('B')))),
          make('tbody', {}, differences(a, b).map(([what, mine, other]) => make('tr', { class: String(mine) === String(other) ? 'same' : null },
            make('th', { scope: 'row' }, what), make('td', {}, String(mine ?? '–')), make('td', {}, String(other ?? '–')))))),
        curve([a, b], ['A', 'B']))));
}

const KEYS = [
  [['←', '→', '↑', '↓'], 'from picture to picture'],
  [['Page Up', 'Page Down'], 'a window further'],
  [['Home', 'End'], 'the first and the last'],
  [['Enter'], 'details; there ← and → go on'],
  [['c'], 'compare: mark one, then another'],
  [['/'], 'search'],
  [['s'], 'the next way to sort'],
  [['r'], 'the other way round'],
  [['t'], 'light or dark'],
  [['Escape'], 'close, or end the search'],
  [['?'], 'this list'],
];

function show_help() {
  const dialog = by_id('help');
  show_in(dialog, make('header', {}, make('h2', { id: 'help-title' }, 'Keyboard'), close_button(dialog)),
    make('dl', { class: 'keys' }, KEYS.map(([keys, what]) => [
      make('dt', {}, keys.map((key) => make('kbd', {}, key))), make('dd', {}, what)])));
}
