import { list, member, text } from '../json-shape.js';

/** The HTML of a product and its reviews. `reviews` is what the reviews application answered. */
export function renderPage(title: string, reviews: unknown): string {
  const quotes = list(member(reviews, 'reviews')).map(renderReview);
  const served = `<p>Reviews served by: ${escapeHtml(text(member(reviews, 'podname')))}</p>`;
  return [`<h1>${escapeHtml(title)}</h1>`, '<h2>Book Reviews</h2>', ...quotes, served].join('\n');
}

function renderReview(review: unknown): string {
  const words = escapeHtml(text(member(review, 'text')));
  const reviewer = escapeHtml(text(member(review, 'reviewer')));
  return `<blockquote><p>${words}</p><small>${reviewer}</small>${renderRating(member(review, 'rating'))}</blockquote>`;
}

function renderRating(rating: unknown): string {
  const stars = member(rating, 'stars');
  if (typeof stars !== 'number') return escapeHtml(text(member(rating, 'error')));
  return `<span style="color:${escapeHtml(text(member(rating, 'color')))}">${'★'.repeat(stars)}</span>`;
}

function escapeHtml(words: string): string {
  return words.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
