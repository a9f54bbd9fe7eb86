import { html, json } from '../answer.js';
import type { Context } from '../application.js';
import type { Route } from '../route.js';
import { wholeNumber } from '../whole-number.js';
import { renderPage } from './render-page.js';

const title = 'The Comedy of Errors';
const unavailable = 'Reviews are currently unavailable';

const product: Route['answer'] = ({ parameters }) =>
  json(200, { id: wholeNumber('id', parameters['id']), title, author: 'William Shakespeare', pages: 200 });

/**
 * GET /productpage as HTML, GET /api/v1/products/:id and its /reviews as JSON. Without reviews the page and the
 * reviews are 503. Where reviews were asked for, x-served-by names the version that gave them: "reviews=v2".
 */
export function productpageRoutes({ upstream }: Context): Route[] {
  const reviews = upstream('reviews');
  const page: Route['answer'] = async ({ headers }) => {
    const got = await reviews.get('/reviews/0', headers);
    const servedBy = { 'x-served-by': got.servedBy };
    if (got.problem !== undefined) return html(503, `<h1>${title}</h1>\n<p>${unavailable}.</p>`, servedBy);
    return html(200, renderPage(title, got.body), servedBy);
  };
  const productReviews: Route['answer'] = async ({ parameters, headers }) => {
    const got = await reviews.get(`/reviews/${wholeNumber('id', parameters['id'])}`, headers);
    const servedBy = { 'x-served-by': got.servedBy };
    if (got.problem === undefined) return json(200, got.body, servedBy);
    return json(503, { error: unavailable, cause: got.problem }, servedBy);
  };
  return [
    { method: 'GET', pattern: '/productpage', answer: page },
    { method: 'GET', pattern: '/api/v1/products/:id', answer: product },
    { method: 'GET', pattern: '/api/v1/products/:id/reviews', answer: productReviews },
  ];
}
