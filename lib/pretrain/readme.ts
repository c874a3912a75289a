import type { PretrainRecord } from './release';

const count = (scenes: number) => scenes.toLocaleString('en-US');

/** The README beside a pretrained model. */
export function readmeOf({ name, stages, drawn, zeroShot }: PretrainRecord): string {
  const { greedy, beams, blind, examples, slides, scenes } = zeroShot;
  const row = (label: string, scores: Record<string, number>) =>
    `| ${label} | ${Object.values(scores)
      .map((value) => value.toFixed(3))
      .join(' | ')} |`;
  const drawing = stages.filter(({ name: stage }) => stage.startsWith('scenes-'));
  const others = stages.filter((stage) => !drawing.includes(stage));
  // Two are drawn side by side.
  const seconds = Math.round(drawing.reduce((sum, stage) => sum + stage.seconds, 0) / 2);
  return `# ${name}

A small BLIP-2 (ViT, QFormer, ${name.endsWith('opt') ? 'OPT' : 'T5'} with its own tokenizer) in Hugging Face's layout, made from generated data alone. It stands where the
paper's BLIP-2 stands before it is fine-tuned: it describes a drawn scene fluently, and says something generic and wrong of a slide.

Made by \`npm run pretrain\` in these stages, on two cores that had other work at the same time; settings and losses by epoch are in
\`pretraining.json\`.

| stage | seconds |
| --- | --- |
${[`| scenes, ${drawing.length} parts, two at a time | ${seconds} |`, ...others.map((stage) => `| ${stage.name} | ${stage.seconds} |`)].join('\n')}

## What it has seen
Drawn scenes with five captions each, from seeds that no split of the miniatures has: ${count(drawn.reserved)} of shapes that no split
shows and ${count(drawn.training)} of the shapes of the training splits. Its language model has read captions of other scenes and products of
these shapes, and reports of slides that were never painted. It has met no shape and no word that only validation and test have.

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
It can stand in for BLIP-2 where code is to be tried, taught or compared on the miniatures. It knows some 110 shapes by sight and 700 words,
and nothing of photographs, of people, or of medicine: not for diagnosis.

## Licence
MIT, as the code that made it; all data that it was made from is generated and CC0 1.0.
`;
}
