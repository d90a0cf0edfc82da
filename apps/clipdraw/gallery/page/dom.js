// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Making elements. Texts become text nodes and attributes, never markup: prompts come from anywhere.
'use strict';

const SVG = 'http://www.w3.org/2000/svg';

function by_id(id) { return document.getElementById(id); }

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// make('p', {class: 'quiet'}, 'words', other element, ...)
function make(tag, attributes, ...children) { return fill(document.createElement(tag), attributes, children); }
function make_svg(tag, attributes, ...children) { return fill(document.createElementNS(SVG, tag), attributes, children); }

function icon(name) {
  return make_svg('svg', { class: 'icon', 'aria-hidden': 'true' }, make_svg('use', { href: `#icon-${name}` }));
}

function button(label, attributes, ...children) {
  return make('button', { type: 'button', class: 'button', 'aria-label': label, ...attributes }, ...children);
}

function close_button(dialog) {
  return button('Close', { class: 'button round', title: 'Close (Escape)', onclick: () => dialog.close() }, icon('close'));
}

// Tells what the eyes see to those who listen.
function say(text) { by_id('said').textContent = text; }

// Copies, also where a page that is a file may not use the clipboard.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = make('textarea', { class: 'unseen', readonly: true });
    field.value = text;
    (document.querySelector('dialog[open]') || document.body).append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  }
}

// A command to copy, with the button that does it. Its lines end before a flag.
function copyable(label, text) {
  const words = make('span', {}, 'Copy');
  const copied = async (event) => {
    const from = event.currentTarget;
    words.textContent = (await copy(text)) ? 'Copied' : 'Press Ctrl+C';
    say(words.textContent);
    from.focus();
    setTimeout(() => { words.textContent = 'Copy'; }, 1600);
  };
  return make('div', { class: 'copyable' },
    make('code', {}, text.replaceAll(' --', ' \0--').split('\0').map((part) => make('span', {}, part))),
    button(`Copy ${label}`, { class: 'button small', onclick: copied }, words));
}
