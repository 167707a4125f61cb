/** Words that are nearly the same. */

/** How many letters of a word may be wrong, missing or extra. */
function slack(word: string): number {
  return word.length < 6 ? 0 : word.length < 10 ? 1 : 2;
}

/** True where the text has the word, or something as near to it as its length allows. */
export function hasNearly(text: string, word: string): boolean {
  const most = slack(word);
  if (text.includes(word)) return true;
  if (most === 0) return false;
  // Of each beginning of the word: the fewest changes to what ends at this place of the text (Sellers, 1980).
  let column = Array.from({ length: word.length + 1 }, (_, at) => at);
  for (let place = 0; place < text.length; place += 1) {
    const next = [0];
    for (let at = 1; at <= word.length; at += 1) {
      const same = word[at - 1] === text[place] ? 0 : 1;
      next.push(Math.min((column[at - 1] ?? 0) + same, (column[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    if ((next[word.length] ?? Infinity) <= most) return true;
    column = next;
  }
  return false;
}
