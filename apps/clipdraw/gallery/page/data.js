// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What the page shows: the jobs, which of them are asked for, and in which order.
'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const jobs = data.jobs; // in the order of the list

// Text as search sees it: é is é however it is coded, and letter case does not count.
function fold(text) { return text.normalize('NFKC').toLowerCase(); }

jobs.forEach((job, place) => {
  job.place = place;
  job.state = job.error ? 'failed' : job.gone ? 'gone' : 'drawn';
  job.key = job.job || job.file || String(place);
  job.name = job.prompt || job.file || job.id || 'a job';
  job.searched = fold([job.prompt, job.id, job.file, job.seed, job.error].filter(Boolean).join('\n'));
});

const states = {
  all: 'All',
  drawn: 'Drawn',
  failed: 'Failed',
  gone: 'Missing',
};

const counts = { all: jobs.length, drawn: 0, failed: 0, gone: 0 };
for (const job of jobs) counts[job.state] += 1;

// A sort: what it looks at, null where a job has no such figure, and what its two ways are called.
const sorts = {
  list: { label: 'List', of: (job) => job.place, ways: ['first to last', 'last to first'] },
  time: {
    label: 'Time', of: (job) => (job.finished ? Date.parse(job.finished) : null),
    ways: ['oldest first', 'newest first'], down: true,
  },
  judge: { label: 'Judge', of: (job) => job.judge ?? null, ways: ['lowest first', 'highest first'], down: true },
  distance: { label: 'Distance', of: (job) => job.distance ?? null, ways: ['lowest first', 'highest first'] },
  prompt: { label: 'Prompt', of: (job) => job.prompt || null, ways: ['A to Z', 'Z to A'] },
  seconds: { label: 'Seconds', of: (job) => job.seconds ?? null, ways: ['fastest first', 'slowest first'] },
};
for (const [name, sort] of Object.entries(sorts)) {
  sort.offered = name === 'list' || jobs.some((job) => sort.of(job) !== null);
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

// All jobs by this sort, lowest first; those without a figure go last. Made when first asked for.
function sorted_up(name) {
  const sort = sorts[name];
  if (!sort.up) {
    const compare = name === 'prompt' ? collator.compare : (a, b) => a - b;
    const with_figure = jobs.filter((job) => sort.of(job) !== null);
    sort.up = with_figure.sort((a, b) => compare(sort.of(a), sort.of(b)) || a.place - b.place);
    sort.rest = jobs.filter((job) => sort.of(job) === null);
  }
  return sort;
}

// The jobs of a state that have all the words, in order.
function find_jobs({ search, state, sort, down }) {
  const { up, rest } = sorted_up(sort);
  const words = fold(search).split(/\s+/).filter(Boolean);
  const asked = (job) => (state === 'all' || job.state === state) && words.every((word) => job.searched.includes(word));
  const found = up.filter(asked);
  if (down) found.reverse();
  return found.concat(rest.filter(asked));
}

// Where the pictures are, as the page sees them.
function picture_url(job) { return data.folder + encodeURIComponent(job.file); }
function thumbnail_url(job) {
  return job.thumbnail ? `${data.folder}thumbnails/${job.thumbnail}.jpg` : picture_url(job);
}

// Figures as they are written.
const plain = new Intl.NumberFormat('en');
function write_count(number, one, many) { return `${plain.format(number)} ${number === 1 ? one : many}`; }
function write_distance(value) { return value === null || value === undefined ? '–' : value.toFixed(4); }
function write_seconds(value) {
  if (value === null || value === undefined) return '–';
  if (value < 100) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
function write_time(text) {
  const time = text ? new Date(text) : null;
  return time && !Number.isNaN(time.getTime())
    ? time.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' }) : '–';
}
