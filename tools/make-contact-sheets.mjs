// Draws data/mini/*/contact-sheet.jpg: a look at each miniature, with captions. npm run build first.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const require = createRequire(import.meta.url);
const sharp = require('sharp');
const opentype = require('opentype.js');
const { GASTRIC_NOTICE, miniGastricPlans, paintSlide, SlideMap, writeReport } = require('../dist/data/mini');

const mini = fileURLToPath(new URL('../data/mini', import.meta.url));
const fonts = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');
const font = opentype.loadSync(join(fonts, 'DejaVuSans.ttf'));
const textSize = 9.5;

/** Lines of text that fit a width. */
function wrap(text, width, most) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (font.getAdvanceWidth(longer, textSize) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.length > most ? [...lines.slice(0, most - 1), `${lines[most - 1]} …`] : lines;
}

/** A sheet of pictures ({ input, left, top }) and texts ({ text, left, top, width, lines }). */
async function draw(name, width, height, pictures, texts) {
  const paths = texts.flatMap(({ text, left, top, width: room, lines }) =>
    wrap(text, room, lines).map((line, k) => font.getPath(line, left, top + 10 + 12 * k, textSize).toPathData(2)),
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><path d="${paths.join('')}"/></svg>`;
  const sheet = sharp({ create: { width, height, channels: 3, background: '#ffffff' } });
  const layers = [...pictures, { input: Buffer.from(svg), left: 0, top: 0 }];
  await sheet
    .composite(layers)
    .jpeg({ quality: 82 })
    .toFile(join(mini, name, 'contact-sheet.jpg'));
  console.log(`${name}: ${width} x ${height}`);
}

async function coco() {
  const { images } = JSON.parse(readFileSync(join(mini, 'coco', 'dataset_coco.json'), 'utf8'));
  const [columns, rows, cell, height] = [9, 6, 132, 180];
  const chosen = Array.from({ length: columns * rows }, (_, k) => images[(k * 47 + 11) % images.length]);
  const at = (k) => ({ left: (k % columns) * cell + 4, top: Math.floor(k / columns) * height + 4 });
  const pictures = chosen.map(({ filepath, filename }, k) => ({
    input: join(mini, 'coco', filepath, filename),
    ...at(k),
  }));
  const texts = chosen.map(({ sentences }, k) => ({
    text: sentences[k % 5].raw,
    left: at(k).left,
    top: at(k).top + 130,
    width: 122,
    lines: 3,
  }));
  await draw('coco', columns * cell + 4, rows * height, pictures, texts);
}

async function abo() {
  const read = (path) =>
    gunzipSync(readFileSync(join(mini, 'abo', path)))
      .toString()
      .trim()
      .split('\n');
  const listings = read('listings/metadata/listings_0.json.gz').map((line) => JSON.parse(line));
  const paths = new Map(read('images/metadata/images.csv.gz').map((line) => [line.split(',')[0], line.split(',')[3]]));
  const captions = JSON.parse(readFileSync(join(mini, 'abo', 'captions.json'), 'utf8'));
  const [views, cell, text, rows] = [7, 112, 200, 12];
  const chosen = listings
    .filter(({ other_image_id }) => other_image_id.length >= views - 1)
    .filter((_, k) => k % 17 === 3)
    .slice(0, rows);
  const pictures = await Promise.all(
    chosen.flatMap(({ main_image_id, other_image_id }, row) =>
      [main_image_id, ...other_image_id].slice(0, views).map(async (image, column) => ({
        input: await sharp(join(mini, 'abo', 'images', 'small', paths.get(image)))
          .resize(cell - 4)
          .toBuffer(),
        left: column * cell + 4,
        top: row * cell + 4,
      })),
    ),
  );
  const texts = chosen.flatMap(({ item_id }, row) =>
    captions[item_id].slice(0, 2).map((caption, k) => ({
      text: caption,
      left: views * cell + 8,
      top: row * cell + 4 + 52 * k,
      width: text,
      lines: 4,
    })),
  );
  await draw('abo', views * cell + text + 16, chosen.length * cell + 4, pictures, texts);
}

async function gastric() {
  const [columns, rows, cell, height] = [4, 3, 300, 270];
  const plans = miniGastricPlans().filter(({ patches }) => patches > 60 && patches < 420);
  const growths = [
    'ducts',
    'ducts',
    'papillary',
    'solid',
    'ducts',
    'cords',
    'signet',
    'mucinous',
    'ducts',
    'cords',
    'solid',
    'signet',
  ];
  const chosen = growths.map((growth) => {
    const index = plans.findIndex((plan) => plan.tumour.growth === growth && plan.fragments === 1);
    return plans.splice(index, 1)[0];
  });
  const at = (k) => ({ left: (k % columns) * cell + 4, top: Math.floor(k / columns) * height + 24 });
  const pictures = await Promise.all(
    chosen.map(async (plan, k) => {
      const { rgb, width, height: tall } = paintSlide(plan);
      const picture = sharp(rgb, { raw: { width, height: tall, channels: 3 } });
      return {
        input: await picture
          .resize(cell - 8, 200, { fit: 'cover' })
          .png()
          .toBuffer(),
        ...at(k),
      };
    }),
  );
  const texts = chosen.map((plan, k) => ({
    text: writeReport(plan, new SlideMap(plan)).text,
    left: at(k).left,
    top: at(k).top + 200,
    width: cell - 8,
    lines: 3,
  }));
  texts.push({ text: GASTRIC_NOTICE, left: 4, top: 6, width: 800, lines: 1 });
  await draw('gastric', columns * cell, rows * height + 24, pictures, texts);
}

const sheets = { abo, coco, gastric };
for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(sheets)) await sheets[name]();
