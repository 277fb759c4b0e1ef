import { html, joined, raw } from './html.js';

describe('html', () => {
  it('escapes every value', () => {
    const { text } = html`<p title="${`"'`}">${'<script>&'} ${7}</p>`;
    expect(text).toBe('<p title="&quot;&#39;">&lt;script&gt;&amp; 7</p>');
  });

  it('takes markup as it is', () => {
    const items = ['a', '<b>'].map((name) => html`<li>${name}</li>`);
    const { text } = html`<ul>
      ${joined(items)}${raw('<hr>')}
    </ul>`;
    expect(text.replaceAll(/\s/g, '')).toBe('<ul><li>a</li><li>&lt;b&gt;</li><hr></ul>');
  });
});
