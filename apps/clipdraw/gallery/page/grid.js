// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// The grid: as high as all pictures would be, but only those near the window are there.
'use strict';

const CELL = 160;    // pixels, least width of a cell
const BEYOND = 0.75; // windows above and below that are filled as well
const FLIGHT = 0.5;  // windows a frame: whoever scrolls that fast sees no pictures, so none are loaded
const SETTLED = 90;  // milliseconds after which a flight is over

class Grid {
  // host: the element; open(job) and mark(job): what a click does; figure(job): the line below the words
  constructor(host, { open, mark, figure, is_marked }) {
    Object.assign(this, { host, open, mark, figure, is_marked });
    this.list = [];
    this.cells = new Map(); // place in the list -> element
    this.current = 0;       // place of the one that the keyboard is at
    this.asked = false;     // for another frame
    const again = () => { if (!this.asked) { this.asked = true; requestAnimationFrame(() => this.draw()); } };
    addEventListener('scroll', again, { passive: true });
    new ResizeObserver(() => this.layout()).observe(host);
    addEventListener('resize', again, { passive: true });
  }

  // Shows these jobs instead of the ones before; the current one stays where it is among them.
  show(list) {
    const kept = list.indexOf(this.list[this.current]);
    this.list = list;
    this.current = Math.max(0, kept);
    this.clear();
    this.layout();
  }

  clear() {
    for (const cell of this.cells.values()) cell.remove();
    this.cells.clear();
  }

  // Columns and sizes for the width that there is.
  layout() {
    const style = getComputedStyle(this.host);
    const gap = parseFloat(style.getPropertyValue('--gap'));
    const width = this.host.clientWidth;
    const columns = Math.max(2, Math.floor((width + gap) / (CELL + gap)));
    const side = (width - gap * (columns - 1)) / columns;
    const row = side + parseFloat(style.getPropertyValue('--words')) + gap;
    const rows = Math.ceil(this.list.length / columns);
    if (columns !== this.columns || side !== this.side) {
      const top_job = this.row ? Math.floor(Math.max(0, this.top()) / this.row) * this.columns : 0;
      Object.assign(this, { columns, side, row, gap });
      this.clear();
      // What was at the top stays there when the window changes its width.
      if (top_job > 0) scrollTo({ top: this.host.offsetTop + Math.floor(top_job / columns) * row - this.header() });
    }
    this.host.style.height = `${Math.max(0, rows * row - gap)}px`;
    this.host.style.setProperty('--side', `${side}px`);
    this.draw();
  }

  // What covers the window's upper edge, and some room.
  header() {
    const top = document.querySelector('.top');
    return (getComputedStyle(top).position === 'sticky' ? top.offsetHeight : 0) + this.gap;
  }

  // How far the window's upper edge is below the grid's.
  top() { return scrollY - this.host.offsetTop; }

  // While the window flies by, cells come without their pictures, which follow where it settles.
  watch_flight() {
    const way = Math.abs(scrollY - (this.seen ?? scrollY));
    this.seen = scrollY;
    if (way < innerHeight * FLIGHT) return;
    this.flying = true;
    clearTimeout(this.landing);
    this.landing = setTimeout(() => {
      this.flying = false;
      for (const image of this.host.querySelectorAll('img:not([src])')) image.src = image.dataset.src;
    }, SETTLED);
  }

  // Makes the cells that are near the window, removes the others. The current one stays, wherever it is: the
  // keyboard's focus is on it.
  draw() {
    this.asked = false;
    this.watch_flight();
    const reach = innerHeight * BEYOND;
    const first = Math.max(0, Math.floor((this.top() - reach) / this.row)) * this.columns;
    const last = Math.min(this.list.length, Math.ceil((this.top() + innerHeight + reach) / this.row) * this.columns);
    const wanted = [];
    for (let place = first; place < last; ++place) wanted.push(place);
    if (this.current < first) wanted.unshift(this.current);
    else if (this.current >= last && this.current < this.list.length) wanted.push(this.current);
    const keep = new Set(wanted);
    for (const [place, cell] of this.cells) {
      if (!keep.has(place)) { cell.remove(); this.cells.delete(place); }
    }
    let next = this.host.firstChild; // cells stand in the order of the list, for those who listen
    for (const place of wanted) {
      let cell = this.cells.get(place);
      if (cell) { next = cell.nextSibling; continue; }
      cell = this.make_cell(place);
      this.cells.set(place, cell);
      this.host.insertBefore(cell, next);
    }
  }

