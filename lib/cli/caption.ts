import { Blip2, type CaptionOptions, type ImageOrBag, type WrittenCaptions } from '../blip2';
import { useEngine } from '../engine';
import { command, UsageError } from './command';
import { showStep } from './showStep';

const notes = `
The model is a BLIP-2 folder in Hugging Face's layout (config.json, preprocessor_config.json, tokenizer.json and
safetensors), with a QFormer or, saved by this package, a MIVPG. Pictures are JPEG, PNG or WebP.

  mivpg caption --model blip2-flan-t5-xl photo.jpg other.png
  mivpg caption --model my-model --bag front.jpg side.jpg back.jpg --json
`;

/** `mivpg caption`: a caption for each picture, or one for all. */
export const caption = command({
  arguments: 'image...',
  options: {
    model: { type: 'string', value: 'folder', required: true, summary: 'a BLIP-2 checkpoint' },
    bag: { type: 'boolean', summary: 'the pictures are one bag: write one caption for all' },
    prompt: { type: 'string', value: 'text', summary: 'text that the caption goes on from, such as "a photo of"' },
    beams: { type: 'string', value: 'count', summary: 'beams of the search; 1 is greedy (default 5)' },
    'max-length': { type: 'string', value: 'count', summary: 'new tokens at most (default 30)' },
    'min-length': { type: 'string', value: 'count', summary: 'new tokens at least (default 0)' },
    bfloat16: {
      type: 'boolean',
      summary: 'keep frozen matrices in 16 bits: half of the memory, nearly the same numbers',
    },
    json: { type: 'boolean', summary: 'print one JSON object: captions, and tokens with the ids of each' },
  },
  notes,
  async run({ model, bag, json, prompt, bfloat16, ...numbers }, images) {
    if (images.length === 0) throw new UsageError('"caption" needs at least one image');
    const options: CaptionOptions = {
      beams: count('beams', numbers.beams, 1),
      maxNewTokens: count('max-length', numbers['max-length'], 1),
      minNewTokens: count('min-length', numbers['min-length'], 0),
      prompt,
    };
    await useEngine();
    showStep(`loading ${model}`);
    const blip2 = await Blip2.fromPretrained(model, { frozen: bfloat16 ? 'bfloat16' : 'float32' });
    try {
      const written = await write(blip2, bag ? [images] : images, options);
      process.stdout.write(json ? `${JSON.stringify(written)}\n` : lines(written, bag ? undefined : images));
    } finally {
      showStep();
      blip2.dispose();
    }
    return 0;
  },
});

async function write(blip2: Blip2, samples: readonly ImageOrBag[], options: CaptionOptions): Promise<WrittenCaptions> {
  showStep(`0 of ${samples.length} captions`);
  const onProgress = (done: number, total: number) => showStep(`${done} of ${total} captions`);
  const written = await blip2.caption(samples, { ...options, onProgress });
  showStep();
  return written;
}

/** A caption a line, behind the name of its picture where there are several. */
function lines({ captions }: WrittenCaptions, images: readonly string[] = []): string {
  const name = (i: number) => (images.length > 1 ? `${images[i]}\t` : '');
  return captions.map((text, i) => `${name(i)}${text}\n`).join('');
}

function count(name: string, text: string | undefined, minimum: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= minimum) return value;
  throw new UsageError(`--${name}: found "${text}", expected a whole number of at least ${minimum}`);
}
