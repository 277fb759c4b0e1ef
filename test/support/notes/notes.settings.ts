import { text } from '../../../src/platform/config/index.js';

/** The environment variables of the notes. */
export const noteSettings = {
  NOTES_EFFECTS: text({
    default: '',
    allowed: 'the absolute path of a file, or empty',
    pattern: /^(\/\S+)?$/,
    desc: 'Where steps log what they do, beside Redis; empty for nowhere.',
  }),
};
