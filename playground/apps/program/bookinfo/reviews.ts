import type { IncomingHttpHeaders } from 'node:http';
import { json } from '../answer.js';
import type { Context } from '../application.js';
import { member } from '../json-shape.js';
import type { Route } from '../route.js';
import { wholeNumber } from '../whole-number.js';

const texts = {
  Reviewer1: 'Two pairs of twins, one long day, and not a single dull page. I read it twice in a week.',
  Reviewer2: 'Fun, though I had to draw a map of who mistakes whom for whom. Better on a stage than on paper.',
};

type Rating = { stars: number; color: string } | { error: string };

/** GET /reviews/:id. v1 has no ratings; v2 shows them black; v3 and later red. */
export function reviewsRoutes({ identity, upstream }: Context): Route[] {
  const ratingOf = async (id: number, headers: IncomingHttpHeaders): Promise<(reviewer: string) => Rating> => {
    const ratings = await upstream('ratings').get(`/ratings/${id}`, headers);
    return (reviewer) => rating(member(member(ratings.body, 'ratings'), reviewer), identity.generation);
  };
  return [
    {
      method: 'GET',
      pattern: '/reviews/:id',
      answer: async ({ parameters, headers }) => {
        const id = wholeNumber('id', parameters['id']);
        const rated = identity.generation > 1 ? await ratingOf(id, headers) : undefined;
        const reviews = Object.entries(texts).map(([reviewer, text]) =>
          rated === undefined ? { reviewer, text } : { reviewer, text, rating: rated(reviewer) },
        );
        return json(200, { id: String(id), podname: identity.host, clustername: 'null', reviews });
      },
    },
  ];
}

// The page must live on without ratings, so their absence is part of the answer and no error of ours.
function rating(stars: unknown, generation: number): Rating {
  if (typeof stars !== 'number') return { error: 'Ratings service is currently unavailable' };
  return { stars, color: generation === 2 ? 'black' : 'red' };
}
