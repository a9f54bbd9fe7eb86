import { describe, expect, test } from '@jest/globals';
import { beside, expectRefusals } from './refusals.js';
import { type Fields, manifest, node, nodes, port, stable, toldOf } from './standing.js';
import { object, problemsOf, virtualService, without, type World } from './world.js';

describe('a volume claim that both versions name', () => {
  const volume = (name: string, more: Fields = {}) => ({ name, persistentVolumeClaim: { claimName: name, ...more } });
  const volumes = (...names: string[]) => ({ volumes: names.map((name) => volume(name)) });
  const claim = (name: string, modes: string[], status: string[] = []) =>
    object('PersistentVolumeClaim', name, { spec: { accessModes: modes }, status: { accessModes: status } });
  const shared = (modes: string[], more: Partial<World> = {}) => ({
    ...beside(stable(volumes('data')), claim('data', modes), ...nodes(2)),
    ...more,
  });
  const noted = (modes: string) => [
    `The pods of reviews-v2 share the volume claim data with those of stable (${modes}): where its volume is attached to one node at a time, they must all stand on that.`,
  ];
  const unknown = noted('how it may be used is not known');

  expectRefusals([
    [
      'for one pod, of however many nodes',
      beside(stable(volumes('data')), claim('data', ['ReadWriteOncePod']), node('n0')),
      /share the volume claim data .*, and it is ReadWriteOncePod, for a single pod: they would never start\. Give/,
    ],
    [
      'by a manifest',
      { ...shared(['ReadWriteOncePod']), canary: manifest(volumes('other', 'data')) },
      /share the volume claim data with/,
    ],
  ]);

  test('for one node: noted, since volumes of many kinds are not held to it', async () => {
    expect(await toldOf(shared(['ReadWriteOnce']))).toEqual(noted('ReadWriteOnce'));
    expect(await toldOf(shared(['ReadWriteOncePod', 'ReadWriteOnce']))).toEqual(
      noted('ReadWriteOncePod, ReadWriteOnce'),
    );
  });

  test('for many is no matter, by what the volume has before what was asked for', async () => {
    expect(await toldOf(shared(['ReadWriteMany']))).toEqual([]);
    expect(await toldOf(beside(stable(volumes('data')), claim('data', ['ReadWriteOnce'], ['ReadWriteMany'])))).toEqual(
      [],
    );
    const once = beside(stable(volumes('data')), claim('data', ['ReadWriteMany'], ['ReadWriteOnce']), ...nodes(2));
    expect(await toldOf(once)).toEqual(noted('ReadWriteOnce'));
  });

  test('for many readers is no matter where both read alone', async () => {
    const data = claim('data', ['ReadOnlyMany', 'ReadWriteOnce']);
    const told = (template: Fields) => toldOf(beside(stable(template), data, ...nodes(2)));
    const mounting = (readOnly: boolean) => ({
      ...volumes('data'),
      containers: [{ name: 'app', volumeMounts: [{ name: 'data', readOnly }, { name: 'other' }] }],
    });
    expect(await told({ volumes: [volume('data', { readOnly: true })] })).toEqual([]);
    expect(await told(mounting(true))).toEqual([]);
    expect(await told(mounting(false))).toEqual(noted('ReadOnlyMany, ReadWriteOnce'));
    const reading = { ...beside(stable(mounting(false)), data, ...nodes(2)), canary: manifest(mounting(true)) };
    expect(await toldOf(reading)).toEqual(noted('ReadOnlyMany, ReadWriteOnce'));
  });

  test('that is not there, may not be read, or has modes that we do not know: noted', async () => {
    expect(await toldOf(beside(stable(volumes('data'))))).toEqual(unknown);
    const forbidden: World['forbidden'] = ({ kind }) => kind === 'PersistentVolumeClaim';
    expect(await toldOf(shared(['ReadWriteOnce'], { forbidden }))).toEqual(unknown);
    expect(await toldOf(shared(['Other']))).toEqual(noted('Other'));
    expect(await toldOf(beside(stable(volumes('data', 'cache', 'data'))))).toEqual([
      ...unknown,
      expect.stringContaining('share the volume claim cache with those of stable'),
    ]);
  });

  test('is not shared with a stable that has none, or no pods, or with nobody', async () => {
    const data = claim('data', ['ReadWriteOnce']);
    expect(await toldOf({ ...beside(stable({}), data), canary: manifest(volumes('data')) })).toEqual([]);
    expect(await toldOf(beside(stable(volumes('data'), { replicas: 0 }), data))).toEqual([]);
    const objects = [...without('Deployment/reviews-v1'), data];
    expect(await toldOf({ objects, canary: manifest(volumes('data')) })).toEqual([]);
  });
});

test('both are told at once, beside all else', async () => {
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  const data = object('PersistentVolumeClaim', 'data', { spec: { accessModes: ['ReadWriteOncePod'] } });
  const splitting = virtualService(
    'reviews',
    [{ name: 'primary', route: [{ destination: { host: 'reviews', subset: 'v1' } }] }],
    {
      exportTo: ['.'],
    },
  );
  const problems = await problemsOf({
    ...beside(stable({ ...port(), volumes }), data, splitting, node('n0')),
    spec: ['ways: refuse'],
  });
  expect(problems.map((each) => each.split(' ').slice(0, 4).join(' '))).toEqual([
    'VirtualService bookinfo/reviews is exported',
    'Each pod of reviews-v2',
    'The pods of reviews-v2',
  ]);
});
