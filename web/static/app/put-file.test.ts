import { expect, test } from 'vitest';
import { nearTo } from '../parts/near.js';

const at = (address: string) => new URL(address);

test('a store on this machine is called as the page is', () => {
  const url = 'http://127.0.0.1:8080/files/uploads/1?signature=a%2Bb';
  expect(nearTo(url, at('http://localhost:8080/app'))).toBe(
    'http://localhost:8080/files/uploads/1?signature=a%2Bb',
  );
});

test('any other store is called as it is', () => {
  const own = 'http://127.0.0.1:9000/bucket/1';
  expect(nearTo(own, at('http://localhost:8080/app'))).toBe(own);
  const far = 'https://files.example:8080/1';
  expect(nearTo(far, at('http://localhost:8080/app'))).toBe(far);
});
