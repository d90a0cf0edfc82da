// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// The distance of each step, drawn as a curve; of two jobs in one frame when they are compared.
'use strict';

const FRAME = { width: 360, height: 150, left: 42, right: 8, top: 8, bottom: 22 };

// Some round values between two.
function ticks(low, high, most) {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999);
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; ++i) found.push(i * step);
  return { values: found, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

// A curve's points: [[step, distance], ...]. Where there are very many steps only some of them are in the page.
function points_of(job) {
  const count = job.curve.length;
  const steps = Math.max(job.steps || count, count);
  return job.curve.map((distance, i) => [count < 2 ? 1 : 1 + Math.round((i * (steps - 1)) / (count - 1)), distance])
    .filter(([, distance]) => distance !== null);
}

function describe_curve(points) {
  const least = points.reduce((a, b) => (b[1] < a[1] ? b : a));
  return `distance ${write_distance(points[0][1])} at first, ${write_distance(points[points.length - 1][1])} at last, ` +
    `least ${write_distance(least[1])} at step ${least[0]}`;
}

// names: what each job is called where there are several
function curve(shown, names = []) {
  const lines = shown.map((job, number) => ({ number, points: job.curve && job.curve.length > 0 ? points_of(job) : [] }))
    .filter(({ points }) => points.length > 0);
  if (lines.length === 0) return null;
  const all = lines.flatMap(({ points }) => points);
  const last = Math.max(2, ...all.map(([step]) => step));
  let low = Math.min(...all.map(([, distance]) => distance));
  let high = Math.max(...all.map(([, distance]) => distance));
  const room = Math.max((high - low) * 0.08, 0.002);
  low -= room; high += room;
  const x = (step) => FRAME.left + ((step - 1) / (last - 1)) * (FRAME.width - FRAME.left - FRAME.right);
  const y = (distance) => FRAME.top + ((high - distance) / (high - low)) * (FRAME.height - FRAME.top - FRAME.bottom);

  const label = lines.map(({ points, number }) => `${names[number] ? `${names[number]}: ` : ''}${describe_curve(points)}`);
  const picture = make_svg('svg', {
    class: 'curve', viewBox: `0 0 ${FRAME.width} ${FRAME.height}`, role: 'img', 'aria-label': `Curve, ${label.join('; ')}`,
  });
  const bottom = FRAME.height - FRAME.bottom;
  const levels = ticks(low, high, 4);
  for (const value of levels.values) {
    picture.append(make_svg('line', { class: 'level', x1: FRAME.left, x2: FRAME.width - FRAME.right, y1: y(value), y2: y(value) }),
      make_svg('text', { x: FRAME.left - 6, y: y(value) + 3.5, 'text-anchor': 'end' }, value.toFixed(levels.digits)));
  }
  const steps = ticks(1, last, 6).values.filter((step) => Number.isInteger(step) && step > 1 && step < last * 0.94);
  for (const step of [1, ...steps.filter((value) => value > last * 0.08), last]) {
    picture.append(make_svg('text', { x: x(step), y: FRAME.height - 6, 'text-anchor': step === last ? 'end' : 'middle' }, String(step)));
  }
  for (const { points, number } of lines) {
    const path = points.map(([step, distance]) => `${x(step).toFixed(1)},${y(distance).toFixed(1)}`);
    if (lines.length === 1 && shown.length === 1) {
      picture.append(make_svg('polygon', { class: 'under', points: [`${x(points[0][0])},${bottom}`, ...path, `${x(points[points.length - 1][0])},${bottom}`].join(' ') }));
    }
    picture.append(make_svg('polyline', { class: `line line-${number}`, points: path.join(' ') }));
  }
  return make('figure', { class: 'curve-frame' }, picture, follow_pointer(picture, lines, names, x, y, last));
}

// Reads the step below the pointer; without a pointer the caption says how it went.
function follow_pointer(picture, lines, names, x, y, last) {
  const caption = make('figcaption', { class: 'quiet' });
  const dots = lines.map(({ number }) => make_svg('circle', { class: `dot line-${number}`, r: 3.5, visibility: 'hidden' }));
  picture.append(...dots);
  const name = (number) => (names[number] ? `${names[number]} ` : '');
  const rest = () => {
    caption.textContent = lines.map(({ points, number }) =>
      `${name(number)}${write_distance(points[0][1])} → ${write_distance(points[points.length - 1][1])}`).join(' · ');
    for (const dot of dots) dot.setAttribute('visibility', 'hidden');
  };
  picture.addEventListener('pointermove', (event) => {
    const box = picture.getBoundingClientRect();
    const share = ((event.clientX - box.left) / box.width) * FRAME.width - FRAME.left;
    const step = 1 + (share / (FRAME.width - FRAME.left - FRAME.right)) * (last - 1);
    const nearest = lines.map(({ points }) => points.reduce((a, b) => (Math.abs(b[0] - step) < Math.abs(a[0] - step) ? b : a)));
    nearest.forEach(([at, distance], i) => {
      dots[i].setAttribute('cx', x(at));
      dots[i].setAttribute('cy', y(distance));
      dots[i].setAttribute('visibility', 'visible');
    });
    caption.textContent = `step ${nearest[0][0]}: ${nearest.map(([, distance], i) => `${name(lines[i].number)}${write_distance(distance)}`).join(' · ')}`;
  });
  picture.addEventListener('pointerleave', rest);
  rest();
  return caption;
}