  make_cell(place) {
    const job = this.list[place];
    const x = (place % this.columns) * (this.side + this.gap);
    const y = Math.floor(place / this.columns) * this.row;
    const marked = this.is_marked(job);
    const cell = make('div', {
      class: `cell ${job.state}${marked ? ' marked' : ''}`, role: 'listitem', 'aria-setsize': this.list.length,
      'aria-posinset': place + 1,
    },
    make('button', {
      type: 'button', class: 'open', tabindex: place === this.current ? 0 : -1,
      onclick: () => { this.move_to(place); this.open(job); }, onfocus: () => this.set_current(place),
    },
    this.make_picture(job),
    make('span', { class: 'words', dir: 'auto', 'aria-hidden': job.state === 'drawn' ? 'true' : null }, job.name),
    make('span', { class: 'figure quiet' }, this.figure(job))),
    job.state === 'drawn' && button(marked ? 'Do not compare' : 'Compare', {
      class: 'button round mark', tabindex: -1, 'aria-pressed': String(marked), title: 'Compare (c)',
      onclick: () => { this.set_current(place); this.mark(job); },
    }, icon('compare')));
    cell.style.transform = `translate(${x}px, ${y}px)`;
    return cell;
  }

  make_picture(job) {
    if (job.state === 'failed') return make('span', { class: 'picture' }, make('span', { class: 'why', dir: 'auto' }, job.error));
    if (job.state === 'gone') return make('span', { class: 'picture' }, make('span', { class: 'why' }, 'The file is not there.'));
    const image = make('img', {
      class: 'picture', [this.flying ? 'data-src' : 'src']: thumbnail_url(job), alt: job.name, loading: 'lazy',
      decoding: 'async',
    });
    // A thumbnail that is not there: the picture itself serves.
    image.addEventListener('error', () => {
      if (image.getAttribute('src') !== picture_url(job)) image.src = picture_url(job);
      else image.classList.add('broken');
    });
    return image;
  }

  // Draws one job's cell anew: it was marked, or no longer is.
  refresh(job) {
    const place = this.list.indexOf(job);
    const cell = this.cells.get(place);
    if (!cell) return;
    const had_focus = cell.contains(document.activeElement);
    const fresh = this.make_cell(place);
    cell.replaceWith(fresh);
    this.cells.set(place, fresh);
    if (had_focus) fresh.querySelector('.open').focus({ preventScroll: true });
  }

  job() { return this.list[this.current]; }

  set_current(place) {
    if (place === this.current) return;
    const before = this.cells.get(this.current);
    if (before) before.querySelector('.open').tabIndex = -1;
    this.current = place;
    const now = this.cells.get(place);
    if (now) now.querySelector('.open').tabIndex = 0;
  }

  // Takes the keyboard to this place, and the window along.
  move_to(place) {
    if (this.list.length === 0) return;
    this.set_current(Math.min(this.list.length - 1, Math.max(0, place)));
    const top = this.host.offsetTop + Math.floor(this.current / this.columns) * this.row;
    const bottom = top + this.row;
    if (top < scrollY + this.header()) scrollTo({ top: top - this.header() });
    else if (bottom > scrollY + innerHeight) scrollTo({ top: bottom - innerHeight });
    this.draw();
    this.cells.get(this.current).querySelector('.open').focus({ preventScroll: true });
  }

  // Moves by a key; false where it is not one of ours.
  key(name) {
    const page = Math.max(1, Math.floor((innerHeight - this.header()) / this.row)) * this.columns;
    const last = this.list.length - 1;
    const steps = {
      ArrowLeft: -1, ArrowRight: 1, ArrowUp: -this.columns, ArrowDown: this.columns, PageUp: -page, PageDown: page,
    };
    const inside = this.host.contains(document.activeElement);
    if (name === 'Home') this.move_to(0);
    else if (name === 'End') this.move_to(last);
    else if (!(name in steps)) return false;
    else if (!inside) this.move_to(this.current);
    else if (this.current + steps[name] >= 0) {
      // Down from above a last row that is not full: to its end.
      const full_rows = Math.floor(last / this.columns) > Math.floor(this.current / this.columns);
      const target = this.current + steps[name];
      if (target <= last || full_rows) this.move_to(Math.min(last, target));
    }
    return true;
  }
}
