import { FAILURE_CATALOGUE } from '../../../shared/adapters/failures/failure-catalogue';
import { failureText } from '../../../shared/core/engine/failure-text';
import { clipMiddle } from '../../../shared/core/text';

const LINK = 'See https://aka.ms/dms#error-code-2009';

test('code and message as the service gave them, then cause and remedy', () => {
  expect(failureText({ code: '2009', message: 'no checksum', cause: 'A.', remedy: 'B.' })).toBe(
    '2009 no checksum — cause: A. Remedy: B.',
  );
});

test('an unknown code keeps its own text and link, and nothing is made up', () => {
  expect(failureText({ code: '9999', message: `new. ${LINK}` })).toBe(`9999 new. ${LINK}`);
  expect(failureText({ code: '', message: 'no code' })).toBe('no code');
});

test('without a reason it says where to look', () => {
  expect(failureText(undefined)).toMatch(/without a reason: check .* portal/);
});

test('a long message gives way to every diagnosis of the catalogue, and keeps its link', () => {
  const message = `It failed. ${'x'.repeat(2_000)} ${LINK}`;
  for (const { cause, remedy } of FAILURE_CATALOGUE) {
    const text = failureText({ code: '2009', message, cause, remedy });
    expect(text.length).toBeLessThanOrEqual(1_000);
    expect(text).toMatch(/^2009 It failed\. /);
    expect(text).toContain(`${LINK} — cause: ${cause} Remedy: ${remedy}`);
  }
});

test('clipping the middle never halves a character', () => {
  const text = '😀'.repeat(20);
  for (let most = 3; most <= 40; most++) {
    const clipped = clipMiddle(text, most);
    expect(clipped.length).toBeLessThanOrEqual(most);
    expect(clipped).toMatch(/^(?:😀)*…?(?:😀)*$/u);
  }
});
