// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// How a picture was made: its recipe in words, and as commands for a shell.
'use strict';

// A word of a shell.
function quoted(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function recipe_of(job) { return job.recipe === undefined ? null : data.recipes[job.recipe]; }

// The options as the picture had them: [[name, value, whether it is another one than the default], ...]
function options_of(job) {
  const recipe = recipe_of(job);
  if (!recipe) return [];
  return Object.entries(recipe.options).map(([name, value]) => {
    const usual = data.defaults[name];
    return [name, String(value), usual === undefined || (String(value) !== usual && Number(value) !== Number(usual))];
  });
}

// What it was drawn after besides words: [{what, weight, stop}], of its pictures and embeddings.
function pictures_of(job) { return (job.prompts || []).filter((prompt) => prompt.text === undefined); }

function again_command(job) { return `clipdraw again ${quoted(job.file.startsWith('-') ? `./${job.file}` : job.file)}`; }

// The command that says everything; whoever wants another picture changes a word in it.
function draw_command(job) {
  const words = ['clipdraw'];
  // A single word could be a command, one with a hyphen a flag.
  if (job.prompt) words.push(...(/^-|^\S+$/.test(job.prompt) ? ['--prompt', quoted(job.prompt)] : [quoted(job.prompt)]));
  for (const { weight, stop } of pictures_of(job)) {
    words.push('--image-prompt', `FILE:${weight}${stop === null ? '' : `:${stop}`}`);
  }
  if (job.start) words.push('--start-image', 'FILE');
  words.push('--seed', job.seed);
  for (const [name, value, special] of options_of(job)) {
    if (special && !(name === 'start' && job.start)) words.push(`--${name}`, value);
  }
  const { clips, generator } = recipe_of(job).models;
  if (clips.length !== 1 || clips[0].name !== 'clip.safetensors') {
    for (const { name, share } of clips) words.push('--clip', quoted(clips.length === 1 ? name : `${name}:${share}`));
  }
  if (generator.name !== 'vqgan.safetensors') words.push('--generator', quoted(generator.name));
  return words.join(' ');
}

function row(name, ...value) { return [make('dt', {}, name), make('dd', { dir: 'auto' }, ...value)]; }

function write_picture(picture) { return `a picture of ${picture.width} × ${picture.height}, ${picture.sha256.slice(0, 12)}`; }

function prompt_rows(job) {
  return (job.prompts || []).map(({ text, image, weight, stop }, number) => row(
    number === 0 ? 'prompts' : '', text !== undefined ? `“${text}”` : image ? write_picture(image) : 'an embedding',
    make('span', { class: 'quiet' }, ` weight ${weight}${stop === null ? '' : `, ends at ${stop}`}`)));
}

function recipe_list(job) {
  const recipe = recipe_of(job);
  const list = make('dl', { class: 'facts' });
  list.append(...prompt_rows(job).flat(), ...(job.start ? row('start', write_picture(job.start)) : []));
  if (job.changed) list.append(...row('prompts', 'were changed while it was drawn; these are the last'));
  for (const [name, value, special] of options_of(job)) {
    list.append(...row(name, special ? make('strong', {}, value) : value));
  }
  if (job.group) list.append(...row('group', `place ${job.group.place} of ${job.group.size}`));
  const { clips, generator, prior } = recipe.models;
  for (const { name, share } of clips) list.append(...row('CLIP', name, clips.length > 1 && ` (${share})`));
  list.append(...row('generator', `${generator.name} (${generator.kind})${prior ? ', after a prior' : ''}`));
  for (const [name, hash] of Object.entries(recipe.weights)) {
    list.append(make('dt', { dir: 'auto' }, name), make('dd', { class: 'hash', title: hash }, hash));
  }
  list.append(...row('clipdraw', recipe.version));
  return list;
}

// What is folded away below the figures.
function recipe_parts(job) {
  if (!recipe_of(job)) {
    return [make('p', { class: 'quiet' }, job.state === 'drawn' ? 'The file holds no record of how it was made.' : '')];
  }
  const missing = pictures_of(job).length > 0 || job.start;
  const no_words = (job.prompts || []).some((prompt) => !prompt.text && !prompt.image);
  return [
    make('h3', {}, 'Draw it again'),
    make('p', { class: 'quiet' }, 'The same bytes, in the folder of the picture:'),
    copyable('the command that draws it again', again_command(job)),
    !no_words && !job.changed && make('p', { class: 'quiet' }, job.group
      ? 'Nearly the same, drawn alone; to begin from when something shall be different:'
      : 'The same in full, to begin from when something shall be different:'),
    !no_words && !job.changed && copyable('the command in full', draw_command(job)),
    missing && make('p', { class: 'quiet' }, 'FILE are the pictures that it was drawn from: --image-prompt and --start-image name them, also behind “again”.'),
    make('h3', {}, 'Recipe'),
    recipe_list(job),
  ];
}
