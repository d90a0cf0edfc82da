// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Light or dark: as the system says, until someone has chosen. Runs before anything is shown.
'use strict';

const theme = {
  system: matchMedia('(prefers-color-scheme: dark)'),

  // A browser may keep nothing for pages that are files.
  get chosen() {
    try { return localStorage.getItem('clipdraw-theme'); } catch { return null; }
  },

  show(name) { document.documentElement.dataset.theme = name; },

  follow() { theme.show(theme.chosen || (theme.system.matches ? 'dark' : 'light')); },

  toggle() {
    const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    theme.show(next);
    // What the system says anyway is no choice: the page then goes on following it.
    try {
      if (next === (theme.system.matches ? 'dark' : 'light')) localStorage.removeItem('clipdraw-theme');
      else localStorage.setItem('clipdraw-theme', next);
    } catch { /* it lasts as long as the page */ }
  },
};
theme.system.addEventListener('change', theme.follow);
theme.follow();
