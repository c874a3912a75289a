import { ranges, union, without, withProperty } from './characterSet';

// The letters, capitals and digits of Unicode 6.2: the tokenizer's. A newer Unicode has more, and capitals for Cherokee.
const laterLetters = ranges(`
  37f 528-52f 560 588 5ef 860-86a 870-887 889-88f 8a1 8ad-8c9 978 980 9fc af9 c34 c5a c5c-c5d c80 cdc-cdd d04 d54-d56
  d5f e86 e89 e8c e8e-e93 e98 ea0 ea8-ea9 eac 13f5 13f8-13fd 16f1-16f8 170d 171f 1878 191d-191e 19b0-19c0 19c8-19c9
  1b4c 1c80-1c8a 1c90-1cba 1cbd-1cbf 1cf2-1cf3 1cfa 2c2f 2c5f 312e-312f 31bb-31bf 4db6-4dbf 9fcd-9fff a698-a69d a78f
  a794-a79f a7ab-a7dc a7f1-a7f7 a8fd-a8fe a9e0-a9e4 a9e6-a9ef a9fa-a9fe aa7e-aa7f ab30-ab5a ab5c-ab69 ab70-abbf`);
const laterDigits = ranges('de6-def a9f0-a9f9');
const formerLetters = ranges('1885-1886');
const cherokee = ranges('13a0-13f5');

export const letters = union(without(withProperty('L'), laterLetters), formerLetters);
export const capitals = without(withProperty('Uppercase'), union(laterLetters, cherokee));
export const digits = without(withProperty('Nd'), laterDigits);

/** What a word may have besides letters: marks that join them, the soft hyphen, and some punctuation of other scripts. */
export const wordMarks = ranges(`
  ad 2c2-2c5 2d2-2df 2e5-2ff 300-377 378-37d 384-385 3f6 483-487 55a-55f 591-5bd 5bf 5c1-5c2 5c4-5c5 5c7 615-61a
  64b-65e 670 6d6-6ef 6fa-6ff 70f 711 730-74f 7a6-7b1 7ca-7f5 7fa 900-903 93c 93e-94e 951-955 962-963 981-983 9bc
  9be-9c4 9c7-9c8 9cb-9cd 9d7 9e2-9e3 a01-a03 a3c a3e-a4f a81-a83 abc abe-acf b82 bbe-bc2 bc6-bc8 bca-bcd c01-c03
  c3e-c56 d3e-d44 d46-d48 e30-e3a e47-e4e eb1 eb4-ebc ec8-ecd`);

/** Signs that are a token each. */
export const symbols = ranges(`
  25-26 2b 5c 5e 7c 7e a1 a6-a9 ac ae-b4 b6-b9 bf d7 f7 37e 387 589 5be 5c0 5c3 5c6 5f3-5f4 600-603 606-60a 60c 614
  61b 61e-61f 66a 66d 6d4 700-70d 7f6-7f8 964-965 e4f 1fbd 2016-2017 2020-2023 2030-2038 203b 203e-2042 2044 207a-207e
  208a-208e 2100-214f 2190-2bff 3001-3002 3012 30fb ff01-ff0f ff1a-ff20 ff3b-ff40 ff5b-ff65`);
