import type { PretrainRecord } from './release';

/** The README beside a pretrained model. */
export function readmeOf({ name, stages, zeroShot }: PretrainRecord): string {
  const { greedy, beams, blind, examples, slides, scenes } = zeroShot;
  const row = (label: string, scores: Record<string, number>) =>
    `| ${label} | ${Object.values(scores)
      .map((value) => value.toFixed(3))
      .join(' | ')} |`;
  const drawing = stages.filter(({ name: stage }) => stage.startsWith('scenes-'));
  const others = stages.filter((stage) => !drawing.includes(stage));
  const seconds = drawing.reduce((sum, stage) => sum + stage.seconds, 0);
  return `# ${name}

A small BLIP-2 (ViT, QFormer, ${name.endsWith('opt') ? 'OPT' : 'T5'} with its own tokenizer) in Hugging Face's layout, made from generated data alone. It stands where the
paper's BLIP-2 stands before it is fine-tuned: it describes a drawn scene fluently, and says something generic and wrong of a slide.

Made by \`npm run pretrain\` in these stages; settings and losses by epoch are in \`pretraining.json\`.

| stage | seconds |
| --- | --- |
${[`| scenes, ${drawing.length} parts, two at a time | ${seconds} |`, ...others.map((stage) => `| ${stage.name} | ${stage.seconds} |`)].join('\n')}

## What it has seen
Drawn scenes of shapes that no scenario shows, with five captions each. Its language model has read captions of scenes and products
that are of the shapes of pretraining and training, and reports of slides, all from seeds that no split has; nothing of a validation or test split.

## Zero-shot on ${scenes} validation scenes of MiniCOCO
| | ${Object.keys(greedy).join(' | ')} |
| --- |${' --- |'.repeat(Object.keys(greedy).length)}
${[
  row('greedy, after "a photo of"', greedy),
  row('5 beams', beams),
  row('blind: most common training caption', blind.mostCommon),
  row('blind: consensus training caption', blind.consensus),
].join('\n')}

| it says | a reference |
| --- | --- |
${examples.map(({ caption, reference }) => `| ${caption} | ${reference} |`).join('\n')}

Of slides it says: ${slides.map((text) => `"${text}"`).join(' ')}

## What it can and cannot
It can stand in for BLIP-2 where code is to be tried, taught or compared on the miniatures. It knows some 30 shapes by sight and 700 words,
and nothing of photographs, of people, or of medicine: not for diagnosis.

## Licence
MIT, as the code that made it; all data that it was made from is generated and CC0 1.0.
`;
}
