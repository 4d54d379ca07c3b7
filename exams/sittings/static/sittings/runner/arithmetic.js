/* Exact sums: numbers are fractions of whole numbers, nothing is rounded on the way. */

const LONGEST = 12;
const WIDE = { "＋": "+", "－": "-", "−": "-", "–": "-", "×": "*", "✕": "*", "＊": "*", "÷": "/", "／": "/", "（": "(", "）": ")", "％": "%", "．": ".", "。": "." };

export class DivisionByZero extends Error {}

/* The value of a calculation as {words, isExact}; throws SyntaxError or DivisionByZero. */
export function calculate(words) {
  const tokens = tokenise(words);
  const value = sum(tokens);
  if (tokens.length) throw new SyntaxError(tokens[0]);
  return inWords(value);
}

function tokenise(words) {
  const plain = [...words.replace(/[\s,，]/g, "")]
    .map((letter) => WIDE[letter] ?? (/[０-９]/.test(letter) ? String.fromCharCode(letter.charCodeAt() - 0xfee0) : letter))
    .join("");
  const tokens = plain.match(/\d+\.?\d*|\.\d+|[-+*/()%]/g) ?? [];
  if (!tokens.length || tokens.join("") !== plain) throw new SyntaxError(words);
  return tokens;
}

function sum(tokens) {
  let value = product(tokens);
  while (tokens[0] === "+" || tokens[0] === "-") {
    const sign = tokens.shift() === "+" ? 1n : -1n;
    const other = product(tokens);
    value = fraction(value.n * other.d + sign * other.n * value.d, value.d * other.d);
  }
  return value;
}

function product(tokens) {
  let value = factor(tokens);
  while (tokens[0] === "*" || tokens[0] === "/") {
    const isTimes = tokens.shift() === "*";
    const other = factor(tokens);
    value = isTimes ? fraction(value.n * other.n, value.d * other.d) : fraction(value.n * other.d, value.d * other.n);
  }
  return value;
}

function factor(tokens) {
  const token = tokens.shift();
  let value;
  if (token === "-" || token === "+") {
    value = factor(tokens);
    return token === "-" ? fraction(-value.n, value.d) : value;
  }
  if (token === "(") {
    value = sum(tokens);
    if (tokens.shift() !== ")") throw new SyntaxError("(");
  } else value = number(token);
  for (; tokens[0] === "%"; tokens.shift()) value = fraction(value.n, value.d * 100n);
  return value;
}

function number(token) {
  if (!/^[\d.]/.test(token ?? "")) throw new SyntaxError(token);
  const [whole, part = ""] = token.split(".");
  return fraction(BigInt(whole + part), 10n ** BigInt(part.length));
}

function fraction(n, d) {
  if (d === 0n) throw new DivisionByZero();
  if (d < 0n) [n, d] = [-n, -d];
  let [a, b] = [n < 0n ? -n : n, d];
  while (b) [a, b] = [b, a % b];
  return { n: n / (a || 1n), d: d / (a || 1n) };
}

/* All decimals where there are few enough; else rounded half up at the last of them. */
function inWords({ n, d }) {
  const size = n < 0n ? -n : n;
  for (let places = 0; ; places += 1) {
    const scaled = size * 10n ** BigInt(places);
    const isExact = scaled % d === 0n;
    if (!isExact && places < LONGEST) continue;
    const digits = String(isExact ? scaled / d : (2n * scaled + d) / (2n * d)).padStart(places + 1, "0");
    const cut = digits.length - places;
    const decimals = isExact ? digits.slice(cut) : digits.slice(cut).replace(/0+$/, "");
    const words = digits.slice(0, cut) + (decimals && `.${decimals}`);
    return { words: (n < 0n && /[1-9]/.test(words) ? "-" : "") + words, isExact };
  }
}
