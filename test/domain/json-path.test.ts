import { describe, expect, test } from '@jest/globals';
import { parseJsonPath, valueAt } from '../../domain/json-path.js';

describe('a JSON path', () => {
  test.each<[string, (string | number)[]]>([
    ['$', []],
    ['$.a', ['a']],
    ['$.reviews[0].rating.stars', ['reviews', 0, 'rating', 'stars']],
    ['$[2]', [2]],
    [`$['a b'].c`, ['a b', 'c']],
    ['$["a.b"][0]', ['a.b', 0]],
    ['$.größe-1', ['größe-1']],
  ])('%s is read', (text, path) => expect(parseJsonPath(text)).toEqual(path));

  test.each(['', 'a', '.a', '$a', '$.', '$..a', '$.*', '$[*]', '$[-1]', '$[0', "$['a]", '$[?(@.a)]', '$.a b', '$.a '])(
    '%j is none',
    (text) => expect(parseJsonPath(text)).toBeUndefined(),
  );
});

test.each<[unknown, (string | number)[], unknown]>([
  [{ a: [{ b: 1 }] }, ['a', 0, 'b'], 1],
  [7, [], 7],
  [{ a: null }, ['a'], null],
  [{ a: null }, ['a', 'b'], undefined],
  [{ a: [1] }, ['a', 1], undefined],
  [{ a: [1] }, ['a', 'length'], undefined],
  [{ 0: 'x' }, [0], undefined],
  ['text', ['length'], undefined],
  [{}, ['constructor'], undefined],
  [{}, ['__proto__'], undefined],
  [JSON.parse('{"__proto__": 1}'), ['__proto__'], 1],
])('in %j at %j stands %j', (data, path, value) => expect(valueAt(data, path)).toEqual(value));
